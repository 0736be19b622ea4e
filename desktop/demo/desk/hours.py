"""Days and working hours in the server's zone. Instants are UTC epochs, durations seconds."""

from __future__ import annotations

import calendar
import random
from datetime import date, datetime, time, timedelta

from desktop.demo.database import ZONE

QUARTER = 900
HOUR = 3600
DAY = 86400
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_of(epoch: int) -> date:
    return datetime.fromtimestamp(epoch, ZONE).date()


def at(day: date, hour: int, minute: int = 0) -> int:
    """The epoch of a local time of day."""
    return int(datetime.combine(day, time(hour, minute), ZONE).timestamp())


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month that is ``months`` after the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def month_end(day: date, months: int = 0) -> date:
    first = month_start(day, months)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def workday(day: date, step: int = -1) -> date:
    """The day itself, or the next one in direction ``step``, that is no weekend."""
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day


def short_day(day: date) -> str:
    """A day as people write it in English, e.g. "2 Dec"."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def work_start(rng: random.Random, first: int, last: int, *, night: bool = False) -> int:
    """A start of work between two instants: Monday to Friday, 8:15 to 17:30 without the lunch hour, or 20:00 to 22:00 at night."""
    day = workday(day_of(rng.randint(first, max(first, last))))
    hour = rng.choice((20, 21)) if night else rng.choice((8, 9, 9, 10, 10, 11, 14, 14, 15, 15, 16, 16, 17))
    return at(day, hour, rng.choice((15, 20, 25)) if hour in (8, 17) else rng.randrange(0, 60, 5))
