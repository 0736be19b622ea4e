"""A device with Carnet, as it last told iTop of itself: so that a team lead knows whose minutes are still on a laptop."""

from __future__ import annotations

from desktop.core.record import record


@record
class Device:
    """``waiting`` entries of ``waiting_seconds`` were not in iTop when it was last seen (UTC epoch)."""

    agent: str
    name: str
    last_seen: int
    waiting: int
    waiting_seconds: int
