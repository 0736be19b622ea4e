"""The time book in iTop's console, page by page: what each role sees, what it may do, and what it must not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.live.pages import Browser, account, hidden_fields, text_of
from tests.live.world import World, today

EDIT_FORM = r"form_.*"


@pytest.fixture(scope="module")
def agent(world: World) -> Browser:
    return Browser(world.agent)


@pytest.fixture(scope="module")
def manager(world: World) -> Browser:
    return Browser(world.manager)


@pytest.fixture
def scoped(world: World) -> tuple[int, int]:
    """A contract with 10 hours and the one ticket that it covers."""
    ticket = world.ticket(agent_id=world.people["agent"], team_id=world.team)
    contract = world.contract(time_scope=f"SELECT UserRequest WHERE id = {ticket}", time_rank=-5)
    assert world.manager.provide(contract, 36000)["status"] == "created"
    world.admin.change("UserRequest", ticket, title="Imprimante bavarde")
    return contract, ticket


def entries(world: World, ticket: int) -> list[dict[str, Any]]:
    fields = "contract_id, agent_id, worked_seconds, counted_seconds, state, comment, public_comment, source, activity_id"
    return world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE ticket_id = {ticket}", fields)


def spend(browser: Browser, ticket: int, time: str, **typed: Any) -> str:
    page = browser.console(operation="modify", **{"class": "UserRequest"}, id=ticket)
    return browser.send_form(page, EDIT_FORM, attr_time_add=time, **typed)


def test_time_typed_on_the_ticket_becomes_the_agents_entry(world: World, agent: Browser, scoped: tuple[int, int]) -> None:
    contract, ticket = scoped
    page = spend(agent, ticket, "1h30", attr_time_add_comment="<b>interne</b>")
    [entry] = entries(world, ticket)
    assert (int(entry["contract_id"]), int(entry["agent_id"])) == (contract, world.people["agent"])
    assert (int(entry["worked_seconds"]), int(entry["counted_seconds"]), entry["source"]) == (5400, 5400, "console")
    assert "<b>" not in entry["comment"]
    assert "1h 30m entered, 1h 30m counted on" in text_of(page) and "8h 30m left" in text_of(page)
    [stored] = world.admin.read("UserRequest", ticket, "time_add, time_add_comment, time_add_activity_id, time_counted")
    assert (stored["time_add"], stored["time_add_comment"], stored["time_counted"]) == ("", "", "5400")
    assert stored["time_add_activity_id"] in ("0", 0)


def test_what_is_no_duration_is_refused_and_counts_nothing(world: World, agent: Browser, scoped: tuple[int, int]) -> None:
    page = spend(agent, scoped[1], "soon")
    assert "soon" in text_of(page) and entries(world, scoped[1]) == []


def test_a_transition_asks_for_time_and_many_at_once_do_not(world: World, agent: Browser, scoped: tuple[int, int]) -> None:
    ticket = scoped[1]
    page = agent.console(operation="stimulus", stimulus="ev_assign", **{"class": "UserRequest"}, id=ticket)
    assert "attr_time_add" in page
    typed = {"attr_team_id": world.team, "attr_agent_id": world.people["agent"], "attr_time_add": "20"}
    agent.send_form(page, "apply_stimulus", **typed)
    assert [int(entry["worked_seconds"]) for entry in entries(world, ticket)] == [1200]
    search = json.dumps(["SELECT UserRequest", [], {}])
    form = {"operation": "bulk_stimulus", "class": "UserRequest", "stimulus": "ev_pending", "state": "assigned"}
    bulk = agent.post("pages/UI.php", form | {"selectObject[]": [ticket], "filter": search}).text
    assert "attr_time_add" not in bulk


def test_time_beside_a_log(world: World, agent: Browser, scoped: tuple[int, int]) -> None:
    ticket = scoped[1]
    page = agent.details("UserRequest", ticket)
    assert "TimeBookSpent.addToLogs" in page
    transaction = hidden_fields(agent.console(operation="modify", **{"class": "UserRequest"}, id=ticket), EDIT_FORM)["transaction_id"]
    form = {
        "operation": "activity_panel.add_caselog_entries",
        "object_class": "UserRequest",
        "object_id": ticket,
        "transaction_id": transaction,
        "entries[public_log][value]": "Rappelé",
        "entries[public_log][rank]": 0,
        "timebook_public_log_time_add": "25",
        "timebook_public_log_time_add_comment": "au téléphone",
        "timebook_private_log_time_add": "",
    }
    answer = agent.post("pages/ajax.render.php", form)
    assert answer.json()["data"]["success"] is True, answer.text
    [entry] = entries(world, ticket)
    assert (int(entry["worked_seconds"]), entry["comment"]) == (1500, "au téléphone")
    told = f"pages/ajax.render.php?route=timebook.told&class=UserRequest&id={ticket}"
    assert agent.post(told, {}).json()["text"].startswith("25m entered, 25m counted on")
    assert agent.post(told, {}).json()["text"] == ""


def test_other_doors_spend_no_time_this_way(world: World, scoped: tuple[int, int]) -> None:
    """The fields are the console's: through REST they are neither counted nor kept."""
    world.admin.change("UserRequest", scoped[1], time_add="45", title="Imprimante sourde")
    assert entries(world, scoped[1]) == []
    assert world.admin.read("UserRequest", scoped[1], "time_add")[0]["time_add"] == ""


def test_counting_time_apart_and_being_told_of_an_overlap(world: World, agent: Browser, scoped: tuple[int, int]) -> None:
    ticket = scoped[1]
    route = {"route": "timebook.count_time", "class": "UserRequest", "id": ticket}
    assert "route=timebook.count_time" in agent.details("UserRequest", ticket)
    typed = {"spent": "0:50", "comment": "interne", "public_comment": "Vu sur place", "activity": 0}
    for told_of_overlap in (False, True):
        page = agent.console(**route)
        fields = hidden_fields(page, "") | typed | {"ended": ""}
        told = text_of(agent.post(f"pages/UI.php?route=timebook.count_time&class=UserRequest&id={ticket}", fields).text)
        assert "50m entered" in told
        assert "It overlaps with what you already entered" in told or not told_of_overlap
    assert [entry["public_comment"] for entry in entries(world, ticket)] == ["Vu sur place"] * 2


def test_the_contract_shows_its_book_and_its_tickets(world: World, manager: Browser, agent: Browser, scoped: tuple[int, int]) -> None:
    contract, ticket = scoped
    spend(agent, ticket, "9h")
    page = manager.contract(contract)
    seen = text_of(page)
    assert "10h credited − 9h counted = 1h." in seen
    assert all(word in seen for word in ("Time book", "User requests", "Provisions", "Ledger", "Entries", "90%", "Add a provision"))
    assert f"class=UserRequest&amp;id={ticket}" in page
    assert "Add a provision" not in text_of(agent.contract(contract))


def test_who_may_not_see_the_contract_sees_no_book(world: World, scoped: tuple[int, int]) -> None:
    assert "credited" not in text_of(Browser(world.limited).contract(scoped[0]))


def test_the_contract_speaks_french(world: World, scoped: tuple[int, int]) -> None:
    french, _ = account(world, "provider", "Service Manager", language="FR FR")
    seen = text_of(Browser(french).contract(scoped[0]))
    words = ("Durée provisionnée", "Durée consommée", "Pourcentage de consommation", "Solde du carnet de temps", "10 h")
    assert all(word in seen for word in (*words, "Carnet de temps", "Demandes des utilisateurs", "Ajouter une provision"))
    assert "TimeBook:" not in seen


def test_the_scope_tells_what_it_would_match(world: World, manager: Browser, agent: Browser, scoped: tuple[int, int]) -> None:
    contract, ticket = scoped
    path = "pages/ajax.render.php?route=timebook.scope_preview"
    customer = world.organizations["customer"]
    scope = f"SELECT UserRequest WHERE id IN ({ticket}, {world.foreign_ticket})"
    answer = manager.post(path, {"scope": scope, "contract": contract, "org": customer}).json()
    assert answer["valid"] and answer["text"].startswith("Matches 2 tickets. 1 belongs elsewhere")
    wrong = manager.post(path, {"scope": "SELECT UserRequest WHERE", "contract": contract, "org": customer}).json()
    assert not wrong["valid"] and "Unexpected token" in wrong["text"]
    strange = manager.post(path, {"scope": "SELECT Person", "contract": contract, "org": customer}).json()
    assert not strange["valid"]
    assert "Matches" not in agent.post(path, {"scope": scope, "contract": contract, "org": customer}).text


def test_a_wrong_scope_is_refused_with_itops_message(manager: Browser, scoped: tuple[int, int]) -> None:
    page = manager.console(operation="modify", **{"class": "CustomerContract"}, id=scoped[0])
    told = text_of(manager.send_form(page, EDIT_FORM, attr_time_scope="SELECT UserRequest WHERE status ="))
    assert "The scope is not valid" in told and "Unexpected token" in told


def test_the_ticket_says_which_contract_and_why(world: World, agent: Browser, scoped: tuple[int, int]) -> None:
    seen = text_of(agent.details("UserRequest", scoped[1]))
    assert "10h left of 10h." in seen and f"scope matches the ticket: SELECT UserRequest WHERE id = {scoped[1]}" in seen
    assert "This ticket has no contract." in text_of(agent.details("UserRequest", world.ticket()))


def entry_id(world: World, uid: str) -> int:
    return int(world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE uid = '{uid}'", "id")[0]["id"])


def decide(manager: Browser, entry: int, decision: str, **typed: Any) -> str:
    """What the list of held work says after one of it was decided."""
    page = manager.console(route="timebook.held")
    form = hidden_fields(page, "") | {"entries[]": [entry], "decision": decision} | typed
    return text_of(manager.post("pages/UI.php?route=timebook.held", form).text)


def test_held_time_is_decided_by_a_manager_only(world: World, manager: Browser, agent: Browser) -> None:
    ticket = world.ticket()
    contract = world.contract(time_overrun="block")
    rows = [world.entry(ticket, 1800, contract=contract) for _ in range(3)]
    assert {world.agent.push_one(row)["stored"]["state"] for row in rows} == {"held"}
    target = world.contract()
    ids = [entry_id(world, row["uid"]) for row in rows]
    assert 'name="decision"' not in agent.console(route="timebook.held")

    def decided(which: int, decision: str, **typed: Any) -> str:
        return decide(manager, ids[which], decision, **typed)

    assert "A reason is needed" in decided(0, "offer")
    decided(0, "offer", reason="geste")
    decided(1, "count")
    assert "not valid on that day" in decided(2, "move", contract=world.contracts["other"])
    assert "not valid on that day" in decided(2, "move", contract=world.contract(start_date=today(1)))
    assert "does not exist or cannot be seen" in decided(2, "move", contract=contract)
    assert world.stored(rows[2]["uid"])[0]["state"] == "held"
    decided(2, "move", contract=target)
    stored = {row["uid"]: (row["state"], int(row["counted_seconds"])) for row in world.stored(*(row["uid"] for row in rows))}
    assert [stored[row["uid"]] for row in rows] == [("counted", 0), ("counted", 1800), ("reversed", 0)]
    assert world.sums(target) == (0, 1800, -1800)


def test_what_a_person_set_outlives_being_held(world: World, manager: Browser) -> None:
    """Counted or moved to a group's contract later, it is the agent's figure and not the rule's."""
    contract = world.contract(time_overrun="block")
    ticket = world.ticket()
    rows = [world.entry(ticket, 1800, contract=contract, counted_by="person", counted_seconds=4500, reason="deux agents") for _ in range(2)]
    stored = [world.agent.push_one(row)["stored"] for row in rows]
    assert [(one["state"], one["counted_seconds"]) for one in stored] == [("held", 0)] * 2
    decide(manager, entry_id(world, rows[0]["uid"]), "count")
    target = world.contract("group")
    decide(manager, entry_id(world, rows[1]["uid"]), "move", contract=target)
    fields = "uid, state, counted_seconds, counted_by, reason, counted_text"
    counted, moved = (
        world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE contract_id = {number} AND state = 'counted'", fields)
        for number in (contract, target)
    )
    expected = {"state": "counted", "counted_seconds": "4500", "counted_by": "person", "reason": "deux agents", "counted_text": "1:15"}
    assert counted == [expected | {"uid": rows[0]["uid"]}]
    assert [row | {"uid": ""} for row in moved] == [expected | {"uid": ""}]


def test_each_alert_level_fires_itops_trigger_once_and_again_after_a_provision(world: World) -> None:
    """Administrators attach e-mails to the trigger: what becomes of the mail is iTop's matter, and noted by it."""
    ticket = world.ticket()
    contract = world.contract(time_alert_levels="50;1h")
    world.manager.provide(contract, 7200)
    only_this = f"SELECT CustomerContract WHERE id = {contract}"
    trigger = world.admin.make("TriggerOnContractTimeAlert", description=only_this, filter=only_this)
    mail: dict[str, Any] = {"name": only_this, "status": "test", "test_recipient": "nobody@example.test", "from": "itop@example.test"}
    words = {"to": "SELECT Person WHERE id = 0", "subject": "$this->name$ $alert_level$", "body": "<p>$this->time_balance$</p>"}
    action = world.admin.make("ActionEmail", **mail, **words)
    world.admin.make("lnkTriggerAction", trigger_id=trigger, action_id=action, order=1)

    def told() -> list[str]:
        query = f"SELECT EventNotificationEmail WHERE trigger_id = {trigger}"
        return sorted(event["subject"].rsplit(" ", 2)[-1] for event in world.admin.read("EventNotificationEmail", query, "subject"))

    try:
        for worked, expected in ((1800, 0), (1800, 2), (600, 2)):
            world.agent.push_one(world.entry(ticket, worked, contract=contract))
            assert len(told()) == expected
        world.manager.provide(contract, 36000)
        assert len(told()) == 2
        world.agent.push_one(world.entry(ticket, 6 * 3600, ago=7 * 3600, contract=contract))
        assert len(told()) == 3
    finally:
        for cls, key in (("TriggerOnContractTimeAlert", trigger), ("ActionEmail", action)):
            gone: dict[str, Any] = {"class": cls, "key": key, "comment": "tests/live"}
            world.admin.call("core/delete", **gone)
