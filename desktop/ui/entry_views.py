"""An entry as it is changed, and what a person must say after a stop, as frozen records. No Qt."""

from __future__ import annotations

from enum import StrEnum

from desktop.core.contract import Overrun
from desktop.core.entry import Entry
from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.store.tickets import find_ticket
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.ui.snapshot import Snapshot
from desktop.ui.viewmodels import overlap_sentence
from desktop.work.overlapping import overlap_with
from desktop.work.overrun import knows_overrun
from desktop.work.overview import ContractLine

UNKNOWN = "—"


class Ask(StrEnum):
    """What only a person can decide about a stop."""

    CONTRACT = "contract"
    OVER = "over"
    COMMENT = "comment"


@record
class EntryForm:
    """The form for an entry. ``contracts`` are (id, name, what is left), none where there is no choice;
    ``by_rule`` is the one that takes it where nobody chooses. ``sentences`` have a tone.
    """

    title: str
    fact: str
    sentences: tuple[tuple[str, str], ...]
    asks: tuple[Ask, ...]
    activities: tuple[tuple[int, str], ...]
    contracts: tuple[tuple[int, str, str], ...]
    by_rule: str = ""


def asks_after_stop(snapshot: Snapshot, entry: Entry, *, ask_comment: bool) -> tuple[Ask, ...]:
    """What a stop leaves open: which of several contracts, what to do about an overrun, and a comment where one is wanted."""
    asks = []
    if entry.ticket is not None and not entry.contract_id and _undecided(snapshot, entry):
        asks.append(Ask.CONTRACT)
    line = line_of(snapshot, entry)
    if line is not None and entry.counted_seconds > 0 and is_told(snapshot, entry.ticket, line):
        asks.append(Ask.OVER)
    if ask_comment and not entry.comment.strip():
        asks.append(Ask.COMMENT)
    return tuple(asks)


def entry_form(snapshot: Snapshot, entry: Entry, asks: tuple[Ask, ...] = ()) -> EntryForm:
    """The form for ``entry``, with what is asked about it."""
    ticket = find_ticket(snapshot.desk.db, snapshot.desk.account.id, entry.ticket) if entry.ticket else None
    ref = ticket.ref if ticket else entry.text or tr("No ticket yet")
    title = tr("Before it goes to iTop: {ref}", ref=ref) if asks else tr("Edit the entry on {ref}", ref=ref)
    choices = snapshot.choices_of(ticket) if ticket else []
    contracts = tuple((one.id, one.name, _left(snapshot.contracts.get(one.id))) for one in choices) if len(choices) > 1 else ()
    own = snapshot.contract_of(ticket) if ticket else None
    counted, worked = formats.hours(entry.counted_seconds), formats.hours(entry.worked_seconds)
    return EntryForm(
        title=title,
        fact=tr("{counted} counted for {worked} worked", counted=counted, worked=worked),
        sentences=(*(_sentence(snapshot, entry, ask) for ask in asks), *_overlap(snapshot, entry)),
        asks=asks,
        activities=tuple((activity.id, activity.name) for activity in snapshot.activities),
        contracts=contracts,
        by_rule=own.contract.name if own else "",
    )


def _undecided(snapshot: Snapshot, entry: Entry) -> bool:
    assert entry.ticket is not None
    ticket = find_ticket(snapshot.desk.db, snapshot.desk.account.id, entry.ticket)
    return ticket is not None and snapshot.contract_of(ticket) is None and len(snapshot.choices_of(ticket)) > 1


def line_of(snapshot: Snapshot, entry: Entry) -> ContractLine | None:
    """The contract that the entry takes from, as the outbox sees it."""
    number = next((line.contract_id for line in snapshot.outbox if line.row.entry.uid == entry.uid), entry.contract_id)
    return snapshot.contracts.get(number)


def _sentence(snapshot: Snapshot, entry: Entry, ask: Ask) -> tuple[str, str]:
    if ask is Ask.CONTRACT:
        return tr("Several contracts match. Proposed: the one that ends first."), ""
    if ask is Ask.COMMENT:
        return tr("It has no comment yet. The comment goes into the time book."), ""
    line = line_of(snapshot, entry)
    assert line is not None
    return over_sentence(line)


def is_told(snapshot: Snapshot, ticket: TicketKey | None, line: ContractLine) -> bool:
    """Whether work on ``ticket`` goes over the balance of a contract that minds, and nobody took note of that today."""
    return line.goes_over and not (ticket is not None and knows_overrun(snapshot.desk, ticket, line.contract.id))


def over_sentence(line: ContractLine) -> tuple[str, str]:
    """What an overrun means on this contract, with its tone."""
    time = formats.balance(-(line.projected or 0))
    if line.contract.overrun is Overrun.BLOCK:
        return tr("{contract} is {time} over. This work will be held: stored, not counted, until a manager decides.",
                  contract=line.contract.name, time=time), "bad"  # fmt: skip
    return tr("{contract} is {time} over its balance. This work is counted all the same, with a warning.",
              contract=line.contract.name, time=time), "warn"  # fmt: skip


def _overlap(snapshot: Snapshot, entry: Entry) -> tuple[tuple[str, str], ...]:
    said = overlap_sentence(overlap_with(snapshot.desk, entry))
    return ((said, "warn"),) if said else ()


def _left(line: ContractLine | None) -> str:
    return UNKNOWN if line is None or line.projected is None else formats.left(line.projected)
