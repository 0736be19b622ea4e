"""What a run of the synchronisation tells those who wait for it. Light: the window loads it long before the engine."""

from __future__ import annotations

from desktop.core.changes import Changes
from desktop.core.record import record
from desktop.sync.policy import Consequence


@record
class Report:
    """What a run did. ``problem`` is a reason code, empty when all went well; ``busy`` when another process was at it."""

    changed: Changes
    pushed: int = 0
    known: int = 0
    online: bool = False
    problem: str = ""
    detail: str = ""
    consequence: Consequence = Consequence.DONE
    busy: bool = False
    cancelled: bool = False
    """Whether a person ended it before it was through; that is no problem of the connection."""
    reading: bool = False
    """Whether it was only a reading outside the schedule."""
