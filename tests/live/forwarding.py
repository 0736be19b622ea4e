"""A server on loopback between a client and a real iTop; the test says what becomes of each request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

KEPT = ("Content-Type", "Auth-Token", "Authorization")
"""Headers that go on to iTop."""


@contextmanager
def forwarding(pass_on: Callable[[str, bytes, Mapping[str, str]], httpx.Response | None]) -> Iterator[str]:
    """The server's address. ``pass_on`` gets path, body and headers of a request; where it answers None, the connection is cut."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def log_message(self, *_: Any) -> None:
            """Nothing: requests hold secrets."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = pass_on(self.path, body, {name: self.headers[name] for name in KEPT if self.headers[name]})
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
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
