"""Which contract takes the work (protocol section 3, "Which contract")."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from desktop.core.contract import Contract
from desktop.core.record import record


class Why(StrEnum):
    """Why this contract: chosen by a person, the ticket's own, by its scope, or none."""

    PERSON = "person"
    TICKET = "ticket"
    SCOPE = "scope"
    NONE = "none"


@record
class Match:
    """A contract whose scope matches the ticket; ``distance`` 0 for the ticket's organization, 1 for its parent, and so on."""

    contract: Contract
    distance: int = 0


@record
class Choice:
    contract: Contract | None
    why: Why


def candidates(day: date, matches: Sequence[Match]) -> tuple[Contract, ...]:
    """Contracts valid on ``day`` in the order of the rule: rank, nearest organization, earliest end, latest start, lowest id."""
    valid = [match for match in matches if match.contract.valid_on(day)]
    return tuple(match.contract for match in sorted(valid, key=_order))


def _order(match: Match) -> tuple[int, int, date, int, int]:
    contract = match.contract
    start = contract.start.toordinal() if contract.start else 0
    return (contract.rank, match.distance, contract.end or date.max, -start, contract.id)


def choose(
    day: date, *, chosen: Contract | None, ticket_contract: Contract | None, matches: Sequence[Match], organizations: Collection[int]
) -> Choice:
    """The contract for work on ``day`` (the server's zone). ``organizations`` are the ticket's customer and those above it."""
    if chosen is not None and chosen.org_id in organizations and chosen.valid_on(day):
        return Choice(chosen, Why.PERSON)
    if ticket_contract is not None and ticket_contract.valid_on(day):
        return Choice(ticket_contract, Why.TICKET)
    found = candidates(day, matches)
    return Choice(found[0], Why.SCOPE) if found else Choice(None, Why.NONE)
