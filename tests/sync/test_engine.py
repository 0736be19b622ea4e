"""The engine against an embedded iTop with the extension: what a person records is there, once, and the contract says so."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from desktop.core.outbox import OutboxState
from desktop.core.ticket import TicketKey
from desktop.demo.server import POISON, EmbeddedItop
from desktop.demo.verbs import CARNET_VERBS
from desktop.store import outbox
from desktop.store.accounts import current_account
from desktop.store.contracts import book_of_ticket
from desktop.store.devices import read_devices
from desktop.sync.connection import read_connection
from desktop.work import overview, recording, timing
from tests.sync.conftest import Client, NewClient, server_rows, strike

ENTRIES = "SELECT uid, worked_seconds, counted_seconds, state FROM contract_time_entry ORDER BY id"


def contract(client: Client, number: int) -> overview.ContractLine:
    return next(line for line in overview.contract_lines(client.desk) if line.contract.id == number)


def test_the_contract_consumes_exactly_what_was_counted(client: Client, itop: EmbeddedItop) -> None:
    """Start, work, stop: projected before the sync, consumed after it, to the second."""
    timer = timing.start(client.desk, TicketKey("UserRequest", 101))
    client.clock.pass_time(20 * 60)
    before = contract(client, 1)
    timing.stop(client.desk, timer.uid)
    waiting = contract(client, 1)
    assert (waiting.waiting, waiting.projected) == (1800, before.projected)
    # The server's clock did not move with ours; it takes up to five minutes of future.
    client.clock.step_wall(-20 * 60)
    with client.desk.db.transaction():
        client.desk.db.write("UPDATE entries SET started_at = started_at - 1200, ended_at = ended_at - 1200")
    report = client.sync()
    assert (report.pushed, report.known, report.problem) == (1, 0, "")
    assert server_rows(itop, ENTRIES) == [(timer.uid, 1200, 1800, "counted")]
    after = contract(client, 1)
    assert after.waiting == 0
    assert after.contract.indicators is not None
    assert (after.contract.indicators.consumed, after.contract.indicators.balance) == (1800, 144000 - 1800)
    assert overview.outbox_lines(client.desk) == []


def test_offline_nothing_is_lost_and_it_goes_out_by_itself(client: Client, itop: EmbeddedItop) -> None:
    itop.set_faults(["offline"])
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    report = client.sync()
    assert not report.online
    row = outbox.outbox_rows(client.desk.db, client.desk.account.id)[0]
    assert row.state in (OutboxState.WAITING, OutboxState.UNCERTAIN)
    assert read_connection(client.desk.db).problem
    itop.set_faults([])
    assert client.sync().pushed == 1
    assert [row[0] for row in server_rows(itop, ENTRIES)] == [entry.uid]


@pytest.mark.parametrize("fault", ["http-500", "html-200", "code-100", "lose-answer", "late-commit", "garbage"])
def test_no_verdict_never_doubles(client: Client, itop: EmbeddedItop, fault: str) -> None:
    """Failure story 1: whatever the answer was, the entry is there once and settled with what iTop stored."""
    entry = recording.add(client.desk, client.ticket(101), "", 1000)
    itop.set_faults(strike(fault, False, True, True))
    client.sync()
    assert [line.row.state for line in overview.outbox_lines(client.desk)] == [OutboxState.UNCERTAIN]
    itop.set_faults([])
    client.sync()
    assert server_rows(itop, ENTRIES) == [(entry.uid, 1000, 1800, "counted")]
    assert overview.outbox_lines(client.desk) == []


def test_maintenance_burns_no_attempt(client: Client, itop: EmbeddedItop) -> None:
    recording.add(client.desk, client.ticket(101), "", 900)
    itop.set_faults(["maintenance-503"])
    report = client.sync()
    assert report.problem == "maintenance"
    row = outbox.outbox_rows(client.desk.db, client.desk.account.id)[0]
    assert (row.state, row.attempts, row.frozen) == (OutboxState.WAITING, 0, False)


def test_a_refused_login_pauses_and_says_so(client: Client, itop: EmbeddedItop) -> None:
    recording.add(client.desk, client.ticket(101), "", 900)
    client.secrets.set(client.desk.account.secret_name, "another")
    report = client.sync()
    assert (report.problem, report.consequence.value) == ("login", "login")
    assert read_connection(client.desk.db).next_probe_at >= client.clock.wall + 600


def test_one_poison_entry_is_blocked_alone(client: Client, itop: EmbeddedItop) -> None:
    """Failure story 4: one entry that makes iTop answer HTML for every batch it is in: 499 others arrive, it is blocked with its reason."""
    uids = [recording.add(client.desk, client.ticket(101), "", 60, comment=str(number)).uid for number in range(499)]
    poison = recording.add(client.desk, client.ticket(101), "", 60, comment=f"{POISON} in a comment")
    for _ in range(20):
        client.sync()
        client.clock.pass_time(3600)
    assert sorted(row[0] for row in server_rows(itop, ENTRIES)) == sorted(uids)
    (line,) = overview.outbox_lines(client.desk)
    assert (line.row.entry.uid, line.row.state, line.row.reason) == (poison.uid, OutboxState.BLOCKED, "unanswered")


def test_a_refused_entry_waits_for_a_person_and_can_move(client: Client, itop: EmbeddedItop) -> None:
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    with sqlite3.connect(itop.database) as server:
        server.execute("DELETE FROM ticket WHERE id = 101")
    server.close()
    client.sync()
    (line,) = overview.outbox_lines(client.desk)
    assert (line.row.state, line.row.reason) == (OutboxState.BLOCKED, "ticket_gone")
    moved = recording.move(client.desk, entry.uid, client.ticket(102))
    assert client.sync().pushed == 1
    assert server_rows(itop, "SELECT uid, ticket_id FROM contract_time_entry") == [(moved.uid, 102)]


def test_an_itop_that_is_read_only_gets_it_later(client: Client, itop: EmbeddedItop) -> None:
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    itop.verbs["carnet/push"] = lambda _context, data: {
        "code": 0,
        "entries": {row["uid"]: {"status": "refused", "reason": "read_only"} for row in data["entries"]},
    }
    client.sync()
    (line,) = overview.outbox_lines(client.desk)
    assert (line.row.state, line.row.reason) == (OutboxState.WAITING, "read_only")
    itop.verbs["carnet/push"] = CARNET_VERBS["carnet/push"]
    assert client.sync().pushed == 1
    assert server_rows(itop, "SELECT uid FROM contract_time_entry") == [(entry.uid,)]


def test_started_without_a_ticket_resolves_itself(client: Client, itop: EmbeddedItop) -> None:
    """A reference not known here: the entry waits, and goes once iTop says which ticket that is."""
    with sqlite3.connect(itop.database) as server:
        server.execute("UPDATE ticket SET agent_id = 2, team_id = 0, ref = 'R-000777' WHERE id = 104")
    server.close()
    fresh = timing.start(client.desk, None, "r777")
    assert timing.find_by_text(client.desk, "R-000777") is None
    timing.stop(client.desk, fresh.uid)
    other = timing.start(client.desk, None, "call, Lenoir")
    timing.stop(client.desk, other.uid)
    assert [line.row.state for line in overview.outbox_lines(client.desk)] == [OutboxState.NEEDS_TICKET] * 2
    client.sync()
    assert server_rows(itop, "SELECT uid, ticket_id FROM contract_time_entry") == [(fresh.uid, 104)]
    timing.assign(client.desk, other.uid, client.ticket(102))
    client.sync()
    assert len(server_rows(itop, ENTRIES)) == 2


def test_an_entry_edited_while_uncertain_becomes_a_correction(client: Client, itop: EmbeddedItop) -> None:
    """What left may be there: the edit is a reversal and a replacement behind it, and the sum is the edited one."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    itop.set_faults(strike("lose-answer", False, True, True))
    client.sync()
    assert [line.row.state for line in overview.outbox_lines(client.desk)] == [OutboxState.UNCERTAIN]
    edited = recording.edit(client.desk, entry.uid, worked_seconds=900)
    assert edited.uid != entry.uid
    assert contract(client, 1).waiting == 900
    itop.set_faults([])
    client.sync()
    client.sync()
    rows = server_rows(itop, ENTRIES)
    assert sorted((row[2], row[3]) for row in rows) == [(-1800, "reversal"), (900, "counted"), (1800, "reversed")]
    assert contract(client, 1).contract.indicators.consumed == 900  # type: ignore[union-attr]


def test_another_account_never_sends_what_waits(client: Client, itop: EmbeddedItop, new_client: NewClient) -> None:
    """Failure story 10: Camille's entry stays Camille's when Hugo signs in on the same profile, and goes when she is back."""
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    folder = Path(client.desk.db.path).parent
    hugo = new_client(itop, "hugo", folder=folder, clock=client.clock)
    assert current_account(hugo.desk.db) == hugo.desk.account
    recording.add(hugo.desk, hugo.ticket(101), "", 60)
    hugo.sync()
    assert server_rows(itop, "SELECT agent_id FROM contract_time_entry") == [(2,)]
    back = new_client(itop, folder=folder, clock=client.clock)
    assert back.desk.account.id == client.desk.account.id
    assert server_rows(itop, "SELECT uid, agent_id FROM contract_time_entry WHERE agent_id = 1") == [(entry.uid, 1)]


def test_a_secret_of_somebody_else_sends_nothing(client: Client, itop: EmbeddedItop) -> None:
    """who-am-I decides, not the name in the settings."""
    recording.add(client.desk, client.ticket(101), "", 900)
    with sqlite3.connect(itop.database) as server:
        server.execute("UPDATE account SET person_id = 2 WHERE login = 'camille'")
    server.close()
    assert client.sync().problem == "other_account"
    assert server_rows(itop, ENTRIES) == []


def test_a_restored_copy_of_the_profile_doubles_nothing(client: Client, itop: EmbeddedItop, new_client: NewClient, tmp_path: Path) -> None:
    """Failure story 2: a copy taken before the sending comes back: the same uids are known already."""
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    copy = tmp_path / "copy"
    copy.mkdir()
    with sqlite3.connect(client.desk.db.path) as source, sqlite3.connect(copy / "carnet.sqlite") as target:
        source.backup(target)
    source.close()
    target.close()
    client.sync()
    restored = new_client(itop, folder=copy, clock=client.clock)
    assert overview.outbox_lines(restored.desk) == []
    assert server_rows(itop, ENTRIES) == [(entry.uid, 900, 900, "counted")]


def test_a_server_restored_from_yesterday_gets_back_what_it_lost(tmp_path: Path, new_client: NewClient) -> None:
    """Another epoch: confirmed entries are asked for by uid, and what is missing goes out again, once."""
    data = tmp_path / "restored"
    with EmbeddedItop(data, sample="small") as itop:
        client = new_client(itop)
        first = recording.add(client.desk, client.ticket(101), "", 900)
        client.sync()
        port = int(itop.url.rstrip("/").rpartition(":")[2])
    backup = tmp_path / "backup.sqlite"
    shutil.copy(itop.database, backup)
    with EmbeddedItop(data, sample="", port=port) as itop:
        second = recording.add(client.desk, client.ticket(101), "", 600)
        client.sync()
    for leftover in (f"{itop.database}-wal", f"{itop.database}-shm"):
        Path(leftover).unlink(missing_ok=True)
    shutil.copy(backup, itop.database)
    with EmbeddedItop(data, sample="", port=port) as itop:
        assert [row[0] for row in server_rows(itop, ENTRIES)] == [first.uid]
        client.sync()
        assert sorted(row[0] for row in server_rows(itop, ENTRIES)) == sorted([first.uid, second.uid])
        assert contract(client, 1).contract.indicators.consumed == 900 + 900  # type: ignore[union-attr]


def test_another_agents_work_is_seen(client: Client, itop: EmbeddedItop, new_client: NewClient) -> None:
    """A pull brings entries of others and the contract's new balance."""
    hugo = new_client(itop, "hugo")
    recording.add(hugo.desk, hugo.ticket(101), "", 900, comment="by Hugo")
    hugo.sync()
    client.sync()
    (row,) = book_of_ticket(client.desk.db, client.desk.account.id, TicketKey("UserRequest", 101))
    assert (row.agent, row.counted_seconds) == ("Hugo Blanc", 900)
    assert contract(client, 1).contract.indicators.consumed == 900  # type: ignore[union-attr]


def test_a_lead_sees_whose_minutes_are_still_on_a_laptop(client: Client, itop: EmbeddedItop, new_client: NewClient) -> None:
    """What arrived is not told as waiting any more, what is blocked is; an agent reads nothing of others' devices."""
    hugo, lea = new_client(itop, "hugo"), new_client(itop, "lea")

    def waiting() -> tuple[int, int]:
        lea.sync()
        (told,) = [device for device in read_devices(lea.desk.db, lea.desk.account.id) if device.agent == "Hugo Blanc"]
        return told.waiting, told.waiting_seconds

    recording.add(hugo.desk, hugo.ticket(101), "", 900)
    hugo.sync()
    assert waiting() == (0, 0)
    with sqlite3.connect(itop.database) as server:
        server.execute("DELETE FROM ticket WHERE id = 104")
    server.close()
    recording.add(hugo.desk, hugo.ticket(104), "", 1800)
    hugo.sync()
    assert waiting() == (1, 1800)
    client.sync()
    assert read_devices(client.desk.db, client.desk.account.id) == ()


def test_a_block_holds_what_exceeds_the_balance(client: Client, itop: EmbeddedItop) -> None:
    """Failure story 39: work done is never refused: over the limit it is stored, held, counting nothing."""
    recording.add(client.desk, client.ticket(102), "", 3000)
    held = recording.add(client.desk, client.ticket(102), "", 3000)
    client.sync()
    assert [row[2:] for row in server_rows(itop, ENTRIES)] == [(3000, "counted"), (0, "held")]
    found = outbox.find_entry(client.desk.db, client.desk.account.id, held.uid)
    assert found is not None
    assert (found.entry.counted_seconds, found.expected_seconds, found.entry.state.value) == (0, 3000, "held")


def test_a_ticket_that_left_the_scope_leaves_the_list(client: Client, itop: EmbeddedItop) -> None:
    with sqlite3.connect(itop.database) as server:
        server.execute("UPDATE ticket SET agent_id = 4, team_id = 0 WHERE id = 105")
    server.close()
    client.sync()
    with pytest.raises(AssertionError):
        client.ticket(105, "Incident")


def test_a_missing_right_is_named(client: Client, itop: EmbeddedItop) -> None:
    """Code 1 to every writing while who-am-I goes well: not "no answer", but a right that lacks."""
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    for _ in range(3):
        itop.set_faults(strike("code-1", False, True, False, True, False, False))
        client.sync()
    (line,) = overview.outbox_lines(client.desk)
    assert (line.row.entry.uid, line.row.state, line.row.reason) == (entry.uid, OutboxState.BLOCKED, "right_missing")


def test_two_agents_spend_the_same_balance_offline(client: Client, itop: EmbeddedItop, new_client: NewClient) -> None:
    """Failure story 46: both saw an hour left, both worked fifty minutes; the second to arrive is held, and nothing is lost."""
    hugo = new_client(itop, "hugo")
    first = recording.add(client.desk, client.ticket(102), "", 3000)
    second = recording.add(hugo.desk, hugo.ticket(102), "", 3000)
    assert hugo.sync().pushed == 1
    assert client.sync().pushed == 1
    rows = {row[0]: row[1:] for row in server_rows(itop, ENTRIES)}
    assert rows == {second.uid: (3000, 3000, "counted"), first.uid: (3000, 0, "held")}
    indicators = contract(client, 2).contract.indicators
    assert indicators is not None
    assert (indicators.consumed, indicators.balance) == (3000, 600)


def test_two_equal_entries_are_two(client: Client, itop: EmbeddedItop) -> None:
    """Failure stories 35 and 36: the same length twice counts twice, and comes back in the same unit."""
    for _ in range(2):
        recording.add(client.desk, client.ticket(101), "", 600)
    client.sync()
    assert contract(client, 1).contract.indicators.consumed == 2 * 900  # type: ignore[union-attr]
    client.sync()
    rows = book_of_ticket(client.desk.db, client.desk.account.id, TicketKey("UserRequest", 101))
    assert [row.worked_seconds for row in rows] == [600, 600]


def test_a_ticket_without_a_contract_is_no_error(client: Client, itop: EmbeddedItop) -> None:
    """Failure story 43."""
    recording.add(client.desk, client.ticket(104), "", 600)
    assert client.sync().pushed == 1
    assert server_rows(itop, "SELECT contract_id, contract_why FROM contract_time_entry") == [(0, "none")]
