"""A way to a real iTop on which answers get lost: the request arrives and is done, its answer is cut."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx


@contextmanager
def cutting(url: str, rate: float, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Forward to ``url``; a share ``rate`` of the answers to writes is cut. Yields the address and the list of cuts so far."""
    chance = random.Random(seed)
    cuts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def log_message(self, *_: Any) -> None:
            """Nothing: requests hold secrets."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in ("Content-Type", "Auth-Token") if self.headers[name]}
            answer = httpx.post(url.rstrip("/") + self.path, content=body, headers=headers, timeout=60, trust_env=False)
            if b"core%2Fcreate" in body and chance.random() < rate:
                cuts.append(f"HTTP {answer.status_code}")
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
        yield f"http://127.0.0.1:{server.server_port}/", cuts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
