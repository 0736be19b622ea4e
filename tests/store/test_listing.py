"""The working list: scopes, orders, search, and what a person has looked at."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlite_utils

from desktop.core.ticket import LogEntry, TicketKey
from desktop.store.database import MIGRATIONS, open_database
from desktop.store.listing import Listed, Question, count_scopes, key_numbers, list_numbers, listed_rows
from desktop.store.schema import migrations
from desktop.store.tickets import find_ticket, mark_opened, mark_seen, save_tickets, search_tickets
from desktop.work.desk import Desk
from tests.conftest import START, make_ticket


def keep(desk: Desk, *tickets: object) -> None:
    with desk.db.transaction():
        save_tickets(desk.db, desk.account.id, tickets, whole=True)  # type: ignore[arg-type]


def ask(desk: Desk, **changes: object) -> list[int]:
    """The listed tickets' iTop ids, in order."""
    question = replace(Question(desk.account.id, person_id=7, teams=(12,)), **changes)  # type: ignore[arg-type]
    numbers = list_numbers(desk.db, question)
    ids = {listed.number: listed.ticket.key.id for listed in listed_rows(desk.db, numbers)}
    return [ids[number] for number in numbers]


def row(desk: Desk, number: int) -> Listed:
    (listed,) = listed_rows(desk.db, key_numbers(desk.db, desk.account.id, [TicketKey("UserRequest", number)]))
    return listed


def test_due_first_is_running_then_deadline_then_last_update(desk: Desk) -> None:
    """What runs stands on top; pending tickets have no deadline to hurry for; a new one is due when it must be owned."""
    keep(
        desk,
        make_ticket(1, ttr_deadline=START + 900),
        make_ticket(2, status="pending", ttr_deadline=START + 10, updated_at=START + 1),
        make_ticket(3, status="new", tto_deadline=START + 300, ttr_deadline=START + 9000),
        make_ticket(4, updated_at=START + 2),
        make_ticket(5, ttr_deadline=START + 600),
    )
    assert ask(desk) == [3, 5, 1, 4, 2]
    assert ask(desk, first=(TicketKey("UserRequest", 4),)) == [4, 3, 5, 1, 2]


@pytest.mark.parametrize(
    ("sort", "order"), [("customer", [2, 1, 3]), ("priority", [3, 1, 2]), ("balance", [2, 3, 1]), ("updated", [1, 2, 3])]
)
def test_orders_by_other_things(desk: Desk, sort: str, order: list[int]) -> None:
    """By customer, by priority (none comes last), by what is left on the contract (unknown comes last), by last update."""
    keep(
        desk,
        make_ticket(1, customer="mairie", priority=2, updated_at=START + 3),
        make_ticket(2, customer="Ateliers", priority=0, contract_id=8, updated_at=START + 2),
        make_ticket(3, customer="Transports", priority=1, contract_id=9, updated_at=START + 1),
    )
    assert ask(desk, sort=sort, balances=((8, -3600), (9, 100))) == order


def test_a_bare_number_finds_the_reference(desk: Desk) -> None:
    """ "482" finds R-000482 without its zeros, beside words that begin so."""
    keep(desk, make_ticket(482), make_ticket(7, title="Room 4821 has no light", status="closed"), make_ticket(8))
    assert ask(desk, search="482") == [482, 7]
    assert [ticket.key.id for ticket in search_tickets(desk.db, desk.account.id, "482")] == [482, 7]


def test_a_search_is_over_everything_kept_here(desk: Desk) -> None:
    """Whatever the scope; every word must be there, accents or not."""
    keep(desk, make_ticket(1, title="Imprimante à l'étage", agent_id=99, team_id=99), make_ticket(2))
    assert ask(desk, search="etage impr") == [1]
    assert ask(desk, search="etage vpn") == [] and ask(desk, search="!!") == []


def test_answered_since_a_person_looked(desk: Desk) -> None:
    """The caller's last word marks a ticket until it is looked at; once somebody has replied, it does not."""
    said = LogEntry("public", START, "Anne Durand", "<p>Still broken</p>")
    keep(desk, make_ticket(1, logs=(said,)), make_ticket(2, logs=(said, LogEntry("public", START + 5, "Hugo Blanc", "ok"))))
    assert row(desk, 1).answered and not row(desk, 2).answered
    with desk.db.transaction():
        mark_opened(desk.db, desk.account.id, TicketKey("UserRequest", 1), START + 1)
    assert not row(desk, 1).answered
    keep(desk, make_ticket(1, logs=(said, LogEntry("public", START + 60, "Anne Durand", "<p>And now?</p>"))))
    assert row(desk, 1).answered
    with desk.db.transaction():
        mark_seen(desk.db, desk.account.id, TicketKey("UserRequest", 1), START + 61)
    assert not row(desk, 1).answered
    assert ask(desk, scope="recent") == [1]


def test_counts_are_those_of_the_lists(desk: Desk) -> None:
    """Each chip says how many tickets its list has."""
    keep(desk, make_ticket(1), make_ticket(2, agent_id=8), make_ticket(3, status="closed"), make_ticket(4, agent_id=8, team_id=1))
    with desk.db.transaction():
        mark_opened(desk.db, desk.account.id, TicketKey("UserRequest", 4), START)
    counts = count_scopes(desk.db, desk.account.id, 7, (12,))
    assert counts == {"mine": 1, "team": 2, "recent": 1, "all": 4}
    assert counts == {scope: len(ask(desk, scope=scope)) for scope in counts}


def test_an_older_file_keeps_everything(tmp_path: Path) -> None:
    """A file of the first schema is migrated: texts, what was opened, search, who answered last; a backup is beside it."""
    path = tmp_path / "carnet.sqlite"
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before="0003_working_list")
    logs = [
        {"log": "public", "at": START, "author": "Anne Durand", "html": "<p>Hello</p>"},
        {"log": "private", "at": START + 9, "author": "x", "html": ""},
    ]
    record = {
        "account": 1, "class": "UserRequest", "id": 482, "ref": "R-000482", "title": "VPN drops", "status": "assigned", "org_id": 3,
        "customer": "Morel", "caller": "Anne Durand", "agent_id": 7, "agent": "", "team_id": 12, "team": "", "priority": 2,
        "service_id": 5, "service": "", "description": "<p>Text</p>", "logs": json.dumps(logs), "whole": 1, "opened_at": START - 5,
    }  # fmt: skip
    old["tickets"].insert(record)
    old["meta"].insert({"name": "cursor/1", "value": "x"})
    old.conn.commit()
    old.close()
    with open_database(path) as db:
        key = TicketKey("UserRequest", 482)
        ticket = find_ticket(db, 1, key)
        assert ticket is not None and ticket.description == "<p>Text</p>" and len(ticket.logs) == 2
        (listed,) = listed_rows(db, key_numbers(db, 1, [key]))
        assert (listed.answered_at, listed.seen_at, listed.answered) == (START, START - 5, True)
        assert len(list_numbers(db, Question(1, search="vpn"))) == 1
        assert db.meta("cursor/1") == ""
        with db.transaction():
            db.write("DELETE FROM tickets")
        assert db.value("SELECT count(*) FROM ticket_texts") == 0 and list_numbers(db, Question(1, search="vpn")) == []
    assert path.with_name(f"carnet-before-{MIGRATIONS[-1]}.sqlite").exists()
