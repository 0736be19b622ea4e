"""A believable service desk: a year of an IT service company, planned in ``desk`` and written in one transaction.

Every figure that is stored follows from the rows: sums are recomputed by the same code that answers ``carnet/push``.
"""

from __future__ import annotations

import json
import random
import sqlite3

from desktop.demo.accounts import add_sample_accounts
from desktop.demo.auth import Caller
from desktop.demo.book import indicators_of
from desktop.demo.database import insert, local_text, transaction
from desktop.demo.desk.booking import Row, rows_of
from desktop.demo.desk.contracts import ContractPlan, Credit, contract_plans
from desktop.demo.desk.customers import ACTIVITIES, AGENTS, CUSTOMERS, MANAGER, PROVIDER, SERVICES, SUBCATEGORIES, TEAMS
from desktop.demo.desk.entries import ACTIVITY, Planner
from desktop.demo.desk.files import add_files
from desktop.demo.desk.hours import DAY, at, day_of
from desktop.demo.desk.linking import Link, Linker
from desktop.demo.desk.messages import log_text
from desktop.demo.desk.tickets import TicketPlan, plan_tickets
from desktop.demo.model import MODULES, classes
from desktop.demo.rest import Context

_SEED = 20
_LONG_AGO = 400 * DAY


class _Writer:
    """Rows with their places in the journal: ``pull`` repeats what changed lately, so that nothing here may claim to have."""

    def __init__(self, db: sqlite3.Connection, now: int) -> None:
        self._db = db
        self._now = now
        self._changes: list[tuple[int, str, int]] = []

    def add(self, table: str, cls: str, changed: int | None = None, **record: object) -> int:
        number = insert(self._db, table, record)
        self._changes.append((self._now - _LONG_AGO if changed is None else min(changed, self._now), cls, number))
        return number

    def write_journal(self) -> None:
        self._db.executemany("INSERT INTO journal (at, class, id) VALUES (?, ?, ?)", sorted(self._changes))


def fill_service_desk(db: sqlite3.Connection, now: int) -> None:
    """The service desk as it stands at ``now`` (a UTC epoch); the same clock gives the same desk."""
    rng = random.Random(_SEED)
    plans = contract_plans(day_of(now))
    tickets = plan_tickets(now, rng)
    linker = Linker(plans, tickets)
    planner = Planner(now, rng, linker, tickets)
    rows = [row for plan in plans for row in rows_of(plan, planner, rng)]
    rows += [Row(work, work.rule_counted) for work in planner.without_contract()]
    # Stable, so that a mistake stays before its reversal.
    rows.sort(key=lambda row: row.work.started_at)
    with transaction(db):
        writer = _Writer(db, now)
        add_sample_accounts(db)
        _write_people(writer)
        _write_catalogue(writer)
        for plan in plans:
            _write_contract(writer, plan, planner)
        for ticket in tickets:
            _write_ticket(writer, ticket, linker.links[ticket.id])
        for row in rows:
            _write_entry(writer, row)
        add_files(db, now)
        _write_desks(db, now)
        counted = "SELECT coalesce(sum(counted_seconds), 0) FROM contract_time_entry WHERE ticket_id = ticket.id"
        db.execute(f"UPDATE ticket SET time_counted = ({counted})")
        writer.write_journal()
        context = Context(db, Caller("setup", MANAGER, ("Administrator",), ()), classes(MODULES), now)
        for plan in plans:
            indicators_of(context, plan.id)


def _write_people(writer: _Writer) -> None:
    writer.add("organization", "Organization", id=PROVIDER, name="Rivage Informatique", code="RIVAGE", parent_id=0, status="active")
    for one in CUSTOMERS:
        writer.add("organization", "Organization", id=one.id, name=one.name, code="", parent_id=one.parent, status="active")
    for number, name in TEAMS:
        email = f"{name.lower()}@rivage.example"
        writer.add("team", "Team", id=number, name=name, org_id=PROVIDER, email=email, status="active")
    for agent in AGENTS:
        _write_person(writer, agent.id, agent.first, agent.last, PROVIDER, "rivage.example", agent.function)
        for team in agent.teams:
            writer.add("lnk_person_to_team", "lnkPersonToTeam", team_id=team, person_id=agent.id)
    for one in CUSTOMERS:
        for index, name in enumerate(one.callers):
            first, _, last = name.rpartition(" ")
            _write_person(writer, one.caller_id(index), first, last, one.id, one.domain, "")


def _write_desks(db: sqlite3.Connection, now: int) -> None:
    """Devices as they last told of themselves: one laptop went home with work on it."""
    for place, agent in enumerate(AGENTS):
        away = place == 1
        told = {"waiting": 3, "waiting_seconds": 4500} if away else {"waiting": 0, "waiting_seconds": 0}
        seen = now - (40 * 3600 if away else 60 * place)
        record = (f"desk-{agent.id}", agent.id, f"PC-{agent.id:02d}", "0.1.0", seen, json.dumps(told))
        db.execute("INSERT INTO desk VALUES (?, ?, ?, ?, ?, ?)", record)


def _write_person(writer: _Writer, number: int, first: str, last: str, org: int, domain: str, function: str) -> None:
    email = f"{first.split()[-1]}.{last}@{domain}".lower()
    phone = f"+33 1 99 00 {number // 100 % 100:02d} {number % 100:02d}"
    writer.add(
        "person",
        "Person",
        id=number,
        first_name=first,
        name=last,
        org_id=org,
        email=email,
        phone=phone,
        function=function,
        status="active",
    )


def _write_catalogue(writer: _Writer) -> None:
    for number, name, description in SERVICES:
        writer.add("service", "Service", id=number, name=name, description=description, org_id=PROVIDER, status="production")
    for number, service, name, kind in SUBCATEGORIES:
        writer.add("service_subcategory", "ServiceSubcategory", id=number, name=name, service_id=service, request_type=kind)
    for rank, (number, name, counted, factor) in enumerate(ACTIVITIES, 1):
        writer.add(
            "contract_time_activity",
            "ContractTimeActivity",
            id=number,
            name=name,
            counted=counted,
            factor_percent=factor,
            rank=rank,
            status="active",
        )


def _write_contract(writer: _Writer, plan: ContractPlan, planner: Planner) -> None:
    changed = at(plan.start, 9) if plan.start else None
    writer.add(
        "customer_contract",
        "CustomerContract",
        changed,
        id=plan.id,
        org_id=plan.org_id,
        provider_id=PROVIDER,
        name=plan.name,
        description="",
        start_date=plan.start.isoformat() if plan.start else None,
        end_date=plan.end.isoformat() if plan.end else None,
        cost=plan.cost,
        status=plan.status,
        time_scope=plan.scope,
        time_rank=plan.rank,
        time_rounding=plan.rule.rounding,
        time_minimum=plan.rule.minimum,
        time_rounding_mode=plan.rule.mode.value,
        time_rounding_per=plan.rule.per.value,
        time_overrun=plan.overrun.value,
        time_alert_levels=plan.alert_levels,
        time_closed_until=plan.closed_until.isoformat() if plan.closed_until else None,
    )
    for service in plan.services:
        writer.add(
            "lnk_customer_contract_to_service", "lnkCustomerContractToService", changed, customercontract_id=plan.id, service_id=service
        )
    for credit in plan.credits:
        _write_provision(writer, plan.id, credit, planner.uid())


def _write_provision(writer: _Writer, contract_id: int, credit: Credit, uid: str) -> None:
    writer.add(
        "contract_time_provision",
        "ContractTimeProvision",
        at(credit.day, 9),
        uid=uid,
        contract_id=contract_id,
        date=credit.day.isoformat(),
        seconds=credit.seconds,
        kind=credit.kind.value,
        valid_from=credit.valid_from.isoformat() if credit.valid_from else None,
        valid_until=credit.valid_until.isoformat() if credit.valid_until else None,
        comment=credit.comment,
        author_id=MANAGER,
    )


def _write_ticket(writer: _Writer, ticket: TicketPlan, link: Link) -> None:
    resolved = None if ticket.is_open else local_text(ticket.ends)
    state = {"resolved": "resolved", "closed": "closed", "rejected": "closed"}.get(ticket.status, "ongoing")
    extra: dict[str, object] = {} if ticket.incident else {"request_type": _request_type(ticket)}
    writer.add(
        "ticket",
        ticket.name,
        ticket.updated,
        id=ticket.id,
        finalclass=ticket.name,
        ref=ticket.ref,
        title=ticket.title,
        description=ticket.description,
        org_id=ticket.org_id,
        caller_id=ticket.caller_id,
        team_id=ticket.team_id,
        agent_id=ticket.agent_id,
        status=ticket.status,
        operational_status=state,
        impact=str(ticket.impact),
        urgency=str(ticket.urgency),
        priority=str(ticket.priority),
        origin=("mail", "portal", "phone", "portal", "monitoring" if ticket.incident else "mail")[ticket.id % 5],
        service_id=ticket.service_id,
        servicesubcategory_id=ticket.subcategory,
        start_date=local_text(ticket.opened),
        last_update=local_text(ticket.updated),
        assignment_date=local_text(min(ticket.opened + 1200, ticket.updated)) if ticket.agent_id else None,
        resolution_date=resolved,
        close_date=resolved if ticket.status == "closed" else None,
        end_date=resolved,
        tto_escalation_deadline=local_text(ticket.answer_before),
        ttr_escalation_deadline=local_text(ticket.resolve_before),
        resolution_code="assistance",
        solution=ticket.solution,
        public_log=log_text(ticket.public),
        private_log=log_text(ticket.private),
        time_contract_id=link.contract_id,
        time_contract_by=link.by,
        time_counted=0,
        **extra,
    )


def _request_type(ticket: TicketPlan) -> str:
    return next(kind for number, _, _, kind in SUBCATEGORIES if number == ticket.subcategory)


def _write_entry(writer: _Writer, row: Row) -> None:
    work = row.work
    writer.add(
        "contract_time_entry",
        "ContractTimeEntry",
        work.ended_at,
        uid=work.uid,
        ticket_id=work.ticket.id,
        contract_id=work.contract_id,
        contract_why=work.why.value,
        agent_id=work.agent_id,
        started_at=work.started_at,
        ended_at=work.ended_at,
        started_on=local_text(work.started_at),
        worked_seconds=row.worked,
        counted_seconds=row.counted,
        counted_by="person" if row.by_person else "rule",
        reason=row.reason,
        activity_id=work.activity_id,
        factor_percent=ACTIVITY[work.activity_id].factor_percent,
        state=row.state,
        counted_on=(row.counted_on or day_of(work.started_at)).isoformat(),
        late="yes" if row.late else "no",
        comment=work.comment,
        public_comment=work.ticket.title,
        reverses=row.reverses,
        replaces=row.replaces,
        source="command line" if work.started_at % 7 == 0 else "desktop",
        log_state="none",
    )
