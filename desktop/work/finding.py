"""Tickets by whatever a person has of them: an address, a reference, a bare number, words, customer or caller."""

from __future__ import annotations

import re

from desktop.core.ticket import Ticket, key_from_address
from desktop.store.tickets import find_ticket, list_tickets, search_tickets, ticket_by_reference, tickets_by_number
from desktop.work.desk import Desk

_NUMBER = re.compile(r"\s*#?0*(\d{1,6})\s*")


def tickets_for(desk: Desk, text: str, limit: int = 20) -> list[Ticket]:
    """Cached tickets for ``text``, the surest first; mine, due first, for none."""
    db, account = desk.db, desk.account
    if not text.strip():
        return list_tickets(db, account.id, "mine", person_id=account.person_id, teams=account.teams, limit=limit)
    key = key_from_address(text)
    if key is not None:
        found = find_ticket(db, account.id, key)
        return [found] if found else []
    if number := _NUMBER.fullmatch(text):
        surest = tickets_by_number(db, account.id, int(number[1]), limit)
    else:
        named = ticket_by_reference(db, account.id, text)
        surest = [named] if named else []
    known = {ticket.key for ticket in surest}
    return [*surest, *(ticket for ticket in search_tickets(db, account.id, text, limit) if ticket.key not in known)][:limit]
