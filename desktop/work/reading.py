"""What a person looked at, kept so that it is found again."""

from __future__ import annotations

from desktop.core.ticket import TicketKey
from desktop.store.tickets import mark_opened, mark_seen
from desktop.work.desk import Desk


def open_ticket(desk: Desk, key: TicketKey) -> None:
    """Note that a person opened the ticket: it is among the recent ones from now on."""
    with desk.db.transaction():
        mark_opened(desk.db, desk.account.id, key, desk.now().wall)


def see_ticket(desk: Desk, key: TicketKey) -> None:
    """Note that a person has looked at the ticket until now."""
    with desk.db.transaction():
        mark_seen(desk.db, desk.account.id, key, desk.now().wall)
