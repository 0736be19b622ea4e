"""A way to a real iTop on which answers get lost: the request arrives and is done, its answer is cut."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from tests.live.forwarding import forwarding


@contextmanager
def cutting(url: str, rate: float, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Forward to ``url``; a share ``rate`` of the answers to writes is cut. Yields the address and the list of cuts so far."""
    chance = random.Random(seed)
    cuts: list[str] = []

    def pass_on(path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response | None:
        answer = httpx.post(url.rstrip("/") + path, content=body, headers=headers, timeout=60, trust_env=False)
        if b"core%2Fcreate" in body and chance.random() < rate:
            cuts.append(f"HTTP {answer.status_code}")
            return None
        return answer

    with forwarding(pass_on) as address:
        yield address, cuts
