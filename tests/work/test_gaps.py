"""What a person can say about time that nobody watched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.contract import Contract, CountingRule
from desktop.core.errors import UsageError
from desktop.core.outbox import OutboxState
from desktop.core.timer import TimerState
from desktop.store import outbox
from desktop.store.accounts import save_account, set_current
from desktop.store.contracts import save_contract
from desktop.store.database import open_database
from desktop.store.tickets import save_tickets
from desktop.store.timers import active_timers, find_timer
from desktop.work import gaps, timing
from desktop.work.desk import Desk
from tests.conftest import ACCOUNT, START, FakeClock, make_ticket

FIRST, SECOND = make_ticket(482, contract_id=1), make_ticket(117, contract_id=1)


def filled(desk: Desk) -> Desk:
    with desk.db.transaction():
        save_contract(desk.db, desk.account.id, Contract(1, "Support", 3, "Morel", rule=CountingRule(15)))
        save_tickets(desk.db, desk.account.id, [FIRST, SECOND], whole=True)
    return replace(desk, watched=True)


def away(desk: Desk, clock: FakeClock, *, minutes: int = 49) -> str:
    """Ten minutes of work, then nobody watched."""
    uid = timing.start(desk, FIRST.key).uid
    for _ in range(10):
        clock.pass_time(60)
        timing.heartbeat(desk)
    clock.pass_time(minutes * 60)
    timing.heartbeat(desk)
    return uid


def test_work_on_another_ticket_becomes_an_entry_there(desk: Desk, clock: FakeClock) -> None:
    """The time goes to the other ticket, at the hour at which it was worked, counted by its contract; the timer runs on without it."""
    desk = filled(desk)
    uid = away(desk, clock)
    entry = gaps.give_gaps(desk, uid, SECOND, undo_seconds=10)
    assert (entry.ticket, entry.worked_seconds, entry.counted_seconds) == (SECOND.key, 49 * 60, 3600)
    assert (entry.started_at, entry.ended_at) == (START + 600, START + 600 + 49 * 60)
    timer = find_timer(desk.db, desk.account.id, uid)
    assert timer is not None and (timer.worked_before, timer.gaps, timer.state) == (600, (), TimerState.RUNNING)
    with pytest.raises(UsageError):
        gaps.give_gaps(desk, uid, SECOND)
    (row,) = outbox.outbox_rows(desk.db, desk.account.id)
    assert (row.state, row.next_try_at) == (OutboxState.WAITING, clock.wall + 10)


def test_work_without_a_ticket_waits_for_one(desk: Desk, clock: FakeClock) -> None:
    """Words will do until the ticket is there."""
    desk = filled(desk)
    gaps.give_gaps(desk, away(desk, clock), None, "call, Lenoir")
    (row,) = outbox.outbox_rows(desk.db, desk.account.id)
    assert (row.state, row.entry.text) == (OutboxState.NEEDS_TICKET, "call, Lenoir")


def test_part_of_it_was_work(desk: Desk, clock: FakeClock) -> None:
    """What was kept counts, the rest is a break; more than was asked about is refused and changes nothing."""
    desk = filled(desk)
    uid = away(desk, clock)
    with pytest.raises(UsageError):
        gaps.split_gaps(desk, uid, 49 * 60 + 1)
    gaps.split_gaps(desk, uid, 20 * 60)
    timer = find_timer(desk.db, desk.account.id, uid)
    assert timer is not None and (timer.worked_before, timer.gaps) == (30 * 60, ())


def test_a_stopped_timers_question_is_answered_once(desk: Desk, clock: FakeClock) -> None:
    """Given to another ticket after the stop, the time is not asked about again when the stop is undone."""
    desk = filled(desk)
    uid = away(desk, clock)
    assert timing.stop(desk, uid, undo_seconds=10).state is OutboxState.UNCONFIRMED
    gaps.give_gaps(desk, uid, SECOND)
    row = outbox.outbox_row(desk.db, desk.account.id, uid)
    assert row is not None and (row.state, row.entry.worked_seconds) == (OutboxState.WAITING, 600)
    assert timing.undo_stop(desk, uid).gaps == ()


@contextmanager
def fresh() -> Iterator[tuple[Desk, FakeClock]]:
    clock = FakeClock()
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "carnet.sqlite") as db:
        with db.transaction():
            account = save_account(db, ACCOUNT)
            set_current(db, account)
        yield filled(Desk(db, clock, account)), clock


class Ledger:
    """What a person did, beside what the program keeps of it."""

    def __init__(self, desk: Desk, clock: FakeClock) -> None:
        self.desk, self.clock = desk, clock
        self.uid = timing.start(desk, FIRST.key).uid
        self.worked, self.asked, self.since_stop = 0, 0, 0

    def kept(self) -> tuple[int, int]:
        """Worked seconds of every timer and entry, and the seconds still asked about."""
        timers = active_timers(self.desk.db, self.desk.account.id)
        rows = outbox.outbox_rows(self.desk.db, self.desk.account.id)
        worked = sum(timer.worked_before for timer in timers) + sum(row.entry.worked_seconds for row in rows)
        return worked, sum(timer.gap_seconds for timer in timers) + sum(row.gap_seconds for row in rows)

    def do(self, action: str, share: float) -> None:
        timer = find_timer(self.desk.db, self.desk.account.id, self.uid)
        assert timer is not None
        stopped = timer.state is TimerState.STOPPED
        if action in ("work", "away"):
            seconds = 60 if action == "work" else 120 + int(share * 3600)
            self.clock.pass_time(seconds)
            timing.heartbeat(self.desk)
            self.since_stop += seconds
            if not stopped and action == "work":
                self.worked += seconds
            elif not stopped:
                self.asked += seconds
        elif action == "stop" and not stopped:
            timing.stop(self.desk, self.uid)
            self.since_stop = 0
        elif action == "undo" and stopped:
            timing.undo_stop(self.desk, self.uid)
            self._undone()
        elif self.asked and action in ("keep", "break", "split", "give", "give words"):
            self._answer(action, int(share * self.asked))

    def _undone(self) -> None:
        # The time since the stop counts as for any running timer: work, or a question where it was too long.
        worked, asked = self.kept()
        assert (worked - self.worked) + (asked - self.asked) == self.since_stop
        assert worked >= self.worked and asked >= self.asked
        self.worked, self.asked = worked, asked

    def _answer(self, action: str, part: int) -> None:
        if action in ("keep", "break"):
            gaps.answer_gaps(self.desk, self.uid, keep=action == "keep")
            self.worked += self.asked if action == "keep" else 0
        elif action == "split":
            gaps.split_gaps(self.desk, self.uid, part)
            self.worked += part
        else:
            gaps.give_gaps(self.desk, self.uid, SECOND if action == "give" else None, "call")
            self.worked += self.asked
        self.asked = 0


ACTIONS = ("work", "away", "stop", "undo", "keep", "break", "split", "give", "give words")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.floats(0, 1)), max_size=14))
def test_nothing_is_lost_and_nothing_doubled(script: list[tuple[str, float]]) -> None:
    """Whatever is answered in whatever order, timers and entries hold exactly what was worked, and the question what is still open."""
    with fresh() as (desk, clock):
        ledger = Ledger(desk, clock)
        for action, share in script:
            ledger.do(action, share)
            assert ledger.kept() == (ledger.worked, ledger.asked), action
        for row in outbox.outbox_rows(desk.db, desk.account.id):
            assert 0 <= row.entry.worked_seconds <= row.entry.ended_at - row.entry.started_at
