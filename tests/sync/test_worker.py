"""The thread that sends: woken, bounded, never dead."""

from __future__ import annotations

import functools
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.changes import Changes
from desktop.demo.server import EmbeddedItop
from desktop.store import outbox
from desktop.store.accounts import current_account
from desktop.store.database import open_database
from desktop.sync.connection import read_connection
from desktop.sync.engine import Engine
from desktop.sync.report import Report
from desktop.sync.sign_in import connect
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


def test_a_run_can_be_ended_by_a_person(client: Client, tmp_path: Path) -> None:
    """Nothing more is asked or sent; what waits waits on unharmed, no problem is noted, and it goes when it is asked for."""
    cancelled = threading.Event()
    way = functools.partial(connect, secrets=client.secrets, cancelled=cancelled.is_set)
    engine = Engine(tmp_path / "other.lock", way)
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    cancelled.set()
    report = engine.run_once(client.desk, impatient=True)
    assert report.cancelled and not report.problem and read_connection(client.desk.db).problem == ""
    row = outbox.outbox_row(client.desk.db, client.desk.account.id, entry.uid)
    assert row is not None and (row.state, row.attempts, row.frozen) == ("waiting", 0, False)
    cancelled.clear()
    assert engine.run_once(client.desk, impatient=True).pushed == 1


def test_after_a_cancelled_run_nothing_begins_by_itself(client: Client, reports: Reports, itop: EmbeddedItop) -> None:
    """The worker does not go on at once with what a person has just ended; asked for, it does."""
    cancelled, begun = threading.Event(), queue.SimpleQueue[bool]()

    def running(now: bool) -> None:
        begun.put(now)
        if now and begun.qsize() == 1:
            cancelled.set()

    way = functools.partial(connect, secrets=client.secrets, cancelled=cancelled.is_set)
    worker = Worker(lambda: Engine(client.desk.db.path.with_suffix(".own"), way), opener(client), reports.put, running, cancelled)
    recording.add(client.desk, client.ticket(101), "", 900)
    worker.start()
    wait_for(reports, lambda report: report.cancelled)
    worker.wake()
    worker.wake(impatient=True)
    wait_for(reports, lambda report: report.pushed == 1)
    assert [begun.get() for _ in range(4)] == [True, False, True, False]
    worker.stop()
