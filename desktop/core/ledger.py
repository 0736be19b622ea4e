"""The time book: a pure function of the set of provisions and counted entries (protocol section 3, "Provisions", "Closed periods").

The same set gives the same book whatever order it arrived in. Whole seconds; days in the server's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from desktop.core.contract import Indicators, Provision, ProvisionKind
from desktop.core.ids import expiry_correction_uid, expiry_uid
from desktop.core.record import record

LARGEST_SUM = 2_000_000_000
"""Sums are clamped to ± this many seconds: iTop's integer columns are signed 32-bit."""

Period = tuple[date | None, date | None]


@record
class BookEntry:
    """A counted entry. A reversal has ``reverses`` and the opposite seconds: the pair draws nothing and both stand in the ledger."""

    uid: str
    day: date
    started_at: int
    counted_seconds: int
    reverses: str = ""


@record
class Pool:
    """Provisions of one validity, drawn together. ``credited`` is their capacity, ``net`` what stands after expiry and corrections."""

    period: Period
    credited: int
    net: int
    drawn: int
    closed: bool

    @property
    def left(self) -> int:
        return self.credited - self.drawn


@record
class Book:
    """All pools after every entry drew, and the seconds that no provision covered."""

    pools: tuple[Pool, ...]
    overrun: int


@record
class LedgerLine:
    """One line of the ledger: seconds credited (entries are negative), and the balance after it."""

    day: date
    uid: str
    kind: str
    seconds: int
    balance: int


def _period(provision: Provision) -> Period:
    return provision.valid_from, provision.valid_until


def _pool_order(period: Period) -> tuple[date, date]:
    start, end = period
    return end or date.max, start or date.min


def _expiry_of(period: Period, provisions: Sequence[Provision]) -> tuple[str, date] | None:
    """The uid and day of the row that expires a pool: named after its first provision, so that it is written once."""
    first = min((p for p in provisions if _period(p) == period and p.kind is not ProvisionKind.EXPIRY), key=lambda p: (p.day, p.uid))
    return (expiry_uid(first.uid, period[1].isoformat()), period[1]) if period[1] else None


def _expiry_rows(period: Period, provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """The pool's expiry and the corrections of it, as far as they are written."""
    expiry = _expiry_of(period, provisions)
    if expiry is None:
        return ()
    own = [p for p in provisions if _period(p) == period]
    names = {expiry[0]} | {expiry_correction_uid(expiry[0], number) for number in range(1, len(own) + 1)}
    return tuple(p for p in own if p.uid in names)


def draw(provisions: Sequence[Provision], entries: Sequence[BookEntry]) -> Book:
    """Every entry draws from the provision valid at its start that ends first; what none covers is overrun."""
    periods = sorted({_period(p) for p in provisions if p.kind is not ProvisionKind.EXPIRY}, key=_pool_order)
    left: dict[Period, int] = {}
    net: dict[Period, int] = {}
    closed: dict[Period, bool] = {}
    for period in periods:
        own = [p for p in provisions if _period(p) == period]
        written = _expiry_rows(period, provisions)
        net[period] = sum(p.seconds for p in own)
        left[period] = net[period] - sum(p.seconds for p in written)
        closed[period] = bool(written)
    credited = dict(left)
    overrun = 0
    undone = {entry.reverses for entry in entries if entry.reverses}
    for entry in sorted(entries, key=lambda e: (e.started_at, e.uid)):
        if entry.uid in undone or entry.reverses:
            continue
        wanted = entry.counted_seconds
        for period in periods:
            if _covers(period, entry.day) and wanted > 0:
                taken = min(wanted, max(0, left[period]))
                left[period] -= taken
                wanted -= taken
        overrun += wanted
    pools = tuple(Pool(p, credited[p], net[p], credited[p] - left[p], closed[p]) for p in periods)
    return Book(pools, overrun)


def _covers(period: Period, day: date) -> bool:
    start, end = period
    return (start is None or start <= day) and (end is None or day <= end)


def indicators(provisions: Sequence[Provision], entries: Sequence[BookEntry]) -> Indicators:
    """The four indicators over open provisions. A provision is open until its expiry is written.

    balance = provisioned − consumed = all provisions − all counted, once a closed pool's expiry and corrections are exact.
    percent = floor(100 × consumed / provisioned), None when nothing is provisioned, never clamped.
    """
    book = draw(provisions, entries)
    provisioned = sum(pool.credited for pool in book.pools if not pool.closed)
    consumed = sum(pool.drawn for pool in book.pools if not pool.closed) + book.overrun
    percent = 100 * consumed // provisioned if provisioned > 0 else None
    return Indicators(_clamped(provisioned), _clamped(consumed), _clamped(provisioned - consumed), percent)


def _clamped(seconds: int) -> int:
    return max(-LARGEST_SUM, min(LARGEST_SUM, seconds))


def expiries_due(contract_id: int, provisions: Sequence[Provision], entries: Sequence[BookEntry], today: date) -> tuple[Provision, ...]:
    """Rows the server has to write by ``today``: an expiry takes back what is left; a correction gives back what one took too much."""
    due = []
    for pool in draw(provisions, entries).pools:
        expiry = _expiry_of(pool.period, provisions)
        if expiry is None or expiry[1] >= today:
            continue
        row = Provision(expiry[0], contract_id, expiry[1] + timedelta(days=1), pool.drawn - pool.net, ProvisionKind.EXPIRY, *pool.period)
        if not pool.closed:
            due.append(row)
        elif pool.net != pool.drawn:
            number = len(_expiry_rows(pool.period, provisions))
            uid = expiry_correction_uid(expiry[0], number)
            due.append(replace(row, uid=uid, day=today, kind=ProvisionKind.CORRECTION))
    return tuple(due)


def ledger(provisions: Sequence[Provision], entries: Sequence[BookEntry]) -> tuple[LedgerLine, ...]:
    """Everything, by day, with the running balance: its last line is all provisions − all counted."""
    lines = [(p.day, 0, p.uid, p.kind.value, p.seconds) for p in provisions]
    lines += [(e.day, e.started_at, e.uid, "reversal" if e.reverses else "entry", -e.counted_seconds) for e in entries]
    balance, result = 0, []
    for day, _, uid, kind, seconds in sorted(lines, key=lambda line: (line[0], line[1], line[3] == "reversal", line[2])):
        balance += seconds
        result.append(LedgerLine(day, uid, kind, seconds, balance))
    return tuple(result)


def overrun_since(balance: int, backwards: Iterable[tuple[date, int]]) -> date | None:
    """The day since which the running balance has been negative, None where ``balance``, its end, is not.

    ``backwards`` are days and what they add to the balance, latest first; no more of them is taken than is needed.
    """
    since = None
    for day, seconds in backwards:
        if balance >= 0:
            break
        since = day
        balance -= seconds
    return since


def counted_on(day: date, closed_until: date | None) -> tuple[date, bool]:
    """The day an entry falls into for statements, and whether it is late. ``closed_until`` is the first open day."""
    if closed_until is not None and day < closed_until:
        return closed_until, True
    return day, False
