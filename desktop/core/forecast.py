"""How fast a contract is used, and how that ends. Whole seconds; days are dates in the server's zone.

The pace is counted seconds a week, from whole weeks only: the one under way would make every Monday look quiet. Of weeks with regular
work the quietest and the busiest are left out, so that neither a holiday nor one migration decides; where at most half of the weeks saw
work at all, it is the plain average, since there the busy weeks are the use. Under three whole weeks nothing is said.

A forecast ends where the time ends: with the contract, or earlier with the last provision that is open. What will stay unused is only
told for an end no further away than the pace looks back; beyond that "lasts to the end" is as much as can be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from desktop.core.record import record

WEEKS = 12
"""Weeks that are looked at, the one under way included."""
ENOUGH = 3
"""Whole weeks without which there is no pace."""
FARTHEST = 730
"""Days ahead after which a contract without an end is said to last."""
STEP = 900
"""Seconds to which a forecast is rounded: it is no more exact than that."""


class Outlook(StrEnum):
    """How a contract's time will end."""

    UNKNOWN = "unknown"
    """No balance to reckon with."""
    NOT_STARTED = "not_started"
    ENDED = "ended"
    OVERRUN = "overrun"
    TOO_EARLY = "too_early"
    """Not enough data yet."""
    RUNS_OUT = "runs_out"
    UNUSED = "unused"
    LASTS = "lasts"


@record
class Forecast:
    """``day`` is when time runs out, when it overran, the start of a contract that has not begun, or the end; ``early`` are days before
    the end at which it runs out; ``unused`` are the seconds that will stay (or stayed, of an ended contract)."""

    outlook: Outlook
    day: date | None = None
    early: int = 0
    unused: int = 0


def monday(day: date) -> date:
    """The first day of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def week_starts(today: date) -> tuple[date, ...]:
    """The Mondays of the last weeks, the week under way last."""
    return tuple(monday(today) - timedelta(weeks=ago) for ago in range(WEEKS - 1, -1, -1))


def whole_weeks(weeks: Sequence[int], today: date, since: date | None) -> tuple[int, ...]:
    """Of the counted seconds of :func:`week_starts`, those of weeks that are over and began no earlier than the book did."""
    kept = [seconds for start, seconds in zip(week_starts(today)[:-1], weeks[:-1], strict=True) if since is None or start >= monday(since)]
    # The week in which the book began is a part of one, unless it began on its Monday.
    partial = since is not None and since != monday(since) and since >= week_starts(today)[0]
    return tuple(kept[1:] if partial else kept)


def pace(weeks: Sequence[int]) -> int | None:
    """Counted seconds a week over whole weeks; None where they are too few."""
    if len(weeks) < ENOUGH:
        return None
    ordered = sorted(max(0, seconds) for seconds in weeks)
    if 2 * sum(seconds > 0 for seconds in ordered) > len(ordered):
        out = 0 if len(ordered) < 5 else (len(ordered) + 1) // 6
        ordered = ordered[out : len(ordered) - out]
    return sum(ordered) // len(ordered)


def horizon(end: date | None, open_until: date | None) -> date | None:
    """Where the time ends: with the contract or, earlier, with the last open provision; None without an end."""
    return min((day for day in (end, open_until) if day is not None), default=None)


def forecast(
    today: date, *, left: int | None, weekly: int | None, start: date | None, end: date | None, over_since: date | None = None
) -> Forecast:
    """How ``left`` seconds end at ``weekly`` counted seconds a week. ``end`` is the :func:`horizon`."""
    if left is None:
        return Forecast(Outlook.UNKNOWN)
    if start is not None and today < start:
        return Forecast(Outlook.NOT_STARTED, start)
    if end is not None and end < today:
        return Forecast(Outlook.ENDED, end, unused=max(0, left))
    if left < 0:
        return Forecast(Outlook.OVERRUN, over_since)
    if weekly is None:
        return Forecast(Outlook.TOO_EARLY)
    days = FARTHEST if end is None else (end - today).days
    # What is needed until the end, in sevenths of seconds, so that nothing is lost to rounding.
    if weekly * days > left * 7:
        out = today + timedelta(days=left * 7 // weekly)
        return Forecast(Outlook.RUNS_OUT, out, early=0 if end is None else (end - out).days)
    unused = (left - weekly * days // 7 + STEP // 2) // STEP * STEP
    if end is None or unused < 2 * STEP or days > WEEKS * 7:
        return Forecast(Outlook.LASTS, end)
    return Forecast(Outlook.UNUSED, end, unused=unused)
