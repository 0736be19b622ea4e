"""The contract card as a frozen record, for every state a contract can be in. No Qt."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from desktop.core.contract import Contract, Overrun
from desktop.core.record import record
from desktop.core.ticket import Ticket
from desktop.ui import formats
from desktop.ui.contract_choices import Choice, choice_note, choices
from desktop.ui.contract_figures import UNKNOWN, Figure, Meter, is_low, line_tone, meter_of
from desktop.ui.contract_outlook import PaceView, outlook_sentence, pace_view
from desktop.ui.contract_rules import rule_text
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.work.books import ContractFacts
from desktop.work.overview import ContractLine

SOON = 30
"""Days before a contract's end from which that is said first."""


class CardState(StrEnum):
    """What the card has to say before its figures."""

    NO_CONTRACT = "no_contract"
    SEVERAL = "several"
    NOT_READ = "not_read"
    """The ticket has a contract that never came here."""
    NOT_VALID = "not_valid"
    """The ticket's contract has ended, or has not begun."""
    NO_BOOK = "no_book"
    """This iTop keeps no time book."""
    UNKNOWN = "unknown"
    """It keeps one, and this contract's figures did not come yet."""
    ON_DEMAND = "on_demand"
    """Nothing was ever provisioned: work is counted afterwards."""
    WELL = "well"
    LOW = "low"
    WOULD_OVERRUN = "would_overrun"
    OVERRUN = "overrun"


@record
class FigureView:
    """A figure with its name; a click shows what it is made of."""

    figure: Figure
    name: str
    value: str


@record
class ContractCardView:
    """The contract card. ``parts`` are the seconds that add up to the headline, signed; ``as_of`` is the epoch of the figures."""

    state: CardState
    caption: str
    name: str
    contract_id: int = 0
    facts: str = ""
    facts_tone: str = "dim"
    headline: str = ""
    headline_note: str = ""
    tone: str = ""
    sentence: str = ""
    parts: tuple[int, ...] = ()
    meter: Meter | None = None
    note: str = ""
    indicators: tuple[FigureView, ...] = ()
    choices: tuple[Choice, ...] = ()
    choice_note: str = ""
    can_choose: bool = False
    can_ask: bool = False
    pace: PaceView | None = None
    outlook: str = ""
    rule: str = ""
    as_of: int | None = None
    as_of_text: str = ""


def contract_card(snapshot: Snapshot, ticket: Ticket | None) -> ContractCardView | None:
    """The card beside ``ticket``; None without one."""
    if ticket is None:
        return None
    line = snapshot.contract_of(ticket)
    if line is None:
        return _without_contract(snapshot, ticket)
    view = line_card(snapshot, line)
    if snapshot.timer_of(ticket.key) is None:
        return view
    others = tuple(choice for choice in choices(snapshot, ticket) if choice.id != line.contract.id)
    return replace(view, choices=others, can_choose=True)


def _without_contract(snapshot: Snapshot, ticket: Ticket) -> ContractCardView:
    offered, has_timer = choices(snapshot, ticket), snapshot.timer_of(ticket.key) is not None
    own = snapshot.contracts.get(ticket.contract_id) if ticket.contract_id else None
    found = {"choices": offered, "can_choose": has_timer, "choice_note": choice_note(snapshot, offered, has_timer=has_timer)}
    if own is not None:
        return ContractCardView(
            CardState.NOT_VALID,
            tr("CONTRACT NOT VALID TODAY"),
            own.contract.name,
            own.contract.id,
            facts=_facts(snapshot, own.contract),
            facts_tone="warn",
            headline=_not_valid(snapshot, own.contract),
            note=tr("Work on this ticket goes to another contract that iTop finds for it, or decrements nothing."),
            indicators=_indicators(own, ContractFacts()),
            **found,  # type: ignore[arg-type]
        )
    if ticket.contract_id:
        return ContractCardView(
            CardState.NOT_READ,
            tr("CONTRACT"),
            ticket.customer,
            headline=tr("Contract not read yet"),
            note=tr("iTop names a contract for this ticket that has not come here. Your time is recorded and counted there."),
        )
    several = len(offered) > 1
    return ContractCardView(
        CardState.SEVERAL if several else CardState.NO_CONTRACT,
        tr("SEVERAL CONTRACTS") if several else tr("NO CONTRACT"),
        ticket.customer,
        headline=tr("Which one does this ticket use?") if several else tr("No contract for this ticket"),
        note=tr("Time is kept and sent; it decrements nothing until a contract is chosen."),
        **found,  # type: ignore[arg-type]
    )


def _not_valid(snapshot: Snapshot, contract: Contract) -> str:
    today = snapshot.desk.day_of(snapshot.now)
    if contract.end is not None and contract.end < today:
        return tr("This contract has ended")
    return tr("This contract has not begun")


def line_card(snapshot: Snapshot, line: ContractLine) -> ContractCardView:
    """The card of a contract, whichever ticket it is beside."""
    contract, known = line.contract, line.contract.indicators
    facts, today = snapshot.books.facts(snapshot.desk, contract.id, snapshot.now), snapshot.desk.day_of(snapshot.now)
    state, about = _state(snapshot, line), snapshot.offline
    as_of = max(contract.as_of or 0, 0 if about else snapshot.connection.synced_at) or None
    if known is None or line.projected is None:
        return ContractCardView(
            state,
            tr("CONTRACT"),
            contract.name,
            contract.id,
            facts=_facts(snapshot, contract),
            headline=tr("Balance unknown"),
            sentence=_here(line),
            note=tr("This iTop keeps no balance that Carnet can read. Your time is recorded all the same.")
            if state is CardState.NO_BOOK
            else tr("Its figures have not come from iTop yet. Your time is recorded all the same."),
            indicators=_indicators(line, facts),
            pace=pace_view(facts.weeks, today),
            rule="" if state is CardState.NO_BOOK else rule_text(contract),
        )
    on_demand = state is CardState.ON_DEMAND
    amount = formats.balance(abs(line.projected))
    here = bool(line.waiting or line.running)
    # "about 14h 00m" needs the room, and says by itself that it is not the last word.
    left = (tr("left after this") if here and not about else tr("left")) if line.projected >= 0 else tr("over")
    soon = contract.end is not None and 0 <= (contract.end - today).days <= SOON
    return ContractCardView(
        state,
        _caption(state, soon=soon),
        contract.name,
        contract.id,
        facts=_facts(snapshot, contract),
        facts_tone="warn" if soon and line.projected > 0 else "dim",
        headline=tr("about {time}", time=amount) if about else amount,
        headline_note=tr("counted, no provision") if on_demand else left,
        tone=line_tone(line),
        sentence=(_sum(known.consumed, line, 1) if on_demand else _sum(known.balance, line, -1)) if here else "",
        parts=(known.balance, *(-part for part in (line.waiting, line.running) if part)),
        meter=meter_of(line, pale=about),
        note=_note(line, state, facts, snapshot.otherwise.get(contract.id, 0), offline=about),
        indicators=_indicators(line, facts),
        can_ask=state in (CardState.OVERRUN, CardState.WOULD_OVERRUN),
        pace=pace_view(facts.weeks, today),
        outlook="" if on_demand else outlook_sentence(snapshot.books.forecast(snapshot.desk, line, snapshot.now), today),
        rule=rule_text(contract),
        as_of=as_of,
        as_of_text=tr(
            "Last known {balance}, {when}; others may have used some since.",
            balance=formats.balance(known.balance),
            when=formats.moment_inside(as_of, snapshot.now),
        )
        if about and as_of
        else "",
    )


def _state(snapshot: Snapshot, line: ContractLine) -> CardState:
    known = line.contract.indicators
    if known is None or line.projected is None:
        return CardState.UNKNOWN if snapshot.desk.account.profile == "carnet" else CardState.NO_BOOK
    if line.contract.on_demand:
        return CardState.ON_DEMAND
    if line.projected < 0:
        only_running = known.balance - line.waiting >= 0
        return CardState.WOULD_OVERRUN if only_running else CardState.OVERRUN
    return CardState.LOW if is_low(line) else CardState.WELL


def _caption(state: CardState, *, soon: bool) -> str:
    """What is most pressing, in words, so that nothing hangs on a colour."""
    match state:
        case CardState.OVERRUN:
            return tr("CONTRACT · OVERRUN")
        case CardState.WOULD_OVERRUN:
            return tr("CONTRACT · GOING OVER")
        case CardState.LOW:
            return tr("CONTRACT · NEARLY USED UP")
    return tr("CONTRACT · ENDS SOON") if soon else tr("CONTRACT · TIME BOOK")


def _sum(first: int, line: ContractLine, direction: int) -> str:
    """ "15h 15m in iTop − 0h 30m waiting − 0h 45m running"; where nothing is provisioned, what is counted grows (``direction`` 1)."""
    text = tr("{time} in iTop", time=formats.balance(first))
    # A correction that waits may give time back.
    for seconds, less, more in (
        (line.waiting, tr("{sum} − {time} waiting"), tr("{sum} + {time} waiting")),
        (line.running, tr("{sum} − {time} running"), tr("{sum} + {time} running")),
    ):
        if seconds:
            text = (more if seconds * direction > 0 else less).format(sum=text, time=formats.balance(abs(seconds)))
    return text


def _here(line: ContractLine) -> str:
    parts = [tr("{time} waiting", time=formats.balance(line.waiting))] if line.waiting else []
    if line.running:
        parts.append(tr("{time} running", time=formats.balance(line.running)))
    return " · ".join(parts)


def _facts(snapshot: Snapshot, contract: Contract) -> str:
    today = snapshot.desk.day_of(snapshot.now)
    if contract.start is not None and today < contract.start:
        return tr("{customer} · begins {day}", customer=contract.customer, day=formats.day(contract.start, year=True))
    if contract.status == "implementation":
        return tr("{customer} · being prepared", customer=contract.customer)
    if contract.end is None:
        return tr("{customer} · without an end", customer=contract.customer)
    end = formats.day(contract.end, year=True)
    days = (contract.end - today).days
    if days < 0:
        return tr("{customer} · ended {end}", customer=contract.customer, end=end)
    return trn("{customer} · to {end}, {count} day", "{customer} · to {end}, {count} days", days, customer=contract.customer, end=end)


def _indicators(line: ContractLine, facts: ContractFacts) -> tuple[FigureView, ...]:
    known = line.contract.indicators
    percent = formats.percent(known.percent) if known and known.percent is not None else UNKNOWN
    found = [
        FigureView(Figure.PROVISIONED, tr("Provisioned"), formats.balance(known.provisioned) if known else UNKNOWN),
        FigureView(Figure.CONSUMED, tr("Consumed"), formats.balance(known.consumed) if known else UNKNOWN),
        FigureView(Figure.BALANCE, tr("Balance in iTop"), formats.balance(known.balance) if known else UNKNOWN),
        FigureView(Figure.PERCENT, tr("Percent consumed"), percent),
    ]
    if line.waiting:
        found.append(FigureView(Figure.WAITING, tr("Waiting here"), formats.balance(line.waiting)))
    if line.running:
        found.append(FigureView(Figure.RUNNING, tr("Timers now"), formats.balance(line.running)))
    if facts.held:
        found.append(FigureView(Figure.HELD, tr("Held, worked"), formats.balance(facts.held_seconds)))
    return tuple(found)


def _note(line: ContractLine, state: CardState, facts: ContractFacts, otherwise: int, *, offline: bool) -> str:
    blocks = line.contract.overrun is Overrun.BLOCK
    said = []
    if state is CardState.OVERRUN and blocks:
        said.append(tr("New work is held: stored, not counted, until a manager decides."))
    elif state is CardState.WOULD_OVERRUN:
        said.append(
            tr("The timer goes over the balance. Its work will be held: stored, not counted, until a manager decides.")
            if blocks
            else tr("The timer goes over the balance.")
        )
    elif facts.held:
        said.append(
            trn(
                "{count} entry is held: stored, not counted, until a manager decides.",
                "{count} entries are held: stored, not counted, until a manager decides.",
                facts.held,
            )
        )
    if otherwise:
        more, less = (
            tr("Of today's work iTop counted {time} more than was expected here."),
            tr("Of today's work iTop counted {time} less than was expected here."),
        )
        said.append((more if otherwise > 0 else less).format(time=formats.balance(abs(otherwise))))
    if offline:
        said.append(tr("Everything is kept here and goes out by itself."))
    return " ".join(said)


def age_text(view: ContractCardView, now: int) -> str:
    """How old the card's figures are at epoch ``now``."""
    if view.as_of is None or view.as_of_text:
        return ""
    return tr("Figures from iTop at {time}, {age} old", time=formats.clock_time(view.as_of), age=formats.age(now - view.as_of))
