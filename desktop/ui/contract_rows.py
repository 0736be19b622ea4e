"""The contracts' table: rows by risk, what is searched and filtered, and the totals of what is shown. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import IntEnum, StrEnum

from desktop.core.forecast import Forecast, Outlook
from desktop.core.record import record
from desktop.store.contracts import book_version
from desktop.ui import formats
from desktop.ui.contract_figures import UNKNOWN, Meter, line_tone, meter_of
from desktop.ui.contract_outlook import outlook_short
from desktop.ui.contract_views import SOON
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import ContractLine


class Column(IntEnum):
    """The columns, in their order."""

    NAME = 0
    CUSTOMER = 1
    CONSUMED = 2
    BALANCE = 3
    WAITING = 4
    END = 5
    OUTLOOK = 6


class Show(StrEnum):
    """Which contracts are listed."""

    ALL = "all"
    ATTENTION = "attention"
    OVERRUN = "overrun"
    ENDING = "ending"


@record
class ContractRow:
    """A row. Seconds are None where unknown; ``here`` are those waiting and running; ``risk`` sorts, the most pressing first."""

    id: int
    name: str
    customer: str
    meter: Meter | None
    provisioned: int | None
    consumed: int | None
    balance: int | None
    here: int
    projected: int | None
    end: date | None
    ending: bool
    end_text: str
    outlook: str
    outlook_tone: str
    tone: str
    attention: bool
    risk: tuple[int, int]

    @property
    def balance_text(self) -> str:
        return UNKNOWN if self.balance is None else formats.balance(self.balance)

    @property
    def here_text(self) -> str:
        return formats.balance(self.here) if self.here else UNKNOWN


@record
class Query:
    """What a person asked the table for. ``customer`` is empty for all; ``column`` OUTLOOK means by risk."""

    text: str = ""
    show: Show = Show.ALL
    customer: str = ""
    column: Column = Column.OUTLOOK
    descending: bool = False


@record
class Totals:
    """The sums of the rows shown (seconds); ``unknown`` rows have no balance and are in none of them."""

    rows: int
    unknown: int
    provisioned: int
    consumed: int
    balance: int
    here: int
    projected: int
    meter: Meter | None
    text: str
    short: str


class Rows:
    """Keeps rows until something in them changes: of many contracts few move."""

    def __init__(self) -> None:
        self._key: object = None
        self._kept: dict[int, tuple[ContractLine, ContractRow]] = {}

    def of(self, snapshot: Snapshot) -> list[ContractRow]:
        """Every contract, the most pressing first: overrun, nearly used up, running out early, the rest; ended and unknown ones last."""
        desk = snapshot.desk
        key = (desk.account.id, book_version(desk.db, desk.account.id), desk.day_of(snapshot.now), snapshot.offline)
        old = self._kept if key == self._key else {}
        self._key, self._kept = key, {}
        for number, line in snapshot.contracts.items():
            kept = old.get(number)
            # When the figures were read is no part of a row.
            same = kept is not None and replace(kept[0].contract, as_of=None) == replace(line.contract, as_of=None)
            if kept is None or not same or (kept[0].waiting, kept[0].running) != (line.waiting, line.running):
                kept = (line, _row(snapshot, line))
            self._kept[number] = kept
        return sorted((row for _, row in self._kept.values()), key=lambda row: (row.risk, row.customer, row.name))


def contract_rows(snapshot: Snapshot) -> list[ContractRow]:
    """Every contract's row, made anew."""
    return Rows().of(snapshot)


def _row(snapshot: Snapshot, line: ContractLine) -> ContractRow:
    contract, known, tone = line.contract, line.contract.indicators, line_tone(line)
    today = snapshot.desk.day_of(snapshot.now)
    found = snapshot.books.forecast(snapshot.desk, line, snapshot.now)
    outlook, outlook_tone = outlook_short(found, today)
    pressing = bool(tone) or found.outlook is Outlook.RUNS_OUT
    ended = found.outlook in (Outlook.ENDED, Outlook.NOT_STARTED)
    return ContractRow(
        id=contract.id,
        name=contract.name,
        customer=contract.customer,
        meter=meter_of(line, pale=snapshot.offline),
        provisioned=known.provisioned if known else None,
        consumed=known.consumed if known else None,
        balance=known.balance if known else None,
        here=line.waiting + line.running,
        projected=line.projected,
        end=contract.end,
        ending=contract.end is not None and 0 <= (contract.end - today).days <= SOON,
        end_text=formats.day(contract.end, year=True) if contract.end else UNKNOWN,
        outlook=outlook if tone or found.outlook is not Outlook.OVERRUN else "",
        outlook_tone=outlook_tone,
        tone=tone,
        attention=pressing and not ended,
        risk=_risk(line, found, tone),
    )


def _risk(line: ContractLine, found: Forecast, tone: str) -> tuple[int, int]:
    left = line.projected or 0
    if line.projected is None:
        return 6, 0
    if found.outlook is Outlook.ENDED:
        return 7, left
    if found.outlook is Outlook.NOT_STARTED:
        return 5, left
    if tone:
        return (0 if tone == "bad" else 1), left
    if found.outlook is Outlook.RUNS_OUT and found.day is not None:
        return 2, found.day.toordinal()
    return 3, left


def customers(rows: Iterable[ContractRow]) -> tuple[str, ...]:
    """The customers that there are, by name."""
    return tuple(sorted({row.customer for row in rows}, key=str.casefold))


def counts(rows: Sequence[ContractRow]) -> dict[Show, int]:
    """How many rows each filter would show."""
    return {show: sum(_shown(row, show) for row in rows) for show in Show}


def _shown(row: ContractRow, show: Show) -> bool:
    match show:
        case Show.ATTENTION:
            return row.attention
        case Show.OVERRUN:
            return row.tone == "bad"
        case Show.ENDING:
            return row.ending
    return True


def chosen(rows: Sequence[ContractRow], query: Query) -> list[ContractRow]:
    """The rows that a query lists, in its order; rows without a value in the sorted column come last either way."""
    words = query.text.casefold().split()
    kept = [
        row
        for row in rows
        if _shown(row, query.show)
        and query.customer in ("", row.customer)
        and all(word in f"{row.name} {row.customer}".casefold() for word in words)
    ]
    if query.column is Column.OUTLOOK:
        return kept[::-1] if query.descending else kept
    known = [row for row in kept if _key(row, query.column) is not None]
    unknown = [row for row in kept if _key(row, query.column) is None]
    return sorted(known, key=lambda row: _key(row, query.column), reverse=query.descending) + unknown  # type: ignore[arg-type,return-value]


def _key(row: ContractRow, column: Column) -> str | int | date | None:
    match column:
        case Column.NAME:
            return row.name.casefold()
        case Column.CUSTOMER:
            return row.customer.casefold()
        case Column.CONSUMED:
            return (row.consumed or 0) * 1000 // row.provisioned if row.provisioned else None
        case Column.BALANCE:
            return row.balance
        case Column.WAITING:
            return row.here or None
        case Column.END:
            return row.end
    return None


def totals(rows: Sequence[ContractRow]) -> Totals:
    """The sums of ``rows``."""
    known = [row for row in rows if row.balance is not None]
    provisioned, consumed = sum(row.provisioned or 0 for row in known), sum(row.consumed or 0 for row in known)
    balance, here = sum(row.balance or 0 for row in known), sum(row.here for row in known)
    short = text = trn("{count} contract", "{count} contracts", len(rows))
    unknown = len(rows) - len(known)
    if unknown:
        text = trn("{contracts}, {count} without a balance", "{contracts}, {count} without a balance", unknown, contracts=text)
    meter = None
    if provisioned > 0:
        total = max(provisioned, consumed + max(0, here))
        inside = min(max(0, consumed), provisioned)
        within = max(0, min(consumed + max(0, here), provisioned) - inside)
        said = tr("{percent} of {time} consumed", percent=formats.percent(100 * consumed // provisioned), time=formats.balance(provisioned))
        over = max(0, consumed + here - provisioned)
        meter = Meter(inside * 1000 // total, within * 1000 // total, over * 1000 // total, text=said)
    return Totals(len(rows), unknown, provisioned, consumed, balance, here, balance - here, meter, text, short)
