"""The timer: a pure state machine (design section 4).

A running timer owns a *mark*: both clocks as last read by the process that watches it, or by the command that last touched it.
Time between two marks counts only when the clocks agree that nothing odd happened; otherwise it becomes a *gap*, which a person
answers (keep or trim). Nothing here reads a clock: callers bring the ``Instant``.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from desktop.core.clock import Instant
from desktop.core.errors import UsageError
from desktop.core.record import record
from desktop.core.ticket import TicketKey

TICK_EVERY = 15
"""Seconds between two ticks of the process that watches a timer."""
MISSED_TICK = 90
"""Seconds without a tick, in the process that runs timers, that make a gap."""
CLOCK_DRIFT = 5
"""Seconds by which wall and boot clocks may differ before it is a gap."""


class TimerState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@record
class Gap:
    """Time nobody can vouch for: wall epochs around it, and its length in seconds by the better clock."""

    start: int
    end: int
    seconds: int


@record
class Timer:
    """Work in the making. ``uid`` is minted at start and becomes the entry's; durations are seconds, instants UTC epochs."""

    uid: str
    ticket: TicketKey | None
    text: str
    started_at: int
    state: TimerState
    worked_before: int
    mark: Instant
    watched: bool = False
    gaps: tuple[Gap, ...] = ()
    ended_at: int | None = None
    comment: str = ""
    public_comment: str = ""
    activity_id: int = 0
    contract_id: int = 0

    @property
    def gap_seconds(self) -> int:
        return sum(gap.seconds for gap in self.gaps)


def start(uid: str, ticket: TicketKey | None, text: str, now: Instant, *, watched: bool) -> Timer:
    """A new running timer. ``watched`` says that the calling process will tick it."""
    return Timer(uid, ticket, text, now.wall, TimerState.RUNNING, 0, now, watched)


def _between(timer: Timer, now: Instant) -> tuple[int, Gap | None]:
    """Seconds worked since the mark, or the gap that stands there instead."""
    mark = timer.mark
    wall = now.wall - mark.wall
    if now.boot_id != mark.boot_id:
        return 0, Gap(mark.wall, max(now.wall, mark.wall), max(0, wall))
    boot = max(0, round(now.boot - mark.boot))
    # Whole wall seconds against a float: a second of difference is only the rounding.
    if abs(wall - boot) > CLOCK_DRIFT or (timer.watched and boot > MISSED_TICK):
        return 0, Gap(mark.wall, mark.wall + boot, boot)
    return max(0, wall), None


def tick(timer: Timer, now: Instant, *, watched: bool | None = None) -> Timer:
    """The timer brought up to ``now``: time added or a gap noted, the mark moved. ``watched`` changes who is responsible from now on."""
    if timer.state is not TimerState.RUNNING:
        return timer
    worked, gap = _between(timer, now)
    gaps = (*timer.gaps, gap) if gap is not None and gap.seconds > 0 else timer.gaps
    return replace(
        timer,
        worked_before=timer.worked_before + worked,
        gaps=gaps,
        mark=now,
        watched=timer.watched if watched is None else watched,
    )


def worked_seconds(timer: Timer, now: Instant) -> int:
    """Seconds worked by ``now``; time in gaps is left out until it is kept."""
    if timer.state is not TimerState.RUNNING:
        return timer.worked_before
    return timer.worked_before + _between(timer, now)[0]


def pause(timer: Timer, now: Instant) -> Timer:
    """The running timer at rest; a paused one unchanged."""
    if timer.state is not TimerState.RUNNING:
        return timer
    return replace(tick(timer, now), state=TimerState.PAUSED)


def resume(timer: Timer, now: Instant, *, watched: bool) -> Timer:
    """The paused timer running again; a running one only brought up to now."""
    if timer.state is TimerState.STOPPED:
        raise UsageError("This timer was stopped. Start a new one.")
    if timer.state is TimerState.RUNNING:
        return tick(timer, now, watched=watched)
    return replace(timer, state=TimerState.RUNNING, mark=now, watched=watched)


def stop(timer: Timer, now: Instant) -> Timer:
    """The timer ended. Never refused, however long it ran; gaps stay questions."""
    if timer.state is TimerState.STOPPED:
        return timer
    paused = pause(timer, now)
    # Where a wall clock was set back, work still fits between start and end.
    end = max(now.wall, paused.started_at + paused.worked_before + paused.gap_seconds)
    return replace(paused, state=TimerState.STOPPED, ended_at=end)


def undo_stop(timer: Timer, now: Instant, *, rest: bool, watched: bool) -> Timer:
    """As if the stop had not happened: what ran goes on from the stop, what rested rests. ``rest``: another runs now, so it rests.

    The stop moved the mark of a running timer and left that of a resting one where it was put to rest.
    """
    assert timer.ended_at is not None
    rested = timer.mark.wall < timer.ended_at - CLOCK_DRIFT
    back = replace(timer, state=TimerState.PAUSED if rest or rested else TimerState.RUNNING, ended_at=None)
    return tick(back, now, watched=watched)


def answer_gaps(timer: Timer, *, keep: bool) -> Timer:
    """Every open gap answered: its time counted as worked (``keep``) or as a break."""
    return split_gaps(timer, timer.gap_seconds if keep else 0)


def split_gaps(timer: Timer, kept: int) -> Timer:
    """Every open gap answered: ``kept`` seconds of them were work, the rest a break."""
    if not 0 <= kept <= timer.gap_seconds:
        raise UsageError("That is longer than the time in question.")
    return replace(timer, worked_before=timer.worked_before + kept, gaps=())
