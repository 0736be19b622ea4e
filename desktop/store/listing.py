"""The working list: which tickets, in which order, as numbers; and the rows of those that are seen.

A list may have a hundred thousand tickets. So it is a list of numbers, and a page of rows is read when it comes into view.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from desktop.core.record import record
from desktop.core.ticket import Ticket, TicketKey
from desktop.store.database import Database
from desktop.store.tickets import OPEN, brief_ticket, in_scope, matching

SCOPES = ("mine", "team", "recent", "all")
SORTS = ("due", "updated", "customer", "priority", "balance")
RECENT = 200
"""How many opened tickets are still recent."""
FOUND = 500
"""The most that a search lists: who has not found it among these types another word."""

_DEADLINE = f"""CASE WHEN {OPEN} AND status != 'pending' THEN
    coalesce(CASE WHEN status = 'new' AND tto_deadline > 0 THEN tto_deadline END, ttr_deadline) END"""
_ORDERS = {
    "due": f"{_DEADLINE} IS NULL, {_DEADLINE}",
    "updated": "updated_at IS NULL",
    "customer": f"customer COLLATE NOCASE, {_DEADLINE} IS NULL, {_DEADLINE}",
    "priority": f"priority = 0, priority, {_DEADLINE} IS NULL, {_DEADLINE}",
    "balance": "b.value IS NULL, b.value",
}


@record
class Question:
    """What the list shows. ``first`` are tickets that stand above all others where they are listed; ``balances`` are the contracts'
    projected balances in seconds by contract id; ``found`` are tickets that iTop named for ``search``."""

    account: int
    scope: str = "mine"
    search: str = ""
    sort: str = "due"
    person_id: int = 0
    teams: tuple[int, ...] = ()
    first: tuple[TicketKey, ...] = ()
    balances: tuple[tuple[int, int], ...] = ()
    found: tuple[TicketKey, ...] = ()

    def same_list(self, other: Question | None) -> bool:
        """Whether both ask for the same tickets in the same order, so that a new answer is the old one brought up to date."""
        if other is None:
            return False
        names = ("account", "search") if self.search else ("account", "search", "scope", "sort")
        return all(getattr(self, name) == getattr(other, name) for name in names)


@record
class Listed:
    """A ticket as a list needs it, without its texts. ``answered_at``: the caller wrote last, then; ``seen_at``: looked at here."""

    number: int
    ticket: Ticket
    answered_at: int | None = None
    seen_at: int | None = None

    @property
    def answered(self) -> bool:
        """Whether the caller has written since the ticket was last looked at here."""
        return self.answered_at is not None and self.answered_at > (self.seen_at or 0)


def list_numbers(db: Database, question: Question) -> list[int]:
    """The numbers of the tickets that ``question`` asks for, in order."""
    if question.search.strip():
        return _search(db, question)
    where, values = in_scope(question.scope, question.person_id, question.teams)
    if question.scope == "recent":
        sql = f"SELECT number FROM tickets WHERE account = ? AND {where} ORDER BY opened_at DESC, number LIMIT {RECENT}"
        return db.numbers(sql, (question.account, *values))
    joined, more = "", tuple[object, ...]()
    if question.sort == "balance":
        known = "SELECT CAST(key AS INTEGER) AS id, value FROM json_each(?)"
        joined = f"LEFT JOIN (WITH known AS MATERIALIZED ({known}) SELECT * FROM known) b ON b.id = t.contract_id"
        more = (json.dumps(dict(question.balances)),)
    order = _ORDERS.get(question.sort, _ORDERS["due"])
    found = db.numbers(
        f"SELECT number FROM tickets t {joined} WHERE account = ? AND {where} ORDER BY {order}, updated_at DESC, number",
        (*more, question.account, *values),
    )
    return _with_first(found, key_numbers(db, question.account, question.first)) if question.sort == "due" else found


def _search(db: Database, question: Question) -> list[int]:
    query = matching(question.search)
    if not query:
        return []
    # The rank of an FTS5 query costs more than it tells here: all words must be there, and people look for what is open.
    return db.numbers(
        f"""SELECT t.number FROM tickets_words w CROSS JOIN tickets t ON t.number = w.rowid
        WHERE tickets_words MATCH ? AND t.account = ? ORDER BY {OPEN} DESC, t.updated_at DESC, t.number LIMIT {FOUND}""",
        (query, question.account),
    )


def _with_first(found: list[int], first: Sequence[int]) -> list[int]:
    here = [number for number in dict.fromkeys(first) if number in found]
    for number in here:
        found.remove(number)
    return here + found


def key_numbers(db: Database, account: int, keys: Sequence[TicketKey]) -> list[int]:
    """The numbers of tickets, in the order of ``keys``; those that are not kept here are left out."""
    found = []
    for key in keys:
        number = db.value("SELECT number FROM tickets WHERE account = ? AND class = ? AND id = ?", (account, key.cls, key.id))
        if number is not None:
            found.append(int(number))
    return found


def listed_rows(db: Database, numbers: Sequence[int]) -> list[Listed]:
    """The rows of some tickets, in no order; a number that is gone has none."""
    sql = "SELECT * FROM tickets WHERE number IN (SELECT value FROM json_each(?))"
    return [
        Listed(row["number"], brief_ticket(row), row["answered_at"], row["seen_at"]) for row in db.rows(sql, (json.dumps(list(numbers)),))
    ]


def count_kept(db: Database, account: int) -> int:
    """How many tickets are kept here."""
    return int(db.value("SELECT count(*) FROM tickets WHERE account = ?", (account,)))


def count_scopes(db: Database, account: int, person_id: int, teams: Sequence[int]) -> dict[str, int]:
    """How many tickets each scope has."""
    counts = {}
    for scope in SCOPES:
        where, values = in_scope(scope, person_id, teams)
        number = int(db.value(f"SELECT count(*) FROM tickets WHERE account = ? AND {where}", (account, *values)))
        counts[scope] = min(number, RECENT) if scope == "recent" else number
    return counts
