"""One of several processes at the same profile: ``python -m tests.e2e.hand PROFILE ROLE SEED ACTS < secret``.

A ``sender`` synchronises; a ``person`` records, stops, undoes, edits, moves, discards, restores and retries whatever is there, and is
now and then told no. Prints a line before each act, so that its parent can kill it there.
"""

from __future__ import annotations

import functools
import random
import sys
from pathlib import Path

from desktop.core.clock import SystemClock
from desktop.core.errors import UsageError
from desktop.store.database import open_database
from desktop.store.outbox import find_entry, outbox_rows
from desktop.sync.engine import Engine
from desktop.sync.sign_in import connect
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.work import overview, recording, timing
from desktop.work.desk import Desk, sign_in_first

REFERENCES = ("R-000482", "R-000117")
ACTS = ("add", "add", "start", "stop", "undo", "edit", "edit", "move", "discard", "restore", "retry")


def act(desk: Desk, name: str, chance: random.Random) -> None:
    """One thing a person can do, to an entry taken by chance."""
    tickets = [ticket for reference in REFERENCES if (ticket := timing.find_by_text(desk, reference))]
    recorded = [row[0] for row in desk.db.rows("SELECT uid FROM entries ORDER BY uid")]
    waiting = [row.entry.uid for row in outbox_rows(desk.db, desk.account.id, discarded=True)]
    uid = chance.choice((waiting if waiting and chance.random() < 0.5 else recorded) or [""])
    timers = [line.timer.uid for line in overview.timer_lines(desk)]
    stopped = [row[0] for row in desk.db.rows("SELECT uid FROM timers WHERE state = 'stopped' ORDER BY uid")]
    if name == "add":
        recording.add(desk, chance.choice(tickets), "", chance.randrange(60, 4000))
    elif name == "start":
        timing.start(desk, chance.choice(tickets).key)
    elif name == "stop" and timers:
        timing.stop(desk, chance.choice(timers))
    elif name == "undo" and stopped:
        timing.undo_stop(desk, chance.choice(stopped))
    elif name == "edit" and (found := find_entry(desk.db, desk.account.id, uid)):
        recording.edit(desk, uid, worked_seconds=chance.randrange(found.entry.worked_seconds + 1))
    elif name == "move":
        recording.move(desk, uid, chance.choice(tickets))
    elif name in ("discard", "restore", "retry"):
        getattr(recording, name)(desk, uid)


def main(profile: ProfileDir, role: str, seed: int, acts: int, secret: str) -> None:
    chance = random.Random(seed)
    with open_database(profile.database) as db:
        desk = Desk(db, SystemClock(), sign_in_first(db))
        engine = Engine(profile.sync_lock, functools.partial(connect, secrets=RunSecrets(every=secret)))
        for _ in range(acts):
            name = "sync" if role == "sender" else chance.choice(ACTS)
            print(name, flush=True)
            if name == "sync":
                engine.run_once(desk, impatient=True, pull=chance.random() < 0.3)
                continue
            try:
                act(desk, name, chance)
            except UsageError as told:
                print(told, flush=True)


if __name__ == "__main__":
    main(ProfileDir(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.stdin.readline().strip())
