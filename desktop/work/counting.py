"""What an entry is expected to count, from what is known here. iTop has the last word."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop.core.contract import Activity, Contract, CountingRule, RoundingPer
from desktop.core.counting import DayWork, count_entry, count_ticket_day
from desktop.core.entry import CountedBy, Entry, EntryState
from desktop.core.ticket import Ticket, TicketKey
from desktop.store import contracts, outbox
from desktop.store.tickets import find_ticket
from desktop.work.desk import Desk, zone_of


def contract_of(desk: Desk, ticket: Ticket, at: int) -> Contract | None:
    """The contract that work on ``ticket`` at epoch ``at`` would decrement, as far as it is known here."""
    if ticket.contract_id:
        own = contracts.find_contract(desk.db, desk.account.id, ticket.contract_id)
        if own is not None and own.valid_on(desk.day_of(at)):
            return own
    candidates = candidate_contracts(desk, ticket, at)
    return candidates[0] if len(candidates) == 1 else None


def candidate_contracts(desk: Desk, ticket: Ticket, at: int) -> list[Contract]:
    """Contracts that could take the work: by the service, as stock iTop ties them; earliest end first."""
    day = desk.day_of(at)
    found = contracts.contracts_for_service(desk.db, desk.account.id, ticket.org_id, ticket.service_id)
    return sorted(
        (contract for contract in found if contract.valid_on(day)), key=lambda contract: (contract.end is None, contract.end, contract.id)
    )


def contract_for(desk: Desk, key: TicketKey | None, contract_id: int, at: int) -> Contract | None:
    """The contract a person chose, else the ticket's."""
    if contract_id:
        return contracts.find_contract(desk.db, desk.account.id, contract_id)
    ticket = find_ticket(desk.db, desk.account.id, key) if key else None
    return contract_of(desk, ticket, at) if ticket else None


def activity_of(desk: Desk, activity_id: int) -> Activity | None:
    """The activity with this id, or None for ordinary work."""
    return next((activity for activity in contracts.activities(desk.db, desk.account.id) if activity.id == activity_id), None)


def expected_seconds(desk: Desk, entry: Entry) -> int:
    """Counted seconds of an entry by the rule of its contract; what a person set, or a reversal copies, stays."""
    if entry.counted_by is CountedBy.PERSON or entry.reverses:
        return entry.counted_seconds
    contract = contract_for(desk, entry.ticket, entry.contract_id, entry.started_at)
    rule = contract.rule if contract else CountingRule()
    activity = activity_of(desk, entry.activity_id)
    if rule.per is RoundingPer.TICKET_DAY and entry.ticket is not None:
        return count_ticket_day(entry.worked_seconds, activity, _same_day(desk, entry), rule)
    return count_entry(entry.worked_seconds, rule, activity)


def _same_day(desk: Desk, entry: Entry) -> list[DayWork]:
    """Other work of this person on the ticket and day, in iTop or waiting here."""
    assert entry.ticket is not None
    zone = zone_of(desk.account)
    start = datetime.fromtimestamp(entry.started_at, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = int(start.timestamp()), int((start + timedelta(days=1)).timestamp())
    earlier: dict[str, DayWork] = {}
    for row in contracts.book_of_ticket(desk.db, desk.account.id, entry.ticket):
        if row.agent_id == desk.account.person_id and first <= row.started_at < last and row.state == EntryState.COUNTED:
            earlier[row.uid] = DayWork(row.worked_seconds, activity_of(desk, row.activity_id), row.counted_seconds)
    for kept in outbox.entries_between(desk.db, desk.account.id, first, last):
        other = kept.entry
        if other.ticket == entry.ticket and other.counted_by is CountedBy.RULE and other.state is EntryState.COUNTED:
            earlier[other.uid] = DayWork(other.worked_seconds, activity_of(desk, other.activity_id), other.counted_seconds)
    for uid in (entry.uid, entry.replaces):
        earlier.pop(uid, None)
    return list(earlier.values())
