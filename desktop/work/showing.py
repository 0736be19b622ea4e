"""What another start leaves in the local file for the window to show, open already or about to be."""

from __future__ import annotations

import json
from enum import StrEnum

from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.store.database import Database

_NAME = "left_for_window"


class Trouble(StrEnum):
    """Why the link started nothing."""

    NONE = ""
    OTHER_ITOP = "other_itop"
    NO_TICKET = "no_ticket"


@record
class Left:
    """A ticket to show, or None where the window is only to come forward; or why a link started nothing, ``itop`` being where it leads."""

    key: TicketKey | None = None
    itop: str = ""
    trouble: Trouble = Trouble.NONE


def leave_for_window(db: Database, left: Left) -> None:
    """The latest alone counts."""
    with db.transaction():
        db.set_meta(_NAME, json.dumps([left.key.cls if left.key else "", left.key.id if left.key else 0, left.itop, left.trouble]))


def take_for_window(db: Database) -> Left | None:
    """What was left, once."""
    text = db.meta(_NAME)
    if not text:
        return None
    with db.transaction():
        db.set_meta(_NAME, "")
    cls, number, itop, trouble = json.loads(text)
    return Left(TicketKey(cls, number) if cls else None, itop, Trouble(trouble))
