"""Shared by all tests: nothing here touches the home directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.core.account import Account
from desktop.core.clock import Instant
from desktop.core.ticket import Ticket, TicketKey
from desktop.store.accounts import save_account, set_current
from desktop.store.database import Database, open_database
from desktop.work.desk import Desk

# No test shows a window on anybody's screen, and none needs a screen; neither do the processes that tests begin.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

START = 1_790_000_000


@dataclass
class FakeClock:
    """A clock that moves when told: ``pass_time`` moves both clocks, ``step_wall`` only the wall's, ``reboot`` starts another boot."""

    wall: int = START
    boot: float = 1000.0
    boot_id: str = "boot-1"
    ticks: list[int] = field(default_factory=list)

    def now(self) -> Instant:
        return Instant(self.wall, self.boot, self.boot_id)

    def pass_time(self, seconds: int) -> None:
        self.wall += seconds
        self.boot += seconds

    def step_wall(self, seconds: int) -> None:
        self.wall += seconds

    def reboot(self, seconds: int) -> None:
        self.wall += seconds
        self.boot = 10.0
        self.boot_id += "'"


def make_ticket(number: int = 482, **changes: object) -> Ticket:
    """A believable ticket R-000482."""
    fields: dict[str, object] = {
        "key": TicketKey("UserRequest", number),
        "ref": f"R-{number:06d}",
        "title": "VPN drops every hour, Lyon site",
        "status": "assigned",
        "org_id": 3,
        "customer": "Ateliers Morel",
        "caller": "Anne Durand",
        "agent_id": 7,
        "agent": "Camille Roy",
        "team_id": 12,
        "service_id": 5,
    }
    return Ticket(**(fields | changes))  # type: ignore[arg-type]


ACCOUNT = Account(
    0, "instance-a", 7, "https://itop.example.com/", "camille", "password", "carnet", "Camille Roy", (12,), (), "Europe/Paris"
)


Tell = Callable[[str], None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Say a line at the end of the run, such as a seed, whichever process the test runs in."""
    return lambda line: record_property("told", line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for found in terminalreporter.stats.values() for report in found if getattr(report, "when", "") == "call"]
    for line in sorted({line for report in reports for name, line in report.user_properties if name == "told"}):
        terminalreporter.write_line(line)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "profile" / "carnet.sqlite") as database:
        yield database


@pytest.fixture
def desk(db: Database, clock: FakeClock) -> Desk:
    """A desk of Camille Roy, person 7 of instance-a, with an empty cache."""
    with db.transaction():
        account = save_account(db, ACCOUNT)
        set_current(db, account)
    return Desk(db, clock, account)
