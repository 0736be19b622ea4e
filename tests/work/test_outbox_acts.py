"""What a person does about the outbox: discard and restore within 30 days, several at once, export."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from desktop.core.errors import UsageError
from desktop.core.outbox import OutboxState
from desktop.problems import reason_text
from desktop.store import outbox
from desktop.store.outbox import OutboxRow
from desktop.store.tickets import save_tickets
from desktop.work import recording
from desktop.work.desk import Desk
from desktop.work.exporting import export
from desktop.work.overview import outbox_lines
from tests.conftest import FakeClock, make_ticket

DAY = 24 * 3600


def words(row: OutboxRow) -> str:
    return reason_text(row.state, row.reason)


def add(desk: Desk, comment: str = "", seconds: int = 900, *, gap: int = 0) -> str:
    with desk.db.transaction():
        save_tickets(desk.db, desk.account.id, [make_ticket()], whole=True)
    entry = recording.add(desk, make_ticket(), "", seconds, comment=comment)
    if gap:
        with desk.db.transaction():
            outbox.save_entry(desk.db, desk.account.id, entry, gap)
            outbox.set_state(desk.db, entry.uid, OutboxState.UNCONFIRMED, desk.now().wall)
    return entry.uid


def block(desk: Desk, *uids: str, reason: str = "ticket_gone") -> None:
    with desk.db.transaction():
        outbox.mark_sending(desk.db, [(uid, {"uid": uid}) for uid in uids], desk.now().wall)
        for uid in uids:
            outbox.set_state(desk.db, uid, OutboxState.BLOCKED, desk.now().wall, reason=reason)


def states(desk: Desk) -> dict[str, OutboxState]:
    return {row.entry.uid: row.state for row in outbox.outbox_rows(desk.db, desk.account.id, discarded=True)}


def test_discarded_is_kept_thirty_days_then_gone(desk: Desk, clock: FakeClock) -> None:
    """To the last second it can be restored as it was; after that nothing of it is left, and what waits is untouched."""
    uid, other, kept = add(desk, "First call"), add(desk), add(desk)
    recording.discard(desk, uid)
    recording.discard(desk, other)
    clock.pass_time(30 * DAY)
    assert recording.forget_discarded(desk) == 0
    recording.restore(desk, uid)
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    assert row is not None and (row.state, row.entry.comment, row.entry.worked_seconds) == (OutboxState.WAITING, "First call", 900)
    clock.pass_time(1)
    assert recording.forget_discarded(desk) == 1
    assert states(desk) == {uid: OutboxState.WAITING, kept: OutboxState.WAITING}
    assert outbox.find_entry(desk.db, desk.account.id, other) is None


def test_restoring_asks_again_about_time_nobody_watched(desk: Desk) -> None:
    """A gap that was discarded unanswered never counts silently."""
    uid = add(desk, gap=600)
    recording.discard(desk, uid)
    recording.restore(desk, uid)
    assert states(desk)[uid] is OutboxState.UNCONFIRMED


def test_what_a_correction_waits_behind_is_not_discarded(desk: Desk) -> None:
    """Else the correction would correct something that iTop never gets."""
    uid = add(desk)
    with desk.db.transaction():
        outbox.mark_sending(desk.db, [(uid, {})], desk.now().wall)
        outbox.set_state(desk.db, uid, OutboxState.UNCERTAIN, desk.now().wall)
    correction = recording.edit(desk, uid, comment="other")
    with desk.db.transaction():
        outbox.set_state(desk.db, uid, OutboxState.BLOCKED, desk.now().wall, reason="unanswered")
    with pytest.raises(UsageError, match="correction first"):
        recording.discard(desk, uid)
    recording.discard(desk, correction.uid)
    recording.discard(desk, uid)


def test_several_at_once_leave_out_what_cannot_be_done(desk: Desk) -> None:
    """One that iTop may have does not hold the other two up, and it is said why it stayed."""
    first, second, third = add(desk), add(desk), add(desk)
    block(desk, first, second, third)
    with desk.db.transaction():
        outbox.set_state(desk.db, second, OutboxState.UNCERTAIN, desk.now().wall)
    done = recording.discard_all(desk, [first, second, third])
    assert done.done == (first, third) and done.refused[0][0] == second and "Nobody knows yet" in done.refused[0][1]
    assert recording.restore_all(desk, [first, third]).done == (first, third)
    block(desk, first, third)
    assert recording.retry_all(desk, [first, third]).refused == ()
    assert states(desk)[first] is OutboxState.WAITING
    block(desk, first, third)
    other = make_ticket(7)
    with desk.db.transaction():
        save_tickets(desk.db, desk.account.id, [other], whole=True)
    assert recording.move_all(desk, [first, third], other).done == (first, third)
    moved = outbox.outbox_row(desk.db, desk.account.id, first)
    assert moved is not None and moved.entry.ticket == other.key and not moved.frozen


def test_the_export_says_everything_and_no_secret(desk: Desk, tmp_path: Path) -> None:
    """JSON word for word, CSV safe in a spreadsheet; neither has what idle and gaps told."""
    uid = add(desk, "=SUM(A1) été", gap=600)
    lines = outbox_lines(desk)
    assert export(desk, tmp_path / "a.json", lines, words) == export(desk, tmp_path / "a.csv", lines, words) == 1
    (record,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (record["uid"], record["ticket"], record["comment"], record["worked_seconds"]) == (uid, "R-000482", "=SUM(A1) été", 900)
    assert record["why"].startswith("waits for your answer") and record["started"].endswith("+02:00")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["comment"] == "'=SUM(A1) été" and row["worked_seconds"] == "900"
    assert not {name for name in record if "gap" in name or "secret" in name or "login" in name or "user" in name}


def test_an_export_that_cannot_be_written_says_so(desk: Desk, tmp_path: Path) -> None:
    """Another ending, a folder that is none: told in words, and no half file is left."""
    add(desk)
    for name, told in (("a.txt", "neither .csv nor .json"), ("nowhere/a.csv", "cannot be written")):
        with pytest.raises(UsageError, match=told):
            export(desk, tmp_path / name, outbox_lines(desk), words)
    assert [path.name for path in tmp_path.iterdir()] == ["profile"]


def test_a_thousand_at_once_are_one_transaction(desk: Desk) -> None:
    """Failure story 50: a long outbox is handled as one thing. All of it is moved, or, when the disk fails, none of it."""
    uids = [add(desk) for _ in range(20)]
    block(desk, *uids)
    desk.db.rows("PRAGMA query_only = ON")
    with pytest.raises(Exception, match=r"readonly|may not be written"):
        recording.retry_all(desk, uids)
    desk.db.rows("PRAGMA query_only = OFF")
    assert set(states(desk).values()) == {OutboxState.BLOCKED}
    assert recording.retry_all(desk, uids).done == tuple(uids)
