"""The time books of all contracts at once, summed by SQLite: no entry is read to say how much there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.store.database import Database

_NEVER = "9999-12-31"
_PAGE = 200


@record
class BookSums:
    """A contract's entries in figures (seconds, UTC epoch). ``held_seconds`` are worked, since held work counts nothing yet."""

    entries: int
    first_at: int
    held: int
    held_seconds: int


@record
class CreditSums:
    """A contract's provisions in days: the first one's, and until when the last that credits time is valid (None: without end)."""

    first: date
    open_until: date | None


def counted_by_week(db: Database, account: int, starts: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Counted seconds by contract in the spans that begin at the ascending epochs ``starts``, the last without an end."""
    span = " + ".join("(started_at >= ?)" for _ in starts)
    sql = f"""SELECT contract_id, {span} AS span, sum(counted_seconds) FROM book
        WHERE account = ? AND started_at >= ? GROUP BY contract_id, span"""
    found: dict[int, list[int]] = defaultdict(lambda: [0] * len(starts))
    for contract_id, place, seconds in db.rows(sql, (*starts, account, starts[0])):
        found[contract_id][place - 1] = seconds
    return {contract_id: tuple(seconds) for contract_id, seconds in found.items()}


def book_sums(db: Database, account: int) -> dict[int, BookSums]:
    """How much each contract's book holds."""
    sql = """SELECT contract_id, count(*), min(started_at), sum(state = 'held'),
        sum(CASE state WHEN 'held' THEN worked_seconds ELSE 0 END) FROM book WHERE account = ? GROUP BY contract_id"""
    return {row[0]: BookSums(*row[1:]) for row in db.rows(sql, (account,))}


def credit_sums(db: Database, account: int, today: date) -> dict[int, CreditSums]:
    """The days of each contract's provisions."""
    sql = f"""SELECT contract_id, min(day),
        max(CASE WHEN seconds > 0 AND kind != 'expiry' AND coalesce(valid_until, '{_NEVER}') >= ?
            THEN coalesce(valid_until, '{_NEVER}') END) FROM provisions WHERE account = ? GROUP BY contract_id"""
    return {
        row[0]: CreditSums(date.fromisoformat(row[1]), None if row[2] in (None, _NEVER) else date.fromisoformat(row[2]))
        for row in db.rows(sql, (today.isoformat(), account))
    }


def counted_backwards(db: Database, account: int, contract_id: int) -> Iterator[tuple[int, int]]:
    """When entries began (UTC epochs) and their counted seconds, latest first, read as far as they are taken."""
    sql = """SELECT started_at, counted_seconds FROM book WHERE account = ? AND contract_id = ?
        ORDER BY started_at DESC LIMIT ? OFFSET ?"""
    offset = 0
    while rows := db.rows(sql, (account, contract_id, _PAGE, offset)):
        yield from ((row[0], row[1]) for row in rows)
        offset += _PAGE


def tickets_of_book(db: Database, account: int, contract_id: int) -> Mapping[TicketKey, tuple[str, str]]:
    """Reference and title of the tickets in a contract's book, as far as they are known here."""
    sql = """SELECT DISTINCT t.class, t.id, t.ref, t.title FROM book b
        JOIN tickets t ON t.account = b.account AND t.class = b.class AND t.id = b.ticket_id
        WHERE b.account = ? AND b.contract_id = ?"""
    return {TicketKey(row[0], row[1]): (row[2], row[3]) for row in db.rows(sql, (account, contract_id))}
