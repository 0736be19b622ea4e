"""Timers and entries as a person uses them, on a real file."""

from __future__ import annotations

import pytest

from desktop.core.contract import Contract, CountingRule, Indicators
from desktop.core.errors import UsageError
from desktop.core.outbox import OutboxState
from desktop.core.ticket import Ticket
from desktop.core.timer import TimerState
from desktop.store import outbox
from desktop.store.contracts import save_contract
from desktop.store.tickets import find_ticket, save_tickets
from desktop.store.timers import active_timers
from desktop.work import gaps, overview, recording, timing
from desktop.work.desk import Desk
from tests.conftest import FakeClock, make_ticket


def known(desk: Desk, number: int = 482, **changes: object) -> Ticket:
    """A ticket in the cache, under contract 1 that counts started quarters of an hour and has 10 h left."""
    ticket = make_ticket(number, **({"contract_id": 1} | changes))
    contract = Contract(1, "Support Premium", 3, "Ateliers Morel", rule=CountingRule(15), indicators=Indicators(40, 30, 36000, 75), as_of=1)
    with desk.db.transaction():
        save_contract(desk.db, desk.account.id, contract)
        save_tickets(desk.db, desk.account.id, [ticket], whole=True)
    return ticket


def test_the_main_job(desk: Desk, clock: FakeClock) -> None:
    """Start, pause, switch, resume, stop: each ticket gets exactly its own time, and the contract is projected to the second."""
    first, second = known(desk), known(desk, 117)
    timer = timing.start(desk, first.key)
    clock.pass_time(600)
    other = timing.start(desk, second.key)
    clock.pass_time(300)
    assert [line.timer.uid for line in overview.timer_lines(desk)] == [other.uid, timer.uid]
    timing.resume(desk, timer.uid)
    clock.pass_time(60)
    stopped = timing.stop(desk, timer.uid)
    assert (stopped.entry.uid, stopped.entry.worked_seconds, stopped.entry.counted_seconds) == (timer.uid, 660, 900)
    assert stopped.state is OutboxState.WAITING
    line = overview.contract_lines(desk)[0]
    assert (line.waiting, line.running, line.projected) == (900, 900, 36000 - 1800)


def test_starting_a_ticket_again_goes_on_with_its_timer(desk: Desk, clock: FakeClock) -> None:
    """One timer per ticket."""
    ticket = known(desk)
    first = timing.start(desk, ticket.key)
    clock.pass_time(60)
    timing.pause(desk, first.uid)
    again = timing.start(desk, ticket.key)
    assert again.uid == first.uid
    assert len(active_timers(desk.db, desk.account.id)) == 1


def test_stopping_twice_records_once(desk: Desk, clock: FakeClock) -> None:
    """Failure story 16: a second click does nothing."""
    uid = timing.start(desk, known(desk).key).uid
    clock.pass_time(60)
    first = timing.stop(desk, uid)
    clock.pass_time(60)
    assert timing.stop(desk, uid).entry == first.entry
    assert len(outbox.outbox_rows(desk.db, desk.account.id)) == 1


def test_undo_is_as_if_the_stop_had_not_been(desk: Desk, clock: FakeClock) -> None:
    """The timer ran on, with the same uid, and nothing waits."""
    uid = timing.start(desk, known(desk).key).uid
    clock.pass_time(600)
    timing.stop(desk, uid, undo_seconds=timing.UNDO_SECONDS)
    clock.pass_time(5)
    assert timing.undo_stop(desk, uid).state is TimerState.RUNNING
    assert outbox.outbox_rows(desk.db, desk.account.id) == []
    clock.pass_time(60)
    assert timing.stop(desk, uid).entry.worked_seconds == 665


def test_what_may_be_on_its_way_cannot_be_undone(desk: Desk, clock: FakeClock) -> None:
    """Once claimed, iTop may have it."""
    uid = timing.start(desk, known(desk).key).uid
    timing.stop(desk, uid)
    with desk.db.transaction():
        outbox.mark_sending(desk.db, [(uid, {})], clock.wall)
    with pytest.raises(UsageError, match="on its way"):
        timing.undo_stop(desk, uid)
    assert outbox.outbox_row(desk.db, desk.account.id, uid) is not None


def test_a_timer_without_a_ticket_waits_until_its_reference_is_found(desk: Desk, clock: FakeClock) -> None:
    """Started on a reference that nobody knows here, the entry resolves itself when the ticket turns up."""
    uid = timing.start(desk, None, "R-000482").uid
    clock.pass_time(120)
    assert timing.stop(desk, uid).state is OutboxState.NEEDS_TICKET
    assert timing.resolve_texts(desk) == 0
    ticket = known(desk)
    assert timing.resolve_texts(desk) == 1
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    assert row is not None
    assert (row.state, row.entry.ticket, row.entry.counted_seconds) == (OutboxState.WAITING, ticket.key, 900)


def test_an_unanswered_gap_keeps_the_entry_here(desk: Desk, clock: FakeClock) -> None:
    """Never counted silently: it waits unconfirmed until a person keeps or trims."""
    ticket = known(desk)
    uid = timing.start(desk, ticket.key).uid
    clock.pass_time(600)
    clock.reboot(3600)
    stopped = timing.stop(desk, uid)
    assert (stopped.state, stopped.entry.worked_seconds) == (OutboxState.UNCONFIRMED, 0)
    assert outbox.sendable(desk.db, desk.account.id, clock.wall, 50) == []
    gaps.answer_gaps(desk, uid, keep=True)
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    assert row is not None
    assert (row.state, row.entry.worked_seconds, row.entry.counted_seconds) == (OutboxState.WAITING, 4200, 4500)


def test_the_contract_counts_a_correction_only_for_its_difference(desk: Desk, clock: FakeClock) -> None:
    """An entry edited while uncertain: the replacement waits behind it, and the projected balance holds the new time once."""
    ticket = known(desk)
    entry = recording.add(desk, ticket, "", 900)
    with desk.db.transaction():
        outbox.mark_sending(desk.db, [(entry.uid, {})], clock.wall)
        outbox.set_state(desk.db, entry.uid, OutboxState.UNCERTAIN, clock.wall)
    corrected = recording.edit(desk, entry.uid, worked_seconds=1800)
    assert corrected.replaces == entry.uid != corrected.uid
    assert overview.contract_lines(desk)[0].waiting == 1800
    assert outbox.sendable(desk.db, desk.account.id, clock.wall, 50) == []
    with desk.db.transaction():
        outbox.settle(desk.db, desk.account.id, outbox.Stored(entry.uid, 900, 900), clock.wall, "")
    assert [row.entry.uid for row in outbox.sendable(desk.db, desk.account.id, clock.wall, 50)] == [corrected.uid]
    assert overview.contract_lines(desk)[0].waiting == 900


def test_discard_can_be_taken_back_and_never_drops_what_may_be_sent(desk: Desk, clock: FakeClock) -> None:
    """Discarded entries are kept 30 days; uncertain ones are not discarded at all."""
    entry = recording.add(desk, known(desk), "", 900)
    recording.discard(desk, entry.uid)
    assert overview.counts(desk).waiting == 0
    recording.restore(desk, entry.uid)
    assert overview.counts(desk).waiting == 1
    with desk.db.transaction():
        outbox.mark_sending(desk.db, [(entry.uid, {})], clock.wall)
    with pytest.raises(UsageError):
        recording.discard(desk, entry.uid)


def test_two_equal_entries_are_two(desk: Desk) -> None:
    """Failure story 36: equal durations are not one."""
    ticket = known(desk)
    for _ in range(2):
        recording.add(desk, ticket, "", 900)
    assert overview.contract_lines(desk)[0].waiting == 1800


def test_opening_a_ticket_by_number_words_or_reference(desk: Desk) -> None:
    """Whatever an agent remembers of it."""
    ticket = known(desk, title="Réseau très lent à Lyon")
    for text in ("R-000482", "r482", "482", "reseau lent", "Morel", "durand"):
        found = timing.find_by_text(desk, text)
        assert found is not None, text
        assert found.key == ticket.key
    assert find_ticket(desk.db, desk.account.id, ticket.key) == ticket
    assert timing.find_by_text(desk, "nothing of the kind") is None


def test_undoing_the_stop_of_a_resting_timer_invents_no_work(desk: Desk, clock: FakeClock) -> None:
    """Paused at noon, stopped in the evening, undone: it rests as it did, and the afternoon is nobody's work."""
    uid = timing.start(desk, known(desk).key).uid
    clock.pass_time(600)
    timing.pause(desk, uid)
    clock.pass_time(5 * 3600)
    timing.stop(desk, uid)
    assert timing.undo_stop(desk, uid).state is TimerState.PAUSED
    assert timing.stop(desk, uid).entry.worked_seconds == 600


def test_undo_never_makes_two_timers_run_for_one_person(desk: Desk, clock: FakeClock) -> None:
    """Stopped, another started, the stop undone: the first rests, as if the other had been started while it ran."""
    first = timing.start(desk, known(desk).key)
    clock.pass_time(600)
    timing.stop(desk, first.uid)
    clock.pass_time(3)
    second = timing.start(desk, known(desk, 117).key)
    clock.pass_time(4)
    assert timing.undo_stop(desk, first.uid).state is TimerState.PAUSED
    clock.pass_time(100)
    assert timing.stop(desk, first.uid).entry.worked_seconds == 600
    assert timing.stop(desk, second.uid).entry.worked_seconds == 104


def test_a_ticket_with_a_new_timer_keeps_the_stopped_entry(desk: Desk, clock: FakeClock) -> None:
    """One timer per ticket, also by undo."""
    ticket = known(desk)
    uid = timing.start(desk, ticket.key).uid
    clock.pass_time(60)
    timing.stop(desk, uid)
    timing.start(desk, ticket.key)
    with pytest.raises(UsageError, match="new timer"):
        timing.undo_stop(desk, uid)
    assert outbox.outbox_row(desk.db, desk.account.id, uid) is not None
    assert len(active_timers(desk.db, desk.account.id)) == 1


def test_a_timer_of_340_hours_can_be_stopped(desk: Desk, clock: FakeClock) -> None:
    """Failure story 28: no length refuses a stop."""
    uid = timing.start(desk, known(desk).key).uid
    clock.pass_time(340 * 3600)
    assert timing.stop(desk, uid).entry.worked_seconds == 340 * 3600
    other = timing.start(desk, known(desk, 117).key).uid
    clock.pass_time(40 * 86400)
    assert timing.stop(desk, other).entry.worked_seconds == 40 * 86400
