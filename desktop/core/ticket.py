"""Tickets as Carnet knows them, whatever class iTop keeps them in."""

from __future__ import annotations

import re

from desktop.core.record import record

TICKET_CLASSES = ("UserRequest", "Incident")


@record
class TicketKey:
    """iTop's own name for a ticket: its class and numeric id."""

    cls: str
    id: int

    def __str__(self) -> str:
        return f"{self.cls}::{self.id}"


@record
class LogEntry:
    """One message of a case log. ``at`` is a UTC epoch; ``html`` is as iTop gave it, not yet safe to show."""

    log: str  # "private" or "public"
    at: int
    author: str
    html: str


@record
class Ticket:
    """A ticket as last read. Instants are UTC epochs, None where iTop has none; texts are as iTop gave them."""

    key: TicketKey
    ref: str
    title: str
    status: str
    org_id: int
    customer: str
    caller: str = ""
    agent_id: int = 0
    agent: str = ""
    team_id: int = 0
    team: str = ""
    priority: int = 0
    service_id: int = 0
    service: str = ""
    started_at: int | None = None
    updated_at: int | None = None
    tto_deadline: int | None = None
    ttr_deadline: int | None = None
    contract_id: int | None = None
    description: str = ""
    logs: tuple[LogEntry, ...] = ()

    @property
    def open(self) -> bool:
        """Whether work is still expected on it."""
        return self.status not in ("closed", "resolved", "rejected")

    @property
    def deadline(self) -> int | None:
        """The next deadline: time to own while nobody has it, else time to resolve."""
        return self.tto_deadline if self.status == "new" and self.tto_deadline else self.ttr_deadline

    @property
    def answered_at(self) -> int | None:
        """When the caller wrote, where that is the last public message: nobody has answered since. None otherwise."""
        last = max((entry for entry in self.logs if entry.log == "public"), key=lambda entry: entry.at, default=None)
        return last.at if last is not None and self.caller and last.author == self.caller else None


# Patterns are compiled when they are first asked for, which most starts never do.
_REFERENCE = r"\s*([A-Za-z]+)[-\s]?0*(\d+)\s*"


def is_reference(text: str) -> bool:
    """Whether ``text`` looks like a ticket's reference, however it is typed."""
    return re.fullmatch(r"[A-Z]{1,3}-\d+", normal_reference(text)) is not None


def normal_reference(text: str) -> str:
    """A reference as iTop writes it ("r482" → "R-000482"), or ``text`` stripped where it is none."""
    match = re.fullmatch(_REFERENCE, text)
    if not match or len(match[1]) > 3:
        return text.strip()
    return f"{match[1].upper()}-{int(match[2]):06d}"


_CONSOLE = r"[?&]class=(\w+)(?=.*[?&]id=(\d+))|[?&]id=(\d+)(?=.*[?&]class=(\w+))"
_PORTAL = r"/object/(?:view|edit)/(\w+)/(\d+)"


def key_from_address(text: str) -> TicketKey | None:
    """The ticket that an address of iTop's console or portal shows, or None where ``text`` is no such address."""
    if "://" not in text and "UI.php" not in text:
        return None
    if found := re.search(_CONSOLE, text):
        cls, number = found[1] or found[4], found[2] or found[3]
    elif found := re.search(_PORTAL, text):
        cls, number = found[1], found[2]
    else:
        return None
    return TicketKey(cls, int(number)) if cls in TICKET_CLASSES else None
