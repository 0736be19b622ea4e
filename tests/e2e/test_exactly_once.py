"""The promise that Carnet is bought for: 500 entries, a bad network, a client killed twenty times, each entry there once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import Tell
from tests.e2e.processes import ENVIRONMENT, CommandLine, Served, served

ENTRIES = 500
KILLS = 20
_READ = """
import sqlite3, sys
print(*sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(
    "SELECT count(*), count(DISTINCT uid), sum(worked_seconds), sum(counted_seconds) FROM contract_time_entry WHERE comment = ''"
    " AND source = 'desktop' AND started_at > ?", (int(sys.argv[2]),)).fetchone())
"""


def run_until_killed(itop: Served, profile: Path, ref: str, lines: int | None) -> bool:
    """The client in its own process, killed after ``lines`` lines (None: never). Whether it ended by itself."""
    command = [sys.executable, "-m", "tests.e2e.driver", str(profile), str(ENTRIES), ref]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{itop.secret}\n")
        process.stdin.flush()
        for number, _ in enumerate(process.stdout):
            if lines is not None and number >= lines:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode == 0


def test_every_entry_is_there_once(tmp_path: Path, tell: Tell) -> None:
    """Read by another process with plain sqlite3: exactly 500 uids, sums equal to the second."""
    seed = random.SystemRandom().randrange(2**31)
    tell(f"exactly-once seed: {seed}")
    chance = random.Random(seed)
    faults = [f"lose-answer:0.2:{seed}", f"late-commit:0.1:{seed + 1}", f"garbage:0.1:{seed + 2}"]
    with served(tmp_path / "itop") as itop:
        client = CommandLine(tmp_path / "profile", itop.secret)
        client.run("login", itop.url, "--user", itop.user)
        ref = "R-000482"
        before = [int(figure) for figure in read(itop)]
        itop.set_faults(*faults)
        killed = 0
        while killed < KILLS:
            assert not run_until_killed(itop, tmp_path / "profile", ref, chance.randrange(4, 25))
            killed += 1
        assert run_until_killed(itop, tmp_path / "profile", ref, None)
        itop.set_faults()
        after = [int(figure) for figure in read(itop)]
        rows, uids, worked, counted = (new - old for new, old in zip(after, before, strict=True))
        assert (rows, uids) == (ENTRIES, ENTRIES)
        assert worked == sum(60 + number for number in range(ENTRIES))
        # Each entry counts its started quarters of an hour, whatever the order of arrival.
        assert counted == sum(-(-(60 + number) // 900) * 900 for number in range(ENTRIES))
        report = client.json("sync")
        assert (report["waiting"], report["blocked"], report["online"]) == (0, 0, True)


def read(itop: Served) -> list[str]:
    """Count, distinct uids, sums of the desktop's entries without a comment, by a process that knows nothing of Carnet."""
    done = subprocess.run([sys.executable, "-c", _READ, str(itop.database), "0"], capture_output=True, text=True, check=True)
    return [figure.replace("None", "0") for figure in done.stdout.split()]
