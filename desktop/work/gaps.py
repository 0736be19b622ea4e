"""Answers for time that nobody watched: a break, work, partly work, or work on another ticket. Each is one transaction.

The question is the timer's while it runs or rests, and the entry's once it was stopped. A stopped timer keeps the same answer, so
that an undone stop does not ask again for time that went elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.core import timer as rules
from desktop.core.entry import Entry
from desktop.core.errors import UsageError
from desktop.core.ids import new_uid
from desktop.core.outbox import OutboxState, first_state
from desktop.core.record import record
from desktop.core.ticket import Ticket
from desktop.core.timer import Timer, TimerState
from desktop.store import outbox
from desktop.store.timers import find_timer, save_timer
from desktop.work.counting import expected_seconds
from desktop.work.desk import Desk


@record
class _Question:
    """What is asked: wall epochs around it and its length in seconds; ``row`` where the timer was stopped."""

    timer: Timer | None
    row: outbox.OutboxRow | None
    start: int
    end: int
    seconds: int


def answer_gaps(desk: Desk, uid: str, *, keep: bool) -> None:
    """All of it was work (``keep``), or a break."""
    with desk.db.transaction():
        question = _question(desk, uid)
        _answer(desk, question, question.seconds if keep else 0)


def split_gaps(desk: Desk, uid: str, kept: int) -> None:
    """``kept`` seconds of it were work, the rest a break. Raises UsageError where that is more than is asked about."""
    with desk.db.transaction():
        _answer(desk, _question(desk, uid), kept)


def give_gaps(desk: Desk, uid: str, ticket: Ticket | None, text: str = "", *, undo_seconds: int = 0) -> Entry:
    """It was work on something else: an entry of its own on ``ticket`` (or under words), and a break for the timer."""
    now = desk.now().wall
    with desk.db.transaction():
        question = _question(desk, uid)
        if question.seconds <= 0:
            raise UsageError("Nothing is asked about this entry.")
        # A wall clock that was set back may leave no room between the two ends.
        end = min(question.end, now)
        entry = Entry(
            uid=new_uid(),
            instance_id=desk.account.instance_id,
            person_id=desk.account.person_id,
            ticket=ticket.key if ticket else None,
            text=ticket.ref if ticket else text,
            started_at=min(question.start, end - question.seconds),
            ended_at=end,
            worked_seconds=question.seconds,
            counted_seconds=0,
            public_comment=ticket.title if ticket else "",
            source=desk.source,
        )
        entry = replace(entry, counted_seconds=expected_seconds(desk, entry))
        outbox.save_entry(desk.db, desk.account.id, entry)
        outbox.enqueue(desk.db, desk.account.id, entry.uid, first_state(entry, 0), now, not_before=now + undo_seconds)
        _answer(desk, question, 0)
    return entry


def _question(desk: Desk, uid: str) -> _Question:
    timer = find_timer(desk.db, desk.account.id, uid)
    gaps = timer.gaps if timer is not None else ()
    if timer is not None and timer.state is not TimerState.STOPPED:
        if not gaps:
            now = desk.now().wall
            return _Question(timer, None, now, now, 0)
        return _Question(timer, None, gaps[0].start, gaps[-1].end, timer.gap_seconds)
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    if row is None or row.state is not OutboxState.UNCONFIRMED:
        raise UsageError("Nothing is asked about this entry.")
    start, end = (gaps[0].start, gaps[-1].end) if gaps else (row.entry.ended_at - row.gap_seconds, row.entry.ended_at)
    return _Question(timer, row, start, end, row.gap_seconds)


def _answer(desk: Desk, question: _Question, kept: int) -> None:
    """Note the answer at the timer, and at the entry where it has one (inside the caller's transaction)."""
    if not 0 <= kept <= question.seconds:
        raise UsageError("That is longer than the time in question.")
    timer, row = question.timer, question.row
    if timer is not None:
        save_timer(desk.db, desk.account.id, rules.split_gaps(timer, kept) if timer.gaps else timer)
    if row is not None:
        entry = replace(row.entry, worked_seconds=row.entry.worked_seconds + kept)
        entry = replace(entry, counted_seconds=expected_seconds(desk, entry))
        outbox.save_entry(desk.db, desk.account.id, entry, 0)
        outbox.set_state(desk.db, entry.uid, first_state(entry, 0), desk.now().wall, next_try_at=row.next_try_at)
