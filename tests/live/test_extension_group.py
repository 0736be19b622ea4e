"""A contract of the group that takes the work of its subsidiaries: who sees what of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.processes import CommandLine
from tests.live.pages import Browser, account, text_of
from tests.live.world import PASSWORD, Account, World

HOUR, QUARTER = 3600, 900


@dataclass
class Group:
    """``contract`` is the group's; ``ticket`` one of a subsidiary, asked for by ``caller`` there; ``below`` an agent who sees only that."""

    contract: int
    name: str
    ticket: int
    ref: str
    title: str
    below: Account
    caller: Account


@pytest.fixture(scope="module")
def group(world: World) -> Group:
    title = f"Demande de la filiale {uuid.uuid4()}"
    name = f"Contrat du groupe {uuid.uuid4()}"
    contract = world.contract(
        "group",
        name=name,
        time_scope=f"SELECT UserRequest WHERE title = '{title}'",
        time_rank=-5,
        time_rounding=15,
        time_portal="everybody",
    )
    assert world.manager.provide(contract, 10 * HOUR)["status"] == "created"
    caller, person = account(world, "customer", "Portal user", "Portal power user")
    ticket = world.ticket(title=title, team_id=world.team, agent_id=world.people["agent"], caller_id=person)
    found = world.admin.read("UserRequest", ticket, "ref, time_contract_id")[0]
    assert int(found["time_contract_id"]) == contract
    below, agent = account(world, "provider", "Support Agent", "REST Services User")
    world.admin.make("lnkPersonToTeam", team_id=world.team, person_id=agent)
    user = world.admin.read("UserLocal", f"SELECT UserLocal WHERE login = '{below.user}'", "id")[0]["id"]
    allowed = [{"allowed_org_id": world.organizations[name]} for name in ("provider", "customer")]
    assert world.admin.change("UserLocal", int(user), allowed_org_list=allowed)["code"] == 0
    return Group(contract, name, ticket, str(found["ref"]), title, below, caller)


def signed_in(world: World, who: Account, folder: Path) -> CommandLine:
    client = CommandLine(folder, PASSWORD)
    client.run("login", world.admin.url, "--user", who.user)
    return client


def test_an_agent_sees_it_on_the_ticket_of_the_subsidiary(world: World, group: Group, tmp_path: Path) -> None:
    """With its balance, and what waits on it."""
    carnet = signed_in(world, world.agent, tmp_path / "profile")
    carnet.run("add", group.ref, "20m")
    (line,) = (line for line in carnet.json("contracts") if line["id"] == group.contract)
    before = world.sums(group.contract)
    assert (line["balance"], line["waiting"]) == (before[2], 2 * QUARTER)
    carnet.run("sync")
    (line,) = (line for line in carnet.json("contracts") if line["id"] == group.contract)
    assert (line["consumed"], line["waiting"]) == (before[1] + 2 * QUARTER, 0) == (world.sums(group.contract)[1], 0)


def test_an_agent_of_the_subsidiary_alone_works_without_seeing_it(world: World, group: Group, tmp_path: Path) -> None:
    """The work is counted there; neither name nor figures come back."""
    carnet = signed_in(world, group.below, tmp_path / "profile")
    assert [line["ref"] for line in carnet.json("tickets", group.ref)] == [group.ref]
    assert group.contract not in {line["id"] for line in carnet.json("contracts")}
    before = world.sums(group.contract)[1]
    uid = carnet.run("add", group.ref, "20m").split()[-1]
    carnet.run("sync")
    assert carnet.json("outbox") == []
    (row,) = world.stored(uid)
    assert (int(row["contract_id"]), int(row["counted_seconds"])) == (group.contract, 2 * QUARTER)
    assert world.sums(group.contract)[1] == before + 2 * QUARTER
    pulled = group.below.call("carnet/pull", protocol=1, scope="team")
    assert group.contract not in {record["id"] for record in pulled["contracts"]}
    assert group.contract not in {record["contract_id"] for record in pulled["provisions"]}
    assert group.name not in str(pulled)
    assert group.below.read("CustomerContract", group.contract, "name") == []


def test_customers_of_the_subsidiary_see_their_own_contracts_only(world: World, group: Group) -> None:
    """Theirs is the request; the contract is the group's."""
    own = world.contract("customer", time_portal="everybody", name=f"Contrat de la filiale {uuid.uuid4()}")
    below = Browser(group.caller)
    assert below.portal(f"time-book/{own}/csv").status_code == 200
    assert below.portal(f"time-book/{group.contract}/csv").status_code == 404
    listed = text_of(below.portal("manage/timebook-contracts").text)
    request = below.portal(f"object/view/UserRequest/{group.ticket}").text
    assert group.title in request
    for page in (listed, request):
        assert group.name not in page


def test_customers_of_the_group_see_the_work_of_subsidiaries_as_one_sum(world: World, group: Group) -> None:
    """What was counted is all there; requests that they may not open have no title and no reference."""
    assert world.agent.push_one(world.entry(group.ticket, 3000, contract=group.contract, comment="interne"))["status"] == "created"
    above, _ = account(world, "group", "Portal user", "Portal power user")
    browser = Browser(above)
    seen = text_of(browser.portal(f"object/view/CustomerContract/{group.contract}").text.replace("\\/", "/").replace('\\"', '"'))
    assert "Other requests" in seen
    for text in (seen, browser.portal(f"time-book/{group.contract}/csv").text):
        assert group.title not in text and group.ref not in text and "interne" not in text
