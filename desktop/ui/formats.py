"""Durations, times and dates as people read them, in the language in force. Durations in whole seconds, instants UTC epochs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop.ui.i18n import spoken, tr

_NBSP = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
}


def duration(seconds: int) -> str:
    """ "15h 15m", in French "15 h 15": a span to read in a sentence, the minutes cut; a minus sign before negative ones."""
    sign = _MINUS if seconds < 0 else ""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    if spoken() == "fr":
        return f"{sign}{hours}{_NBSP}h{_NBSP}{minutes:02d}"
    return f"{sign}{hours}h{_NBSP}{minutes:02d}m"


def balance(seconds: int) -> str:
    """A duration to the nearest minute, for figures that are sums and differences of others."""
    return duration((abs(seconds) + 30) // 60 * (60 if seconds >= 0 else -60))


def left(seconds: int) -> str:
    """What is left of a balance, or by how much it is overrun, in words."""
    return tr("{time} left", time=balance(seconds)) if seconds >= 0 else tr("{time} over", time=balance(-seconds))


def hours(seconds: int) -> str:
    """h:mm, for columns headed so and beside clocks."""
    sign = _MINUS if seconds < 0 else ""
    minutes = abs(seconds) // 60
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"


def running_clock(seconds: int) -> str:
    """h:mm:ss."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def percent(share: int) -> str:
    return f"{share}{_NBSP}%"


def local(epoch: int) -> datetime:
    """The instant on this machine's wall clock."""
    return datetime.fromtimestamp(epoch, UTC).astimezone()


def clock_time(epoch: int) -> str:
    """ "14:02"."""
    return f"{local(epoch):%H:%M}"


def day(when: date, *, year: bool = False) -> str:
    """ "21 Nov", with the year "21 Nov 2026"."""
    text = f"{when.day}{_NBSP}{_MONTHS[spoken()][when.month - 1]}"
    return f"{text}{_NBSP}{when.year}" if year else text


def moment(epoch: int, now: int) -> str:
    """ "Today 13:20", "Sat 21 Nov 09:12", with the year where it is another."""
    when, today = local(epoch), local(now).date()
    if when.date() == today:
        return tr("Today {time}", time=f"{when:%H:%M}")
    name = _DAYS[spoken()][when.weekday()]
    return f"{name} {day(when.date(), year=when.year != today.year)} {when:%H:%M}"


def moment_inside(epoch: int, now: int) -> str:
    """The same within a sentence: "today 13:20"."""
    when = local(epoch)
    return tr("today {time}", time=f"{when:%H:%M}") if when.date() == local(now).date() else moment(epoch, now)


def weekday_time(epoch: int) -> str:
    """ "Sat 16:40", for a time less than a week away."""
    when = local(epoch)
    return f"{_DAYS[spoken()][when.weekday()]}{_NBSP}{when:%H:%M}"


def moment_in_row(epoch: int, now: int) -> str:
    """A past instant, short enough for a row: "Today 13:20", in the last six days "Sat 16:40", before "16 Nov 09:05"."""
    when, today = local(epoch), local(now).date()
    if 0 < (today - when.date()).days < 7:
        return weekday_time(epoch)
    if when.date() == today:
        return moment(epoch, now)
    return f"{day(when.date(), year=when.year != today.year)} {when:%H:%M}"


def due(epoch: int, now: int) -> str:
    """When something is due: the time today, else the day, short enough for a row."""
    when, today = local(epoch).date(), local(now).date()
    return clock_time(epoch) if when == today else day(when, year=when.year != today.year)


def age(seconds: int) -> str:
    """ "3 s", "12 min", "5h 02m": how old a figure is."""
    if seconds < 60:
        return f"{max(0, seconds)}{_NBSP}s"
    return f"{seconds // 60}{_NBSP}min" if seconds < 3600 else duration(seconds)


def file_size(size: int) -> str:
    """ "12 KB", "3.4 MB"."""
    kilo, mega = (tr("KB"), tr("MB"))
    if size < 1_000_000:
        return f"{max(1, (size + 999) // 1000)}{_NBSP}{kilo}"
    text = f"{size / 1_000_000:.1f}"
    return f"{text.replace('.', ',') if spoken() == 'fr' else text}{_NBSP}{mega}"
