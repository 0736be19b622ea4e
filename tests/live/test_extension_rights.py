"""Who may see and do what with the time book on a real iTop, and what nobody may."""

from __future__ import annotations

import uuid

import pytest

from tests.live.world import World, today


def test_about_says_who_calls_and_what_it_may(world: World) -> None:
    """An agent writes and reads, a Service Manager decides too, an account without rights may nothing."""
    agent, manager, stranger = (account.call("carnet/about") for account in (world.agent, world.manager, world.stranger))
    assert (agent["code"], agent["protocol"], agent["person"]["id"]) == (0, 1, world.people["agent"])
    assert agent["person"]["teams"] == [world.team]
    assert agent["may"] == ["push", "pull"]
    assert manager["may"] == ["push", "pull", "provision", "held", "for_others"]
    assert stranger["may"] == []
    assert agent["instance_id"] == manager["instance_id"]


def test_the_verbs_are_listed(world: World) -> None:
    """A client finds the extension without asking for it."""
    verbs = {operation["verb"] for operation in world.agent.call("list_operations")["operations"]}
    assert {"carnet/about", "carnet/push", "carnet/pull"} <= verbs


def test_portal_users_are_kept_out(world: World) -> None:
    """By iTop itself, in JSON."""
    for verb in ("carnet/about", "carnet/push", "carnet/pull"):
        assert world.portal.call(verb, protocol=1)["code"] == 1


def test_an_account_without_rights_writes_nothing_and_reads_nothing(world: World) -> None:
    """Each row is refused, each list is empty."""
    row = world.entry(world.tickets[0])
    assert world.stranger.push_one(row) == {"status": "refused", "reason": "right_missing"}
    assert world.stranger.provide(world.contracts["plain"], 60) == {"status": "refused", "reason": "right_missing"}
    answer = world.stranger.call("carnet/pull", protocol=1, scope="all")
    assert [answer[name] for name in ("tickets", "contracts", "entries", "provisions", "activities")] == [[]] * 5
    assert answer["complete"] is True


def test_only_a_manager_writes_provisions(world: World) -> None:
    """And an agent's attempt is refused for the right, an unseen contract before that."""
    assert world.agent.provide(world.contracts["plain"], 60) == {"status": "refused", "reason": "right_missing"}
    assert world.manager.provide(999_999_999, 60) == {"status": "refused", "reason": "contract_gone"}
    assert world.manager.provide(world.contracts["plain"], -60) == {"status": "refused", "reason": "bad_value"}
    assert world.manager.provide(world.contracts["plain"], 10**8 + 1)["reason"] == "bad_value"
    assert world.manager.provide(world.contracts["plain"], 60, valid_from=today(), valid_until=today(-1))["reason"] == "bad_value"
    assert world.manager.provide(world.contracts["plain"], 60, date="tomorrow")["reason"] == "bad_value"
    assert world.manager.provide(world.contracts["plain"], 3600, kind="topup")["status"] == "created"
    assert world.manager.provide(world.contracts["plain"], -3600, kind="correction")["status"] == "created"


def test_only_a_manager_enters_work_for_others(world: World) -> None:
    """The entry is the agent's then."""
    row = world.entry(world.tickets[0], agent_id=world.people["agent"])
    assert world.mate.push_one(row) == {"status": "refused", "reason": "right_missing"}
    assert world.manager.push_one(row)["status"] == "created"
    assert world.stored(row["uid"])[0]["agent_id"] == str(world.people["agent"])


def test_who_is_limited_to_organizations_stays_in_them(world: World) -> None:
    """Tickets and contracts elsewhere are gone to them; in their own they work."""
    assert world.limited.push_one(world.entry(world.tickets[0])) == {"status": "refused", "reason": "ticket_gone"}
    elsewhere = world.entry(world.foreign_ticket, contract=world.contracts["plain"])
    assert world.limited.push_one(elsewhere) == {"status": "refused", "reason": "contract_gone"}
    own = world.entry(world.foreign_ticket, contract=world.contracts["other"])
    assert world.limited.push_one(own)["status"] == "created"
    pulled = world.limited.call("carnet/pull", protocol=1, scope="all")
    assert {record["org_id"] for record in pulled["contracts"]} <= {world.organizations["provider"], world.organizations["other"]}
    assert {record["id"] for record in pulled["tickets"]} == {world.foreign_ticket}
    assert own["uid"] in {record["uid"] for record in pulled["entries"]}
    elsewhere_oql = f"SELECT ContractTimeEntry WHERE org_id = {world.organizations['customer']}"
    assert world.limited.read("ContractTimeEntry", elsewhere_oql, "uid") == []


def test_figures_of_an_unseen_contract_are_left_out(world: World) -> None:
    """An entry may count on the group's contract that its agent cannot see."""
    group = world.admin.make("Organization", name=f"group {uuid.uuid4()}")
    world.admin.change("Organization", world.organizations["other"], parent_id=group)
    contract = world.admin.make(
        "CustomerContract",
        name="Groupe",
        org_id=group,
        provider_id=group,
        status="production",
        time_rank=-1,
        time_scope="SELECT UserRequest",
    )
    row = world.entry(world.foreign_ticket)
    answer = world.limited.push(row)
    assert answer["entries"][row["uid"]]["stored"]["contract_id"] == contract
    assert answer["contracts"] == []
    world.admin.change("CustomerContract", contract, status="obsolete", time_scope="", end_date=today(-1))


@pytest.mark.parametrize("account", ["agent", "manager", "admin"])
def test_nobody_edits_or_deletes_what_is_counted(world: World, account: str) -> None:
    """Neither an entry nor a provision, through core/update and core/delete, not even an administrator."""
    row = world.entry(world.tickets[0], 600, contract=world.contracts["plain"])
    number = world.agent.push_one(row)["id"]
    provision = world.manager.provide(world.contracts["plain"], 60)["id"]
    caller = world.admin if account == "admin" else world.accounts[account]
    for cls, key, fields in (
        ("ContractTimeEntry", number, {"counted_seconds": 1}),
        ("ContractTimeEntry", number, {"state": "reversed"}),
        ("ContractTimeProvision", provision, {"seconds": 1}),
    ):
        assert caller.change(cls, key, **fields)["code"] != 0
        assert caller.call("core/delete", **{"class": cls, "key": key, "comment": ""})["code"] != 0
    kept = world.stored(row["uid"])[0]
    assert (kept["counted_seconds"], kept["state"]) == ("600", "counted")


def test_sums_are_computed_and_never_set(world: World) -> None:
    """Of contracts and of tickets."""
    before = world.sums(world.contracts["plain"])
    assert world.manager.change("CustomerContract", world.contracts["plain"], time_balance=1)["code"] != 0
    assert world.admin.change("UserRequest", world.tickets[0], time_counted=1)["code"] != 0
    assert world.sums(world.contracts["plain"]) == before


def test_what_entries_point_at_is_not_deleted(world: World) -> None:
    """Contract, agent, activity and ticket; a contract also while a ticket points at it."""
    activity = world.manager.make("ContractTimeActivity", name="Essai")
    contract = world.contract()
    world.agent.push_one(world.entry(world.tickets[0], 60, contract=contract, activity_id=activity))
    pointed = world.contract()
    world.admin.change("UserRequest", world.tickets[2], time_contract_id=pointed)
    for cls, key in (
        ("CustomerContract", contract),
        ("CustomerContract", pointed),
        ("Person", world.people["agent"]),
        ("ContractTimeActivity", activity),
        ("UserRequest", world.tickets[0]),
    ):
        answer = world.admin.call("core/delete", **{"class": cls, "key": key, "comment": ""})
        assert answer["code"] != 0, (cls, answer)
        assert world.admin.read(cls, key, "id") != []
    world.admin.change("UserRequest", world.tickets[2], time_contract_id=0)


def test_a_scope_that_does_not_parse_is_refused_when_saved(world: World) -> None:
    """So are one that selects no tickets, and alert levels that are none."""
    contract = world.contract()
    for fields in ({"time_scope": "SELECT UserRequest WHERE nothing = 1"}, {"time_scope": "SELECT Person"}, {"time_alert_levels": "soon"}):
        assert world.manager.change("CustomerContract", contract, **fields)["code"] != 0
    fine = {"time_scope": "SELECT UserRequest WHERE priority = '1'", "time_alert_levels": "80;95;5h"}
    assert world.manager.change("CustomerContract", contract, **fine)["code"] == 0
