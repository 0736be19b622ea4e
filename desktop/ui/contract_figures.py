"""A contract's figures as they are shown anywhere: the consumption bar, and when they are a warning. No Qt."""

from __future__ import annotations

import re
from enum import StrEnum

from desktop.core.contract import Contract
from desktop.core.record import record
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.work.overview import ContractLine

UNKNOWN = "—"
ALERT = 80
"""Percent consumed from which a contract without levels of its own is shown as nearly used up."""
_LEVEL = re.compile(r"\s*(\d+)\s*(h?)\s*")


class Figure(StrEnum):
    """The figures of a contract; a click on one shows what it is made of."""

    PROVISIONED = "provisioned"
    CONSUMED = "consumed"
    BALANCE = "balance"
    PERCENT = "percent"
    WAITING = "waiting"
    RUNNING = "running"
    PROJECTED = "projected"
    HELD = "held"


@record
class Meter:
    """A consumption bar in thousandths of its width: in iTop, waiting or running here, and beyond what was provisioned."""

    consumed: int = 0
    here: int = 0
    over: int = 0
    pale: bool = False
    text: str = ""


@record
class Alerts:
    """A contract's own alert levels: percent consumed, and hours left."""

    percents: tuple[int, ...]
    hours: tuple[int, ...]


def alerts(contract: Contract) -> Alerts:
    """The levels of "80;95;5h"; what is neither a percentage nor hours is left out."""
    found = [match for part in contract.alert_levels.split(";") if (match := _LEVEL.fullmatch(part))]
    return Alerts(
        tuple(sorted(int(match[1]) for match in found if not match[2])),
        tuple(sorted((int(match[1]) for match in found if match[2]), reverse=True)),
    )


def projected_percent(line: ContractLine) -> int | None:
    """Percent consumed with what waits and runs here, rounded down; None where nothing is provisioned or known."""
    known = line.contract.indicators
    if known is None or known.provisioned <= 0:
        return None
    return (known.consumed + line.waiting + line.running) * 100 // known.provisioned


def is_low(line: ContractLine) -> bool:
    """Whether the contract's first alert level is reached, with what waits and runs here."""
    if line.projected is None:
        return False
    levels, share = alerts(line.contract), projected_percent(line)
    if levels.hours and line.projected <= levels.hours[0] * 3600:
        return True
    if levels.hours and not levels.percents:
        return False
    return share is not None and share >= min(levels.percents, default=ALERT)


def line_tone(line: ContractLine) -> str:
    """Red when overrun, amber when nearly used up, with what waits and runs here; a book without provisions cannot be either."""
    if line.projected is None or line.contract.on_demand:
        return ""
    return "bad" if line.projected < 0 else "warn" if is_low(line) else ""


def meter_of(line: ContractLine, *, pale: bool = False) -> Meter | None:
    """The consumption bar, or None where nothing is known or provisioned."""
    known = line.contract.indicators
    if known is None or known.provisioned <= 0:
        return None
    here = max(0, line.waiting + line.running)
    consumed = max(0, known.consumed)
    total = max(known.provisioned, consumed + here)
    inside = min(consumed, known.provisioned)
    inside_here = max(0, min(consumed + here, known.provisioned) - inside)
    over = max(0, consumed + here - known.provisioned)
    return Meter(inside * 1000 // total, inside_here * 1000 // total, over * 1000 // total, pale, consumed_text(line))


def consumed_text(line: ContractLine) -> str:
    """ "61 % of 40h 00m consumed, 65 % with what is here"."""
    known = line.contract.indicators
    assert known is not None
    percent = known.percent if known.percent is not None else 0
    base = tr("{percent} of {time} consumed", percent=formats.percent(percent), time=formats.balance(known.provisioned))
    share = projected_percent(line)
    if share is None or not (line.waiting or line.running):
        return base
    return tr("{base}, {percent} with what is here", base=base, percent=formats.percent(share))
