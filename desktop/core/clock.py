"""Two clocks: the wall's, for instants, and the machine's own, to notice when the wall's cannot be trusted."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

from desktop.core.record import record


@record
class Instant:
    """One reading. ``wall`` is a UTC epoch in seconds; ``boot`` counts seconds since boot, sleep included; ``boot_id`` names the boot."""

    wall: int
    boot: float
    boot_id: str


class Clock(Protocol):
    def now(self) -> Instant:
        """Both clocks, read together."""
        ...


def _read_boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    except OSError:
        # Elsewhere the boot's own start, to the minute, names it well enough.
        return f"boot-{round((time.time() - time.monotonic()) / 60)}"


class SystemClock:
    """The machine's clocks."""

    def __init__(self) -> None:
        self._boot_id = _read_boot_id()
        self._source = getattr(time, "CLOCK_BOOTTIME", None)

    def now(self) -> Instant:
        boot = time.clock_gettime(self._source) if self._source is not None else time.monotonic()
        return Instant(int(time.time()), boot, self._boot_id)
