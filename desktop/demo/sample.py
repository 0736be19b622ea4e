"""Sample data: a small set with fixed ids for tests, and a believable service desk."""

from __future__ import annotations

import sqlite3
import time

from desktop.demo.accounts import add_sample_accounts
from desktop.demo.database import insert, journal, local_text, transaction
from desktop.demo.service_desk import fill_service_desk


def add(db: sqlite3.Connection, table: str, cls: str, now: int, **record: object) -> int:
    """Insert an object and note it in the journal; its id."""
    number = insert(db, table, record)
    journal(db, now, cls, number)
    return number


def fill_small(db: sqlite3.Connection) -> None:
    """Two customers, three agents, a few tickets and one contract for each rule. Ids are those listed in the tests."""
    now = int(time.time())
    with transaction(db):
        for number, name, parent in ((1, "Provider", 0), (2, "Ateliers Morel", 0), (3, "Groupe Sorel", 0), (4, "Sorel Nantes", 3)):
            add(db, "organization", "Organization", now, id=number, name=name, parent_id=parent, status="active")
        for number, first, name in ((1, "Camille", "Roy"), (2, "Hugo", "Blanc"), (3, "Lea", "Martin"), (4, "Anne", "Durand")):
            add(db, "person", "Person", now, id=number, first_name=first, name=name, org_id=1, email=f"{first}@example.com".lower())
        add(db, "team", "Team", now, id=10, name="Helpdesk", org_id=1)
        for person in (1, 2, 3):
            add(db, "lnk_person_to_team", "lnkPersonToTeam", now, team_id=10, person_id=person)
        add_sample_accounts(db)
        add(db, "service", "Service", now, id=1, name="Network", org_id=1, status="production")
        add(db, "service", "Service", now, id=2, name="Workstations", org_id=1, status="production")
        for number, name, counted, factor in ((1, "Remote work", "yes", 100), (2, "Night work", "yes", 150), (3, "Travel", "no", 100)):
            add(
                db,
                "contract_time_activity",
                "ContractTimeActivity",
                now,
                id=number,
                name=name,
                counted=counted,
                factor_percent=factor,
                rank=number,
            )
        _small_contract(db, now, 1, 2, "Support Premium", 144000, time_rounding=15, services=(1,))
        _small_contract(db, now, 2, 3, "Block of hours", 3600, time_overrun="block", services=(1,))
        _small_contract(db, now, 3, 2, "By ticket and day", 36000, time_rounding=15, time_rounding_per="ticket_day", services=(2,))
        for number, cls, org, contract, service in (
            (101, "UserRequest", 2, 1, 1),
            (102, "UserRequest", 3, 2, 1),
            (103, "Incident", 2, 3, 2),
            (104, "UserRequest", 4, 0, 2),
            (105, "Incident", 2, 1, 1),
        ):
            add(
                db,
                "ticket",
                cls,
                now,
                id=number,
                finalclass=cls,
                ref=f"{'R' if cls == 'UserRequest' else 'I'}-{number:06d}",
                title=f"Ticket {number}",
                description=f"<p>Description of {number}</p>",
                org_id=org,
                caller_id=4,
                team_id=10,
                agent_id=1,
                status="assigned",
                priority="3",
                impact="3",
                urgency="3",
                origin="phone",
                operational_status="ongoing",
                service_id=service,
                start_date=local_text(now - 86400),
                last_update=local_text(now - 3600),
                ttr_escalation_deadline=local_text(now + 7200),
                time_contract_id=contract,
                time_contract_by="rule",
                time_counted=0,
                private_log="[]",
                public_log="[]",
            )


def _small_contract(
    db: sqlite3.Connection, now: int, number: int, org: int, name: str, seconds: int, services: tuple[int, ...], **rule: object
) -> None:
    defaults: dict[str, object] = {
        "status": "production",
        "time_rounding": 0,
        "time_minimum": 0,
        "time_rounding_mode": "up",
        "time_rounding_per": "entry",
        "time_overrun": "allow",
        "time_rank": 0,
        "time_scope": "",
        "time_alert_levels": "80;95",
        "time_consumed": 0,
        "time_consumed_percent": 0,
    }
    add(
        db,
        "customer_contract",
        "CustomerContract",
        now,
        **({"id": number, "org_id": org, "name": name, "time_provisioned": seconds, "time_balance": seconds} | defaults | rule),
    )
    for service in services:
        add(db, "lnk_customer_contract_to_service", "lnkCustomerContractToService", now, customercontract_id=number, service_id=service)
    uid = f"00000000-0000-4000-8000-{number:012d}"
    day = str(local_text(now))[:10]
    add(
        db,
        "contract_time_provision",
        "ContractTimeProvision",
        now,
        uid=uid,
        contract_id=number,
        date=day,
        seconds=seconds,
        kind="initial",
        valid_from=None,
        valid_until=None,
        comment="",
        author_id=0,
    )


def fill_desk(db: sqlite3.Connection) -> None:
    """A believable service desk as it stands now (see ``service_desk``)."""
    fill_service_desk(db, int(time.time()))
