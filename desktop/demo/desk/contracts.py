"""The twenty contracts: one for every state that a contract can be in. Days are relative to today; durations are seconds."""

from __future__ import annotations

from dataclasses import field
from datetime import date, timedelta

from desktop.core.contract import CountingRule, Overrun, ProvisionKind, RoundingMode, RoundingPer
from desktop.core.record import record
from desktop.demo.desk.customers import BUSINESS, MESSAGING, NETWORK, SECURITY, SERVERS, WORKSTATIONS
from desktop.demo.desk.hours import HOUR, month_end, month_start

_ALL = (NETWORK, WORKSTATIONS, MESSAGING, SERVERS, SECURITY, BUSINESS)
_UP_15 = CountingRule(15)
_UP_10 = CountingRule(10)
_UP_5 = CountingRule(5)
_NEAREST_15 = CountingRule(15, mode=RoundingMode.NEAREST)
_UP_15_MINIMUM_30 = CountingRule(15, 30)
_DAY_30 = CountingRule(30, per=RoundingPer.TICKET_DAY)


@record
class Credit:
    """A provision as planned."""

    day: date
    seconds: int
    kind: ProvisionKind = ProvisionKind.INITIAL
    valid_from: date | None = None
    valid_until: date | None = None
    comment: str = ""


@record
class Phase:
    """Counted work to come to ``seconds`` in all, between two days."""

    first: date
    last: date
    seconds: int


@record
class ContractPlan:
    """``by_person``: people choose it, for tickets that the rule would give to another. ``held``: entries that wait for a decision."""

    id: int
    org_id: int
    name: str
    start: date | None
    end: date | None
    services: tuple[int, ...]
    credits: tuple[Credit, ...] = ()
    phases: tuple[Phase, ...] = ()
    rule: CountingRule = field(default_factory=CountingRule)
    overrun: Overrun = Overrun.ALLOW
    status: str = "production"
    rank: int = 0
    closed_until: date | None = None
    alert_levels: str = "80;95"
    cost: str = ""
    by_person: bool = False
    held: int = 0

    @property
    def scope(self) -> str:
        listed = ",".join(str(service) for service in self.services)
        return " UNION ".join(f"SELECT {name} WHERE service_id IN ({listed})" for name in ("UserRequest", "Incident"))


def hours(whole: int, minutes: int = 0) -> int:
    return whole * HOUR + minutes * 60


def contract_plans(today: date) -> tuple[ContractPlan, ...]:
    """The contracts as they stand on ``today``."""
    year = today.year
    end = month_end(today, 1)
    start = month_start(today - timedelta(days=80))
    before = start - timedelta(days=1)
    year_ago = month_start(today, -12)
    half = month_start(today, -6)
    yesterday = today - timedelta(days=1)
    # fmt: off
    return (
        ContractPlan(1, 2, f"Support Premium {year}", start, end, _ALL, (Credit(start, hours(40)),), (Phase(start, today, hours(24, 45)),),
                     _UP_15, Overrun.WARN, cost="4800"),
        ContractPlan(2, 3, f"Support {year}", year_ago, end, _ALL, (Credit(year_ago, hours(30)),),
                     (Phase(half, yesterday, hours(32, 10)),), _UP_10, Overrun.BLOCK, cost="3300", held=4),
        ContractPlan(3, 5, "Carnet 20 h", half, month_end(today, 7), _ALL, (Credit(half, hours(20)),), (Phase(half, today, hours(18, 55)),),
                     _UP_5, Overrun.WARN, alert_levels="80;95;2h", cost="1900"),
        ContractPlan(4, 7, "Infogérance", half, month_end(today, 5), _ALL, (Credit(half, hours(50)),), (Phase(half, today, hours(18, 30)),),
                     _NEAREST_15, cost="6200"),
        # Both scopes match the server tickets of Ateliers Morel; the one that ends first is proposed.
        ContractPlan(5, 2, "Projet migration", start, month_end(today, 4), (SERVERS,), (Credit(start, hours(25)),),
                     (Phase(start, today, hours(18, 30)),), _UP_15, Overrun.BLOCK, by_person=True),
        ContractPlan(6, 2, "Support Premium, previous term", month_start(start, -12), before, _ALL, (Credit(month_start(start, -12),
                     hours(90)),),
                     (Phase(month_start(today, -11), before, hours(84, 30)),), _UP_15, Overrun.WARN),
        # Unlimited, with hours for each month: what a month leaves expires with it.
        ContractPlan(7, 12, "Assistance au mois", year_ago, None, _ALL, _monthly(today, hours(12)), _monthly_use(today), _UP_15,
                     Overrun.WARN,
                     alert_levels="80"),
        ContractPlan(8, 8, "Service bank", year_ago, month_end(today, 8), _ALL, _bank(today),
                     (Phase(year_ago, month_end(today, -7), hours(45, 20)), Phase(half, today, hours(78, 40))), CountingRule(),
                     Overrun.WARN),
        ContractPlan(9, 13, "Managed workplace", year_ago, month_end(today, 2), (NETWORK, WORKSTATIONS, MESSAGING), (Credit(year_ago,
                     hours(180)),),
                     (Phase(year_ago, today, hours(138)),), _DAY_30, Overrun.WARN),
        ContractPlan(10, 13, "Server care", year_ago, month_end(today, 2), (SERVERS, SECURITY), (Credit(year_ago, hours(150)),),
                     (Phase(year_ago, today, hours(92, 30)),), _UP_15_MINIMUM_30),
        ContractPlan(11, 9, "Contrat cadre Castel", year_ago, month_end(today, 1), _ALL,
                     (Credit(year_ago, hours(160)), Credit(half, hours(40), ProvisionKind.TOPUP, comment="Avenant 1")),
                     (Phase(year_ago, today, hours(214, 30)),), _UP_15),
        ContractPlan(12, 11, "Castel Logistique, astreinte", today - timedelta(days=5), month_end(today, 12), (SERVERS,),
                     (Credit(today - timedelta(days=5), hours(60)),), (), _UP_15, rank=5),
        ContractPlan(13, 3, f"Support {year + 1}", end + timedelta(days=1), month_end(end, 12), _ALL, (Credit(end + timedelta(days=1),
                     hours(36)),), (),
                     _UP_10, Overrun.BLOCK),
        ContractPlan(14, 12, "Déploiement Wi-Fi", month_start(today), month_end(today, 6), (NETWORK,), (Credit(today, hours(24)),), (),
                     _UP_15, status="implementation"),
        ContractPlan(15, 8, "Legacy support", month_start(today, -36), month_end(today, -13), (WORKSTATIONS,), (Credit(month_start(today,
                     -36), hours(80)),),
                     (), _UP_15, status="obsolete"),
        ContractPlan(16, 4, "Sorel Nantes, proximité", year_ago, month_end(today, 3), _ALL,
                     (Credit(year_ago, hours(100)), Credit(half, -hours(10), ProvisionKind.CORRECTION,
                     comment="10 h moved to the group's contract")),
                     (Phase(year_ago, today, hours(61, 15)),), _UP_15, Overrun.WARN),
        ContractPlan(17, 5, "Carnet 10 h", month_start(today, -11), half - timedelta(days=1), _ALL, (Credit(month_start(today, -11),
                     hours(10)),),
                     (Phase(month_start(today, -11), half - timedelta(days=1), hours(10)),), _UP_5),
        ContractPlan(18, 7, "Infogérance, previous term", month_start(half, -12), half - timedelta(days=1), _ALL,
                     (Credit(month_start(half, -12), hours(50)),),
                     (Phase(year_ago, half - timedelta(days=1), hours(45, 45)),), _NEAREST_15),
        ContractPlan(19, 10, "Projet ERP", year_ago, month_end(today, 4), (BUSINESS,), (Credit(year_ago, hours(120)),),
                     (Phase(year_ago, today, hours(71, 15)),), _UP_15, Overrun.WARN, closed_until=month_start(today)),
        # Counted afterwards: nothing was ever provisioned, so it has no percentage.
        ContractPlan(20, 13, "ERP on demand", None, None, (BUSINESS,), (), (Phase(half, today, hours(21)),), CountingRule()),
    )
    # fmt: on


def _monthly(today: date, seconds: int) -> tuple[Credit, ...]:
    """Recurring provisions of a year, each valid in its month."""
    months = [month_start(today, number) for number in range(-12, 1)]
    return tuple(Credit(first, seconds, ProvisionKind.RECURRING, first, month_end(first)) for first in months)


def _monthly_use(today: date) -> tuple[Phase, ...]:
    """What each month used, in quarters of an hour: never all of it, and this month half."""
    quarters = (37, 41, 30, 46, 44, 28, 39, 47, 33, 42, 36, 45)
    past = [Phase(month_start(today, index - 12), month_end(today, index - 12), used * 900) for index, used in enumerate(quarters)]
    return (*past, Phase(month_start(today), today, hours(5, 45)))


def _bank(today: date) -> tuple[Credit, ...]:
    """Hours of a first half year that were not all used and expired; those of the second; a gift that ends soon."""
    first, half = month_start(today, -12), month_start(today, -6)
    return (
        Credit(first, hours(50), ProvisionKind.INITIAL, first, half - timedelta(days=1), "First half year"),
        Credit(half, hours(80), ProvisionKind.TOPUP, half, month_end(today, 8), "Second order"),
        Credit(month_start(today, -1), hours(6), ProvisionKind.CARRYOVER, month_start(today, -1), month_end(today, 1), "Agreed carry-over"),
    )
