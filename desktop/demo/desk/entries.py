"""The plan of a year of work on the tickets, counted by each contract's rule. Instants are UTC epochs, durations seconds."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import date

from desktop.core.choice import Why
from desktop.core.contract import Activity, CountingRule
from desktop.core.counting import count_entry
from desktop.core.record import record
from desktop.demo.desk.contracts import ContractPlan, Phase
from desktop.demo.desk.customers import ACTIVITIES, AGENTS, GOODWILL, NIGHT, ON_SITE, REMOTE, TRAVEL
from desktop.demo.desk.english import ENGLISH
from desktop.demo.desk.french import FRENCH
from desktop.demo.desk.hours import HOUR, at, day_of, work_start
from desktop.demo.desk.linking import Linker
from desktop.demo.desk.tickets import TicketPlan

ACTIVITY = {number: Activity(number, name, counted == "yes", factor) for number, name, counted, factor in ACTIVITIES}
FIRST_CALL = 482
"""The ticket that has one entry only: the first call back."""
_SLOT = 300
_TRIES = 3000
"""Dates drawn for one entry before its contract is taken to have no room left."""
_MINUTES = (5, 7, 9, 11, 13, 14, 17, 19, 22, 24, 26, 28, 29, 33, 37, 42, 52, 58, 73, 88)


@record
class Work:
    """One entry before its contract's book looked at it. ``rule_counted`` is what the rule gives for it alone."""

    uid: str
    ticket: TicketPlan
    contract_id: int
    why: Why
    agent_id: int
    started_at: int
    ended_at: int
    worked: int
    rule_counted: int
    activity_id: int
    comment: str


class Planner:
    """Draws work so that no agent is at two places at once and nothing lies in the future."""

    def __init__(self, now: int, rng: random.Random, linker: Linker, tickets: Sequence[TicketPlan]) -> None:
        self._now = now
        self._rng = rng
        self._linker = linker
        # A ticket that nobody has taken, or that was turned down, has no work.
        self._tickets = tuple(ticket for ticket in tickets if ticket.agent_id and ticket.status != "rejected")
        self._busy: set[tuple[int, int]] = set()

    def for_contract(self, plan: ContractPlan) -> list[Work]:
        """The work of the contract's phases, in order; each phase's counted seconds come to its sum where its tickets have room for it."""
        found = [work for phase in plan.phases for work in self._phase(plan, phase)]
        return sorted(found, key=lambda work: work.started_at)

    def more(self, plan: ContractPlan, since: int, count: int) -> list[Work]:
        """``count`` further entries after an instant, whatever they come to."""
        found: list[Work] = []
        while len(found) < count:
            drawn = self._draw(plan, plan.rule, since, self._now, 90 * 60)
            if drawn is None:
                break
            found += [work for work in drawn if work.rule_counted]
        return sorted(found, key=lambda work: work.started_at)

    def without_contract(self) -> list[Work]:
        """Work on tickets that no contract takes."""
        found = []
        for ticket in self._tickets:
            if self._linker.choice(ticket, day_of(ticket.opened)).contract is None:
                for _ in range(self._rng.randint(1, 6)):
                    found += self._on_ticket(None, CountingRule(), ticket, ticket.opened, ticket.ends, 4 * HOUR) or []
        return found

    def _phase(self, plan: ContractPlan, phase: Phase) -> Iterator[Work]:
        remaining = phase.seconds
        if first := self._first_call(plan):
            remaining -= first.rule_counted
            yield first
        while remaining > 0:
            drawn = self._draw(plan, plan.rule, at(phase.first, 0), min(self._now, at(phase.last, 23)), remaining)
            if drawn is None:
                return
            remaining -= sum(work.rule_counted for work in drawn)
            yield from drawn

    def _first_call(self, plan: ContractPlan) -> Work | None:
        for ticket in self._tickets:
            if ticket.id == FIRST_CALL and self._linker.links[ticket.id].contract_id == plan.id:
                start = at(day_of(ticket.opened), 16, 40)
                self._claim(1, start, start + 15 * 60)
                return self._work(plan, plan.rule, ticket, 1, start, 15 * 60, REMOTE, "First call back")
        return None

    def _draw(self, plan: ContractPlan, rule: CountingRule, first: int, last: int, most: int) -> list[Work] | None:
        fitting = [
            ticket for ticket in self._tickets if ticket.opened < last and ticket.ends > first and self._may_take(plan, ticket, first, last)
        ]
        for _ in range(_TRIES if fitting else 0):
            ticket = self._rng.choice(fitting)
            drawn = self._on_ticket(plan, rule, ticket, max(first, ticket.opened), min(last, ticket.ends), most)
            if drawn:
                return drawn
        return None

    def _may_take(self, plan: ContractPlan, ticket: TicketPlan, first: int, last: int) -> bool:
        if ticket.id == FIRST_CALL:
            return False
        days = {day_of(max(first, ticket.opened)), day_of(min(last, ticket.ends))}
        return any(self._takes(plan, ticket, day) for day in days)

    def _takes(self, plan: ContractPlan | None, ticket: TicketPlan, day: date) -> bool:
        contract = self._linker.choice(ticket, day).contract
        return (contract.id if contract else 0) == (plan.id if plan else 0)

    def _on_ticket(
        self, plan: ContractPlan | None, rule: CountingRule, ticket: TicketPlan, first: int, last: int, most: int
    ) -> list[Work] | None:
        """One entry between two instants, with the drive before it where it is on site; None where it does not fit."""
        if last - first < HOUR:
            return None
        activity_id = self._rng.choices((REMOTE, ON_SITE, NIGHT, GOODWILL), (80, 12, 4, 4))[0]
        start = work_start(self._rng, first, last, night=activity_id == NIGHT)
        worked = self._rng.choice(_MINUTES) * 60 + self._rng.randrange(60)
        activity = ACTIVITY[activity_id]
        if count_entry(worked, rule, activity) > most:
            worked = most * 100 // activity.factor_percent
        agent = ticket.agent_id if self._rng.random() < 0.75 else self._colleague(ticket)
        end = start + worked + self._rng.choice((0, 0, 0, 120, 300))
        if start < first or end > min(last, self._now - 60) or worked <= 0 or not self._takes(plan, ticket, day_of(start)):
            return None
        drive = self._rng.choice((1500, 2100, 2700)) if activity_id == ON_SITE else 0
        if start - drive < first or not self._claim(agent, start - drive, end):
            return None
        found = [self._work(plan, rule, ticket, agent, start, worked, activity_id, ended_at=end)]
        if drive:
            found.insert(0, self._work(plan, rule, ticket, agent, start - drive, drive, TRAVEL))
        return found

    def _colleague(self, ticket: TicketPlan) -> int:
        return self._rng.choice([agent.id for agent in AGENTS if ticket.team_id in agent.teams])

    def _claim(self, agent: int, start: int, end: int) -> bool:
        wanted = {(agent, slot) for slot in range(start // _SLOT, end // _SLOT + 1)}
        if wanted & self._busy:
            return False
        self._busy |= wanted
        return True

    def _work(
        self,
        plan: ContractPlan | None,
        rule: CountingRule,
        ticket: TicketPlan,
        agent: int,
        start: int,
        worked: int,
        activity_id: int,
        comment: str = "",
        *,
        ended_at: int = 0,
    ) -> Work:
        language = FRENCH if ticket.french else ENGLISH
        return Work(
            self.uid(),
            ticket,
            plan.id if plan else 0,
            self._linker.choice(ticket, day_of(start)).why,
            agent,
            start,
            ended_at or start + worked,
            worked,
            count_entry(worked, rule, ACTIVITY[activity_id]),
            activity_id,
            comment or self._rng.choice(language.comments[activity_id]),
        )

    def uid(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
