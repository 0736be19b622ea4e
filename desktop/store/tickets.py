"""The cache of tickets: what iTop said last, found again by reference, words, customer or caller."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

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
OPEN = "status NOT IN ('closed', 'resolved', 'rejected')"


_WHOLE = "SELECT t.*, x.description, x.logs FROM tickets t LEFT JOIN ticket_texts x ON x.number = t.number"


def brief_ticket(row: sqlite3.Row) -> Ticket:
    """A ticket without its long texts."""
    return Ticket(key=TicketKey(row["class"], row["id"]), **{name: row[name] for name in _COLUMNS})


def _whole_ticket(row: sqlite3.Row) -> Ticket:
    logs = tuple(LogEntry(**entry) for entry in json.loads(row["logs"] or "[]"))
    return replace(brief_ticket(row), description=row["description"] or "", logs=logs)


def save_tickets(db: Database, account: int, tickets: Iterable[Ticket], *, whole: bool) -> int:
    """Keep tickets as read; without ``whole`` description and logs were not asked for, and what is known of them stays.

    Returns how many differ from what was kept.
    """
    changed = 0
    for ticket in tickets:
        record: dict[str, object] = {name: getattr(ticket, name) for name in _COLUMNS}
        texts: tuple[str, str] | None = None
        if whole:
            record |= {"answered_at": ticket.answered_at, "whole": 1}
            texts = ticket.description, json.dumps([asdict(entry) for entry in ticket.logs])
        old = db.row(f"{_WHOLE} WHERE t.account = ? AND t.class = ? AND t.id = ?", (account, ticket.key.cls, ticket.key.id))
        same_texts = texts is None or (old is not None and texts == (old["description"], old["logs"]))
        if old is not None and same_texts and all(old[name] == value for name, value in record.items()):
            continue
        changed += 1
        if old is None:
            record |= {"account": account, "class": ticket.key.cls, "id": ticket.key.id}
            db.write(f"INSERT INTO tickets ({', '.join(record)}) VALUES ({', '.join('?' * len(record))})", list(record.values()))
        else:
            sets = ", ".join(f"{name} = ?" for name in record)
            db.write(f"UPDATE tickets SET {sets} WHERE number = ?", (*record.values(), old["number"]))
        if texts is not None and not same_texts:
            number = old["number"] if old is not None else ticket_number(db, account, ticket.key)
            db.upsert("ticket_texts", ("number",), {"number": number, "description": texts[0], "logs": texts[1]})
    return changed


def ticket_number(db: Database, account: int, key: TicketKey) -> int | None:
    """The number by which lists name a ticket here, or None where it is not kept."""
    number: int | None = db.value("SELECT number FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id))
    return number


def find_ticket(db: Database, account: int, key: TicketKey) -> Ticket | None:
    """The ticket as last read, or None."""
    row = db.row(f"{_WHOLE} WHERE t.account = ? AND t.class = ? AND t.id = ?", (account, key.cls, key.id))
    return _whole_ticket(row) if row else None


def seen_at(db: Database, account: int, key: TicketKey) -> int | None:
    """When the ticket was last looked at here, or None."""
    seen: int | None = db.value("SELECT seen_at FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id))
    return seen


def is_whole(db: Database, account: int, key: TicketKey) -> bool:
    """Whether description and logs of the ticket were read."""
    return bool(db.value("SELECT whole FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id)))


def ticket_by_reference(db: Database, account: int, text: str) -> Ticket | None:
    """The ticket whose reference ``text`` is ("R-000482", "r482"), or, for a bare number, the only ticket with that number."""
    row = db.row(f"{_WHOLE} WHERE t.account = ? AND t.ref = ?", (account, normal_reference(text)))
    if row is None and re.fullmatch(r"\s*0*\d{1,9}\s*", text):
        rows = db.rows(f"{_WHOLE} WHERE t.account = ? AND t.ref LIKE ? LIMIT 2", (account, f"%-{int(text):06d}"))
        row = rows[0] if len(rows) == 1 else None
    return _whole_ticket(row) if row else None


def tickets_by_number(db: Database, account: int, number: int, limit: int = 20) -> list[Ticket]:
    """Tickets with this number in their reference, whatever its letters; open ones first."""
    rows = db.rows(
        f"""SELECT t.* FROM tickets_words w JOIN tickets t ON t.number = w.rowid
        WHERE tickets_words MATCH ? AND t.account = ? ORDER BY {OPEN} DESC, t.updated_at DESC LIMIT ?""",
        (f'ref : "{number:06d}"', account, limit),
    )
    return [brief_ticket(row) for row in rows]


def matching(text: str) -> str:
    """An FTS5 query that wants every word of ``text``, each as a beginning; empty where there is no word."""
    words = re.findall(r"\w+", normal_reference(text))
    # A bare number is a reference without its zeros as often as it is a word.
    wanted = (f'("{word}"* OR "{int(word):06d}")' if re.fullmatch(r"[0-9]{1,5}", word) else f'"{word}"*' for word in words)
    return " AND ".join(wanted)


def search_tickets(db: Database, account: int, text: str, limit: int = 200) -> list[Ticket]:
    """Tickets that hold every word of ``text`` (beginnings count) in reference, title, customer or caller; open ones first.

    Without descriptions and logs.
    """
    query = matching(text)
    if not query:
        return []
    rows = db.rows(
        f"""SELECT t.* FROM tickets_words w JOIN tickets t ON t.number = w.rowid
        WHERE tickets_words MATCH ? AND t.account = ? ORDER BY {OPEN} DESC, t.updated_at DESC LIMIT ?""",
        (query, account, limit),
    )
    return [brief_ticket(row) for row in rows]


def list_tickets(db: Database, account: int, scope: str, *, person_id: int, teams: Sequence[int] = (), limit: int = 5000) -> list[Ticket]:
    """Tickets of a ``scope``: mine or team (open ones), recent (opened here, latest first) or all cached; no descriptions or logs."""
    where, values = in_scope(scope, person_id, teams)
    order = {"recent": "opened_at DESC", "all": "updated_at DESC"}.get(scope, "coalesce(ttr_deadline, 9e12), updated_at DESC")
    rows = db.rows(f"SELECT * FROM tickets WHERE account = ? AND {where} ORDER BY {order} LIMIT ?", (account, *values, limit))
    return [brief_ticket(row) for row in rows]


def in_scope(scope: str, person_id: int, teams: Sequence[int]) -> tuple[str, tuple[object, ...]]:
    """The condition of a scope, and its values."""
    if scope == "mine":
        return f"agent_id = ? AND {OPEN}", (person_id,)
    if scope == "team":
        holes = ", ".join("?" * len(teams)) or "NULL"
        return f"team_id IN ({holes}) AND {OPEN}", tuple(teams)
    return ("opened_at IS NOT NULL" if scope == "recent" else "1"), ()


def mark_opened(db: Database, account: int, key: TicketKey, now: int) -> None:
    """Remember that the ticket was opened here, and looked at, at epoch ``now``."""
    db.write(
        "UPDATE tickets SET opened_at = ?, seen_at = ? WHERE account = ? AND class = ? AND id = ?", (now, now, account, key.cls, key.id)
    )


def mark_seen(db: Database, account: int, key: TicketKey, now: int) -> None:
    """Remember that a person looked at the ticket until epoch ``now``."""
    db.write("UPDATE tickets SET seen_at = ? WHERE account = ? AND class = ? AND id = ?", (now, account, key.cls, key.id))


def known_ids(db: Database, account: int, cls: str, where_agent: int, teams: Sequence[int]) -> list[int]:
    """Ids of cached open tickets of the person or the teams: what a sweep compares with iTop's list."""
    holes = ", ".join("?" * len(teams)) or "NULL"
    sql = f"SELECT id FROM tickets WHERE account = ? AND class = ? AND (agent_id = ? OR team_id IN ({holes})) AND {OPEN}"
    return [row[0] for row in db.rows(sql, (account, cls, where_agent, *teams))]


def drop_ticket(db: Database, account: int, key: TicketKey) -> None:
    """Forget a ticket that iTop no longer shows. Entries on it stay."""
    db.write("DELETE FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id))
