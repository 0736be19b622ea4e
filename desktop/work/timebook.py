"""One contract's time book: everything credited and counted with the running balance, what waits here on top, tickets with their time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from desktop.core.contract import Provision
from desktop.core.entry import EntryState
from desktop.core.ids import reversal_uid
from desktop.core.ledger import BookEntry, ledger
from desktop.core.outbox import OutboxState
from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.store.book import tickets_of_book
from desktop.store.contracts import BookRow, book_of_contract, provisions_of
from desktop.work.desk import Desk
from desktop.work.overview import ContractLine, OutboxLine, TimerLine

UNSEEN, WAITING, RUNNING, ENTRY, CORRECTED = "unseen", "waiting", "running", "entry", "corrected"
"""Kinds of lines beside the kinds of provisions and the states of entries."""


@record
class BookLine:
    """A line of the book. ``seconds`` are what it adds to the balance, ``balance`` what stands after it (None where none is known);
    ``at`` is the epoch at which the work began, None for provisions."""

    kind: str
    uid: str
    day: date
    seconds: int
    balance: int | None
    at: int | None = None
    ticket: TicketKey | None = None
    ref: str = ""
    title: str = ""
    agent: str = ""
    worked: int = 0
    text: str = ""
    reason: str = ""


@record
class TicketTime:
    """A ticket's share of a contract (seconds); ``counted`` includes what waits here."""

    key: TicketKey | None
    ref: str
    title: str
    entries: int
    worked: int
    counted: int
    last_at: int


@record
class TimeBook:
    """``lines`` are oldest first; the last balance is the projected one. ``unseen`` seconds stand in iTop's balance and not here."""

    contract_id: int
    lines: tuple[BookLine, ...]
    tickets: tuple[TicketTime, ...]
    provisions: tuple[Provision, ...]
    entries: tuple[BookEntry, ...]
    unseen: int


def time_book(desk: Desk, line: ContractLine, outbox: Iterable[OutboxLine], timers: Iterable[TimerLine]) -> TimeBook:
    """The book of a contract, with what waits (``outbox``) and runs (``timers``) on it here."""
    number, account = line.contract.id, desk.account.id
    provisions = {row.uid: row for row in provisions_of(desk.db, account, number)}
    rows = {row.uid: row for row in book_of_contract(desk.db, account, number)}
    names = tickets_of_book(desk.db, account, number)
    entries = [BookEntry(row.uid, desk.day_of(row.started_at), row.started_at, row.counted_seconds, row.reverses) for row in rows.values()]
    stands = ledger(list(provisions.values()), entries)
    lines = [
        _credit(provisions[one.uid], one.balance) if one.uid in provisions else _work(rows[one.uid], one.day, one.balance, names)
        for one in stands
    ]
    lines = _corrections_as_one(lines)
    known = line.contract.indicators
    unseen = known.balance - (stands[-1].balance if stands else 0) if known else 0
    if known is None:
        lines = [replace(one, balance=None) for one in lines]
    elif unseen:
        first = lines[0].day if lines else line.contract.start or desk.day_of(desk.now().wall)
        lines = [BookLine(UNSEEN, "", first, unseen, unseen), *(replace(one, balance=(one.balance or 0) + unseen) for one in lines)]
    here = _here(desk, number, outbox, timers)
    lines += _continued(here, known.balance if known else None)
    tickets = _tickets(rows.values(), here, names)
    return TimeBook(number, tuple(lines), tickets, tuple(provisions.values()), tuple(entries), unseen)


def _corrections_as_one(lines: Sequence[BookLine]) -> list[BookLine]:
    """An entry and its reversal are one thing to people, what was counted and taken back; without the pair the end is the same."""
    uids = {line.uid for line in lines}
    undone = {line.uid: reversal_uid(line.uid) for line in lines if line.kind == EntryState.REVERSED}
    gone = {reversal for reversal in undone.values() if reversal in uids}
    kept = [replace(line, kind=CORRECTED, seconds=0) if undone.get(line.uid) in gone else line for line in lines if line.uid not in gone]
    return _continued(kept, 0)


def _credit(row: Provision, balance: int) -> BookLine:
    return BookLine(row.kind.value, row.uid, row.day, row.seconds, balance, text=row.comment)


def _work(row: BookRow, day: date, balance: int, names: Mapping[TicketKey, tuple[str, str]]) -> BookLine:
    ref, title = names.get(row.ticket, (row.ticket_ref or str(row.ticket), ""))
    return BookLine(
        ENTRY if row.state == EntryState.COUNTED else row.state,
        row.uid,
        day,
        -row.counted_seconds,
        balance,
        row.started_at,
        row.ticket,
        ref,
        title,
        row.agent,
        row.worked_seconds,
        row.comment,
        row.reason,
    )


def _here(desk: Desk, number: int, outbox: Iterable[OutboxLine], timers: Iterable[TimerLine]) -> list[BookLine]:
    """Waiting entries and timers, in the order in which the work began."""
    found = []
    me = desk.account.person_name
    for line in outbox:
        if line.contract_id == number and line.row.state is not OutboxState.DISCARDED:
            entry = line.row.entry
            day = desk.day_of(entry.started_at)
            found.append(
                BookLine(
                    WAITING,
                    entry.uid,
                    day,
                    -line.effect_seconds,
                    None,
                    entry.started_at,
                    entry.ticket,
                    line.ref,
                    "",
                    me,
                    entry.worked_seconds,
                    entry.comment,
                    entry.reason,
                )
            )
    found.sort(key=lambda line: (line.at or 0, line.uid))
    for one in timers:
        if one.contract_id == number:
            timer, title = one.timer, one.ticket.title if one.ticket else ""
            day = desk.day_of(timer.started_at)
            found.append(
                BookLine(
                    RUNNING,
                    timer.uid,
                    day,
                    -one.counted_seconds,
                    None,
                    timer.started_at,
                    timer.ticket,
                    one.ref,
                    title,
                    me,
                    one.worked_seconds,
                    timer.comment,
                )
            )
    return found


def _continued(lines: Sequence[BookLine], balance: int | None) -> list[BookLine]:
    if balance is None:
        return list(lines)
    result = []
    for line in lines:
        balance += line.seconds
        result.append(replace(line, balance=balance))
    return result


def _tickets(rows: Iterable[BookRow], here: Sequence[BookLine], names: Mapping[TicketKey, tuple[str, str]]) -> tuple[TicketTime, ...]:
    """Tickets by the time they took, the most first."""
    found: dict[TicketKey | None, TicketTime] = {}

    def add(key: TicketKey | None, ref: str, title: str, worked: int, counted: int, at: int) -> None:
        old = found.get(key) or TicketTime(key, ref, title, 0, 0, 0, 0)
        found[key] = replace(
            old, entries=old.entries + 1, worked=old.worked + worked, counted=old.counted + counted, last_at=max(old.last_at, at)
        )

    for row in rows:
        ref, title = names.get(row.ticket, (row.ticket_ref or str(row.ticket), ""))
        add(row.ticket, ref, title, row.worked_seconds, row.counted_seconds, row.started_at)
    for line in here:
        add(line.ticket, line.ref, line.title, line.worked, -line.seconds, line.at or 0)
    return tuple(sorted(found.values(), key=lambda one: (-one.counted, one.ref)))
