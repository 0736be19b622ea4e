"""Which contract a ticket is linked to and which takes its work, by the protocol's rule, over the plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desktop.core.choice import Choice, Match, choose
from desktop.core.contract import Contract
from desktop.core.record import record
from desktop.demo.desk.contracts import ContractPlan
from desktop.demo.desk.customers import CUSTOMERS, SERVERS
from desktop.demo.desk.hours import day_of
from desktop.demo.desk.tickets import TicketPlan

_PARENTS = {customer.id: customer.parent for customer in CUSTOMERS}


@record
class Link:
    """A ticket's contract (0 for none), and who said so: rule or person."""

    contract_id: int
    by: str


def contract_of(plan: ContractPlan) -> Contract:
    return Contract(
        plan.id,
        plan.name,
        plan.org_id,
        "",
        plan.start,
        plan.end,
        plan.status,
        plan.scope,
        plan.rank,
        plan.rule,
        plan.overrun,
        closed_until=plan.closed_until,
    )


class Linker:
    """The plans with the rule. ``links`` are by ticket id."""

    def __init__(self, plans: Sequence[ContractPlan], tickets: Sequence[TicketPlan]) -> None:
        self._contracts = {plan.id: contract_of(plan) for plan in plans}
        self._plans = tuple(plans)
        self._known: dict[tuple[int, date], Choice] = {}
        self._chosen = next(plan for plan in plans if plan.by_person)
        self.links: Mapping[int, Link] = {ticket.id: self._link(ticket) for ticket in tickets}

    def choice(self, ticket: TicketPlan, day: date) -> Choice:
        """Which contract takes work on ``ticket`` on ``day``."""
        found = self._known.get((ticket.id, day))
        if found is None:
            found = self._choose(ticket, day, self._contracts.get(self.links[ticket.id].contract_id))
            self._known[ticket.id, day] = found
        return found

    def _choose(self, ticket: TicketPlan, day: date, own: Contract | None) -> Choice:
        above = {org: distance for distance, org in enumerate(_lineage(ticket.org_id))}
        matches = [
            Match(self._contracts[plan.id], above[plan.org_id])
            for plan in self._plans
            if plan.org_id in above and ticket.service_id in plan.services
        ]
        return choose(day, chosen=None, ticket_contract=own, matches=matches, organizations=above)

    def _link(self, ticket: TicketPlan) -> Link:
        """Linked when it was written; where no contract was there yet, by the nightly task later."""
        plan = self._chosen
        opened = day_of(ticket.opened)
        # The migration's tickets, and others that somebody filed under it.
        filed = not ticket.story and (ticket.service_id == SERVERS or ticket.id % 3 == 0)
        if filed and ticket.org_id == plan.org_id and self._contracts[plan.id].valid_on(opened):
            return Link(plan.id, "person")
        for day in (opened, day_of(ticket.ends)):
            found = self._choose(ticket, day, None).contract
            if found is not None:
                return Link(found.id, "rule")
        return Link(0, "rule")


def _lineage(org_id: int) -> list[int]:
    found = [org_id]
    while parent := _PARENTS.get(found[-1], 0):
        found.append(parent)
    return found
