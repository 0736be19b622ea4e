"""The way to a real iTop, which a test can shut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from tests.live.forwarding import forwarding


class Gate:
    """Forwards what comes, while it is open. ``cut_answers`` lets so many requests through and loses their answers."""

    def __init__(self, url: str) -> None:
        self.target = url.rstrip("/")
        self.open = True
        self.cut_answers = 0
        self.calls: list[bytes] = []
        self.url = ""

    def forward(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response | None:
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
    with forwarding(gate.forward) as gate.url:
        yield gate
