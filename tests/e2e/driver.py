"""A client that records and sends until it is killed: ``python -m tests.e2e.driver PROFILE WANTED < secret``.

Entry number n works 60 + n seconds. Prints a line before each thing it does, so that its parent can kill it there.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

from desktop.core.clock import SystemClock
from desktop.core.outbox import OutboxState
from desktop.store.database import open_database
from desktop.store.outbox import entries_between, outbox_rows
from desktop.sync.engine import Engine
from desktop.sync.sign_in import connect
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.work import recording, timing
from desktop.work.desk import Desk, sign_in_first

GROUP = 7


def main(profile: ProfileDir, wanted: int, secret: str) -> None:
    secrets = RunSecrets(every=secret)
    with open_database(profile.database) as db:
        desk = Desk(db, SystemClock(), sign_in_first(db))
        engine = Engine(profile.sync_lock, functools.partial(connect, secrets=secrets))
        while True:
            have = len(entries_between(db, desk.account.id, 0, 2**40))
            for number in range(have, min(have + GROUP, wanted)):
                print("add", flush=True)
                # The embedded iTop may know many tickets; which one does not matter, that it is the same does.
                recording.add(desk, timing.find_by_text(desk, sys.argv[3]), "", 60 + number)
            rows = outbox_rows(db, desk.account.id)
            if have >= wanted and not rows:
                return
            for row in rows:
                if row.state is OutboxState.BLOCKED:
                    # What a person would do with an entry that chance left without a verdict too often.
                    recording.retry(desk, row.entry.uid)
            print("sync", flush=True)
            engine.run_once(desk, impatient=True, wait_seconds=30)


if __name__ == "__main__":
    main(ProfileDir(Path(sys.argv[1])), int(sys.argv[2]), sys.stdin.readline().strip())
