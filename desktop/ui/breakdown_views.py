"""What a contract's figure is made of: rows that add up to it, always. No Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from desktop.core.contract import ProvisionKind
from desktop.core.ledger import draw
from desktop.core.record import record
from desktop.ui import formats
from desktop.ui.book_texts import kind_text
from desktop.ui.contract_figures import UNKNOWN, Figure
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import ContractLine
from desktop.work.timebook import RUNNING, WAITING, BookLine, TimeBook, time_book

SHOWN = 8
"""Rows that a glance takes in; the rest is one more row."""


@record
class Part:
    """A row: what it is, the circumstances, its seconds (signed) and those as text."""

    text: str
    detail: str
    seconds: int
    shown: str


@record
class Breakdown:
    """``total`` is the sum of the parts and the figure itself; None where the figure is no sum of times. ``note`` says how to read it."""

    figure: Figure
    title: str
    parts: tuple[Part, ...]
    total: int | None
    shown: str
    note: str = ""


def breakdown(snapshot: Snapshot, line: ContractLine, figure: Figure) -> Breakdown:
    """What ``figure`` of a contract is made of."""
    known = line.contract.indicators
    if figure in (Figure.PROJECTED, Figure.BALANCE, Figure.PERCENT):
        return _of_figures(line, figure)
    book = time_book(snapshot.desk, line, snapshot.outbox, snapshot.timers)
    match figure:
        case Figure.PROVISIONED:
            return _closed(figure, tr("Provisioned"), _provisioned(book), known.provisioned if known else None)
        case Figure.CONSUMED:
            return _closed(figure, tr("Consumed"), _consumed(book), known.consumed if known else None)
        case Figure.WAITING:
            return _closed(figure, tr("Waiting here"), _lines(snapshot, book, WAITING), line.waiting)
        case Figure.RUNNING:
            return _closed(figure, tr("Timers now"), _lines(snapshot, book, RUNNING), line.running)
    held = [one for one in book.lines if one.kind == "held"]
    parts = [_part(one.ref, _when(snapshot, one), one.worked) for one in held]
    note = tr("Worked, stored in iTop and not counted until a manager decides.")
    return Breakdown(figure, tr("Held"), _first(parts), sum(one.worked for one in held), formats.balance(sum(o.worked for o in held)), note)


def _of_figures(line: ContractLine, figure: Figure) -> Breakdown:
    known = line.contract.indicators
    if known is None or line.projected is None:
        return Breakdown(figure, tr("Balance"), (), None, UNKNOWN, tr("This iTop has no figures for it."))
    if figure is Figure.PERCENT:
        parts = [_part(tr("Consumed"), "", known.consumed), _part(tr("Provisioned"), "", known.provisioned)]
        shown = formats.percent(known.percent) if known.percent is not None else UNKNOWN
        note = tr("Consumed of provisioned, rounded down. Provisions that have expired are in neither.")
        return Breakdown(figure, tr("Percent consumed"), tuple(parts), None, shown, note)
    if figure is Figure.BALANCE:
        parts = [_part(tr("Provisioned"), "", known.provisioned), _part(tr("Consumed"), "", -known.consumed)]
        return Breakdown(figure, tr("Balance in iTop"), tuple(parts), known.balance, formats.balance(known.balance))
    parts = [_part(tr("Balance in iTop"), "", known.balance)]
    if line.waiting:
        parts.append(_part(tr("Waiting here"), "", -line.waiting))
    if line.running:
        parts.append(_part(tr("Timers now"), "", -line.running))
    return Breakdown(figure, tr("Projected balance"), tuple(parts), line.projected, formats.balance(line.projected))


def _part(text: str, detail: str, seconds: int) -> Part:
    return Part(text, detail, seconds, formats.balance(seconds))


def _closed(figure: Figure, title: str, parts: Sequence[Part], total: int | None) -> Breakdown:
    """The parts with a last one for what is not known here, so that they add up to what iTop says."""
    if total is None:
        return Breakdown(figure, title, (), None, UNKNOWN, tr("This iTop has no figures for it."))
    rest = total - sum(part.seconds for part in parts)
    rows = [*parts]
    if rest:
        rows.append(_part(tr("Not shown to you, or not read yet"), "", rest))
    return Breakdown(figure, title, tuple(rows), total, formats.balance(total))


def _first(parts: Sequence[Part]) -> tuple[Part, ...]:
    if len(parts) <= SHOWN + 1:
        return tuple(parts)
    rest = parts[SHOWN:]
    return (*parts[:SHOWN], _part(trn("{count} more", "{count} more", len(rest)), "", sum(part.seconds for part in rest)))


def _provisioned(book: TimeBook) -> list[Part]:
    pools = {pool.period: pool for pool in draw(book.provisions, book.entries).pools}
    parts = []
    for row in book.provisions:
        pool = pools.get((row.valid_from, row.valid_until))
        if row.kind is ProvisionKind.EXPIRY or (pool is not None and pool.closed):
            continue
        until = tr("until {day}", day=formats.day(row.valid_until, year=True)) if row.valid_until else ""
        details = " · ".join(text for text in (formats.day(row.day, year=True), until, row.comment) if text)
        parts.append(_part(kind_text(row.kind.value), details, row.seconds))
    return list(_first(parts))


def _consumed(book: TimeBook) -> list[Part]:
    counted: dict[object, int] = defaultdict(int)
    for line in book.lines:
        if line.at is not None and line.kind not in (WAITING, RUNNING):
            counted[line.ticket] -= line.seconds
    parts = [_part(ticket.ref, ticket.title, counted[ticket.key]) for ticket in book.tickets if counted.get(ticket.key)]
    parts.sort(key=lambda part: -part.seconds)
    expired = sum(pool.drawn for pool in draw(book.provisions, book.entries).pools if pool.closed)
    # What expired provisions covered is in neither figure.
    return [*_first(parts), _part(tr("Drawn from provisions that have expired"), "", -expired)] if expired else list(_first(parts))


def _lines(snapshot: Snapshot, book: TimeBook, kind: str) -> list[Part]:
    return list(_first([_part(line.ref, _when(snapshot, line), -line.seconds) for line in book.lines if line.kind == kind]))


def _when(snapshot: Snapshot, line: BookLine) -> str:
    when = formats.moment(line.at, snapshot.now) if line.at is not None else ""
    return " · ".join(text for text in (when, line.text) if text)
