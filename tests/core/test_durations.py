"""Durations as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.durations import clock_text, parse_duration
from desktop.core.errors import UsageError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("45m", 2700), ("45 min", 2700), ("1h30", 5400), ("1h 05m", 3900), ("2h", 7200), ("0:45", 2700), ("12:00", 43200), (" 1H30 ", 5400)],
)
def test_what_people_type_is_understood(text: str, seconds: int) -> None:
    """Every form that the help shows is read as written."""
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "45", "1h75", "0:60", "0m", "0:00", "-5m", "1,5h", "h", "m"])
def test_what_is_no_duration_is_refused_in_words(text: str) -> None:
    """A figure without a unit could be minutes or hours: it is never guessed."""
    with pytest.raises(UsageError):
        parse_duration(text)


@given(st.integers(1, 999 * 60 + 59))
def test_clock_texts_read_back(minutes: int) -> None:
    """What is shown as h:mm is the same duration when typed."""
    assert parse_duration(clock_text(minutes * 60)) == minutes * 60
