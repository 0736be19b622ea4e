"""Past time as a person types it in one line, English or French: "482 45m yesterday call back", "hier 482 9h15-10h rappel"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from desktop.core.durations import parse_duration
from desktop.core.errors import UsageError
from desktop.core.record import record
from desktop.core.ticket import is_reference
from desktop.store import outbox
from desktop.work.desk import Desk

MORNING = time(9)
"""When work of another day began, where neither its hour was typed nor anything was recorded on that day."""

_DAYS_AGO = {"today": 0, "aujourd'hui": 0, "yesterday": 1, "hier": 1, "avant-hier": 2}
_WEEKDAYS = {
    name: number
    for names in ("monday tuesday wednesday thursday friday saturday sunday", "lundi mardi mercredi jeudi vendredi samedi dimanche")
    for number, name in enumerate(names.split())
}
_CLOCK = r"([01]?\d|2[0-3])(?:[:h]([0-5]\d)?)"
_SPAN = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
_HOUR = re.compile(_CLOCK)
_AT = ("at", "from", "a", "de", "des", "@")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?\.?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@record
class TypedTime:
    """``target`` names a ticket (empty: none); ``start`` is None where only the length was typed. Seconds; days and hours local."""

    target: str
    seconds: int
    day: date
    start: time | None
    comment: str


def parse_typed(text: str, today: date) -> TypedTime | None:
    """What ``text`` records, or None where it holds no length of time: then it is not about past time.

    Ticket before the time, comment after it, the day on either side of either; without anything before it, a reference may follow.
    """
    tokens = text.split()
    found = _time_in(tokens)
    if found is None:
        return None
    first, after, seconds, start = found
    head, tail = tokens[:first], tokens[after:]
    day = today
    for part, place in ((tail, 0), (head, -1), (head, 0)):
        named = _day(part[place], today) if part else None
        if named is not None:
            day = named
            del part[place]
            break
    if start is None:
        start = _take_hour(tail)
    if not head and tail and (tail[0].isdigit() or is_reference(tail[0])):
        head, tail = tail[:1], tail[1:]
        named = _day(tail[0], today) if tail else None
        if named is not None:
            day, tail = named, tail[1:]
    return TypedTime(" ".join(head), seconds, day, start, " ".join(tail))


def _time_in(tokens: Sequence[str]) -> tuple[int, int, int, time | None] | None:
    """The first length or span: where it begins, where it ends, its seconds and its hour."""
    for first in range(len(tokens)):
        # The longest first: "1h 30" is not one hour; a reference is never taken for a number of minutes.
        for length in (3, 2, 1):
            piece = " ".join(tokens[first : first + length])
            if first + length > len(tokens):
                continue
            if span := _SPAN.fullmatch(piece):
                begin, end = (time(int(span[at]), int(span[at + 1] or 0)) for at in (1, 3))
                seconds = ((end.hour - begin.hour) * 60 + end.minute - begin.minute) * 60
                if seconds > 0:
                    return first, first + length, seconds, begin
            try:
                return first, first + length, parse_duration(piece), None
            except UsageError:
                continue
    return None


def _take_hour(tail: list[str]) -> time | None:
    if len(tail) > 1 and _plain(tail[0]) in _AT and (hour := _HOUR.fullmatch(tail[1])):
        del tail[:2]
        return time(int(hour[1]), int(hour[2] or 0))
    return None


def _day(word: str, today: date) -> date | None:
    """The day that a word names: never one to come."""
    plain = _plain(word)
    if plain in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[plain])
    if plain in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[plain] - 1) % 7 + 1)
    try:
        if iso := _ISO.fullmatch(plain):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if slashed := _SLASHED.fullmatch(plain):
            named = date(int(slashed[3] or today.year), int(slashed[2]), int(slashed[1]))
            return named if slashed[3] or named <= today else named.replace(year=named.year - 1)
    except ValueError:
        return None
    return None


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def span_of(desk: Desk, typed: TypedTime) -> tuple[int, int]:
    """Start and end (UTC epochs) of typed time: at its hour, else up to now, else after what was last recorded on its day."""
    now = desk.now().wall
    today = datetime.fromtimestamp(now).astimezone().date()
    if typed.start is not None:
        start = _epoch(typed.day, typed.start)
    elif typed.day == today:
        start = now - typed.seconds
    else:
        first, last = _epoch(typed.day, time(0)), _epoch(typed.day + timedelta(days=1), time(0))
        kept = outbox.entries_between(desk.db, desk.account.id, first, last)
        start = max([_epoch(typed.day, MORNING), *(row.entry.ended_at for row in kept)])
    return start, start + typed.seconds


def _epoch(day: date, at: time) -> int:
    return int(datetime.combine(day, at).astimezone().timestamp())
