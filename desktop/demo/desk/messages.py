"""What is written on a ticket between caller and agents."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from html import escape

from desktop.core.record import record
from desktop.demo.database import local_text
from desktop.demo.desk.customers import AGENTS, Customer
from desktop.demo.desk.hours import DAY, HOUR, work_start
from desktop.demo.desk.texts import Language

_THREADS = (
    ((True, 1), (False, 2), (True, 2), (False, 1), (True, 3)),
    ((True, 0), (True, 4), (False, 3), (True, 2), (False, 0)),
    ((True, 0), (False, 0), (True, 3), (True, 2), (False, 1)),
)
"""Who says what in turn: whether it is us, and which of the language's public messages or replies."""


@record
class Message:
    """One message of a log; ``at`` is a UTC epoch."""

    at: int
    author: str
    text: str


def conversation(
    language: Language,
    customer: Customer,
    caller: int,
    agent_id: int,
    opened: int,
    ends: int,
    rng: random.Random,
    *,
    least: int = 0,
) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """The public and the private log, each with up to five messages, between two epochs."""
    agent = next(f"{one.first} {one.last}" for one in AGENTS if one.id == agent_id)
    until = min(ends, opened + 12 * DAY)
    public, private = rng.randint(least, 5), rng.randint(min(least, 1), 5 if rng.random() < 0.3 else 2)
    thread = rng.choice(_THREADS)
    first = [
        Message(moment, agent if ours else customer.callers[caller], (language.public if ours else language.replies)[index])
        for moment, (ours, index) in zip(_moments(opened, until, public, rng), thread, strict=False)
    ]
    second = [
        Message(at, agent, text) for at, text in zip(_moments(opened, until, private, rng), rng.sample(language.private, 5), strict=False)
    ]
    return tuple(first), tuple(second)


def _moments(opened: int, until: int, count: int, rng: random.Random) -> list[int]:
    earliest = min(opened + HOUR // 4, until)
    return sorted(min(until, max(earliest, work_start(rng, earliest, until))) for _ in range(count))


def log_text(messages: Sequence[Message]) -> str:
    """A log as the database keeps it."""
    entries = [
        {
            "date": local_text(message.at),
            "user_login": message.author,
            "user_id": "0",
            "message": message.text,
            "message_html": f"<p>{escape(message.text, quote=False)}</p>",
        }
        for message in messages
    ]
    return json.dumps(entries, ensure_ascii=False)
