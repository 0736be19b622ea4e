"""What is known of the connection, kept in the local file so that every process says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from desktop.core.outbox import probe_delay
from desktop.core.record import record
from desktop.store.database import Database

if TYPE_CHECKING:
    import random

_NAME = "connection"
_TWICE = "written_twice"
LOGIN_PROBE = 900
"""Seconds between two tries of a refused login: read-only mode looks the same, but a wrong password tried often locks accounts."""
LONGEST_PROBE = LOGIN_PROBE
"""Seconds to the latest probe that there can be: a later one is of a clock that was wrong."""


@record
class Connection:
    """``since`` is the epoch since which it has been so; ``problem`` a reason code, empty when all is well."""

    online: bool = False
    since: int = 0
    failures: int = 0
    next_probe_at: int = 0
    problem: str = "never"
    detail: str = ""
    synced_at: int = 0
    clock_difference: int = 0


def read_connection(db: Database) -> Connection:
    stored = db.meta(_NAME)
    return Connection(**json.loads(stored)) if stored else Connection()


def note_online(db: Database, now: int, clock_difference: int, *, synced: bool) -> None:
    """iTop answered. Inside the caller's transaction."""
    old = read_connection(db)
    since = old.since if old.online and not old.problem else now
    new = Connection(online=True, since=since, problem="", synced_at=now if synced else old.synced_at, clock_difference=clock_difference)
    _keep(db, old, new)


def note_problem(
    db: Database, now: int, problem: str, detail: str, chance: random.Random, *, online: bool = False, login: bool = False
) -> None:
    """iTop is away, or does not let us in (``login``). Inside the caller's transaction."""
    old = read_connection(db)
    failures = old.failures + 1
    since = old.since if old.problem and old.online == online and old.since else now
    new = replace(
        old,
        online=online,
        since=since,
        failures=failures,
        next_probe_at=now + (LOGIN_PROBE if login else probe_delay(failures, chance)),
        problem=problem,
        detail=detail,
    )
    _keep(db, old, new)


def _keep(db: Database, old: Connection, new: Connection) -> None:
    if new != old:
        db.set_meta(_NAME, json.dumps(asdict(new)))


def note_written_twice(db: Database, uids: Sequence[str]) -> None:
    """Uids that iTop holds twice and would not let us remove. Inside the caller's transaction."""
    db.set_meta(_TWICE, json.dumps(sorted({*written_twice(db), *uids})))


def written_twice(db: Database) -> list[str]:
    """What a person must ask to have removed in iTop."""
    twice: list[str] = json.loads(db.meta(_TWICE) or "[]")
    return twice
