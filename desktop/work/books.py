"""What the time books say of every contract: pace, outlook, what is held. Computed once for each version of the books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from heapq import merge

from desktop.core.forecast import WEEKS, Forecast, forecast, horizon, pace, week_starts, whole_weeks
from desktop.core.ledger import overrun_since
from desktop.core.record import record
from desktop.store import book, contracts
from desktop.store.contracts import book_version
from desktop.work.desk import Desk, zone_of
from desktop.work.overview import ContractLine


@record
class ContractFacts:
    """A contract's book in figures. ``weeks`` are counted seconds of the last weeks, the one under way last; ``since`` is the day on
    which the book begins; ``open_until`` the day on which its last open provision ends. ``held_seconds`` are worked seconds."""

    weeks: tuple[int, ...] = (0,) * WEEKS
    since: date | None = None
    open_until: date | None = None
    entries: int = 0
    held: int = 0
    held_seconds: int = 0


NOTHING = ContractFacts()


class Books:
    """Keeps what was computed until a book changes, the day does, or another account is looked at."""

    def __init__(self) -> None:
        self._key: tuple[int, str, date] | None = None
        self._facts: Mapping[int, ContractFacts] = {}
        self._over: dict[int, date | None] = {}
        self.computed = 0

    def facts(self, desk: Desk, contract_id: int, now: int) -> ContractFacts:
        """What the book of a contract says at epoch ``now``."""
        self._look(desk, now)
        return self._facts.get(contract_id, NOTHING)

    def forecast(self, desk: Desk, line: ContractLine, now: int) -> Forecast:
        """How the contract's time ends, with what waits and runs here."""
        contract, facts, today = line.contract, self.facts(desk, line.contract.id, now), desk.day_of(now)
        since = max((day for day in (contract.start, facts.since) if day is not None), default=None)
        return forecast(
            today,
            left=line.projected,
            weekly=pace(whole_weeks(facts.weeks, today, since)),
            start=contract.start,
            end=horizon(contract.end, facts.open_until),
            over_since=self._over_since(desk, line) if line.projected is not None and line.projected < 0 else None,
        )

    def _look(self, desk: Desk, now: int) -> None:
        today = desk.day_of(now)
        key = (desk.account.id, book_version(desk.db, desk.account.id), today)
        if key != self._key:
            self._key, self._facts, self._over = key, _read(desk, today), {}
            self.computed += 1

    def _over_since(self, desk: Desk, line: ContractLine) -> date | None:
        """Where waiting work takes the balance below nothing, iTop's book does not say since when."""
        number = line.contract.id
        if line.contract.indicators is None or line.contract.indicators.balance >= 0:
            return None
        if number not in self._over:
            self._over[number] = overrun_since(line.contract.indicators.balance, _backwards(desk, number))
        return self._over[number]


def _backwards(desk: Desk, contract_id: int) -> Iterator[tuple[date, int]]:
    """A contract's entries and provisions, latest first: on one day the provisions come before the work."""
    entries = ((desk.day_of(at), 1, -seconds) for at, seconds in book.counted_backwards(desk.db, desk.account.id, contract_id))
    credits = [(row.day, 0, row.seconds) for row in contracts.provisions_of(desk.db, desk.account.id, contract_id)]
    for day, _, seconds in merge(entries, sorted(credits, reverse=True), key=lambda line: line[:2], reverse=True):
        yield day, seconds


def _read(desk: Desk, today: date) -> Mapping[int, ContractFacts]:
    db, account, zone = desk.db, desk.account.id, zone_of(desk.account)
    starts = [int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) for day in week_starts(today)]
    weeks = book.counted_by_week(db, account, starts)
    sums = book.book_sums(db, account)
    credits = book.credit_sums(db, account, today)
    found = {}
    for number in sums.keys() | credits.keys():
        entries, credit = sums.get(number), credits.get(number)
        begins = [desk.day_of(entries.first_at)] if entries else []
        begins += [credit.first] if credit else []
        found[number] = ContractFacts(
            weeks=weeks.get(number, NOTHING.weeks),
            since=min(begins),
            open_until=credit.open_until if credit else None,
            entries=entries.entries if entries else 0,
            held=entries.held if entries else 0,
            held_seconds=entries.held_seconds if entries else 0,
        )
    return found
