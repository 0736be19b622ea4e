"""Window and command lines at once on one profile, a bad network, each of them killed: both sides hold the same in the end."""

from __future__ import annotations

import functools
import itertools
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from desktop.core.clock import SystemClock
from desktop.core.entry import EntryState
from desktop.store.database import open_database
from desktop.store.outbox import entries_between
from desktop.sync.engine import Engine
from desktop.sync.sign_in import connect
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.work import overview, recording
from desktop.work.desk import Desk, sign_in_first
from tests.conftest import Tell
from tests.e2e.processes import ENVIRONMENT, CommandLine, served

ACTS = 240
PEOPLE = 2


def work(profile: Path, role: str, secret: str, seed: int) -> None:
    """One process after another, each killed at a line taken by chance, until all their acts are done."""
    chance, left = random.Random(seed), ACTS if role == "person" else ACTS // 6
    for number in itertools.count():
        command = [sys.executable, "-m", "tests.e2e.hand", str(profile), role, str(seed + number), str(left)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{secret}\n")
            process.stdin.flush()
            last = chance.randrange(5, 60)
            for _ in itertools.islice(process.stdout, last):
                left -= 1
            process.send_signal(signal.SIGKILL)
        assert process.returncode in (0, -signal.SIGKILL)
        if left <= 0:
            return


def test_both_sides_hold_the_same(tmp_path: Path, tell: Tell) -> None:
    """Failure stories 8, 15 and 16: whatever several processes do to the same entries, each that stands is in iTop, once, as it is here."""
    seed = random.SystemRandom().randrange(2**31)
    tell(f"crowd seed: {seed}")
    with served(tmp_path / "itop") as itop:
        profile = ProfileDir(tmp_path / "profile")
        CommandLine(profile.root, itop.secret).run("login", itop.url, "--user", itop.user)
        itop.set_faults(f"lose-answer:0.15:{seed}", f"garbage:0.05:{seed}", f"http-500:0.05:{seed}")
        roles = ["sender"] + ["person"] * PEOPLE
        threads = [threading.Thread(target=work, args=(profile.root, role, itop.secret, seed + 1000 * n)) for n, role in enumerate(roles)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        itop.set_faults()
        with open_database(profile.database) as db:
            desk = Desk(db, SystemClock(), sign_in_first(db))
            engine = Engine(profile.sync_lock, functools.partial(connect, secrets=RunSecrets(every=itop.secret)))
            for _ in range(8):
                recording.retry_all(desk, [line.row.entry.uid for line in overview.outbox_lines(desk)])
                assert engine.run_once(desk, impatient=True).problem == ""
            assert overview.outbox_lines(desk) == []
            kept = [row.entry for row in entries_between(db, desk.account.id, 0, 2**40)]
        corrected = {entry.replaces for entry in kept}
        here = {
            entry.uid: (entry.worked_seconds, entry.counted_seconds, entry.ticket.id if entry.ticket else 0)
            for entry in kept
            if entry.uid not in corrected and entry.state is not EntryState.REVERSED
        }
        mine = {entry.uid for entry in kept}
        with sqlite3.connect(itop.database) as server:
            rows = server.execute("SELECT uid, worked_seconds, counted_seconds, ticket_id, state FROM contract_time_entry").fetchall()
        server.close()
        there = [row for row in rows if row[0] in mine and row[4] not in ("reversed", "reversal")]
        assert len(there) == len(here) > 20
        assert {row[0]: row[1:4] for row in there} == here
