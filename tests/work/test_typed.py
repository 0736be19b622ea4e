"""Past time typed in one line."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.work import recording
from desktop.work.desk import Desk
from desktop.work.typed import TypedTime, parse_typed, span_of
from tests.conftest import FakeClock, make_ticket

TODAY = date(2026, 11, 25)  # a Wednesday
YESTERDAY, MONDAY = date(2026, 11, 24), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("482 45m yesterday call back", TypedTime("482", 2700, YESTERDAY, None, "call back")),
        ("482 45m hier rappel du client", TypedTime("482", 2700, YESTERDAY, None, "rappel du client")),
        ("hier 482 1h30 rappel", TypedTime("482", 5400, YESTERDAY, None, "rappel")),
        ("482 monday 0:45", TypedTime("482", 2700, MONDAY, None, "")),
        ("R-000482 1h 30 lundi", TypedTime("R-000482", 5400, MONDAY, None, "")),
        ("r482 9:15-10:00", TypedTime("r482", 2700, TODAY, time(9, 15), "")),
        ("482 9h15 - 10h Aujourd’hui visite", TypedTime("482", 2700, TODAY, time(9, 15), "visite")),
        ("482 45 min at 14:00 call", TypedTime("482", 2700, TODAY, time(14), "call")),
        ("482 45m à 14h appel", TypedTime("482", 2700, TODAY, time(14), "appel")),
        ("vpn lyon 2h", TypedTime("vpn lyon", 7200, TODAY, None, "")),
        ("45m 482 yesterday call", TypedTime("482", 2700, YESTERDAY, None, "call")),
        ("45m call from Lenoir", TypedTime("", 2700, TODAY, None, "call from Lenoir")),
        ("482 45m 21/11", TypedTime("482", 2700, date(2026, 11, 21), None, "")),
        ("482 45m 28/12", TypedTime("482", 2700, date(2025, 12, 28), None, "")),
        ("482 45m 2026-11-02 x", TypedTime("482", 2700, date(2026, 11, 2), None, "x")),
        ("482 45m wednesday", TypedTime("482", 2700, date(2026, 11, 18), None, "")),
        ("482 45m called yesterday's caller", TypedTime("482", 2700, TODAY, None, "called yesterday's caller")),
    ],
)
def test_one_line_records(text: str, expected: TypedTime) -> None:
    """Ticket, length, day and comment, in either language and in the orders in which people say them."""
    assert parse_typed(text, TODAY) == expected


@pytest.mark.parametrize("text", ["", "482", "vpn lyon", "R-000482 yesterday", "0:00", "hier", "10:00-9:15x"])
def test_without_a_length_it_is_no_past_time(text: str) -> None:
    """Searching is never mistaken for recording."""
    assert parse_typed(text, TODAY) is None


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    """Nothing that is typed is an error; a day is never one to come unless it was written out, and a length is positive."""
    found = parse_typed(text, TODAY)
    assert found is None or found.seconds > 0


@given(st.integers(1, 9999), st.integers(1, 999), st.sampled_from(["", "yesterday", "hier", "lundi"]), st.sampled_from(["", "call back"]))
def test_what_was_typed_is_all_there(number: int, minutes: int, day: str, comment: str) -> None:
    """No word is lost between ticket, day and comment."""
    found = parse_typed(f"{number} {minutes}m {day} {comment}", TODAY)
    assert found is not None
    assert (found.target, found.seconds, found.comment) == (str(number), minutes * 60, comment)
    assert (found.day == TODAY) is (not day)


def test_when_it_was(desk: Desk, clock: FakeClock) -> None:
    """At the hour that was typed; today up to now; on another day after what is recorded there, so that nothing lies over it."""
    today = datetime.fromtimestamp(clock.wall).astimezone().date()
    yesterday = today - timedelta(days=1)
    assert span_of(desk, TypedTime("", 2700, today, None, "")) == (clock.wall - 2700, clock.wall)
    start, end = span_of(desk, TypedTime("", 2700, yesterday, None, ""))
    assert datetime.fromtimestamp(start) == datetime.combine(yesterday, time(9)) and end - start == 2700
    recording.add(desk, make_ticket(), "", 2700, ended_at=end)
    assert span_of(desk, TypedTime("", 900, yesterday, None, "")) == (end, end + 900)
    start, _ = span_of(desk, TypedTime("", 900, yesterday, time(14, 5), ""))
    assert datetime.fromtimestamp(start) == datetime.combine(yesterday, time(14, 5))
