"""What a person has taken note of: that work on a ticket goes over its contract's balance.

It is said once per ticket, contract and day, by the strip or by the form after a stop, whichever comes first. Whoever works on with
the customer on the line has decided by then; the contract's card and the row in the outbox go on saying it. Another ticket is another
decision, and so is another day. It outlives the program's end, and what is of another day is forgotten with the next note.
"""

from __future__ import annotations

import json

from desktop.core.ticket import TicketKey
from desktop.work.desk import Desk


def note_overrun(desk: Desk, ticket: TicketKey, contract_id: int) -> None:
    """A person knows; it is not said again today."""
    with desk.db.transaction():
        noted = {*_noted(desk), _about(ticket, contract_id)}
        desk.db.set_meta(_name(desk), json.dumps({"day": _today(desk), "about": sorted(noted)}))


def knows_overrun(desk: Desk, ticket: TicketKey, contract_id: int) -> bool:
    """Whether a person took note of it today (the server's day)."""
    return _about(ticket, contract_id) in _noted(desk)


def _noted(desk: Desk) -> list[str]:
    kept = json.loads(desk.db.meta(_name(desk)) or "{}")
    return list(kept["about"]) if kept.get("day") == _today(desk) else []


def _about(ticket: TicketKey, contract_id: int) -> str:
    return f"{ticket} {contract_id}"


def _today(desk: Desk) -> str:
    return desk.day_of(desk.now().wall).isoformat()


def _name(desk: Desk) -> str:
    return f"overrun/{desk.account.id}"
