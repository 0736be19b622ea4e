"""Everything the window shows at once, read together so that its figures add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from desktop.core.contract import Activity, Contract
from desktop.core.outbox import OutboxState
from desktop.core.record import record
from desktop.core.ticket import Ticket, TicketKey
from desktop.store.contracts import activities
from desktop.store.database import Database
from desktop.sync.connection import Connection, read_connection
from desktop.work import overview
from desktop.work.books import Books
from desktop.work.counting import candidate_contracts, contract_of
from desktop.work.desk import Desk


@record
class Snapshot:
    """One reading. ``mine_today`` are the seconds that I worked today per ticket, running timers included.

    ``otherwise`` are the seconds by contract that iTop counted more of today's work than was expected here, less below zero.
    """

    desk: Desk
    now: int
    timers: list[overview.TimerLine]
    outbox: list[overview.OutboxLine]
    contracts: Mapping[int, overview.ContractLine]
    counts: overview.Counts
    today: tuple[int, int]
    connection: Connection
    activities: list[Activity]
    mine_today: Mapping[TicketKey, int] = field(default_factory=dict)
    otherwise: Mapping[int, int] = field(default_factory=dict)
    books: Books = field(default_factory=Books)
    _contracts: dict[tuple[int | None, int, int], int] = field(default_factory=dict, repr=False)
    """Contract ids (0: none) by what decides them, for tickets that were asked about: most rows of a list share a few."""

    @property
    def offline(self) -> bool:
        """iTop was there once and is not now."""
        return not self.connection.online and self.connection.problem not in ("", "never")

    def on(self, db: Database) -> Snapshot:
        """The same reading for another thread, on its own connection."""
        return replace(self, desk=replace(self.desk, db=db), books=Books(), _contracts={})

    def contract_of(self, ticket: Ticket) -> overview.ContractLine | None:
        """The contract that work on ``ticket`` would take now: what its timer was told, else its own."""
        for line in self.timers:
            if line.timer.ticket == ticket.key and line.contract_id:
                return self.contracts.get(line.contract_id)
        decided_by = (ticket.contract_id, ticket.org_id, ticket.service_id)
        if decided_by not in self._contracts:
            contract = contract_of(self.desk, ticket, self.now)
            self._contracts[decided_by] = contract.id if contract else 0
        return self.contracts.get(self._contracts[decided_by])

    def choices_of(self, ticket: Ticket) -> list[Contract]:
        """Contracts among which a person may choose for ``ticket``: those that cover its service, else the customer's valid ones."""
        found = candidate_contracts(self.desk, ticket, self.now)
        if found:
            return found
        today = self.desk.day_of(self.now)
        return [
            line.contract for line in self.contracts.values() if line.contract.org_id == ticket.org_id and line.contract.valid_on(today)
        ]

    def timer_of(self, key: TicketKey) -> overview.TimerLine | None:
        return next((line for line in self.timers if line.timer.ticket == key), None)


def read_snapshot(desk: Desk, books: Books | None = None) -> Snapshot:
    """Read everything from the local file; ``books`` keeps what was computed of the time books from one reading to the next."""
    lines = overview.outbox_lines(desk, discarded=True)
    waiting = [line for line in lines if line.row.state is not OutboxState.DISCARDED]
    mine = overview.today_by_ticket(desk)
    today = sum(worked for worked, _ in mine.values()), sum(counted for _, counted in mine.values())
    return Snapshot(
        desk=desk,
        now=desk.now().wall,
        timers=overview.timer_lines(desk),
        outbox=lines,
        contracts={line.contract.id: line for line in overview.contract_lines(desk, waiting)},
        counts=overview.counts(desk, waiting),
        today=today,
        connection=read_connection(desk.db),
        activities=activities(desk.db, desk.account.id),
        mine_today={key: worked for key, (worked, _) in mine.items() if key is not None},
        otherwise=overview.counted_otherwise_today(desk),
        books=books or Books(),
    )
