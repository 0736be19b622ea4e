"""The same promises on an iTop without our extension: one work order per entry, found again by its uid."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop.core.outbox import LOOK_UP_AFTER, OutboxState
from desktop.core.ticket import TicketKey
from desktop.demo.model import TIME_TRACKING
from desktop.demo.server import POISON, EmbeddedItop
from desktop.store.contracts import book_of_ticket
from desktop.sync.connection import written_twice
from desktop.work import overview, recording
from desktop.work.counting import contract_of
from tests.sync.conftest import Client, NewClient, server_rows, strike

ORDERS = "SELECT name, ticket_id, team_id, agent_id, status FROM work_order ORDER BY id"


def test_the_profile_is_found_out(stock: Client) -> None:
    account = stock.desk.account
    assert (account.profile, account.person_name, account.teams) == ("work-order", "Camille Roy", (10,))


def test_tickets_and_contracts_are_read(stock: Client) -> None:
    ticket = stock.ticket(101)
    assert (ticket.ref, ticket.customer, ticket.agent) == ("R-000101", "Ateliers Morel", "Camille Roy")
    contract = contract_of(stock.desk, ticket, stock.clock.wall)
    assert contract is not None
    assert (contract.name, contract.indicators) == ("Support Premium", None)
    line = next(line for line in overview.contract_lines(stock.desk) if line.contract.id == contract.id)
    assert line.projected is None


def test_an_entry_becomes_one_closed_work_order(stock: Client, stock_itop: EmbeddedItop) -> None:
    entry = recording.add(stock.desk, stock.ticket(101), "", 900, comment="Looked at it")
    assert stock.sync().pushed == 1
    assert server_rows(stock_itop, ORDERS) == [(f"Carnet {entry.uid}", 101, 10, 1, "closed")]
    (text,) = server_rows(stock_itop, "SELECT description FROM work_order")[0]
    assert text.splitlines()[-1] == "carnet: worked=900s counted=900s"
    stock.engine.with_server(stock.desk, lambda s: s.fetch_ticket(stock.desk.db, stock.desk.account, TicketKey("UserRequest", 101)))
    (row,) = book_of_ticket(stock.desk.db, stock.desk.account.id, TicketKey("UserRequest", 101))
    assert (row.uid, row.agent, row.worked_seconds, row.started_at) == (entry.uid, "Camille Roy", 900, entry.started_at)


@pytest.mark.parametrize("fault", ["http-500", "lose-answer", "late-commit", "garbage", "code-100"])
def test_no_verdict_is_looked_up_before_anything_is_sent_again(stock: Client, stock_itop: EmbeddedItop, fault: str) -> None:
    entries = [recording.add(stock.desk, stock.ticket(101), "", 60 * (number + 1)) for number in range(3)]
    stock_itop.set_faults([f"{fault}:0.6:3"])
    for _ in range(4):
        stock.sync()
    stock_itop.set_faults([])
    for _ in range(6):
        stock.clock.pass_time(LOOK_UP_AFTER + 1)
        stock.sync()
        for line in overview.outbox_lines(stock.desk):
            if line.row.state is OutboxState.BLOCKED:
                recording.retry(stock.desk, line.row.entry.uid)
    assert sorted(row[0] for row in server_rows(stock_itop, ORDERS)) == sorted(f"Carnet {entry.uid}" for entry in entries)
    assert overview.outbox_lines(stock.desk) == []


def test_nothing_is_looked_up_while_the_request_may_still_be_at_work(stock: Client, stock_itop: EmbeddedItop) -> None:
    recording.add(stock.desk, stock.ticket(101), "", 60)
    stock_itop.set_faults(strike("late-commit", False, False, False, True, True))
    stock.sync()
    stock_itop.set_faults([])
    stock.clock.pass_time(LOOK_UP_AFTER - 1)
    stock.sync()
    assert [line.row.state for line in overview.outbox_lines(stock.desk)] == [OutboxState.UNCERTAIN]
    stock.clock.pass_time(1)
    stock.sync()
    assert overview.outbox_lines(stock.desk) == []


def test_a_poison_entry_is_blocked_and_the_rest_arrives(stock: Client, stock_itop: EmbeddedItop) -> None:
    poison = recording.add(stock.desk, stock.ticket(101), "", 60, comment=POISON)
    good = [recording.add(stock.desk, stock.ticket(101), "", 60).uid for _ in range(12)]
    for _ in range(4):
        stock.sync()
        stock.clock.pass_time(LOOK_UP_AFTER + 1)
    assert sorted(row[0] for row in server_rows(stock_itop, ORDERS)) == sorted(f"Carnet {uid}" for uid in good)
    (line,) = overview.outbox_lines(stock.desk)
    assert (line.row.entry.uid, line.row.state, line.row.reason) == (poison.uid, OutboxState.BLOCKED, "unanswered")


def test_a_restored_copy_of_the_profile_doubles_nothing(
    stock: Client, stock_itop: EmbeddedItop, new_client: NewClient, tmp_path: Path
) -> None:
    recording.add(stock.desk, stock.ticket(101), "", 900)
    copy = tmp_path / "copy"
    copy.mkdir()
    with sqlite3.connect(stock.desk.db.path) as source, sqlite3.connect(copy / "carnet.sqlite") as target:
        source.backup(target)
    source.close()
    target.close()
    stock.sync()
    restored = new_client(stock_itop, folder=copy, clock=stock.clock)
    assert overview.outbox_lines(restored.desk) == []
    assert len(server_rows(stock_itop, ORDERS)) == 1


@pytest.mark.parametrize(("user", "left"), [("admin", 1), ("camille", 2)])
def test_a_row_written_twice_is_removed_or_reported(stock_itop: EmbeddedItop, new_client: NewClient, user: str, left: int) -> None:
    """The resend and the late original both arrived: the look-up after the resend leaves one, where the account may."""
    stock = new_client(stock_itop, user)
    stock.engine.with_server(stock.desk, lambda s: s.search(stock.desk.db, stock.desk.account, "R-000101"))
    entry = recording.add(stock.desk, stock.ticket(101), "", 900)
    stock_itop.set_faults(strike("http-500", False, False, False, True, True))
    stock.sync()
    stock_itop.set_faults([])
    stock.clock.pass_time(LOOK_UP_AFTER + 1)
    stock.sync()
    with sqlite3.connect(stock_itop.database) as server:
        columns = ", ".join(f'"{row[1]}"' for row in server.execute("PRAGMA table_info(work_order)") if row[1] != "id")
        server.execute(f"INSERT INTO work_order ({columns}) SELECT {columns} FROM work_order")
    server.close()
    assert len(server_rows(stock_itop, ORDERS)) == 2
    stock.clock.pass_time(3 * LOOK_UP_AFTER)
    stock.sync()
    assert [row[0] for row in server_rows(stock_itop, ORDERS)] == [f"Carnet {entry.uid}"] * left
    assert written_twice(stock.desk.db) == [entry.uid] * (left - 1)


def test_a_correction_of_what_iTop_has_waits_for_a_person(stock: Client) -> None:
    entry = recording.add(stock.desk, stock.ticket(101), "", 900)
    stock.sync()
    recording.edit(stock.desk, entry.uid, worked_seconds=600)
    stock.sync()
    (line,) = overview.outbox_lines(stock.desk)
    assert (line.row.state, line.row.reason) == (OutboxState.BLOCKED, "cannot_replace")


def test_closed_tickets_leave_the_open_list(stock: Client, stock_itop: EmbeddedItop) -> None:
    with sqlite3.connect(stock_itop.database) as server:
        server.execute("UPDATE ticket SET status = 'closed' WHERE id = 101")
        server.execute("DELETE FROM ticket WHERE id = 102")
    server.close()
    stock.clock.pass_time(25 * 3600)
    stock.sync()
    assert stock.ticket(101).status == "closed"
    with pytest.raises(AssertionError):
        stock.ticket(102)


def test_time_tracking_hangs_entries_on_one_activity_per_ticket(tmp_path: Path, new_client: NewClient) -> None:
    """Combodo's time tracking: found out by its class; the ticket's Activity is made once, answers may be lost."""
    with EmbeddedItop(tmp_path / "tracking", sample="small", modules=(TIME_TRACKING,)) as itop:
        # Its own profile for agents has no bulk write, without which REST creates nothing.
        client = new_client(itop, "admin")
        client.engine.with_server(client.desk, lambda s: s.search(client.desk.db, client.desk.account, "R-000101"))
        assert client.desk.account.profile == "time-tracking"
        entries = [recording.add(client.desk, client.ticket(101), "", 60 * (number + 1)) for number in range(4)]
        itop.set_faults(["lose-answer:0.3:5"])
        client.sync()
        itop.set_faults([])
        for _ in range(4):
            client.clock.pass_time(LOOK_UP_AFTER + 1)
            client.sync()
        assert overview.outbox_lines(client.desk) == []
        rows = server_rows(itop, "SELECT title, contact_id, org_id, origin FROM time_spent")
        assert sorted(rows) == sorted((f"Carnet {entry.uid}", 3, 2, "stopwatch") for entry in entries)
        assert server_rows(itop, "SELECT label, obj_class, obj_id FROM activity") == [("R-000101", "UserRequest", 101)]
        assert server_rows(itop, "SELECT DISTINCT activity_id FROM time_spent") == [(1,)]
