"""What an entry on its way to iTop can be, and what an answer does to it.

::

    needs_ticket ─┐
    unconfirmed  ─┼─> waiting ──> sending ──> done
                  │      ^           │
                  │      └─ later ───┤
                  │                  ├──> uncertain ──> done | waiting | blocked
                  │                  └──> blocked ──(person)──> waiting | discarded

``frozen``: from the first ``sending`` on, what was sent is what it is; an edit becomes a reversal and a replacement queued behind it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.core.entry import Entry

if TYPE_CHECKING:
    import random

BATCH_LIMIT = 50
"""Entries in one call of carnet/push (protocol section 2), unless ``about`` says less."""
SILENT_LIMIT = 2
"""Calls without a verdict after which a batch is halved, and after which an entry alone is blocked."""


class OutboxState(StrEnum):
    NEEDS_TICKET = "needs_ticket"
    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    DONE = "done"
    DISCARDED = "discarded"


OPEN_STATES = tuple(state for state in OutboxState if state not in (OutboxState.DONE, OutboxState.DISCARDED))
"""States of entries that iTop has not confirmed."""
PERSON_STATES = (OutboxState.NEEDS_TICKET, OutboxState.UNCONFIRMED, OutboxState.BLOCKED)
"""States that only a person (or a found ticket) ends."""
SENT_STATES = (OutboxState.SENDING, OutboxState.UNCERTAIN)
"""States in which iTop may already have the entry."""

LOOK_UP_AFTER = 120
"""Seconds after the last byte of an unanswered request before a server without a uid lock is asked for it (protocol section 4)."""
FIRST_DELAY = 25
LONGEST_DELAY = 24 * 3600
LONGEST_WAIT = LONGEST_DELAY * 6 // 5
"""Seconds to the latest next try that there can be, jitter included: a later one is of a clock that was wrong."""


def first_state(entry: Entry, gap_seconds: int) -> OutboxState:
    """Where an entry stands that iTop has nothing of: it waits, unless a person has to say something first."""
    if gap_seconds:
        return OutboxState.UNCONFIRMED
    return OutboxState.WAITING if entry.ticket else OutboxState.NEEDS_TICKET


def retry_delay(attempts: int, chance: random.Random) -> int:
    """Seconds before attempt ``attempts`` + 1: 25 s, ×5 each time, at most a day, with ±20 % jitter so that clients spread out."""
    base = min(FIRST_DELAY * int(5 ** max(0, min(attempts, 10) - 1)), LONGEST_DELAY)
    return max(1, round(base * chance.uniform(0.8, 1.2)))


def probe_delay(failures: int, chance: random.Random) -> int:
    """Seconds before iTop is asked again whether it is there: 2 s doubling to 5 minutes, with ±50 % jitter."""
    return max(1, round(min(2 * int(2 ** min(failures, 8)), 300) * chance.uniform(0.5, 1.5)))


def halved(size: int) -> int:
    """The batch size after one of ``size`` got no verdict too often."""
    return max(1, size // 2)
