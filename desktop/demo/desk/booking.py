"""Work into rows of the time book, as the server would have written them on arrival. Durations are seconds."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from desktop.core.contract import CountingRule, Overrun, RoundingPer
from desktop.core.counting import DayWork, count_entry, count_ticket_day
from desktop.core.ids import reversal_uid
from desktop.core.ledger import counted_on
from desktop.core.record import record
from desktop.demo.desk.contracts import ContractPlan
from desktop.demo.desk.customers import REMOTE
from desktop.demo.desk.entries import ACTIVITY, Planner, Work
from desktop.demo.desk.hours import DAY, day_of

_ACCEPTED = "Accepted by the customer on the phone, Lea Martin"
_COURTESY = "Half of it was our own search"
_LATE = "Typed in after the month was closed"


@record
class Row:
    """An entry as stored."""

    work: Work
    counted: int
    state: str = "counted"
    by_person: bool = False
    reason: str = ""
    counted_on: date | None = None
    late: bool = False
    reverses: str = ""
    replaces: str = ""

    @property
    def worked(self) -> int:
        return -self.work.worked if self.reverses else self.work.worked


def rows_of(plan: ContractPlan, planner: Planner, rng: random.Random) -> list[Row]:
    """The contract's entries in the order in which they were worked."""
    works = planner.for_contract(plan)
    if plan.rule.per is RoundingPer.TICKET_DAY:
        return list(_by_ticket_day(plan.rule, works))
    rows = [Row(work, work.rule_counted) for work in works]
    if plan.overrun is Overrun.BLOCK:
        rows = _blocked(plan, rows, planner)
    elif plan.closed_until is not None:
        rows = _one_late(rows, plan.closed_until)
    if plan.id % 3 == 2 and plan.overrun is not Overrun.BLOCK:
        rows = list(_some_corrected(plan.rule, rows, planner, rng))
    # Not where a picture tells the contract's exact balance.
    if plan.id in (8, 16, 20):
        rows = _some_by_person(rows)
    return rows


def _by_ticket_day(rule: CountingRule, works: Sequence[Work]) -> Iterator[Row]:
    days: dict[tuple[int, int, date], list[DayWork]] = defaultdict(list)
    for work in works:
        activity = ACTIVITY[work.activity_id]
        earlier = days[work.ticket.id, work.agent_id, day_of(work.started_at)]
        counted = count_ticket_day(work.worked, activity, earlier, rule)
        earlier.append(DayWork(work.worked, activity, counted))
        yield Row(work, counted)


def _blocked(plan: ContractPlan, rows: Sequence[Row], planner: Planner) -> list[Row]:
    """What went over the limit was held and then accepted; what came last waits for a decision."""
    balance = sum(credit.seconds for credit in plan.credits)
    found: list[Row] = []
    over_since = 0
    for row in rows:
        if row.counted > balance > -(10**8) and row.counted:
            over_since = over_since or row.work.started_at
            row = replace(row, by_person=True, reason=_ACCEPTED)
        balance -= row.counted
        found.append(row)
    if plan.held:
        newest = max(over_since, rows[-1].work.started_at - 2 * DAY)
        found += [Row(work, 0, "held") for work in planner.more(plan, newest, plan.held)]
    return sorted(found, key=lambda row: row.work.started_at)


def _one_late(rows: Sequence[Row], closed_until: date) -> list[Row]:
    """The last work of the closed month arrived after it was closed."""
    before = [row for row in rows if day_of(row.work.started_at) < closed_until and row.counted]
    return [_late(row, closed_until) if row is before[-1] else row for row in rows]


def _late(row: Row, closed_until: date) -> Row:
    day, late = counted_on(day_of(row.work.started_at), closed_until)
    return replace(row, counted_on=day, late=late, work=replace(row.work, comment=_LATE))


def _some_corrected(rule: CountingRule, rows: Sequence[Row], planner: Planner, rng: random.Random) -> Iterator[Row]:
    """Some rows replaced a mistaken one: the mistake and its reversal stand before them."""
    for index, row in enumerate(rows):
        if index % 30 != 20 or row.work.activity_id != REMOTE:
            yield row
            continue
        shorter = max(60, row.work.worked // 2 + rng.randrange(60))
        mistaken = replace(row.work, uid=planner.uid(), worked=shorter)
        mistaken = replace(mistaken, rule_counted=count_entry(shorter, rule, ACTIVITY[REMOTE]))
        yield Row(mistaken, mistaken.rule_counted, "reversed")
        yield Row(replace(mistaken, uid=reversal_uid(mistaken.uid)), -mistaken.rule_counted, "reversal", reverses=mistaken.uid)
        yield replace(row, replaces=mistaken.uid)


def _some_by_person(rows: Sequence[Row]) -> list[Row]:
    """Some rows were counted less than the rule would, by a person and with a reason."""
    return [
        replace(row, counted=row.counted // 1800 * 900, by_person=True, reason=_COURTESY)
        if index % 25 == 12 and row.state == "counted" and row.counted > 1800 and not row.replaces
        else row
        for index, row in enumerate(rows)
    ]
