"""The time book over time on a real iTop: pulling, linking, expiries, core/create through the same door."""

from __future__ import annotations

import time
import uuid
from typing import Any

from tests.live.world import DAY, Account, World, today


def pull(account: Account, cursor: str = "", scope: str = "team", limit: int = 500) -> dict[str, Any]:
    """Page after page from a cursor: the lists together, and the last answer's other values."""
    lists: dict[str, list[Any]] = {}
    resets = []
    while True:
        answer = account.call("carnet/pull", protocol=1, cursor=cursor, scope=scope, limit=limit)
        assert answer["code"] == 0, answer
        resets.append(answer["reset"])
        for name in ("tickets", "contracts", "entries", "provisions", "activities"):
            lists.setdefault(name, []).extend(answer[name])
        cursor = answer["cursor"]
        if answer["complete"]:
            return answer | lists | {"reset": resets[0], "pages": len(resets)}


def test_everything_comes_once_in_pages_then_only_changes(world: World) -> None:
    """Small pages give what one large page gives; later only what changed, each at most once a page."""
    row = world.entry(world.tickets[0], 300, contract=world.contracts["plain"])
    world.agent.push_one(row)
    whole = pull(world.agent)
    assert whole["reset"] is True
    paged = pull(world.agent, limit=7)
    assert paged["pages"] > 2
    for name in ("tickets", "contracts", "entries", "provisions", "activities"):
        assert [record["id"] for record in paged[name]] == [record["id"] for record in whole[name]]
    assert set(whole["ids"]["UserRequest"]) >= {*world.tickets, world.foreign_ticket}
    other = world.entry(world.tickets[1], 300)
    world.agent.push_one(other)
    later = pull(world.agent, whole["cursor"])
    assert later["reset"] is False
    assert other["uid"] in {record["uid"] for record in later["entries"]}


def test_records_are_what_a_client_reads(world: World) -> None:
    """Numbers as numbers, instants as epochs, days as ISO texts, the ticket's class with each entry."""
    row = world.entry(world.tickets[0], 300, contract=world.contracts["plain"])
    world.agent.push_one(row)
    found = pull(world.agent)
    entry = next(record for record in found["entries"] if record["uid"] == row["uid"])
    assert (entry["ticket_class"], entry["ticket_id"], entry["started_at"]) == ("UserRequest", world.tickets[0], row["started_at"])
    assert entry["agent_id_friendlyname"].startswith("Agent ")
    ticket = next(record for record in found["tickets"] if record["id"] == world.tickets[0])
    assert ticket["class"] == "UserRequest"
    assert abs(ticket["start_date"] - time.time()) < DAY
    contract = next(record for record in found["contracts"] if record["id"] == world.contracts["plain"])
    assert contract["start_date"] == today(-300)
    assert isinstance(contract["time_balance"], int)


def test_another_scope_or_other_rights_begin_anew(world: World) -> None:
    """A cursor of one reading means nothing to another."""
    cursor = pull(world.agent)["cursor"]
    assert pull(world.agent, cursor, scope="mine")["reset"] is True
    assert pull(world.mate, cursor)["reset"] is True
    assert pull(world.agent, "nonsense")["reset"] is True
    assert pull(world.agent, '["x",1,true,2,3,4]')["reset"] is True


def test_a_deleted_ticket_is_told(world: World) -> None:
    """And a closed one leaves the list of ids."""
    agent = {"team_id": world.team, "agent_id": world.people["agent"]}
    gone, left = world.ticket(**agent), world.ticket(**agent)
    before = pull(world.agent)
    assert {gone, left} <= set(before["ids"]["UserRequest"])
    assert world.admin.call("core/delete", **{"class": "UserRequest", "key": gone, "comment": ""})["code"] == 0
    world.admin.change("UserRequest", left, agent_id=0, team_id=0)
    after = pull(world.agent, before["cursor"])
    assert f"UserRequest::{gone}" in after["gone"]
    assert not {gone, left} & set(after["ids"]["UserRequest"])


def contract_of(world: World, ticket: int) -> tuple[int, str]:
    row = world.admin.read("UserRequest", ticket, "time_contract_id, time_contract_by")[0]
    return int(row["time_contract_id"]), row["time_contract_by"]


def test_a_ticket_is_linked_by_scope_and_a_persons_choice_stays(world: World) -> None:
    """On creation and when it changes; by rank; without a second save."""
    word = uuid.uuid4().hex
    low = world.contract("group", time_scope=f"SELECT UserRequest WHERE title LIKE '%{word}%'", time_rank=5)
    assert contract_of(world, world.ticket(title=f"Essai {word}")) == (low, "rule")
    best = world.contract(time_scope=f"SELECT UserRequest WHERE title LIKE '%{word}%'", time_rank=1)
    ticket = world.ticket(title=f"Autre {word}")
    assert contract_of(world, ticket) == (best, "rule")
    world.admin.change("UserRequest", ticket, title="Sans le mot")
    assert contract_of(world, ticket) == (0, "rule")
    world.admin.change("UserRequest", ticket, time_contract_id=world.contracts["plain"])
    world.admin.change("UserRequest", ticket, title=f"De nouveau {word}")
    assert contract_of(world, ticket) == (world.contracts["plain"], "person")
    row = world.entry(ticket)
    assert world.agent.push_one(row)["stored"]["contract_why"] == "ticket"


def test_an_expired_provision_gives_its_rest_back_to_nobody(world: World) -> None:
    """The expiry is written once; a late entry for that time is corrected."""
    contract = world.contract()
    world.manager.provide(contract, 3600, valid_from=today(-60), valid_until=today(-10), date=today(-60))
    assert world.sums(contract) == (0, 0, 0)
    world.agent.push_one(world.entry(world.tickets[0], 900, ago=20 * DAY, contract=contract))
    assert world.sums(contract) == (0, 0, 0)
    rows = world.admin.read("ContractTimeProvision", f"SELECT ContractTimeProvision WHERE contract_id = {contract}", "kind, seconds")
    assert sorted((row["kind"], int(row["seconds"])) for row in rows) == [
        ("correction", 900),
        ("expiry", -3600),
        ("initial", 3600),
    ] or sorted((row["kind"], int(row["seconds"])) for row in rows) == [("correction", 900), ("expiry", -3600), ("topup", 3600)]


def test_core_create_goes_through_the_same_door(world: World) -> None:
    """A manager's core/create is counted by rule, summed, given an uid, and refused like a verb's row."""
    contract = world.contract(time_rounding=15)
    fields = {
        "ticket_id": world.tickets[0],
        "contract_id": contract,
        "agent_id": world.people["manager"],
        "started_at": int(time.time()) - 7200,
        "ended_at": int(time.time()) - 3600,
        "worked_seconds": 1000,
        "counted_seconds": 5,
    }
    number = world.manager.make("ContractTimeEntry", **fields)
    row = world.admin.read("ContractTimeEntry", number, "uid, counted_seconds, contract_why, started_on, counted_text")[0]
    assert (row["counted_seconds"], row["contract_why"]) == ("1800", "person")
    assert row["uid"] == str(uuid.UUID(row["uid"]))
    assert world.sums(contract)[1] == 1800
    again = world.manager.call("core/create", **{"class": "ContractTimeEntry", "fields": fields | {"uid": row["uid"]}, "comment": ""})
    assert again["code"] != 0
    provision = {"contract_id": contract, "date": today(), "seconds": 7200, "kind": "topup"}
    world.manager.make("ContractTimeProvision", **provision)
    assert world.sums(contract) == (7200, 1800, 5400)
    refused = world.manager.call("core/create", **{"class": "ContractTimeProvision", "fields": provision | {"seconds": -1}, "comment": ""})
    assert refused["code"] != 0


def test_an_alert_fires_once_and_again_after_a_provision(world: World) -> None:
    """iTop's own triggers tell it, so that administrators attach e-mails."""
    contract = world.contract(time_alert_levels="50;80;1h")
    world.manager.provide(contract, 10 * 3600)
    fired = []
    for worked in (4 * 3600, 2 * 3600, 60):
        world.agent.push_one(world.entry(world.tickets[0], worked, ago=DAY, contract=contract))
        fired.append(world.admin.read("CustomerContract", contract, "time_alerts_fired")[0]["time_alerts_fired"])
    assert fired == ["", "50", "50"]
    world.manager.provide(contract, 10 * 3600)
    assert world.admin.read("CustomerContract", contract, "time_alerts_fired")[0]["time_alerts_fired"] == ""
