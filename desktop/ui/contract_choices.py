"""The contracts among which a person chooses for a ticket, and why one is proposed. No Qt."""

from __future__ import annotations

from datetime import date

from desktop.core.contract import Contract
from desktop.core.record import record
from desktop.core.ticket import Ticket
from desktop.ui import formats
from desktop.ui.contract_figures import UNKNOWN
from desktop.ui.i18n import tr
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import ContractLine


@record
class Choice:
    """A contract to choose, with what is left of it."""

    id: int
    name: str
    left: str
    end: str


def choices(snapshot: Snapshot, ticket: Ticket) -> tuple[Choice, ...]:
    """The contracts that could take the work, in the order of the rule: the first is the one iTop would take."""
    return tuple(_choice(snapshot, contract) for contract in sorted(snapshot.choices_of(ticket), key=_order))


def choice_note(snapshot: Snapshot, offered: tuple[Choice, ...], *, has_timer: bool) -> str:
    """Why the first is proposed, and what has to be there to choose."""
    said = []
    if len(offered) > 1:
        first, second = (snapshot.contracts[choice.id].contract for choice in offered[:2])
        said.append(_why(first, second))
    if offered and not has_timer:
        said.append(tr("It is chosen for the timer: start it, then choose here."))
    return " ".join(said)


def left_text(line: ContractLine | None) -> str:
    """What is left of a contract, by how much it is overrun, or what was counted where nothing is provisioned."""
    if line is None or line.projected is None:
        return UNKNOWN
    return tr("{time} counted", time=formats.balance(-line.projected)) if line.contract.on_demand else formats.left(line.projected)


def _choice(snapshot: Snapshot, contract: Contract) -> Choice:
    end = tr("to {day}", day=formats.day(contract.end, year=True)) if contract.end else tr("without an end")
    return Choice(contract.id, contract.name, left_text(snapshot.contracts.get(contract.id)), end)


def _order(contract: Contract) -> tuple[int, date, int, int]:
    """As the rule has it (protocol section 3), among contracts of one customer."""
    return contract.rank, contract.end or date.max, -(contract.start.toordinal() if contract.start else 0), contract.id


def _why(first: Contract, second: Contract) -> str:
    name = first.name
    if first.rank != second.rank:
        return tr("Proposed: {name}, which comes first in iTop.", name=name)
    if first.end != second.end:
        return tr("Proposed: {name}, which ends first.", name=name)
    if first.start != second.start:
        return tr("Proposed: {name}, which began last.", name=name)
    return tr("Nothing tells them apart; {name} would be taken.", name=name)
