"""The cache of tickets: what iTop said last, found again by reference, words, customer or caller."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from desktop.core.ticket import LogEntry, Ticket, TicketKey, normal_reference
from desktop.store.database import Database

_COLUMNS = (
    "ref",
    "title",
    "status",
    "org_id",
    "customer",
    "caller",
    "agent_id",
    "agent",
    "team_id",
    "team",
    "priority",
    "service_id",
    "service",
    "started_at",
    "updated_at",
    "tto_deadline",
    "ttr_deadline",
    "contract_id",
)
_OPEN = "status NOT IN ('closed', 'resolved', 'rejected')"


def _ticket(row: sqlite3.Row) -> Ticket:
    return Ticket(
        key=TicketKey(row["class"], row["id"]),
        **{name: row[name] for name in _COLUMNS},
        description=row["description"],
        logs=tuple(LogEntry(**entry) for entry in json.loads(row["logs"])),
    )


def save_tickets(db: Database, account: int, tickets: Iterable[Ticket], *, whole: bool) -> int:
    """Keep tickets as read; without ``whole`` description and logs were not asked for, and what is known of them stays.

    Returns how many differ from what was kept.
    """
    changed = 0
    for ticket in tickets:
        record: dict[str, object] = {name: getattr(ticket, name) for name in _COLUMNS}
        if whole:
            record |= {"description": ticket.description, "logs": json.dumps([asdict(entry) for entry in ticket.logs]), "whole": 1}
        old = db.row("SELECT * FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, ticket.key.cls, ticket.key.id))
        if old is not None and all(old[name] == value for name, value in record.items()):
            continue
        changed += 1
        if old is None:
            record = {"account": account, "class": ticket.key.cls, "id": ticket.key.id, "description": "", "logs": "[]"} | record
            names = ", ".join(record)
            db.write(f"INSERT INTO tickets ({names}) VALUES ({', '.join('?' * len(record))})", list(record.values()))
        else:
            sets = ", ".join(f"{name} = ?" for name in record)
            db.write(f"UPDATE tickets SET {sets} WHERE number = ?", (*record.values(), old["number"]))
    return changed


def find_ticket(db: Database, account: int, key: TicketKey) -> Ticket | None:
    """The ticket as last read, or None."""
    row = db.row("SELECT * FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id))
    return _ticket(row) if row else None


def is_whole(db: Database, account: int, key: TicketKey) -> bool:
    """Whether description and logs of the ticket were read."""
    return bool(db.value("SELECT whole FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id)))


def ticket_by_reference(db: Database, account: int, text: str) -> Ticket | None:
    """The ticket whose reference ``text`` is ("R-000482", "r482"), or, for a bare number, the only ticket with that number."""
    row = db.row("SELECT * FROM tickets WHERE account = ? AND ref = ?", (account, normal_reference(text)))
    if row is None and re.fullmatch(r"\s*0*\d{1,9}\s*", text):
        rows = db.rows("SELECT * FROM tickets WHERE account = ? AND ref LIKE ? LIMIT 2", (account, f"%-{int(text):06d}"))
        row = rows[0] if len(rows) == 1 else None
    return _ticket(row) if row else None


def _match(text: str) -> str:
    """An FTS5 query that wants every word of ``text``, each as a beginning; empty where there is no word."""
    words = re.findall(r"\w+", normal_reference(text))
    return " ".join(f'"{word}"*' for word in words)


def search_tickets(db: Database, account: int, text: str, limit: int = 200) -> list[Ticket]:
    """Tickets that hold every word of ``text`` (beginnings count) in reference, title, customer or caller; open ones first."""
    query = _match(text)
    if not query:
        return []
    rows = db.rows(
        f"""SELECT t.* FROM tickets_words w JOIN tickets t ON t.number = w.rowid
        WHERE tickets_words MATCH ? AND t.account = ? ORDER BY {_OPEN} DESC, t.updated_at DESC LIMIT ?""",
        (query, account, limit),
    )
    return [_ticket(row) for row in rows]


def list_tickets(db: Database, account: int, scope: str, *, person_id: int, teams: Sequence[int] = (), limit: int = 5000) -> list[Ticket]:
    """Tickets of a ``scope``: mine or team (open ones), recent (opened here, latest first) or all cached; no descriptions or logs."""
    columns = ", ".join(("class", "id", *_COLUMNS))
    where, values, order = _scope(scope, person_id, teams)
    rows = db.rows(
        f"""SELECT {columns}, '' AS description, '[]' AS logs FROM tickets
        WHERE account = ? AND {where} ORDER BY {order} LIMIT ?""",
        (account, *values, limit),
    )
    return [_ticket(row) for row in rows]


def count_tickets(db: Database, account: int, scope: str, *, person_id: int, teams: Sequence[int] = ()) -> int:
    """How many tickets :func:`list_tickets` has for ``scope``."""
    where, values, _ = _scope(scope, person_id, teams)
    return int(db.value(f"SELECT count(*) FROM tickets WHERE account = ? AND {where}", (account, *values)))


def _scope(scope: str, person_id: int, teams: Sequence[int]) -> tuple[str, tuple[object, ...], str]:
    due = "coalesce(ttr_deadline, 9e12), updated_at DESC"
    if scope == "mine":
        return f"agent_id = ? AND {_OPEN}", (person_id,), due
    if scope == "team":
        holes = ", ".join("?" * len(teams)) or "NULL"
        return f"team_id IN ({holes}) AND {_OPEN}", tuple(teams), due
    if scope == "recent":
        return "opened_at IS NOT NULL", (), "opened_at DESC"
    return "1", (), "updated_at DESC"


def mark_opened(db: Database, account: int, key: TicketKey, now: int) -> None:
    """Remember that the ticket was opened here at epoch ``now``."""
    db.write("UPDATE tickets SET opened_at = ? WHERE account = ? AND class = ? AND id = ?", (now, account, key.cls, key.id))


def known_ids(db: Database, account: int, cls: str, where_agent: int, teams: Sequence[int]) -> list[int]:
    """Ids of cached open tickets of the person or the teams: what a sweep compares with iTop's list."""
    holes = ", ".join("?" * len(teams)) or "NULL"
    sql = f"SELECT id FROM tickets WHERE account = ? AND class = ? AND (agent_id = ? OR team_id IN ({holes})) AND {_OPEN}"
    return [row[0] for row in db.rows(sql, (account, cls, where_agent, *teams))]


def drop_ticket(db: Database, account: int, key: TicketKey) -> None:
    """Forget a ticket that iTop no longer shows. Entries on it stay."""
    db.write("DELETE FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id))
