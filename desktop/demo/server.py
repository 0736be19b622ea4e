"""The embedded iTop's HTTP server, on loopback only."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desktop.demo.accounts import AGENT, SECRET
from desktop.demo.core_verbs import CORE_VERBS, with_listing
from desktop.demo.database import connect, note_mark, note_restart
from desktop.demo.faults import Faults
from desktop.demo.model import CARNET
from desktop.demo.rest import PageError, Verb, handle
from desktop.demo.sample import fill_desk, fill_small
from desktop.demo.verbs import CARNET_VERBS

SLOW_SECONDS = 1.5
LATE_SECONDS = 0.3
"""How long after the client was cut off a late commit happens."""
POISON = "POISON"
"""A word that, anywhere in a written row, makes PHP die on the whole call (for tests and demonstrations)."""
HTML = b"<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>"
MAINTENANCE = b'{"data":[{"code":100,"message":"This application is currently under maintenance."}],"scripts":[]}'
_UNREAD = ("offline", "hang", "http-500", "html-200", "maintenance-503", "code-1", "code-100")


class EmbeddedItop:
    """An iTop in this process: ``with EmbeddedItop(folder) as itop: itop.url …``.

    ``sample`` is "desk" (a believable service desk), "small" (fixed ids for tests) or "" for what the file holds; ``modules`` are
    those added to a stock iTop. ``uid_check`` False breaks exactly-once on purpose, to show that tests notice.
    """

    def __init__(
        self,
        data: Path,
        *,
        sample: str = "desk",
        faults: Sequence[str] = (),
        host: str = "127.0.0.1",
        port: int = 0,
        modules: Collection[str] = (CARNET,),
        uid_check: bool = True,
    ) -> None:
        self.database = data / "itop.sqlite"
        self._mark = data / "journal-mark"
        self.user, self.secret = AGENT, SECRET
        self.faults = Faults(faults)
        self.modules = tuple(modules)
        self.uid_check = uid_check
        self.verbs: dict[str, Verb] = with_listing(CORE_VERBS | (CARNET_VERBS if CARNET in modules else {}))
        self.now: Callable[[], float] = time.time
        """The server's clock, which a tour may move."""
        self.ending = threading.Event()
        self.struck: list[str] = []
        """Faults that happened, in order."""
        connection = connect(self.database)
        if not connection.execute("SELECT 1 FROM account").fetchone():
            {"desk": fill_desk, "small": fill_small}.get(sample, lambda _: None)(connection)
        note_restart(connection, self._mark)
        connection.close()
        self._http = _Server((host, port), self)
        self._thread = threading.Thread(target=self._http.serve_forever, name="embedded-itop", kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}/"

    def set_faults(self, texts: Sequence[str], begin_at: str = "") -> None:
        """Replace the faults, in force at once or from the first call of verb ``begin_at`` on. Raises ValueError for an unknown one."""
        self.faults.set(texts, begin_at)

    def answer(self, version: str, form: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        connection = connect(self.database)
        try:
            reply = handle(
                connection,
                version,
                form,
                headers,
                self.verbs,
                modules=self.modules,
                uid_check=self.uid_check,
                now=int(self.now()),
            )
            note_mark(connection, self._mark)
        finally:
            connection.close()
        return reply

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.ending.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> EmbeddedItop:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], itop: EmbeddedItop) -> None:
        self.itop = itop
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that went away is not news.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes; waiting for their acknowledgement costs 40 ms a call
    timeout = 5
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests hold secrets."""

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/_faults":
            self._send(200, json.dumps({"faults": self.server.itop.faults.listed()}).encode())
        else:
            self._send(404, HTML, "text/html")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if parts.path == "/_faults":
            self._set_faults(body)
        elif parts.path.endswith("/webservices/rest.php"):
            self._rest(parse_qs(parts.query), self._form(body))
        else:
            self._send(404, HTML, "text/html")

    def do_PUT(self) -> None:
        # PHP reads no form from a PUT.
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._rest(parse_qs(urlsplit(self.path).query), {})

    def _set_faults(self, body: bytes) -> None:
        try:
            self.server.itop.set_faults(json.loads(body)["faults"])
        except (ValueError, KeyError, TypeError) as error:
            self._send(400, json.dumps({"error": str(error)}, ensure_ascii=False).encode())
        else:
            self.do_GET()

    def _form(self, body: bytes) -> dict[str, str]:
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
            parts = message.get_payload() if message.is_multipart() else []
            return {
                str(part.get_param("name", header="content-disposition")): (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
                for part in parts
            }
        if not kind.startswith("application/x-www-form-urlencoded"):
            return {}
        return {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items()}

    def _rest(self, query: dict[str, list[str]], form: dict[str, str]) -> None:
        itop = self.server.itop
        form = {name: values[-1] for name, values in query.items()} | form
        fault = itop.faults.draw(form.get("json_data", ""))
        if fault:
            itop.struck.append(fault)
        if fault in _UNREAD:
            self._unread(fault)
            return
        if POISON in form.get("json_data", "") and ("carnet/push" in form["json_data"] or "core/create" in form["json_data"]):
            self._send(500, HTML, "text/html")
            return
        if fault == "slow":
            itop.ending.wait(SLOW_SECONDS)
        if fault == "late-commit":
            self._cut()
            itop.ending.wait(LATE_SECONDS)
        try:
            answer = itop.answer(form.get("version", ""), form, dict(self.headers.items()))
        except PageError:
            self._send(500, HTML, "text/html; charset=UTF-8")
            return
        data = json.dumps(answer, ensure_ascii=False).encode()
        if fault == "lose-answer":
            self._cut()
        elif fault == "garbage":
            self._send(200, data[: len(data) // 2])
        elif "callback" in form:
            self._send(200, f"{form['callback']}({data.decode()});".encode(), "application/javascript")
        elif fault != "late-commit":
            self._send(200, data)

    def _unread(self, fault: str) -> None:
        """Faults of a server that never got to the request."""
        if fault == "offline":
            self._cut()
        elif fault == "hang":
            # Ends when the client gives up, or the server does.
            self.connection.settimeout(0.2)
            while not self.server.itop.ending.is_set():
                try:
                    if not self.connection.recv(1):
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
            self.close_connection = True
        else:
            status, body, kind = {
                "http-500": (500, HTML, "text/html"),
                "html-200": (200, HTML, "text/html"),
                "maintenance-503": (503, MAINTENANCE, "application/json"),
                "code-1": (200, b'{"code":1,"message":"Error: Invalid login"}', "application/json"),
                "code-100": (200, b'{"code":100,"message":"Error: something unexpected"}', "application/json"),
            }[fault]
            self._send(status, body, kind)

    def _cut(self) -> None:
        """Close the connection without a word."""
        self.close_connection = True
        try:
            self.connection.shutdown(2)
        except OSError:
            return

    def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return "nginx"


def serve(data: Path, host: str, port: int, faults: Sequence[str], announce: Callable[[str], None]) -> None:
    """Serve until the process is asked to end; ``announce`` gets one JSON line ``url, user, secret`` when ready."""
    uid_check = os.environ.get("CARNET_DEMO_NO_UID_CHECK") != "1"
    itop = EmbeddedItop(data, faults=faults, host=host, port=port, uid_check=uid_check)

    def end(_signal: int, _frame: FrameType | None) -> None:
        itop.ending.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    itop.start()
    announce(json.dumps({"url": itop.url, "user": itop.user, "secret": itop.secret}))
    while not itop.ending.is_set():
        time.sleep(0.1)
    itop.stop()
