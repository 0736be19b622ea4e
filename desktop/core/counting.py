"""Worked time into counted time (protocol section 3, "Counting"). Whole seconds in, whole seconds out, integer arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.contract import Activity, CountingRule, RoundingMode
from desktop.core.record import record

MINIMUM_WITHOUT_ASKING = 60
"""Worked seconds below which a person is asked whether the entry was meant."""


@record
class DayWork:
    """Other work of the agent on the same ticket and day, counted by rule: what a person set stands outside the sums."""

    worked: int
    activity: Activity | None
    counted: int


def asks_person(worked: int) -> bool:
    """Whether so little was worked that a person should say if it counts."""
    return worked < MINIMUM_WITHOUT_ASKING


def _weighted(worked: int, activity: Activity | None) -> int:
    """Hundredths of seconds: worked × the activity's factor; 0 for what is not counted."""
    if activity is None:
        return worked * 100
    return worked * activity.factor_percent if activity.counted else 0


def _rounded(weighted: int, rule: CountingRule) -> int:
    """Hundredths of seconds to counted seconds by the rule, minimum included; nothing worked counts nothing."""
    if weighted <= 0:
        return 0
    step = rule.rounding * 6000
    if step == 0:
        seconds = (weighted + 50) // 100
    elif rule.mode is RoundingMode.UP:
        seconds = -(-weighted // step) * step // 100
    elif rule.mode is RoundingMode.DOWN:
        seconds = weighted // step * step // 100
    else:
        seconds = (2 * weighted + step) // (2 * step) * step // 100
    return max(rule.minimum * 60, seconds)


def count_entry(worked: int, rule: CountingRule, activity: Activity | None = None) -> int:
    """Counted seconds of ``worked`` seconds under ``rule``, each entry on its own."""
    return _rounded(_weighted(worked, activity), rule)


def count_ticket_day(worked: int, activity: Activity | None, earlier: Sequence[DayWork], rule: CountingRule) -> int:
    """Counted seconds where the rule rounds an agent's sum per ticket and day.

    The difference between the rounded sum with this work and what ``earlier`` already counted, so that the order in which entries
    arrive does not change the day's sum. Work that is not counted gives 0 and leaves the sum alone.
    """
    weighted = _weighted(worked, activity)
    if weighted <= 0:
        return 0
    total = weighted + sum(_weighted(work.worked, work.activity) for work in earlier)
    return _rounded(total, rule) - sum(work.counted for work in earlier)


def next_step(worked: int, rule: CountingRule, activity: Activity | None = None) -> tuple[int, int | None, int]:
    """What ``worked`` seconds count now, the worked seconds at which that changes next (None: with every second, or never), and to what."""
    now = count_entry(worked, rule, activity)
    factor = 100 if activity is None else activity.factor_percent * activity.counted
    step = rule.rounding * 6000
    if factor == 0 or step == 0:
        return now, None, now
    low, high = worked, worked + (2 * step + rule.minimum * 6000) // factor + 1
    if count_entry(high, rule, activity) == now:
        return now, None, now
    while high - low > 1:
        middle = (low + high) // 2
        if count_entry(middle, rule, activity) == now:
            low = middle
        else:
            high = middle
    return now, high, count_entry(high, rule, activity)
