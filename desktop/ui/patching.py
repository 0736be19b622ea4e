"""What turns one list into another with few steps, so that a view keeps its selection and place. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.record import record

MOST_STEPS = 120
"""Steps above which showing the new list whole costs a view less."""


@record
class Remove:
    """Rows ``first`` to ``last`` go."""

    first: int
    last: int


@record
class Insert:
    """``items`` come before row ``place``."""

    place: int
    items: tuple[int, ...]


@record
class Move:
    """The row at ``source`` then stands at ``target``."""

    source: int
    target: int


Step = Remove | Insert | Move


def patch(old: Sequence[int], new: Sequence[int], most: int = MOST_STEPS) -> list[Step] | None:
    """The steps from ``old`` to ``new``, each on what the one before left; None where they would be more than ``most``. Items differ."""
    first, tail = _same_ends(old, new)
    before, after = list(old[first : len(old) - tail]), list(new[first : len(new) - tail])
    steps: list[Step] = []
    wanted = set(after)
    place = len(before)
    while place > 0:
        last = place - 1
        if before[last] in wanted:
            place -= 1
            continue
        start = last
        while start > 0 and before[start - 1] not in wanted:
            start -= 1
        steps.append(Remove(first + start, first + last))
        del before[start:place]
        place = start
        if len(steps) > most:
            return None
    return steps if _arrange(before, after, first, steps, most) else None


def _arrange(before: list[int], after: list[int], offset: int, steps: list[Step], most: int) -> bool:
    """Insert and move until ``before``, which has nothing that is not wanted, is ``after``. False where that takes too much."""
    kept, target = set(before), {item: place for place, item in enumerate(after)}
    place = 0
    while place < len(after):
        item = after[place]
        if place < len(before) and before[place] == item:
            place += 1
            continue
        if len(steps) >= most:
            return False
        if item not in kept:
            end = place
            while end < len(after) and after[end] not in kept:
                end += 1
            steps.append(Insert(offset + place, tuple(after[place:end])))
            before[place:place] = after[place:end]
            place = end
            continue
        if place + 1 < len(before) and before[place + 1] == item:
            # One row went down: moving it is one step, moving all others up would be many.
            goal = min(_kept_place(target[before[place]], after, kept), len(before) - 1)
            source, goal = place, max(goal, place + 1)
        else:
            source, goal = before.index(item, place), place
        steps.append(Move(offset + source, offset + goal))
        before.insert(goal, before.pop(source))
    return True


def _kept_place(place: int, after: Sequence[int], kept: set[int]) -> int:
    """Where a row will stand among those that are there before anything is inserted below it."""
    return place - sum(item not in kept for item in after[:place])


def _same_ends(old: Sequence[int], new: Sequence[int]) -> tuple[int, int]:
    """How many items both share at their beginning, and of the rest at their end."""
    short = min(len(old), len(new))
    first = 0
    while first < short and old[first] == new[first]:
        first += 1
    tail = 0
    while tail < short - first and old[len(old) - 1 - tail] == new[len(new) - 1 - tail]:
        tail += 1
    return first, tail
