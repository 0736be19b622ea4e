"""Worked time into counted time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.contract import Activity, CountingRule, RoundingMode, RoundingPer
from desktop.core.counting import DayWork, count_entry, count_ticket_day, next_step

VECTORS = json.loads((Path(__file__).parents[2] / "resources" / "vectors" / "counting.json").read_text(encoding="utf-8"))


def rule_of(data: dict[str, Any]) -> CountingRule:
    return CountingRule(
        data.get("rounding", 0), data.get("minimum", 0), RoundingMode(data.get("mode", "up")), RoundingPer(data.get("per", "entry"))
    )


def activity_of(data: dict[str, Any]) -> Activity | None:
    return Activity(1, "Work", data.get("activity_counted", True), data["factor_percent"]) if "factor_percent" in data else None


@pytest.mark.parametrize("vector", VECTORS["entry"], ids=lambda vector: vector["name"])
def test_vector_per_entry(vector: dict[str, Any]) -> None:
    """Python counts each shared vector as written."""
    assert count_entry(vector["worked"], rule_of(vector["rule"]), activity_of(vector)) == vector["counted"]


@pytest.mark.parametrize("vector", VECTORS["ticket_day"], ids=lambda vector: vector["name"])
def test_vector_per_ticket_day(vector: dict[str, Any]) -> None:
    """Each entry of a day counts the difference that the shared vector says."""
    earlier: list[DayWork] = []
    counted = []
    for work in vector["entries"]:
        activity = activity_of(work)
        seconds = count_ticket_day(work["worked"], activity, earlier, rule_of(vector["rule"]))
        counted.append(seconds)
        earlier.append(DayWork(work["worked"], activity, seconds))
    assert counted == vector["counted"]


rules = st.builds(
    CountingRule, st.sampled_from([0, 1, 5, 6, 15, 30, 60]), st.sampled_from([0, 5, 15, 60]), st.sampled_from(list(RoundingMode))
)
works = st.integers(0, 40 * 3600)
kinds = st.one_of(st.none(), st.builds(Activity, st.just(1), st.just("x"), st.booleans(), st.sampled_from([50, 100, 150, 200])))


@given(works, rules)
def test_up_counts_at_least_nearest_and_nearest_at_least_down(worked: int, rule: CountingRule) -> None:
    """The modes keep their order for any work."""
    down, nearest, up = (
        count_entry(worked, CountingRule(rule.rounding, rule.minimum, mode))
        for mode in (RoundingMode.DOWN, RoundingMode.NEAREST, RoundingMode.UP)
    )
    assert down <= nearest <= up


@given(works, st.integers(0, 3600), rules, kinds)
def test_more_work_never_counts_less(worked: int, more: int, rule: CountingRule, activity: Activity | None) -> None:
    """Counted time grows with worked time."""
    assert count_entry(worked, rule, activity) <= count_entry(worked + more, rule, activity)


@given(st.lists(st.tuples(works, kinds), max_size=6), rules, st.randoms(use_true_random=False))
def test_a_day_counts_the_same_in_any_order(day: list[tuple[int, Activity | None]], rule: CountingRule, chance: Any) -> None:
    """The order in which entries of a ticket and day arrive does not change the day's sum."""

    def total(work: list[tuple[int, Activity | None]]) -> int:
        earlier: list[DayWork] = []
        for worked, activity in work:
            earlier.append(DayWork(worked, activity, count_ticket_day(worked, activity, earlier, rule)))
        return sum(item.counted for item in earlier)

    shuffled = list(day)
    chance.shuffle(shuffled)
    assert total(day) == total(shuffled)


@given(works, rules, kinds)
def test_the_next_step_is_the_first_second_that_counts_differently(worked: int, rule: CountingRule, activity: Activity | None) -> None:
    """What the timer bar announces happens at that second and not before."""
    now, at, then = next_step(worked, rule, activity)
    assert now == count_entry(worked, rule, activity)
    if at is not None:
        assert count_entry(at - 1, rule, activity) == now
        assert count_entry(at, rule, activity) == then != now
