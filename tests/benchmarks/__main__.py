"""``make bench``: ratios measured side by side, so that a slow machine slows both sides.

Each pair is run alternately; the ratio is between the medians. Aims are printed beside, never asserted. ``frames`` as its only argument
measures how long the window is busy after what a person does, alone.
"""

from __future__ import annotations

import functools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from desktop.core.account import Account
from desktop.core.clock import SystemClock
from desktop.core.ticket import Ticket, TicketKey
from desktop.demo.server import EmbeddedItop
from desktop.store.accounts import save_account, set_current
from desktop.store.database import Database, open_database
from desktop.store.outbox import outbox_rows
from desktop.store.tickets import find_ticket, save_tickets
from desktop.sync.client import Login
from desktop.sync.engine import Engine
from desktop.sync.server import Failure
from desktop.sync.sign_in import connect, enter, try_sign_in
from desktop.system.secrets import RunSecrets
from desktop.work import recording
from desktop.work.desk import Desk
from tests.benchmarks import frames

ROUNDS = 15
TICKETS = 10_000
ENTRIES = 500

BARE_STATUS = "import sqlite3, click"
OUR_STATUS = "import sys; sys.argv = ['carnet', '--profile-dir', {profile!r}, 'status']; from desktop.cli import main; main()"
MEASURE = """
import time
ended = time.monotonic()
with open("/proc/self/status") as status:
    print(ended, *(line.split()[1] for line in status if line.startswith("VmHWM")))
"""
BARE_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1360, 850)
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
"""
OUR_WINDOW = """
import sys
sys.argv = ["carnet", "--profile-dir", {profile!r}]
from desktop.cli import main
from desktop.app import application
from PySide6.QtCore import QTimer
QTimer.singleShot(0, application().quit)
try:
    main()
except SystemExit:
    pass
"""


def run(code: str) -> tuple[float, float]:
    """Seconds until the code had run, and its largest memory in MB, in a process of its own (Linux)."""
    # As installed: its modules compiled once, whatever this shell says of bytecode.
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code + MEASURE], env=environment, capture_output=True, text=True, check=False)
    figures = done.stdout.splitlines()[-1:] or [""]
    try:
        ended, memory = figures[0].split()
    except ValueError:
        raise SystemExit(f"the measured program failed:\n{done.stderr}") from None
    return float(ended) - started, float(memory) / 1024


def side_by_side(name: str, bare: Callable[[], tuple[float, ...]], ours: Callable[[], tuple[float, ...]], units: str, *aims: str) -> None:
    pairs = [(bare(), ours()) for _ in range(ROUNDS)]
    for number, aim in enumerate(aims):
        low = statistics.median(pair[0][number] for pair in pairs)
        high = statistics.median(pair[1][number] for pair in pairs)
        what, unit = units.split(",")[number].split("/")
        print(f"{name}, {what}: {high:.3f} {unit} against {low:.3f} {unit} = {high / low:.2f}× (aim {aim})")


def cached_profile(folder: Path) -> Path:
    """A profile with an account and 10,000 tickets."""
    account = Account(0, "bench", 7, "http://127.0.0.1:9/", "camille", "password", "carnet", "Camille Roy", (12,))
    words = ("VPN", "printer", "mail", "laptop", "backup", "firewall", "account", "share")
    chance = random.Random(1)
    with open_database(folder / "carnet.sqlite") as db, db.transaction():
        account = save_account(db, account)
        set_current(db, account)
        tickets = [
            Ticket(
                TicketKey("UserRequest", number),
                f"R-{number:06d}",
                " ".join(chance.sample(words, 4)),
                "assigned",
                number % 12,
                f"Customer {number % 12}",
                "Anne Durand",
                7 if number % 50 == 0 else 8,
                "Camille Roy",
                12,
                updated_at=1_790_000_000 + number,
            )
            for number in range(1, TICKETS + 1)
        ]
        save_tickets(db, account.id, tickets, whole=False)
    return folder


def _recorded(itop: EmbeddedItop, db: Database, folder: Path) -> tuple[Desk, Engine, RunSecrets]:
    """Signed in, with 500 entries waiting."""
    secrets = RunSecrets()
    login = Login(itop.user, itop.secret)
    account = try_sign_in(itop.url, login)
    assert isinstance(account, Account)
    desk = Desk(db, SystemClock(), enter(db, secrets, account, login))
    engine = Engine(folder / "sync.lock", functools.partial(connect, secrets=secrets))
    engine.run_once(desk)
    ticket = find_ticket(db, desk.account.id, TicketKey("UserRequest", 101))
    for number in range(ENTRIES):
        recording.add(desk, ticket, "", 60 + number)
    return desk, engine, secrets


def push_by_engine(folder: Path) -> float:
    """Seconds in which the engine sends them: claimed, sent, settled."""
    with EmbeddedItop(folder / "itop", sample="small") as itop, open_database(folder / "carnet.sqlite") as db:
        desk, engine, _ = _recorded(itop, db, folder)
        started = time.monotonic()
        report = engine.run_once(desk, impatient=True, pull=False)
        took = time.monotonic() - started
        assert report.pushed == ENTRIES, report
    return took


def push_by_loop(folder: Path) -> float:
    """Seconds in which a bare httpx loop posts the same entries in the same batches, remembering nothing."""
    with EmbeddedItop(folder / "itop", sample="small") as itop, open_database(folder / "carnet.sqlite") as db:
        desk, _, secrets = _recorded(itop, db, folder)
        server = connect(desk.account, secrets)
        assert not isinstance(server, Failure)
        payloads = [server.payload(row, None) for row in outbox_rows(db, desk.account.id)]
        server.close()
        started = time.monotonic()
        with httpx.Client(trust_env=False) as client:
            for first in range(0, ENTRIES, 50):
                data = {"operation": "carnet/push", "protocol": 1, "entries": payloads[first : first + 50]}
                form = {"json_data": json.dumps(data), "auth_user": itop.user, "auth_pwd": itop.secret}
                answer = client.post(f"{itop.url}webservices/rest.php?version=1.3", data=form).json()
                assert all(entry["status"] == "created" for entry in answer["entries"].values())
        return time.monotonic() - started


def fresh(measure: Callable[[Path], float]) -> tuple[float]:
    with tempfile.TemporaryDirectory() as folder:
        return (measure(Path(folder)),)


def main() -> None:
    if sys.argv[1:] == ["frames"]:
        frames.main()
        return
    with tempfile.TemporaryDirectory() as folder:
        profile = str(cached_profile(Path(folder)))
        side_by_side(
            "carnet status against python -c 'import sqlite3, click'",
            lambda: run(BARE_STATUS),
            lambda: run(OUR_STATUS.format(profile=profile).replace("main()", "\ntry: main()\nexcept SystemExit: pass")),
            "time/s,memory/MB",
            "≤ 1.5",
            "none",
        )
        side_by_side(
            f"an answering window with {TICKETS} tickets against a bare PySide6 window",
            lambda: run(BARE_WINDOW),
            lambda: run(OUR_WINDOW.format(profile=profile)),
            "time/s,memory/MB",
            "≤ 1.5",
            "≤ 2",
        )
    side_by_side(
        f"pushing {ENTRIES} entries against a plain httpx loop",
        lambda: fresh(push_by_loop),
        lambda: fresh(push_by_engine),
        "time/s",
        "none",
    )
    frames.main()


if __name__ == "__main__":
    main()
