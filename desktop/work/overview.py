"""What is going on, in figures that add up: timers, outbox, contracts with what waits here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from desktop.core import timer as rules
from desktop.core.contract import Contract
from desktop.core.entry import STANDING, Entry, EntryState
from desktop.core.outbox import PERSON_STATES, OutboxState
from desktop.core.record import record
from desktop.core.ticket import Ticket, TicketKey
from desktop.core.timer import Timer
from desktop.store import contracts, outbox
from desktop.store.tickets import find_ticket
from desktop.store.timers import active_timers
from desktop.work.counting import contract_for
from desktop.work.desk import Desk, zone_of
from desktop.work.timing import entry_of


@record
class TimerLine:
    """A timer with what it stands for now (seconds)."""

    timer: Timer
    ticket: Ticket | None
    worked_seconds: int
    counted_seconds: int
    contract_id: int

    @property
    def ref(self) -> str:
        return self.ticket.ref if self.ticket else self.timer.text


@record
class OutboxLine:
    """An outbox row with its ticket's reference and title, and the counted seconds that it takes from its contract."""

    row: outbox.OutboxRow
    ref: str
    contract_id: int
    effect_seconds: int
    title: str = ""


@record
class ConfirmedLine:
    """An entry that iTop has, with its ticket's reference and title."""

    row: outbox.EntryRow
    ref: str
    title: str


@record
class ContractLine:
    """A contract with what waits here and what runs (seconds). ``projected`` is None where the balance is unknown."""

    contract: Contract
    waiting: int
    running: int

    @property
    def projected(self) -> int | None:
        if self.contract.indicators is None:
            return None
        return self.contract.indicators.balance - self.waiting - self.running

    @property
    def goes_over(self) -> bool:
        """Whether work here goes over the balance of a contract that minds."""
        return self.contract.minds_overrun and self.projected is not None and self.projected < 0


@record
class Counts:
    """How much is not in iTop yet. ``waiting`` includes what is being sent or looked up; ``blocked`` needs a person."""

    waiting: int
    waiting_seconds: int
    blocked: int
    needs_person: int
    uncertain: int

    @property
    def total(self) -> int:
        """Entries that iTop has not confirmed."""
        return self.waiting + self.needs_person


def timer_entry(desk: Desk, timer: Timer) -> Entry:
    """The entry that stopping ``timer`` now would record."""
    return entry_of(desk, rules.stop(timer, desk.now()))


def timer_lines(desk: Desk) -> list[TimerLine]:
    """Running and paused timers, the running first."""
    lines = []
    for timer in active_timers(desk.db, desk.account.id):
        entry = timer_entry(desk, timer)
        contract = contract_for(desk, timer.ticket, timer.contract_id, timer.started_at)
        ticket = find_ticket(desk.db, desk.account.id, timer.ticket) if timer.ticket else None
        lines.append(TimerLine(timer, ticket, entry.worked_seconds, entry.counted_seconds, contract.id if contract else 0))
    return lines


def outbox_lines(desk: Desk, *, discarded: bool = False) -> list[OutboxLine]:
    """Unconfirmed entries with their effect: a correction counts for the difference to what it replaces."""
    rows = outbox.outbox_rows(desk.db, desk.account.id, discarded=discarded)
    replaced = {row.entry.replaces for row in rows if row.entry.replaces and row.state is not OutboxState.DISCARDED}
    around = _Around(desk)
    return [_line(desk, row, replaced, around) for row in rows]


class _Around:
    """Tickets and contracts of a long outbox, each read once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tickets: dict[TicketKey, Ticket | None] = {}
        self._contracts: dict[tuple[TicketKey | None, int, date], int] = {}

    def ticket(self, key: TicketKey | None) -> Ticket | None:
        if key is not None and key not in self._tickets:
            self._tickets[key] = find_ticket(self._desk.db, self._desk.account.id, key)
        return self._tickets[key] if key is not None else None

    def contract_id(self, entry: Entry) -> int:
        # A contract is valid by days of the server.
        which = (entry.ticket, entry.contract_id, self._desk.day_of(entry.started_at))
        if which not in self._contracts:
            contract = contract_for(self._desk, entry.ticket, entry.contract_id, entry.started_at)
            self._contracts[which] = contract.id if contract else 0
        return self._contracts[which]


def _line(desk: Desk, row: outbox.OutboxRow, replaced: set[str], around: _Around) -> OutboxLine:
    entry = row.entry
    effect = entry.counted_seconds
    if entry.uid in replaced or row.state is OutboxState.DISCARDED:
        effect = 0
    elif entry.replaces:
        old = outbox.find_entry(desk.db, desk.account.id, entry.replaces)
        effect -= old.entry.counted_seconds if old is not None and old.outbox is None else 0
    ticket = around.ticket(entry.ticket)
    ref = ticket.ref if ticket else entry.text or (str(entry.ticket) if entry.ticket else "")
    return OutboxLine(row, ref, around.contract_id(entry), effect, ticket.title if ticket else "")


def confirmed_today(desk: Desk) -> list[ConfirmedLine]:
    """Entries recorded here that iTop confirmed today (the server's day), latest work first; what was corrected since is left out."""
    rows = outbox.confirmed_since(desk.db, desk.account.id, _day_start(desk))
    replaced = {row.entry.replaces for row in rows}
    return [_confirmed(desk, row) for row in rows if row.entry.uid not in replaced and not row.entry.reverses]


def _confirmed(desk: Desk, row: outbox.EntryRow) -> ConfirmedLine:
    entry = row.entry
    ticket = find_ticket(desk.db, desk.account.id, entry.ticket) if entry.ticket else None
    return ConfirmedLine(row, ticket.ref if ticket else entry.text, ticket.title if ticket else "")


def contract_lines(desk: Desk, lines: Sequence[OutboxLine] | None = None) -> list[ContractLine]:
    """Every contract with what waits and runs on it here; ``lines`` are the outbox's where they were read already."""
    waiting: dict[int, int] = defaultdict(int)
    for line in outbox_lines(desk) if lines is None else lines:
        waiting[line.contract_id] += line.effect_seconds
    running: dict[int, int] = defaultdict(int)
    for timer in timer_lines(desk):
        running[timer.contract_id] += timer.counted_seconds
    return [
        ContractLine(contract, waiting[contract.id], running[contract.id]) for contract in contracts.all_contracts(desk.db, desk.account.id)
    ]


def counts(desk: Desk, lines: Sequence[OutboxLine] | None = None) -> Counts:
    """What the status bar and ``carnet status`` say of the outbox; ``lines`` are its own where they were read already."""
    lines = outbox_lines(desk) if lines is None else lines
    states = [line.row.state for line in lines]
    return Counts(
        waiting=sum(state not in (*PERSON_STATES,) for state in states),
        waiting_seconds=sum(line.effect_seconds for line in lines),
        blocked=states.count(OutboxState.BLOCKED),
        needs_person=sum(state in PERSON_STATES for state in states),
        uncertain=states.count(OutboxState.UNCERTAIN),
    )


def today(desk: Desk) -> tuple[int, int]:
    """Worked and counted seconds of my entries and timers of today (the server's day), also of those recorded elsewhere."""
    mine = today_by_ticket(desk).values()
    return sum(worked for worked, _ in mine), sum(counted for _, counted in mine)


def counted_otherwise_today(desk: Desk) -> dict[int, int]:
    """For each contract the seconds by which iTop counted more (or less, below zero) of today's work here than was expected.

    Held work is left out: it is told as held.
    """
    found: dict[int, int] = defaultdict(int)
    for row in outbox.entries_between(desk.db, desk.account.id, _day_start(desk), _day_start(desk, days=1)):
        if row.outbox is None and row.expected_seconds is not None and row.entry.state is EntryState.COUNTED:
            found[row.entry.contract_id] += row.entry.counted_seconds - row.expected_seconds
    return {contract: seconds for contract, seconds in found.items() if seconds}


def today_by_ticket(desk: Desk) -> dict[TicketKey | None, tuple[int, int]]:
    """The same for each ticket; what has no ticket yet is under None."""
    who, start, end = desk.account, _day_start(desk), _day_start(desk, days=1)
    kept = outbox.entries_between(desk.db, who.id, start, end)
    replaced = {row.entry.replaces for row in kept}
    stands = [row.entry for row in kept if row.entry.uid not in replaced and row.entry.state is not EntryState.REVERSED]
    work = [(entry.ticket, entry.worked_seconds, entry.counted_seconds) for entry in stands]
    here = replaced | {row.entry.uid for row in kept}
    work += [
        (row.ticket, row.worked_seconds, row.counted_seconds)
        for row in contracts.book_of_agent(desk.db, who.id, who.person_id, start, end)
        if row.uid not in here and row.state in STANDING
    ]
    work += [(line.timer.ticket, line.worked_seconds, line.counted_seconds) for line in timer_lines(desk)]
    sums: dict[TicketKey | None, tuple[int, int]] = {}
    for key, worked, counted in work:
        before = sums.get(key, (0, 0))
        sums[key] = before[0] + worked, before[1] + counted
    return sums


def _day_start(desk: Desk, days: int = 0) -> int:
    """The epoch at which the server's day began, or that of ``days`` later."""
    start = datetime.fromtimestamp(desk.now().wall, zone_of(desk.account)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((start + timedelta(days=days)).timestamp())
