"""Entries as a person handles them: add past time, edit, move, retry, discard, restore. Each is one transaction, also for several."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from desktop.core.entry import CountedBy, Entry, EntryState
from desktop.core.errors import UsageError
from desktop.core.ids import new_uid
from desktop.core.outbox import PERSON_STATES, SENT_STATES, OutboxState, first_state
from desktop.core.record import record
from desktop.core.ticket import Ticket
from desktop.store import outbox
from desktop.work.counting import expected_seconds
from desktop.work.desk import Desk

KEEP_DISCARDED = 30 * 24 * 3600
"""Seconds for which a discarded entry can be restored; then it is forgotten."""


@record
class Done:
    """What one act did to several entries: their uids, and for each that it could not be done to, why."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


def draft(
    desk: Desk, ticket: Ticket | None, text: str, seconds: int, *, ended_at: int | None = None, comment: str = "", activity_id: int = 0
) -> Entry:
    """The entry that :func:`add` would record, with what it would count."""
    now = desk.now().wall
    end = now if ended_at is None else ended_at
    if end > now + 300:
        raise UsageError("That would end in the future. Give the time at which the work began.")
    entry = Entry(
        uid=new_uid(),
        instance_id=desk.account.instance_id,
        person_id=desk.account.person_id,
        ticket=ticket.key if ticket else None,
        text=text,
        started_at=end - seconds,
        ended_at=end,
        worked_seconds=seconds,
        counted_seconds=0,
        activity_id=activity_id,
        comment=comment,
        public_comment=ticket.title if ticket else "",
        source=desk.source,
    )
    return replace(entry, counted_seconds=expected_seconds(desk, entry))


def add(
    desk: Desk,
    ticket: Ticket | None,
    text: str,
    seconds: int,
    *,
    ended_at: int | None = None,
    comment: str = "",
    activity_id: int = 0,
    undo_seconds: int = 0,
) -> Entry:
    """Record work already done: ``seconds`` ending at ``ended_at`` (UTC epoch, default now). Nothing is sent for ``undo_seconds``."""
    now = desk.now().wall
    with desk.db.transaction():
        entry = draft(desk, ticket, text, seconds, ended_at=ended_at, comment=comment, activity_id=activity_id)
        outbox.save_entry(desk.db, desk.account.id, entry)
        state = OutboxState.WAITING if ticket else OutboxState.NEEDS_TICKET
        outbox.enqueue(desk.db, desk.account.id, entry.uid, state, now, not_before=now + undo_seconds)
    return entry


def hold(desk: Desk, uid: str, seconds: int) -> None:
    """Send an entry no sooner than ``seconds`` from now: a person is still saying something about it. What has left stays as it is."""
    with desk.db.transaction():
        row = outbox.outbox_row(desk.db, desk.account.id, uid)
        if row is not None and row.state is OutboxState.WAITING and not row.frozen:
            now = desk.now().wall
            outbox.set_state(desk.db, uid, row.state, now, reason=row.reason, next_try_at=now + seconds)


def edit(desk: Desk, uid: str, **changes: Any) -> Entry:
    """Change an entry: in place while iTop surely has nothing of it, else by a replacement queued behind it.

    ``changes`` are fields of Entry (ticket, worked_seconds, comment, …). Counted time follows the rule unless it is given, which
    needs a ``reason``. Returns the entry that will stand in the end.
    """
    if "counted_seconds" in changes:
        if not changes.get("reason"):
            raise UsageError("Counted time set by hand needs a reason.")
        changes |= {"counted_by": CountedBy.PERSON}
    with desk.db.transaction():
        return _edit(desk, uid, changes, outbox.corrected(desk.db, desk.account.id))


def _edit(desk: Desk, uid: str, changes: dict[str, Any], corrected: Collection[str]) -> Entry:
    now = desk.now().wall
    found = outbox.find_entry(desk.db, desk.account.id, uid)
    if found is None:
        raise UsageError("There is no such entry here.")
    if uid in corrected:
        raise UsageError("This entry is being corrected already. Change the correction.")
    if found.entry.state in (EntryState.REVERSED, EntryState.REVERSAL):
        raise UsageError("This entry was taken back or corrected in iTop. Change the correction, or add the time anew.")
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    if row is not None and row.state is OutboxState.DISCARDED:
        raise UsageError("This entry was discarded. Restore it first.")
    maybe_sent = row is None or _may_be_sent(row)
    entry = replace(found.entry, **changes)
    # Work still fits between its ends, or iTop would refuse it.
    entry = replace(entry, started_at=min(entry.started_at, entry.ended_at - entry.worked_seconds))
    if maybe_sent:
        entry = replace(entry, uid=new_uid(), replaces=uid, source=desk.source)
    if "counted_seconds" not in changes and entry.counted_by is CountedBy.RULE:
        entry = replace(entry, counted_seconds=expected_seconds(desk, entry))
    gap_seconds = row.gap_seconds if row is not None else 0
    outbox.save_entry(desk.db, desk.account.id, entry, gap_seconds)
    if maybe_sent:
        outbox.enqueue(desk.db, desk.account.id, entry.uid, OutboxState.WAITING, now, behind=uid)
    elif row is not None and row.state in (OutboxState.BLOCKED, OutboxState.NEEDS_TICKET, OutboxState.WAITING):
        outbox.set_silence(desk.db, uid, 0, row.batch_cap)
        outbox.set_state(desk.db, uid, first_state(entry, row.gap_seconds), now, thaw=True)
    return entry


def _may_be_sent(row: outbox.OutboxRow) -> bool:
    """Whether iTop may have an unconfirmed entry; of a blocked one it was refused, or looked up and not found."""
    return row.state in SENT_STATES or (row.frozen and row.state is not OutboxState.BLOCKED)


def move(desk: Desk, uid: str, ticket: Ticket) -> Entry:
    """Put an entry on another ticket."""
    return edit(desk, uid, **_moved(ticket))


def move_all(desk: Desk, uids: Sequence[str], ticket: Ticket) -> Done:
    """Put several entries on one ticket."""
    return _each(desk, uids, lambda uid, corrected: _edit(desk, uid, _moved(ticket), corrected))


def _moved(ticket: Ticket) -> dict[str, Any]:
    return {"ticket": ticket.key, "contract_id": 0, "contract_by": CountedBy.RULE}


def retry(desk: Desk, uid: str) -> None:
    """Send a blocked (or backing-off) entry again now, as it is."""
    with desk.db.transaction():
        _retry(desk, uid)


def retry_all(desk: Desk, uids: Sequence[str]) -> Done:
    """Send several blocked (or backing-off) entries again."""
    return _each(desk, uids, lambda uid, _: _retry(desk, uid))


def _retry(desk: Desk, uid: str) -> None:
    row = _open_row(desk, uid)
    if row.state is OutboxState.NEEDS_TICKET:
        raise UsageError("This entry needs a ticket first: carnet move UID REF.")
    if row.state is OutboxState.UNCONFIRMED:
        raise UsageError("This entry waits for an answer: carnet stop UID --keep or --trim.")
    if row.state is OutboxState.BLOCKED or row.state is OutboxState.WAITING:
        outbox.set_silence(desk.db, uid, 0, row.batch_cap)
        outbox.set_state(desk.db, uid, OutboxState.WAITING, desk.now().wall, attempts=0)


def discard(desk: Desk, uid: str) -> None:
    """Take an entry out of the outbox for good; it can be restored for 30 days. Refused while iTop may have it."""
    with desk.db.transaction():
        _discard(desk, uid, outbox.corrected(desk.db, desk.account.id))


def discard_all(desk: Desk, uids: Sequence[str]) -> Done:
    """Take several entries out of the outbox."""
    return _each(desk, uids, lambda uid, corrected: _discard(desk, uid, corrected))


def _discard(desk: Desk, uid: str, corrected: Collection[str]) -> None:
    row = _open_row(desk, uid)
    if row.state in SENT_STATES:
        raise UsageError("Nobody knows yet whether iTop has this entry. Wait until that is settled, then correct it.")
    if row.frozen and row.state not in PERSON_STATES:
        raise UsageError("iTop may have this entry already. Wait until that is settled, then correct it.")
    if uid in corrected:
        # The correction would go out as the correction of something that iTop never gets.
        raise UsageError("A correction waits behind this entry. Discard the correction first.")
    outbox.set_state(desk.db, uid, OutboxState.DISCARDED, desk.now().wall, reason=row.reason)


def restore(desk: Desk, uid: str) -> None:
    """Bring a discarded entry back into the outbox."""
    with desk.db.transaction():
        _restore(desk, uid, outbox.corrected(desk.db, desk.account.id))


def restore_all(desk: Desk, uids: Sequence[str]) -> Done:
    """Bring several discarded entries back."""
    return _each(desk, uids, lambda uid, corrected: _restore(desk, uid, corrected))


def _restore(desk: Desk, uid: str, corrected: Collection[str]) -> None:
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    if row is None or row.state is not OutboxState.DISCARDED:
        raise UsageError("There is no such discarded entry here.")
    if row.entry.replaces:
        found = outbox.find_entry(desk.db, desk.account.id, row.entry.replaces)
        gone = found is None or found.outbox is OutboxState.DISCARDED or found.entry.state is EntryState.REVERSED
        if gone or row.entry.replaces in corrected:
            raise UsageError("What this entry corrected was discarded, undone or corrected otherwise since. Add the time anew.")
        original = outbox.outbox_row(desk.db, desk.account.id, row.entry.replaces)
        if original is not None and not _may_be_sent(original):
            outbox.fold(desk.db, desk.account.id, original, row, desk.now().wall)
            return
    # Time that nobody answered for is asked about again.
    outbox.set_state(desk.db, uid, first_state(row.entry, row.gap_seconds), desk.now().wall)


def forget_discarded(desk: Desk) -> int:
    """Forget what was discarded more than 30 days ago, whoever discarded it. Returns how many."""
    before = desk.now().wall - KEEP_DISCARDED
    if not outbox.discarded_before(desk.db, before):
        return 0  # a look costs nothing; a transaction would wait for other writers
    with desk.db.transaction():
        return outbox.delete_discarded(desk.db, before)


def _each(desk: Desk, uids: Sequence[str], act: Callable[[str, Collection[str]], object]) -> Done:
    """``act`` on each entry, given the uids being corrected, in one transaction; what one entry refuses holds no other up.

    An act looks before it writes, so a refusal leaves nothing half done; a file that cannot be written leaves everything as it was.
    """
    done: list[str] = []
    refused: list[tuple[str, str]] = []
    with desk.db.transaction():
        corrected = outbox.corrected(desk.db, desk.account.id)
        for uid in uids:
            try:
                act(uid, corrected)
            except UsageError as error:
                refused.append((uid, str(error)))
            else:
                done.append(uid)
    return Done(tuple(done), tuple(refused))


def _open_row(desk: Desk, uid: str) -> outbox.OutboxRow:
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    if row is None or row.state is OutboxState.DISCARDED:
        raise UsageError("There is no such entry in the outbox; iTop may have it already.")
    return row
