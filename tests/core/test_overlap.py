"""Minutes entered twice are found; pauses are nobody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.overlap import Overlap, Span, overlap_of

MINUTE = 60


def span(start: int, end: int, worked: int | None = None, ref: str = "R-1") -> Span:
    """In minutes."""
    return Span(ref, start * MINUTE, end * MINUTE, (end - start if worked is None else worked) * MINUTE)


@pytest.mark.parametrize(
    ("mine", "others", "minutes"),
    [
        (span(60, 90), [], 0),
        (span(60, 90), [span(30, 60), span(90, 120)], 0),
        (span(60, 90), [span(30, 70)], 10),
        (span(60, 90), [span(0, 200)], 30),
        (span(0, 200), [span(60, 90)], 30),
        (span(60, 90), [span(50, 70), span(80, 100)], 20),
        # Switched away and back: what was done meanwhile lies in the pause, whichever of the two is recorded last.
        (span(0, 120, worked=90), [span(30, 60)], 0),
        (span(30, 60), [span(0, 120, worked=90)], 0),
        (span(0, 120, worked=100), [span(30, 60)], 10),
        # Never more than was worked.
        (span(0, 100, worked=50), [span(0, 100), span(0, 100)], 50),
    ],
)
def test_what_is_shared_for_sure(mine: Span, others: list[Span], minutes: int) -> None:
    found = overlap_of(mine, others)
    assert (found.seconds if found else 0) == minutes * MINUTE


def test_others_are_named_in_order_and_a_moment_is_nothing() -> None:
    """Earliest first, only those that share; under a minute nothing is said."""
    late, early, apart = span(20, 30, ref="late"), span(0, 5, ref="early"), span(40, 50, ref="apart")
    assert overlap_of(span(2, 25), [late, apart, early]) == Overlap(8 * MINUTE, (early, late))
    assert overlap_of(Span("", 0, 1000, 1000), [Span("", 941, 2000, 1059)]) is None


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 200)), min_size=1, max_size=8))
def test_work_one_after_the_other_never_overlaps(parts: list[tuple[int, int]]) -> None:
    """One timer that is left and taken up again between others: all its minutes are its own."""
    at, others, first, worked = 0, [], 0, 0
    for mine, other in parts:
        at, worked = at + mine, worked + mine
        others.append(Span("", at, at + other, other))
        at += other
    assert overlap_of(Span("", first, at, worked), others) is None
