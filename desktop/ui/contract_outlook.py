"""Pace and forecast in words, and the bars of the last weeks. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.core.forecast import Forecast, Outlook, week_starts
from desktop.core.record import record
from desktop.ui import formats
from desktop.ui.i18n import tr, trn

MONTHS_FROM = 60
"""Days from which "early" is told in months."""


@record
class PaceView:
    """Bars in thousandths of the highest, oldest first, the week under way last; ``tips`` say each in words, ``spoken`` all of them."""

    bars: tuple[int, ...]
    tips: tuple[str, ...]
    spoken: str


def pace_view(weeks: Sequence[int], today: date) -> PaceView | None:
    """The counted time of the last weeks; None where there is none."""
    top = max(weeks, default=0)
    if top <= 0:
        return None
    starts = week_starts(today)
    tips = tuple(
        tr("Week of {day}: {time} counted", day=formats.day(start), time=formats.balance(seconds))
        for start, seconds in zip(starts, weeks, strict=True)
    )
    spoken = tr(
        "Counted per week, last 12: {times}, the week under way last", times=", ".join(formats.balance(seconds) for seconds in weeks)
    )
    return PaceView(tuple(max(0, seconds) * 1000 // top for seconds in weeks), tips, spoken)


def outlook_sentence(found: Forecast, today: date) -> str:
    """The forecast as a sentence; empty where the card says it already."""
    # A day that ends with a full stop of its own ("31 déc.") ends the sentence, too.
    return _sentence(found, today).replace("..", ".")


def _sentence(found: Forecast, today: date) -> str:
    day = formats.day(found.day, year=found.day.year != today.year) if found.day else ""
    match found.outlook:
        case Outlook.RUNS_OUT if found.early:
            return tr("Runs out about {day}, {early} early.", day=day, early=_span(found.early))
        case Outlook.RUNS_OUT:
            return tr("Runs out about {day}.", day=day)
        case Outlook.UNUSED:
            return tr("At this pace about {time} will stay unused on {day}.", time=formats.balance(found.unused), day=day)
        case Outlook.LASTS:
            return tr("Lasts to the end at this pace.") if found.day else tr("Lasts over two years at this pace.")
        case Outlook.TOO_EARLY:
            return tr("Not enough data yet: a forecast takes three whole weeks.")
        case Outlook.OVERRUN if found.day:
            return tr("Overrun since {day}.", day=day)
        case Outlook.ENDED if found.unused:
            return tr("{time} stayed unused.", time=formats.balance(found.unused))
    return ""


def outlook_short(found: Forecast, today: date) -> tuple[str, str]:
    """The forecast for a column, and its tone."""
    day = formats.day(found.day, year=found.day.year != today.year) if found.day else ""
    match found.outlook:
        case Outlook.RUNS_OUT:
            return tr("runs out {day}", day=day), "warn"
        case Outlook.UNUSED:
            return tr("{time} unused", time=formats.balance(found.unused)), "dim"
        case Outlook.LASTS:
            return (tr("lasts to the end") if found.day else tr("lasts")), "dim"
        case Outlook.TOO_EARLY:
            return tr("not enough data yet"), "dim"
        case Outlook.OVERRUN:
            return (tr("overrun since {day}", day=day) if found.day else tr("over with what is here")), "bad"
        case Outlook.ENDED:
            return tr("ended {day}", day=day), "dim"
        case Outlook.NOT_STARTED:
            return tr("begins {day}", day=day), "dim"
    return "", "dim"


def _span(days: int) -> str:
    if days < MONTHS_FROM:
        return trn("{count} day", "{count} days", days)
    return trn("{count} month", "{count} months", round(days / 30.4))
