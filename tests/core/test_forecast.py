"""Pace and forecast: rules that a team lead can repeat in one sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.forecast import WEEKS, Forecast, Outlook, forecast, horizon, monday, pace, week_starts, whole_weeks

HOUR = 3600
TODAY = date(2026, 11, 23)
"""A Monday."""
END = date(2026, 12, 31)


def told(left: int | None, weekly: int | None, end: date | None = END, start: date | None = None) -> Forecast:
    return forecast(TODAY, left=left, weekly=weekly, start=start, end=end)


def test_the_three_sentences() -> None:
    """Runs out early, stays unused, lasts to the end."""
    assert told(20 * HOUR, 7 * HOUR) == Forecast(Outlook.RUNS_OUT, date(2026, 12, 13), early=18)
    assert told(20 * HOUR, 2 * HOUR) == Forecast(Outlook.UNUSED, END, unused=9 * HOUR + 900)
    assert told(11 * HOUR, 2 * HOUR).outlook is Outlook.LASTS


def test_far_away_nothing_is_promised_to_the_quarter_of_an_hour() -> None:
    """Further ahead than the pace looks back, it lasts; a far end that comes too late is still told."""
    far = TODAY + timedelta(days=157)
    assert told(31 * HOUR, HOUR, far) == Forecast(Outlook.LASTS, far)
    assert told(HOUR, 2 * HOUR, far) == Forecast(Outlook.RUNS_OUT, TODAY + timedelta(days=3), early=154)


@pytest.mark.parametrize(
    ("found", "outlook"),
    [
        (told(None, HOUR), Outlook.UNKNOWN),
        (told(HOUR, HOUR, start=TODAY + timedelta(days=1)), Outlook.NOT_STARTED),
        (told(HOUR, HOUR, end=TODAY - timedelta(days=1)), Outlook.ENDED),
        (told(-1, HOUR), Outlook.OVERRUN),
        (told(HOUR, None), Outlook.TOO_EARLY),
        (told(1000 * HOUR, HOUR, end=None), Outlook.LASTS),
        (told(1000 * HOUR, 0, end=None), Outlook.LASTS),
        (told(10 * HOUR, 7 * HOUR, end=None), Outlook.RUNS_OUT),
    ],
)
def test_what_has_no_forecast_says_why(found: Forecast, outlook: Outlook) -> None:
    """Unknown, not begun, ended, overrun, too early, without an end: each is its own answer."""
    assert found.outlook is outlook


def test_holidays_and_a_migration_do_not_decide() -> None:
    """Two weeks without anybody, or two of sixty hours, leave the pace of the others."""
    usual = [2 * HOUR] * 9
    assert pace([*usual, 0, 0]) == pace([*usual, 60 * HOUR, 60 * HOUR]) == pace([*usual, 0, 60 * HOUR]) == 2 * HOUR


def test_rare_work_is_averaged() -> None:
    """Where most weeks are quiet, the busy ones are the use and are not left out."""
    assert pace([0, 0, 0, 11 * HOUR, 0, 0, 0, 0, 0, 0, 0]) == HOUR


def test_under_three_whole_weeks_nothing_is_said() -> None:
    """Neither the week under way nor the one in which the contract began is a whole one."""
    weeks = [HOUR] * WEEKS
    assert len(whole_weeks(weeks, TODAY, None)) == WEEKS - 1
    assert pace(whole_weeks(weeks, TODAY, TODAY - timedelta(days=20))) is None
    assert pace(whole_weeks(weeks, TODAY, TODAY - timedelta(days=21))) == HOUR
    assert len(whole_weeks(weeks, TODAY, date(2020, 1, 1))) == WEEKS - 1


def test_weeks_are_twelve_mondays() -> None:
    """The week under way is the last."""
    assert week_starts(TODAY + timedelta(days=6))[-1] == TODAY and len(week_starts(TODAY)) == WEEKS
    assert {day.weekday() for day in week_starts(TODAY)} == {0} and monday(TODAY + timedelta(days=3)) == TODAY


def test_time_ends_with_its_last_open_provision() -> None:
    """Hours that are valid for a month end with it, whatever the contract says."""
    assert horizon(None, END) == horizon(END, None) == horizon(END, END + timedelta(days=9)) == END
    assert horizon(None, None) is None


weeks_of_work = st.lists(st.integers(0, 60 * HOUR), min_size=3, max_size=WEEKS - 1)
amounts = st.integers(0, 400 * HOUR)
ends = st.none() | st.integers(0, 900).map(lambda days: TODAY + timedelta(days=days))


@given(weeks_of_work, st.randoms(use_true_random=False))
def test_a_pace_lies_between_its_weeks_in_any_order(weeks: list[int], chance: object) -> None:
    """Never more than the busiest, never less than the quietest, whatever came first."""
    found = pace(weeks)
    assert found is not None and min(weeks) <= found <= max(weeks)
    assert found == pace(sorted(weeks)) == pace(sorted(weeks, reverse=True))


@given(amounts, st.integers(0, 60 * HOUR), ends)
def test_a_forecast_keeps_its_own_sums(left: int, weekly: int, end: date | None) -> None:
    """On the day it names the time is gone and not before; what it says stays is what the pace leaves."""
    found = told(left, weekly, end)
    if found.outlook is Outlook.RUNS_OUT:
        assert found.day is not None
        days = (found.day - TODAY).days
        assert weekly * days <= left * 7 < weekly * (days + 1)
        assert end is None or found.early == (end - found.day).days >= 0
    elif found.outlook is Outlook.UNUSED:
        assert end is not None and abs(left - weekly * (end - TODAY).days / 7 - found.unused) <= 451
    else:
        assert found.outlook is Outlook.LASTS


@given(amounts, amounts, st.integers(1, 60 * HOUR), ends)
def test_more_time_never_ends_earlier(left: int, more: int, weekly: int, end: date | None) -> None:
    """A top-up moves the end away or leaves it."""

    def last(found: Forecast) -> date:
        return found.day if found.outlook is Outlook.RUNS_OUT and found.day else date.max

    assert last(told(left, weekly, end)) <= last(told(left + more, weekly, end))
    assert last(told(left, weekly, end)) >= last(told(left, weekly + 60, end))
