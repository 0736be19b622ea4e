"""Customer contracts and what their time books are made of.

Durations are whole seconds; days are ``datetime.date`` in the server's time zone. None as a bound means unbounded.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum

from desktop.core.record import record


class RoundingMode(StrEnum):
    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


class RoundingPer(StrEnum):
    ENTRY = "entry"
    TICKET_DAY = "ticket_day"


class Overrun(StrEnum):
    """What happens to work beyond the balance (protocol sections 1 and 2)."""

    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"


class ProvisionKind(StrEnum):
    INITIAL = "initial"
    TOPUP = "topup"
    RECURRING = "recurring"
    CARRYOVER = "carryover"
    CORRECTION = "correction"
    EXPIRY = "expiry"


@record
class CountingRule:
    """How worked time becomes counted time. ``rounding`` and ``minimum`` are minutes, 0 = off."""

    rounding: int = 0
    minimum: int = 0
    mode: RoundingMode = RoundingMode.UP
    per: RoundingPer = RoundingPer.ENTRY


@record
class Activity:
    """A kind of work. What is not ``counted`` decrements nothing."""

    id: int
    name: str
    counted: bool = True
    factor_percent: int = 100
    rank: int = 0


@record
class Provision:
    """Time credited to a contract; negative only in corrections and expiries."""

    uid: str
    contract_id: int
    day: date
    seconds: int
    kind: ProvisionKind = ProvisionKind.INITIAL
    valid_from: date | None = None
    valid_until: date | None = None
    comment: str = ""

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day <= self.valid_until)


@record
class Indicators:
    """The four indicators over open provisions, in seconds. ``percent`` is None where nothing is provisioned."""

    provisioned: int
    consumed: int
    balance: int
    percent: int | None


@record
class Contract:
    """A customer contract as last read. ``indicators`` is None where this iTop cannot give a balance."""

    id: int
    name: str
    org_id: int
    customer: str
    start: date | None = None
    end: date | None = None
    status: str = "production"
    scope: str = ""
    rank: int = 0
    rule: CountingRule = field(default_factory=CountingRule)
    overrun: Overrun = Overrun.ALLOW
    alert_levels: str = ""
    closed_until: date | None = None
    indicators: Indicators | None = None
    as_of: int | None = None

    @property
    def on_demand(self) -> bool:
        """Whether nothing was ever provisioned: work is counted afterwards, and there is no balance to run out of."""
        known = self.indicators
        return known is not None and known.provisioned == 0 and known.balance == -known.consumed

    @property
    def minds_overrun(self) -> bool:
        """Whether people are told of work beyond the balance: where it is held, and with a warning where there was a balance at all."""
        return self.overrun is Overrun.BLOCK or (self.overrun is Overrun.WARN and not self.on_demand)

    def valid_on(self, day: date) -> bool:
        """Empty dates are unbounded; only ``implementation`` is excluded (protocol section 3)."""
        if self.status == "implementation":
            return False
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
