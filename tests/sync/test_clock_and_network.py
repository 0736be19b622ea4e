"""Clocks that jump, networks that go and return, servers that take no entries: everything goes out by itself afterwards."""

from __future__ import annotations

import queue
import random
import socket
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.core.outbox import LOOK_UP_AFTER, OutboxState
from desktop.demo.rest import Context, PageError, Reply
from desktop.demo.server import POISON, EmbeddedItop
from desktop.demo.verbs import CARNET_VERBS
from desktop.store.accounts import current_account, save_account
from desktop.sync.client import ITopClient, Login
from desktop.sync.connection import read_connection
from desktop.sync.outcome import NoVerdict
from desktop.sync.report import Report
from desktop.sync.worker import Worker
from desktop.work import overview, recording
from tests.sync.conftest import Client, server_rows, strike
from tests.sync.test_worker import opener, wait_for

UIDS = "SELECT uid FROM contract_time_entry"
TEN_YEARS = 10 * 365 * 86400


class AtOnce(random.Random):
    """Jitter that never delays."""

    def uniform(self, a: float, b: float) -> float:
        return a


def test_a_clock_that_was_years_ahead_delays_nothing(client: Client, itop: EmbeddedItop) -> None:
    """A dead battery, a bad time server: what was put off in the wrong year is due in the right one."""
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    client.clock.step_wall(TEN_YEARS)

    def later(context: Context, data: Mapping[str, Any]) -> Reply:
        return {"code": 0, "entries": {row["uid"]: {"status": "later"} for row in data["entries"]}, "server_time": context.now}

    itop.verbs["carnet/push"] = later
    client.sync()
    itop.verbs["carnet/push"] = CARNET_VERBS["carnet/push"]
    client.clock.step_wall(-TEN_YEARS)
    client.sync(impatient=False)
    assert server_rows(itop, UIDS) == [(entry.uid,)]


def test_a_probe_of_the_wrong_year_is_made_now(client: Client, itop: EmbeddedItop) -> None:
    """iTop was away while the clock was wrong: the worker does not wait ten years to ask again."""
    itop.set_faults(["offline"])
    client.clock.step_wall(TEN_YEARS)
    client.sync()
    itop.set_faults([])
    client.clock.step_wall(-TEN_YEARS)
    reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
    worker = Worker(lambda: client.engine, opener(client), reports.put)
    worker.start()
    wait_for(reports, lambda report: report.online)
    assert worker.stop()


def test_a_stock_entry_sent_in_the_wrong_year_is_looked_up(stock: Client, stock_itop: EmbeddedItop) -> None:
    """The wait before the look-up begins anew; it does not last until the wrong year comes."""
    entry = recording.add(stock.desk, stock.ticket(101), "", 60)
    stock.clock.step_wall(TEN_YEARS)
    stock_itop.set_faults(strike("lose-answer", True, True), begin_at="core/create")
    stock.sync()
    stock_itop.set_faults([])
    assert [line.row.state for line in overview.outbox_lines(stock.desk)] == [OutboxState.UNCERTAIN]
    stock.clock.step_wall(-TEN_YEARS)
    stock.sync()
    stock.clock.pass_time(LOOK_UP_AFTER)
    assert stock.sync().problem == ""
    assert overview.outbox_lines(stock.desk) == []
    assert server_rows(stock_itop, "SELECT name FROM work_order") == [(f"Carnet {entry.uid}",)]


def test_the_networks_return_is_enough(client: Client, itop: EmbeddedItop) -> None:
    """Failure story 6: the next probe is minutes away, but the network is back: what waits goes."""
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    itop.set_faults(["offline"])
    client.sync()
    assert read_connection(client.desk.db).next_probe_at > client.clock.wall
    itop.set_faults([])
    reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
    worker = Worker(lambda: client.engine, opener(client), reports.put)
    worker._jitter = AtOnce()
    worker.start()
    worker.network_returned()
    wait_for(reports, lambda report: report.online)
    assert worker.stop()
    assert server_rows(itop, UIDS) == [(entry.uid,)]


def test_the_networks_return_does_not_try_a_refused_login_again(client: Client, itop: EmbeddedItop) -> None:
    """A laptop that changes networks all day must not lock its owner's account."""
    client.secrets.set(client.desk.account.secret_name, "wrong")
    client.sync()
    reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
    worker = Worker(lambda: client.engine, opener(client), reports.put)
    worker._jitter = AtOnce()
    worker.start()
    worker.network_returned()
    worker.ask(lambda server, desk: server.search(desk.db, desk.account, "R-000104"))
    wait_for(reports, lambda report: report.reading)
    assert worker.stop()
    assert reports.empty()


def test_an_engine_that_cannot_be_made_is_told_and_tried_again(client: Client) -> None:
    """The thread that sends people's minutes never dies silently."""
    reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
    broken = [True]

    def make() -> Any:
        if broken.pop() if broken else False:
            raise OSError("no such file")
        return client.engine

    worker = Worker(make, opener(client), reports.put)
    worker.start()
    assert wait_for(reports, lambda report: True).problem == "internal"
    worker.wake(impatient=True)
    wait_for(reports, lambda report: report.online)
    assert worker.stop()


def test_an_iTop_that_takes_no_entries_blocks_none(client: Client, itop: EmbeddedItop) -> None:
    """Failure story 4: every push dies, whatever is in it: a pause, not sixty entries to be retried one by one."""
    uids = sorted(recording.add(client.desk, client.ticket(101), "", 60).uid for _ in range(60))

    def die(context: Context, data: Mapping[str, Any]) -> Reply:
        raise PageError

    itop.verbs["carnet/push"] = die
    for _ in range(6):
        assert client.sync().problem == "http"
        client.clock.pass_time(3600)
    assert overview.counts(client.desk).blocked == 0
    itop.verbs["carnet/push"] = CARNET_VERBS["carnet/push"]
    client.sync()
    assert sorted(row[0] for row in server_rows(itop, UIDS)) == uids


def test_two_poison_entries_are_blocked_alone(client: Client, itop: EmbeddedItop) -> None:
    """Failure story 4, twice: the first and the last of a batch."""
    first = recording.add(client.desk, client.ticket(101), "", 60, comment=POISON)
    uids = sorted(recording.add(client.desk, client.ticket(101), "", 60).uid for _ in range(48))
    last = recording.add(client.desk, client.ticket(101), "", 60, comment=POISON)
    for _ in range(6):
        client.sync()
        client.clock.pass_time(3600)
    assert sorted(row[0] for row in server_rows(itop, UIDS)) == uids
    assert {(line.row.entry.uid, line.row.state) for line in overview.outbox_lines(client.desk)} == {
        (first.uid, OutboxState.BLOCKED),
        (last.uid, OutboxState.BLOCKED),
    }


def test_a_new_address_given_during_a_run_stays(client: Client, itop: EmbeddedItop) -> None:
    """What the server says of an account never takes back how a person has just signed in."""
    account = client.desk.account
    with client.desk.db.transaction():
        save_account(client.desk.db, replace(account, url="https://new.example.com/", login="token"))
    # The run began before: its desk still has the old address.
    client.sync()
    found = current_account(client.desk.db)
    assert found is not None
    assert (found.url, found.login) == ("https://new.example.com/", "token")


def test_an_answer_that_drips_for_ever_ends() -> None:
    """A limit on each byte is no limit on the call: the lock would be held for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
                    while True:
                        connection.sendall(b" ")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        with ITopClient(f"http://127.0.0.1:{listener.getsockname()[1]}/", Login("a", "b"), whole_seconds=0.0) as client:
            assert isinstance(client.call("carnet/about"), NoVerdict)
        thread.join()
