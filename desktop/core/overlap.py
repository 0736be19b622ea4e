"""Work by one person that shares minutes with other work: told, never refused, since two tickets may well be worked on at once."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.core.record import record

TOLD = 60
"""Seconds from which it is told."""


@record
class Span:
    """Work on a ticket between two UTC epochs; what is not ``worked`` of it (seconds) was pauses, nobody knows when."""

    ref: str
    start: int
    end: int
    worked: int


@record
class Overlap:
    """Seconds that were entered twice for sure, and the other work that has them, the earliest first."""

    seconds: int
    others: tuple[Span, ...]


def overlap_of(mine: Span, others: Iterable[Span]) -> Overlap | None:
    """What ``mine`` shares with ``others``; None where it may all lie in pauses, as after a switch to another ticket and back."""
    sharing = [(seconds, other) for other in others if (seconds := _shared(mine, other)) > 0]
    seconds = min(sum(seconds for seconds, _ in sharing) - _pauses(mine), mine.worked)
    if seconds < TOLD:
        return None
    return Overlap(seconds, tuple(sorted((other for _, other in sharing), key=lambda other: other.start)))


def _shared(mine: Span, other: Span) -> int:
    return min(mine.end, other.end) - max(mine.start, other.start) - _pauses(other)


def _pauses(span: Span) -> int:
    return max(0, span.end - span.start - span.worked)
