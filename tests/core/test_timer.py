"""The timer's state machine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.core import timer as rules
from desktop.core.clock import Instant
from desktop.core.timer import MISSED_TICK, Timer, TimerState

NOW = Instant(1_790_000_000, 500.0, "boot-1")


def later(instant: Instant, seconds: float) -> Instant:
    return Instant(instant.wall + round(seconds), instant.boot + seconds, instant.boot_id)


def started(*, watched: bool) -> Timer:
    return rules.start("uid", None, "call", NOW, watched=watched)


def test_a_timer_nobody_watches_counts_while_the_clocks_agree() -> None:
    """Started on the command line, eight hours later it holds eight hours."""
    stopped = rules.stop(started(watched=False), later(NOW, 8 * 3600))
    assert (stopped.worked_before, stopped.gaps, stopped.ended_at) == (8 * 3600, (), NOW.wall + 8 * 3600)


def test_a_watched_timer_without_ticks_has_a_gap() -> None:
    """Failure story 24: sleep is never counted as work without being asked."""
    stopped = rules.stop(started(watched=True), later(NOW, 3600))
    assert stopped.worked_before == 0
    assert [gap.seconds for gap in stopped.gaps] == [3600]


def test_a_gap_kept_counts_and_a_gap_trimmed_does_not() -> None:
    """The answer decides, and is asked only once."""
    gapped = rules.stop(started(watched=True), later(NOW, 3600))
    assert rules.answer_gaps(gapped, keep=True).worked_before == 3600
    assert rules.answer_gaps(gapped, keep=False).worked_before == 0
    assert rules.answer_gaps(gapped, keep=True).gaps == ()


def test_another_boot_is_a_gap() -> None:
    """After a restart of the machine only the marked time counts."""
    reborn = Instant(NOW.wall + 600, 20.0, "boot-2")
    ticked = rules.tick(started(watched=False), reborn)
    assert (ticked.worked_before, ticked.gap_seconds) == (0, 600)


def test_a_stepped_wall_clock_is_a_gap_of_the_true_length() -> None:
    """Failure story 32: the boot clock knows how long it was."""
    stepped = Instant(NOW.wall + 3610, NOW.boot + 10, NOW.boot_id)
    ticked = rules.tick(started(watched=False), stepped)
    assert (ticked.worked_before, ticked.gap_seconds) == (0, 10)


def test_a_wall_clock_set_back_never_ends_before_its_work() -> None:
    """Worked time always fits between start and end."""
    back = Instant(NOW.wall - 7200, NOW.boot + 60, NOW.boot_id)
    stopped = rules.answer_gaps(rules.stop(started(watched=False), back), keep=True)
    assert stopped.ended_at is not None
    assert 0 <= stopped.worked_before <= stopped.ended_at - stopped.started_at


def test_a_timer_of_two_weeks_can_be_stopped() -> None:
    """Failure story 28: length never keeps a timer from stopping."""
    stopped = rules.stop(started(watched=False), later(NOW, 14 * 24 * 3600))
    assert stopped.worked_before == 14 * 24 * 3600


steps = st.lists(
    st.tuples(st.sampled_from(["tick", "pause", "resume"]), st.floats(0, 400, allow_nan=False)),
    max_size=40,
)


@given(steps, st.booleans())
def test_worked_and_gaps_never_exceed_what_passed(script: list[tuple[str, float]], watched: bool) -> None:
    """Whatever is pressed, worked + gaps is at most the time between start and end, and never shrinks (to a second a step)."""
    timer, now, steps_taken = started(watched=watched), NOW, 0
    for action, seconds in script:
        before = timer.worked_before + timer.gap_seconds
        now = later(now, seconds)
        steps_taken += 1
        if action == "tick":
            timer = rules.tick(timer, now)
        elif action == "pause":
            timer = rules.pause(timer, now)
        else:
            timer = rules.resume(timer, now, watched=watched)
        assert timer.worked_before + timer.gap_seconds >= before
    timer = rules.stop(timer, now)
    assert timer.state is TimerState.STOPPED
    assert timer.ended_at is not None
    assert timer.worked_before + timer.gap_seconds <= timer.ended_at - timer.started_at + steps_taken


@given(st.lists(st.floats(0, MISSED_TICK - 1, allow_nan=False), max_size=50))
def test_regular_ticks_lose_nothing(pauses: list[float]) -> None:
    """A watched timer that ticks in time holds exactly the wall time that passed."""
    timer, now = started(watched=True), NOW
    for seconds in pauses:
        now = Instant(now.wall + int(seconds), now.boot + int(seconds), now.boot_id)
        timer = rules.tick(timer, now)
    assert rules.worked_seconds(timer, now) == now.wall - NOW.wall
