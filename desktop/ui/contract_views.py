"""The contract card and the contracts' table as frozen records. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.core.contract import Contract, CountingRule, Overrun, RoundingMode, RoundingPer
from desktop.core.ticket import Ticket
from desktop.ui import formats
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import ContractLine

UNKNOWN = "—"
ALERT = 80
"""Percent consumed from which a contract without levels of its own is shown as nearly used up."""


@dataclass(frozen=True, slots=True)
class Meter:
    """A consumption bar in thousandths of its width: in iTop, waiting or running here, and beyond what was provisioned."""

    consumed: int = 0
    here: int = 0
    over: int = 0
    pale: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class ContractCardView:
    """The contract card. ``choices`` are (id, name, what is left) to choose from; ``indicators`` label and value."""

    caption: str
    name: str
    facts: str = ""
    headline: str = ""
    headline_note: str = ""
    tone: str = ""
    sentence: str = ""
    meter: Meter | None = None
    note: str = ""
    indicators: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[int, str, str], ...] = ()
    can_choose: bool = False
    rule: str = ""
    as_of: int | None = None
    as_of_text: str = ""


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A row of the contracts' table; ``risk`` sorts, the most pressing first."""

    name: str
    customer: str
    meter: Meter | None
    balance: str
    waiting: str
    projected: str
    tone: str
    risk: tuple[int, int]


def alert_level(contract: Contract) -> int:
    """The first percentage at which this contract warns."""
    levels = [int(text) for text in re.findall(r"\d+", contract.alert_levels)]
    return min(levels, default=ALERT)


def _projected_percent(line: ContractLine) -> int | None:
    known = line.contract.indicators
    if known is None or known.provisioned <= 0:
        return None
    return (known.consumed + line.waiting + line.running) * 100 // known.provisioned


def line_tone(line: ContractLine) -> str:
    """Red when overrun, amber when nearly used up, with what waits and runs here."""
    if line.projected is None:
        return ""
    share = _projected_percent(line)
    if line.projected < 0:
        return "bad"
    return "warn" if share is not None and share >= alert_level(line.contract) else ""


def meter_of(line: ContractLine, *, pale: bool = False) -> Meter | None:
    """The consumption bar, or None where nothing is known or provisioned."""
    known = line.contract.indicators
    if known is None or known.provisioned <= 0:
        return None
    here = max(0, line.waiting + line.running)
    total = max(known.provisioned, known.consumed + here)
    inside = min(known.consumed, known.provisioned)
    inside_here = max(0, min(known.consumed + here, known.provisioned) - inside)
    over = max(0, known.consumed + here - known.provisioned)
    return Meter(inside * 1000 // total, inside_here * 1000 // total, over * 1000 // total, pale, _consumed_text(line))


def _consumed_text(line: ContractLine) -> str:
    known = line.contract.indicators
    assert known is not None
    percent = known.percent if known.percent is not None else 0
    base = tr("{percent} of {time} consumed", percent=formats.percent(percent), time=formats.balance(known.provisioned))
    share = _projected_percent(line)
    if share is None or not (line.waiting or line.running):
        return base
    return tr("{base}, {percent} with what is here", base=base, percent=formats.percent(share))


def contract_card(snapshot: Snapshot, ticket: Ticket | None) -> ContractCardView | None:
    """The card beside ``ticket``; None without one."""
    if ticket is None:
        return None
    line = snapshot.contract_of(ticket)
    return _without_contract(snapshot, ticket) if line is None else _card(snapshot, line)


def _without_contract(snapshot: Snapshot, ticket: Ticket) -> ContractCardView:
    choices = tuple(_choice(snapshot, contract) for contract in snapshot.choices_of(ticket))
    timer = snapshot.timer_of(ticket.key)
    note = tr("Time is kept and sent; it decrements nothing until a contract is chosen.")
    if choices and timer is None:
        note = tr("It is chosen for the timer: start it, then choose here.")
    several = len(choices) > 1
    return ContractCardView(
        caption=tr("SEVERAL CONTRACTS") if several else tr("NO CONTRACT"),
        name=ticket.customer,
        headline=tr("Which one does this ticket use?") if several else tr("No contract for this ticket"),
        note=note,
        choices=choices,
        can_choose=timer is not None,
    )


def _choice(snapshot: Snapshot, contract: Contract) -> tuple[int, str, str]:
    line = snapshot.contracts.get(contract.id)
    return contract.id, contract.name, UNKNOWN if line is None or line.projected is None else formats.left(line.projected)


def _card(snapshot: Snapshot, line: ContractLine) -> ContractCardView:
    contract, known = line.contract, line.contract.indicators
    facts, rule = _facts(snapshot, contract), rule_text(contract)
    caption = tr("CONTRACT · TIME BOOK")
    if known is None or line.projected is None:
        here = line.waiting + line.running
        return ContractCardView(
            caption,
            contract.name,
            facts,
            headline=tr("Balance unknown"),
            sentence=_here(line) if here else "",
            note=tr("This iTop keeps no balance that Carnet can read. Your time is recorded all the same."),
            indicators=_indicators(line),
            rule=rule,
        )
    about = snapshot.offline
    amount = formats.balance(abs(line.projected))
    shown = tr("about {time}", time=amount) if about else amount
    here = bool(line.waiting or line.running)
    note = (tr("left after this") if here else tr("left")) if line.projected >= 0 else tr("over")
    as_of = max(contract.as_of or 0, 0 if about else snapshot.connection.synced_at) or None
    return ContractCardView(
        caption,
        contract.name,
        facts,
        headline=shown,
        headline_note=note,
        tone=line_tone(line),
        sentence=tr("{balance} in iTop{here}", balance=formats.balance(known.balance), here=_minus(line)) if here else "",
        meter=meter_of(line, pale=about),
        note=_note(line, offline=about),
        indicators=_indicators(line),
        rule=rule,
        as_of=as_of,
        as_of_text=tr("Last known: {when}. Others may have used some since.", when=formats.moment(as_of, snapshot.now))
        if about and as_of
        else "",
    )


def _minus(line: ContractLine) -> str:
    """What is taken off the balance here, as the rest of a sum."""
    text = tr(" − {time} waiting", time=formats.balance(line.waiting)) if line.waiting else ""
    return text + (tr(" − {time} running", time=formats.balance(line.running)) if line.running else "")


def _here(line: ContractLine) -> str:
    parts = [tr("{time} waiting", time=formats.balance(line.waiting))] if line.waiting else []
    if line.running:
        parts.append(tr("{time} running", time=formats.balance(line.running)))
    return " · ".join(parts)


def _facts(snapshot: Snapshot, contract: Contract) -> str:
    if contract.end is None:
        return tr("{customer} · without an end", customer=contract.customer)
    end = formats.day(contract.end, year=True)
    days = (contract.end - snapshot.desk.day_of(snapshot.now)).days
    if days < 0:
        return tr("{customer} · ended {end}", customer=contract.customer, end=end)
    return trn("{customer} · to {end}, {count} day", "{customer} · to {end}, {count} days", days, customer=contract.customer, end=end)


def _indicators(line: ContractLine) -> tuple[tuple[str, str], ...]:
    known = line.contract.indicators
    return (
        (tr("Provisioned"), formats.balance(known.provisioned) if known else UNKNOWN),
        (tr("Consumed"), formats.balance(known.consumed) if known else UNKNOWN),
        (tr("Balance in iTop"), formats.balance(known.balance) if known else UNKNOWN),
        (tr("Percent consumed"), formats.percent(known.percent) if known and known.percent is not None else UNKNOWN),
    )


def _note(line: ContractLine, *, offline: bool) -> str:
    if offline:
        return tr("Everything is kept here and goes out by itself.")
    if line.projected is not None and line.projected < 0 and line.contract.overrun is Overrun.BLOCK:
        return tr("New work is held: stored, not counted, until a manager decides.")
    return ""


def rule_text(contract: Contract) -> str:
    """How this contract counts, when it warns, what happens to an overrun."""
    parts = [_rounding(contract.rule)]
    levels = re.findall(r"\d+", contract.alert_levels)
    if levels:
        parts.append(tr("Warns at {levels}.", levels=tr(" and ").join(formats.percent(int(level)) for level in levels)))
    parts.append(
        {
            Overrun.ALLOW: tr("Overrun allowed."),
            Overrun.WARN: tr("Overrun allowed with a warning."),
            Overrun.BLOCK: tr("Work beyond the balance is held."),
        }[contract.overrun]
    )
    return " ".join(parts)


def _rounding(rule: CountingRule) -> str:
    if rule.rounding == 0:
        text = tr("Counted to the second.")
    elif rule.mode is RoundingMode.UP:
        quarter = tr("Counted per started quarter of an hour.")
        text = quarter if rule.rounding == 15 else tr("Counted per started {minutes} minutes.", minutes=rule.rounding)
    elif rule.mode is RoundingMode.DOWN:
        text = tr("Counted per full {minutes} minutes.", minutes=rule.rounding)
    else:
        text = tr("Counted to the nearest {minutes} minutes.", minutes=rule.rounding)
    if rule.per is RoundingPer.TICKET_DAY:
        text += " " + tr("Rounded once per ticket and day.")
    if rule.minimum:
        text += " " + tr("At least {minutes} minutes.", minutes=rule.minimum)
    return text


def age_text(view: ContractCardView, now: int) -> str:
    """How old the card's figures are at epoch ``now``."""
    if view.as_of is None or view.as_of_text:
        return view.as_of_text
    return tr("Figures from iTop at {time}, {age} old", time=formats.clock_time(view.as_of), age=formats.age(now - view.as_of))


def contract_rows(snapshot: Snapshot) -> list[ContractRow]:
    """Every contract, the most pressing first: overrun, nearly used up, the rest by what is left, unknown ones last."""
    rows = [_row(line, offline=snapshot.offline) for line in snapshot.contracts.values()]
    return sorted(rows, key=lambda row: (row.risk, row.customer, row.name))


def _row(line: ContractLine, *, offline: bool) -> ContractRow:
    known, tone = line.contract.indicators, line_tone(line)
    rank = {"bad": 0, "warn": 1}.get(tone, 2 if known else 3)
    return ContractRow(
        name=line.contract.name,
        customer=line.contract.customer,
        meter=meter_of(line, pale=offline),
        balance=formats.balance(known.balance) if known else UNKNOWN,
        waiting=formats.balance(line.waiting + line.running) if line.waiting or line.running else UNKNOWN,
        projected=formats.balance(line.projected) if line.projected is not None else UNKNOWN,
        tone=tone,
        risk=(rank, line.projected or 0),
    )
