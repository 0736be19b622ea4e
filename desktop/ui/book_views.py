"""A contract's time book as frozen records: its card's facts, the lines latest first, the tickets. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from desktop.core.record import record
from desktop.ui import formats
from desktop.ui.book_texts import kind_text
from desktop.ui.contract_figures import UNKNOWN, Figure
from desktop.ui.contract_views import ContractCardView, FigureView, line_card
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import ContractLine
from desktop.work.timebook import CORRECTED, ENTRY, RUNNING, UNSEEN, WAITING, BookLine, TicketTime, TimeBook, time_book

_CREDITS = ("initial", "topup", "recurring", "carryover", "correction", "expiry")


class BookShow(StrEnum):
    """What of the book is listed."""

    ALL = "all"
    PROVISIONS = "provisions"
    ENTRIES = "entries"
    HERE = "here"
    HELD = "held"


FIRST_SHOWN = {
    Figure.PROVISIONED: BookShow.PROVISIONS,
    Figure.CONSUMED: BookShow.ENTRIES,
    Figure.WAITING: BookShow.HERE,
    Figure.RUNNING: BookShow.HERE,
    Figure.HELD: BookShow.HELD,
}
"""What is listed first when a book is opened by a click on a figure."""


@record
class BookView:
    """``card`` is the contract's; ``lines`` are latest first, so that the first balance is the headline."""

    card: ContractCardView
    figures: tuple[FigureView, ...]
    lines: tuple[BookLine, ...]
    tickets: tuple[TicketTime, ...]
    note: str
    now: int


@record
class LineTexts:
    """A line as it is read."""

    when: str
    what: str
    detail: str
    who: str
    worked: str
    change: str
    balance: str
    tone: str

    @property
    def spoken(self) -> str:
        return ", ".join(text for text in (self.when, self.what, self.detail, self.who, self.change, self.balance) if text)


def book_view(snapshot: Snapshot, line: ContractLine) -> BookView:
    """The book of a contract with everything that is here."""
    book = time_book(snapshot.desk, line, snapshot.outbox, snapshot.timers)
    card = line_card(snapshot, line)
    projected = FigureView(
        Figure.PROJECTED, tr("Projected balance"), formats.balance(line.projected) if line.projected is not None else UNKNOWN
    )
    return BookView(card, (*card.indicators, projected), book.lines[::-1], book.tickets, _note(line, book), snapshot.now)


def _note(line: ContractLine, book: TimeBook) -> str:
    if line.contract.indicators is None:
        return tr("This iTop keeps no time book: there are only the entries that are known here, and no balance.")
    if book.unseen:
        return tr("The first line stands for what iTop counts and does not show to you, or what has not been read yet.")
    return ""


def shown_lines(lines: Sequence[BookLine], show: BookShow) -> list[BookLine]:
    """The lines of one kind; the balances stay those of the whole book."""
    match show:
        case BookShow.PROVISIONS:
            return [line for line in lines if line.kind in _CREDITS]
        case BookShow.ENTRIES:
            return [line for line in lines if line.at is not None and line.kind not in (WAITING, RUNNING)]
        case BookShow.HERE:
            return [line for line in lines if line.kind in (WAITING, RUNNING)]
        case BookShow.HELD:
            return [line for line in lines if line.kind == "held"]
    return list(lines)


def show_counts(lines: Sequence[BookLine]) -> dict[BookShow, int]:
    """How many lines each choice lists."""
    return {show: len(shown_lines(lines, show)) for show in BookShow}


def line_texts(line: BookLine, now: int) -> LineTexts:
    """How a line reads."""
    work = line.at is not None
    day = formats.day(line.day, year=line.day.year != formats.local(now).year)
    what = line.ref or tr("no ticket yet") if work else kind_text(line.kind)
    state = "" if line.kind == ENTRY or not work else kind_text(line.kind)
    detail = " · ".join(text for text in (state, line.title if not line.text else line.text, line.reason) if text)
    return LineTexts(
        when=formats.moment(line.at, now) if line.at is not None else day,
        what=what,
        detail=detail,
        who=line.agent,
        worked=formats.duration(line.worked) if work and line.kind != CORRECTED else "",
        change="" if line.kind == CORRECTED else _signed(line.seconds),
        balance=UNKNOWN if line.balance is None else formats.balance(line.balance),
        tone={"held": "warn", WAITING: "dim", RUNNING: "acc", CORRECTED: "dim", UNSEEN: "dim"}.get(line.kind, ""),
    )


def _signed(seconds: int) -> str:
    return f"+{formats.balance(seconds)}" if seconds > 0 else formats.balance(seconds)


def ticket_texts(ticket: TicketTime, now: int) -> tuple[str, str, str, str, str, str]:
    """A ticket's row: reference, title, entries, worked, counted, last work."""
    return (
        ticket.ref or tr("no ticket yet"),
        ticket.title,
        trn("{count} entry", "{count} entries", ticket.entries),
        formats.duration(ticket.worked),
        formats.balance(ticket.counted),
        formats.moment(ticket.last_at, now),
    )


def tickets_sum(tickets: Sequence[TicketTime]) -> str:
    """What the tickets come to."""
    return tr(
        "{tickets}: {worked} worked, {counted} counted",
        tickets=trn("{count} ticket", "{count} tickets", len(tickets)),
        worked=formats.duration(sum(ticket.worked for ticket in tickets)),
        counted=formats.balance(sum(ticket.counted for ticket in tickets)),
    )
