"""Timers as a person uses them: start, pause, resume, stop, undo, assign. Each is one transaction."""

from __future__ import annotations

from dataclasses import replace

from desktop.core import timer as rules
from desktop.core.entry import CountedBy, Entry
from desktop.core.errors import UsageError
from desktop.core.ids import new_uid
from desktop.core.outbox import SENT_STATES, OutboxState, first_state
from desktop.core.record import record
from desktop.core.ticket import Ticket, TicketKey, is_reference
from desktop.core.timer import Timer, TimerState
from desktop.store import outbox
from desktop.store.tickets import find_ticket, mark_opened, search_tickets, ticket_by_reference
from desktop.store.timers import active_timers, find_timer, forget_stopped, save_timer
from desktop.work.counting import expected_seconds
from desktop.work.desk import Desk

UNDO_SECONDS = 10
"""How long a stop can be undone; the entry is not sent before."""
KEEP_STOPPED = 3600


@record
class Stopped:
    """A stop that happened: the entry as recorded, and what a person has still to say about it."""

    entry: Entry
    gap_seconds: int
    state: OutboxState


def find_by_text(desk: Desk, text: str) -> Ticket | None:
    """The one ticket that ``text`` names: a reference, a number, or words that only one cached ticket has."""
    ticket = ticket_by_reference(desk.db, desk.account.id, text)
    if ticket is None and text.strip():
        found = search_tickets(desk.db, desk.account.id, text, limit=2)
        ticket = found[0] if len(found) == 1 else None
    return ticket


def start(desk: Desk, ticket: TicketKey | None, text: str = "") -> Timer:
    """Run a timer on ``ticket`` (or without one, on free text): the ticket's paused timer goes on, other running ones pause.

    With several timers allowed the others keep running. A ticket never has two timers.
    """
    now = desk.now()
    with desk.db.transaction():
        timers = active_timers(desk.db, desk.account.id)
        mine = next((timer for timer in timers if ticket is not None and timer.ticket == ticket), None)
        if not desk.several_timers:
            for other in timers:
                if other is not mine and other.state is TimerState.RUNNING:
                    save_timer(desk.db, desk.account.id, rules.pause(other, now))
        if mine is None:
            timer = rules.start(new_uid(), ticket, text, now, watched=desk.watched)
        else:
            timer = rules.resume(mine, now, watched=desk.watched)
        save_timer(desk.db, desk.account.id, timer)
        if ticket is not None:
            mark_opened(desk.db, desk.account.id, ticket, now.wall)
        forget_stopped(desk.db, desk.account.id, now.wall - KEEP_STOPPED)
    return timer


def pause(desk: Desk, uid: str) -> Timer:
    """Pause a running timer; a paused one stays as it is."""
    with desk.db.transaction():
        timer = rules.pause(_active(desk, uid), desk.now())
        save_timer(desk.db, desk.account.id, timer)
    return timer


def resume(desk: Desk, uid: str) -> Timer:
    """Resume a paused timer; others pause unless several may run."""
    now = desk.now()
    with desk.db.transaction():
        timer = _active(desk, uid)
        if not desk.several_timers:
            for other in active_timers(desk.db, desk.account.id):
                if other.uid != uid:
                    save_timer(desk.db, desk.account.id, rules.pause(other, now))
        timer = rules.resume(timer, now, watched=desk.watched)
        save_timer(desk.db, desk.account.id, timer)
    return timer


def stop(desk: Desk, uid: str, *, keep: bool | None = None, undo_seconds: int = 0) -> Stopped:
    """Stop a timer: its state, the entry and the outbox row in one transaction.

    ``keep`` answers open gaps (True counts them, False drops them); left open, the entry stays unconfirmed and is not sent.
    Nothing is sent for ``undo_seconds``. Stopping the same timer twice returns the first stop.
    """
    now = desk.now()
    with desk.db.transaction():
        timer = find_timer(desk.db, desk.account.id, uid)
        if timer is None:
            raise UsageError("There is no such timer here.")
        if timer.state is TimerState.STOPPED:
            return _already_stopped(desk, timer)
        timer = rules.stop(timer, now)
        if keep is not None:
            timer = rules.answer_gaps(timer, keep=keep)
        save_timer(desk.db, desk.account.id, timer)
        entry = entry_of(desk, timer)
        state = first_state(entry, timer.gap_seconds)
        outbox.save_entry(desk.db, desk.account.id, entry, timer.gap_seconds)
        outbox.enqueue(desk.db, desk.account.id, uid, state, now.wall, not_before=now.wall + undo_seconds)
    return Stopped(entry, timer.gap_seconds, state)


def undo_stop(desk: Desk, uid: str) -> Timer:
    """As if the stop had not happened: the timer ran on, or rests where it rested, or where another was started since.

    Raises UsageError once the entry may have left, or when its ticket has a new timer.
    """
    with desk.db.transaction():
        timer = find_timer(desk.db, desk.account.id, uid)
        row = outbox.outbox_row(desk.db, desk.account.id, uid)
        if timer is None or timer.state is not TimerState.STOPPED:
            raise UsageError("There is no stop to undo here.")
        if row is None or row.frozen or row.state in SENT_STATES:
            raise UsageError("It is already on its way to iTop. Correct the entry instead.")
        others = active_timers(desk.db, desk.account.id)
        if timer.ticket is not None and any(other.ticket == timer.ticket for other in others):
            raise UsageError("This ticket has a new timer. Stop that one; the entry stays.")
        outbox.delete_entry(desk.db, uid)
        rest = not desk.several_timers and any(other.state is TimerState.RUNNING for other in others)
        timer = rules.undo_stop(timer, desk.now(), rest=rest, watched=desk.watched)
        save_timer(desk.db, desk.account.id, timer)
    return timer


def assign(desk: Desk, uid: str, ticket: Ticket) -> None:
    """Give a timer, or an entry that needs one, its ticket. What is frozen cannot move (see ``recording.move``)."""
    with desk.db.transaction():
        timer = find_timer(desk.db, desk.account.id, uid)
        if timer is not None and timer.state is not TimerState.STOPPED:
            if any(other.ticket == ticket.key and other.uid != uid for other in active_timers(desk.db, desk.account.id)):
                raise UsageError("{ref} has a timer already. Stop one of the two first.", ref=ticket.ref)
            save_timer(desk.db, desk.account.id, replace(timer, ticket=ticket.key))
            return
        row = outbox.outbox_row(desk.db, desk.account.id, uid)
        if row is None:
            raise UsageError("There is no such timer or waiting entry here.")
        give_ticket(desk, row, ticket)


def give_ticket(desk: Desk, row: outbox.OutboxRow, ticket: Ticket) -> None:
    """Put ``ticket`` under an entry that has none and let it go (inside the caller's transaction)."""
    if row.state is not OutboxState.NEEDS_TICKET:
        raise UsageError("This entry has its ticket. Move it instead.")
    entry = replace(row.entry, ticket=ticket.key)
    entry = replace(entry, counted_seconds=expected_seconds(desk, entry))
    outbox.save_entry(desk.db, desk.account.id, entry, row.gap_seconds)
    outbox.set_state(desk.db, entry.uid, first_state(entry, row.gap_seconds), desk.now().wall)


def resolve_texts(desk: Desk) -> int:
    """Give every entry and timer whose text is a reference its ticket, now that the cache may know it. Returns how many."""
    resolved = 0
    with desk.db.transaction():
        for row in outbox.rows_in(desk.db, desk.account.id, [OutboxState.NEEDS_TICKET]):
            ticket = ticket_by_reference(desk.db, desk.account.id, row.entry.text)
            if ticket is not None:
                give_ticket(desk, row, ticket)
                resolved += 1
        taken = {timer.ticket for timer in active_timers(desk.db, desk.account.id)}
        for timer in active_timers(desk.db, desk.account.id):
            ticket = ticket_by_reference(desk.db, desk.account.id, timer.text) if timer.ticket is None else None
            if ticket is not None and ticket.key not in taken:
                save_timer(desk.db, desk.account.id, replace(timer, ticket=ticket.key))
                taken.add(ticket.key)
                resolved += 1
    return resolved


def unknown_references(desk: Desk) -> list[str]:
    """References under which timers or entries wait, that no ticket known here has."""
    rows = outbox.rows_in(desk.db, desk.account.id, [OutboxState.NEEDS_TICKET])
    texts = [row.entry.text for row in rows] + [timer.text for timer in active_timers(desk.db, desk.account.id) if timer.ticket is None]
    return [text for text in dict.fromkeys(texts) if is_reference(text) and not ticket_by_reference(desk.db, desk.account.id, text)]


def describe(
    desk: Desk, uid: str, *, comment: str | None = None, activity_id: int | None = None, public_comment: str | None = None
) -> None:
    """Note what the work is while the timer runs."""
    with desk.db.transaction():
        timer = _active(desk, uid)
        timer = replace(
            timer,
            comment=timer.comment if comment is None else comment,
            activity_id=timer.activity_id if activity_id is None else activity_id,
            public_comment=timer.public_comment if public_comment is None else public_comment,
        )
        save_timer(desk.db, desk.account.id, timer)


def choose_contract(desk: Desk, uid: str, contract_id: int) -> None:
    """Say which contract takes the work of a timer; 0 leaves it to the rule again."""
    with desk.db.transaction():
        save_timer(desk.db, desk.account.id, replace(_active(desk, uid), contract_id=contract_id))


def heartbeat(desk: Desk, *, watched: bool = True) -> list[Timer]:
    """The watching process says it is alive: running timers are brought up to now. Returns those with a new gap.

    With ``watched`` False it says that it ends on purpose: what runs on is watched by nobody, which is no gap.
    """
    now = desk.now()
    gapped = []
    with desk.db.transaction():
        for timer in active_timers(desk.db, desk.account.id):
            if timer.state is TimerState.RUNNING:
                later = rules.tick(timer, now, watched=watched)
                save_timer(desk.db, desk.account.id, later)
                if len(later.gaps) > len(timer.gaps):
                    gapped.append(later)
    return gapped


def _active(desk: Desk, uid: str) -> Timer:
    timer = find_timer(desk.db, desk.account.id, uid)
    if timer is None or timer.state is TimerState.STOPPED:
        raise UsageError("There is no such timer here; it may have been stopped elsewhere.")
    return timer


def entry_of(desk: Desk, timer: Timer) -> Entry:
    """The entry of a stopped timer."""
    assert timer.ended_at is not None
    ticket = find_ticket(desk.db, desk.account.id, timer.ticket) if timer.ticket else None
    entry = Entry(
        uid=timer.uid,
        instance_id=desk.account.instance_id,
        person_id=desk.account.person_id,
        ticket=timer.ticket,
        text=timer.text,
        started_at=timer.started_at,
        ended_at=timer.ended_at,
        worked_seconds=timer.worked_before,
        counted_seconds=0,
        activity_id=timer.activity_id,
        contract_id=timer.contract_id,
        contract_by=CountedBy.PERSON if timer.contract_id else CountedBy.RULE,
        comment=timer.comment,
        public_comment=timer.public_comment or (ticket.title if ticket else ""),
        source=desk.source,
    )
    return replace(entry, counted_seconds=expected_seconds(desk, entry))


def _already_stopped(desk: Desk, timer: Timer) -> Stopped:
    found = outbox.find_entry(desk.db, desk.account.id, timer.uid)
    if found is None:
        raise UsageError("This timer was stopped already.")
    return Stopped(found.entry, timer.gap_seconds, found.outbox or OutboxState.DONE)
