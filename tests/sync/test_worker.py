"""The thread that sends: woken, bounded, never dead."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from desktop.core.changes import Changes
from desktop.demo.server import EmbeddedItop
from desktop.store.accounts import current_account
from desktop.store.database import open_database
from desktop.sync.report import Report
from desktop.sync.worker import Worker
from desktop.work import recording
from desktop.work.desk import Desk
from tests.sync.conftest import Client, server_rows

Reports = queue.SimpleQueue[Report]
PATIENCE = 20.0


@pytest.fixture
def reports() -> Reports:
    return queue.SimpleQueue()


@pytest.fixture
def worker(client: Client, reports: Reports) -> Iterator[Worker]:
    made = Worker(lambda: client.engine, opener(client), reports.put)
    made.start()
    wait_for(reports, lambda report: report.online)
    yield made
    made.stop(0.1)


def opener(client: Client) -> Callable[[], Desk | None]:
    def open_desk() -> Desk | None:
        db = open_database(client.desk.db.path)
        account = current_account(db)
        return Desk(db, client.clock, account) if account else None

    return open_desk


def wait_for(reports: Reports, wanted: Callable[[Report], bool]) -> Report:
    """The first report that is wanted; fails after some seconds without one."""
    end = time.monotonic() + PATIENCE
    while True:
        report = reports.get(timeout=max(0.01, end - time.monotonic()))
        if wanted(report):
            return report


def test_a_new_entry_is_sent_when_woken(client: Client, worker: Worker, reports: Reports, itop: EmbeddedItop) -> None:
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    worker.wake()
    report = wait_for(reports, lambda report: report.pushed == 1)
    assert Changes.OUTBOX in report.changed
    assert [row[0] for row in server_rows(itop, "SELECT uid FROM contract_time_entry")] == [entry.uid]


def test_sync_now_ignores_the_back_off(client: Client, worker: Worker, reports: Reports, itop: EmbeddedItop) -> None:
    itop.set_faults(["offline"])
    recording.add(client.desk, client.ticket(101), "", 900)
    worker.wake(impatient=True)
    wait_for(reports, lambda report: bool(report.problem))
    itop.set_faults([])
    worker.wake(impatient=True)
    wait_for(reports, lambda report: report.pushed + report.known == 1)


def test_a_question_is_answered_outside_the_schedule(client: Client, worker: Worker, reports: Reports) -> None:
    worker.ask(lambda server, desk: server.search(desk.db, desk.account, "R-000104"))
    assert wait_for(reports, lambda report: report.online).problem == ""


def test_ending_is_bounded_while_iTop_hangs(client: Client, worker: Worker, reports: Reports, itop: EmbeddedItop) -> None:
    itop.set_faults(["hang"])
    recording.add(client.desk, client.ticket(101), "", 900)
    worker.wake(impatient=True)
    end = time.monotonic() + PATIENCE
    while "hang" not in itop.struck and time.monotonic() < end:
        threading.Event().wait(0.01)
    # It gives up waiting long before the client's own limit of a minute; the entry is as safe as after a kill.
    assert worker.stop(0.1) is False
    assert len(client.desk.db.rows("SELECT uid FROM outbox")) == 1


def test_an_unexpected_error_is_told_and_survived(client: Client, reports: Reports, itop: EmbeddedItop) -> None:
    """Whatever goes wrong in a turn, the next one is taken."""
    broken = [True]
    honest = opener(client)

    def open_desk() -> Desk | None:
        if broken.pop() if broken else False:
            raise RuntimeError("a bug")
        return honest()

    worker = Worker(lambda: client.engine, open_desk, reports.put)
    worker.start()
    assert wait_for(reports, lambda report: True).problem == "internal"
    worker.wake(impatient=True)
    assert wait_for(reports, lambda report: report.online).problem == ""
    assert worker.stop()


def test_nobody_signed_in_is_quiet(client: Client, reports: Reports) -> None:
    worker = Worker(lambda: client.engine, lambda: None, reports.put)
    worker.start()
    worker.ask(lambda server, desk: Changes.NONE)
    assert worker.stop()
    assert reports.empty()


def test_a_refused_login_is_not_tried_again_and_again(client: Client, reports: Reports, itop: EmbeddedItop) -> None:
    """A wrong password tried often locks accounts: the next try is a quarter of an hour away."""
    client.secrets.set(client.desk.account.secret_name, "wrong")
    client.sync()
    worker = Worker(lambda: client.engine, opener(client), reports.put)
    worker.start()
    worker.wake()
    worker.wake()
    assert worker.stop()
    assert reports.empty()
    assert replace(client.sync(), changed=Changes.NONE).problem == "login"
