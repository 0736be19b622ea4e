"""Which contract takes the work."""

from __future__ import annotations

from datetime import date

from desktop.core.choice import Choice, Match, Why, candidates, choose
from desktop.core.contract import Contract

DAY = date(2026, 6, 1)


def contract(number: int, **changes: object) -> Contract:
    return Contract(number, f"Contract {number}", changes.pop("org_id", 3), "Morel", **changes)  # type: ignore[arg-type]


def pick(**given: object) -> Choice:
    defaults: dict[str, object] = {"chosen": None, "ticket_contract": None, "matches": [], "organizations": {3, 1}}
    return choose(DAY, **(defaults | given))  # type: ignore[arg-type]


def test_a_person_comes_first_then_the_ticket_then_the_scope() -> None:
    """The order of protocol section 3."""
    one, two, three = contract(1), contract(2), contract(3)
    assert pick(chosen=one, ticket_contract=two, matches=[Match(three)]) == Choice(one, Why.PERSON)
    assert pick(ticket_contract=two, matches=[Match(three)]) == Choice(two, Why.TICKET)
    assert pick(matches=[Match(three)]) == Choice(three, Why.SCOPE)
    assert pick() == Choice(None, Why.NONE)


def test_what_is_not_valid_then_or_of_another_customer_is_passed_over() -> None:
    """A choice out of its time or customer falls through to the rules."""
    ended = contract(1, end=date(2026, 5, 31))
    foreign = contract(2, org_id=9)
    own = contract(3, status="obsolete")
    assert pick(chosen=ended, ticket_contract=own).why is Why.TICKET
    assert pick(chosen=foreign, ticket_contract=own).contract == own
    assert pick(ticket_contract=contract(4, status="implementation")).why is Why.NONE


def test_the_order_among_matching_contracts() -> None:
    """Rank, nearest organization, earliest end, latest start, lowest id."""
    matches = [
        Match(contract(9), 0),
        Match(contract(5, start=date(2026, 2, 1)), 0),
        Match(contract(4, start=date(2026, 1, 1), end=date(2026, 12, 31)), 0),
        Match(contract(6, end=date(2026, 7, 1)), 1),
        Match(contract(7, rank=-1, org_id=1), 1),
        Match(contract(8), 0),
    ]
    assert [found.id for found in candidates(DAY, matches)] == [7, 4, 5, 8, 9, 6]
