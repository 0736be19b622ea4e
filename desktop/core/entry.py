"""Entries: work by one agent on one ticket. Immutable; a correction is a reversal and a replacement."""

from __future__ import annotations

from enum import StrEnum

from desktop.core.record import record
from desktop.core.ticket import TicketKey


class CountedBy(StrEnum):
    RULE = "rule"
    PERSON = "person"


class EntryState(StrEnum):
    """What iTop says of an entry; a new one is ``counted`` until iTop says otherwise."""

    COUNTED = "counted"
    HELD = "held"
    REVERSED = "reversed"
    REVERSAL = "reversal"


STANDING = (EntryState.COUNTED, EntryState.HELD)
"""What is work that was done: neither taken back nor the taking back."""


@record
class Entry:
    """Work recorded here. Instants are UTC epochs, durations seconds; a reversal's durations are negative.

    ``ticket`` is None while the entry needs a ticket; ``text`` then keeps what was known of it (a reference or words).
    ``counted_seconds`` is what this side expects by the rule, or what a person set (then ``reason`` says why).
    """

    uid: str
    instance_id: str
    person_id: int
    ticket: TicketKey | None
    text: str
    started_at: int
    ended_at: int
    worked_seconds: int
    counted_seconds: int
    counted_by: CountedBy = CountedBy.RULE
    reason: str = ""
    activity_id: int = 0
    contract_id: int = 0
    contract_by: CountedBy = CountedBy.RULE
    comment: str = ""
    public_comment: str = ""
    state: EntryState = EntryState.COUNTED
    reverses: str = ""
    replaces: str = ""
    source: str = "desktop"
