"""The way to a real iTop, which a test can shut."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

KEPT = ("Content-Type", "Auth-Token", "Authorization")


class Gate:
    """Forwards what comes, while it is open. ``cut_answers`` lets so many requests through and loses their answers."""

    def __init__(self, url: str) -> None:
        self.target = url.rstrip("/")
        self.open = True
        self.cut_answers = 0
        self.calls: list[bytes] = []
        self.url = ""

    def forward(self, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        if not self.open:
            return None
        self.calls.append(body)
        answer = httpx.post(self.target + path, content=body, headers=headers, timeout=120, trust_env=False)
        if self.cut_answers and b"carnet%2Fpush" in body:
            self.cut_answers -= 1
            return None
        return answer


@contextmanager
def gate_to(url: str) -> Iterator[Gate]:
    gate = Gate(url)

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def log_message(self, *_: Any) -> None:
            """Nothing: requests hold secrets."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = gate.forward(self.path, body, {name: self.headers[name] for name in KEPT if self.headers[name]})
            if answer is None:
                self.connection.shutdown(2)
                return
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "text/html"))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    gate.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield gate
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
