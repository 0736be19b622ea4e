"""Durations as people type them, in whole seconds."""

from __future__ import annotations

import re

from desktop.core.errors import UsageError

# Compiled when something is first typed; a status reads nothing.
_CLOCK = r"(\d{1,3}):([0-5]\d)"
_UNITS = r"(?:(\d{1,3})\s*h\s*(?:([0-5]?\d)\s*(?:m|min)?)?|(\d{1,4})\s*(?:m|min))"


def parse_duration(text: str) -> int:
    """Seconds of "45m", "45 min", "1h30", "2h", "1h 05m" or "0:45". Raises UsageError for anything else, and for nothing."""
    cleaned = text.strip()
    if clock := re.fullmatch(_CLOCK, cleaned):
        seconds = int(clock[1]) * 3600 + int(clock[2]) * 60
    elif units := re.fullmatch(_UNITS, cleaned, re.IGNORECASE):
        seconds = int(units[1] or 0) * 3600 + int(units[2] or units[3] or 0) * 60
    else:
        raise UsageError("“{text}” is not a duration. Write it as 45m, 1h30 or 0:45.", text=text)
    if seconds == 0:
        raise UsageError("A duration must be longer than nothing.")
    return seconds


def clock_text(seconds: int) -> str:
    """Seconds as h:mm, the minutes cut as a watch does; a minus sign (U+2212) in front of negative ones."""
    sign = "−" if seconds < 0 else ""
    minutes = abs(seconds) // 60
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"
