"""What a person has already entered for the same minutes, here, from another desk or in iTop's console."""

from __future__ import annotations

from desktop.core.entry import STANDING, Entry
from desktop.core.overlap import Overlap, Span, overlap_of
from desktop.store.contracts import book_of_agent
from desktop.store.outbox import entries_between
from desktop.store.tickets import find_ticket
from desktop.work.desk import Desk

LOOK_BACK = 24 * 3600
"""Seconds before an entry in which work that reaches into it began."""


def overlap_with(desk: Desk, entry: Entry) -> Overlap | None:
    """Minutes of ``entry`` that were entered before."""
    account, since = desk.account, entry.started_at - LOOK_BACK
    kept = [row.entry for row in entries_between(desk.db, account.id, since, entry.ended_at)]
    # What iTop tells of an entry lacks its end; without pauses it ends when it was worked.
    spans = {
        row.uid: Span(row.ticket_ref, row.started_at, row.started_at + row.worked_seconds, row.worked_seconds)
        for row in book_of_agent(desk.db, account.id, account.person_id, since, entry.ended_at)
        if row.state in STANDING
    }
    for other in kept:
        spans[other.uid] = Span(_name(desk, other), other.started_at, other.ended_at, other.worked_seconds)
    gone = {other.uid for other in kept if other.state not in STANDING} | {other.replaces for other in kept}
    for uid in gone | {entry.uid, entry.replaces}:
        spans.pop(uid, None)
    return overlap_of(Span("", entry.started_at, entry.ended_at, entry.worked_seconds), spans.values())


def _name(desk: Desk, entry: Entry) -> str:
    ticket = find_ticket(desk.db, desk.account.id, entry.ticket) if entry.ticket else None
    return ticket.ref if ticket else entry.text
