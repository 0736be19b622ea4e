"""What customers read of their contracts in the portal, and above all what they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from desktop.core.ids import reversal_uid
from tests.live.pages import Browser, account, text_of
from tests.live.world import World

PUBLIC = "Lu par le client"
INTERNAL = "Jamais lu par le client"
SECRET_TITLE = "Titre que seul son demandeur connaît"
UNDONE = "Repris depuis"


@dataclass
class Customer:
    contract: int
    person: int
    mine: int
    plain: Browser
    power: Browser
    foreign: Browser


@pytest.fixture(scope="module")
def customer(world: World) -> Customer:
    """A contract with time on a ticket of a portal user and on one of somebody else; its power user; a stranger."""
    plain, person = account(world, "customer", "Portal user")
    power, _ = account(world, "customer", "Portal user", "Portal power user")
    foreign, _ = account(world, "other", "Portal user", "Portal power user")
    contract = world.contract(name=f"Contrat de {plain.user}", time_rounding=15)
    assert world.manager.provide(contract, 36000)["status"] == "created"
    mine = world.ticket(title="Ma demande", caller_id=person)
    other = world.ticket(title=SECRET_TITLE)
    texts: dict[str, Any] = {"comment": INTERNAL, "public_comment": PUBLIC}
    for ticket, worked in ((mine, 3000), (other, 7200)):
        assert world.agent.push_one(world.entry(ticket, worked, contract=contract, **texts))["status"] == "created"
    undone = world.entry(mine, 600, contract=contract, public_comment=UNDONE)
    assert world.agent.push_one(undone)["status"] == "created"
    reversal = undone | {"uid": reversal_uid(undone["uid"]), "reverses": undone["uid"]}
    assert world.agent.push_one(reversal)["status"] == "created"
    return Customer(contract, person, mine, Browser(plain), Browser(power), Browser(foreign))


def page_of(browser: Browser, contract: int) -> str:
    """The contract's page: the portal puts the form into it as JSON."""
    answer = browser.portal(f"object/view/CustomerContract/{contract}")
    return text_of(answer.text.replace("\\/", "/").replace('\\"', '"').replace("\\n", " "))


def seen_by(world: World, customer: Customer, who: str) -> None:
    assert world.admin.change("CustomerContract", customer.contract, time_portal=who)["code"] == 0


def test_a_power_user_reads_contract_requests_and_entries(world: World, customer: Customer) -> None:
    seen_by(world, customer, "power")
    seen = page_of(customer.power, customer.contract)
    assert all(
        word in seen for word in ("Time provisioned", "10h", "Percent consumed", "Each piece of work is rounded up to 15m.", "Last updated")
    )
    assert all(word in seen for word in ("Ma demande", SECRET_TITLE, PUBLIC, "1h"))
    assert INTERNAL not in seen and UNDONE not in seen and "Worked" not in seen
    assert "Contracts" in text_of(customer.power.portal("").text)


def test_others_of_the_customer_see_it_by_setting_only(world: World, customer: Customer) -> None:
    for who, expected in (("power", False), ("nobody", False), ("everybody", True)):
        seen_by(world, customer, who)
        assert (customer.plain.portal(f"time-book/{customer.contract}/csv").status_code == 200) is expected
        assert (PUBLIC in page_of(customer.plain, customer.contract)) is expected
    seen_by(world, customer, "nobody")
    assert customer.power.portal(f"time-book/{customer.contract}/csv").status_code == 404


def test_a_contact_of_the_contract_sees_it(world: World, customer: Customer) -> None:
    """On a contract of its own: a contact of the others' would see theirs for good."""
    contract = world.contract(time_portal="contacts")
    assert customer.plain.portal(f"time-book/{contract}/print").status_code == 404
    world.admin.make("lnkContactToContract", contract_id=contract, contact_id=customer.person)
    assert customer.plain.portal(f"time-book/{contract}/print").status_code == 200


def test_requests_that_the_viewer_may_not_open_are_one_sum(world: World, customer: Customer) -> None:
    seen_by(world, customer, "everybody")
    seen = page_of(customer.plain, customer.contract)
    assert "Ma demande" in seen and "Other requests" in seen and "2h" in seen
    for text in (seen, customer.plain.portal(f"time-book/{customer.contract}/csv").text):
        assert SECRET_TITLE not in text and INTERNAL not in text


def test_nobody_of_another_organization_reads_anything(world: World, customer: Customer) -> None:
    seen_by(world, customer, "everybody")
    for path in (f"time-book/{customer.contract}/csv", f"time-book/{customer.contract}/print"):
        answer = customer.foreign.portal(path)
        assert answer.status_code == 404 and PUBLIC not in answer.text
    seen = page_of(customer.foreign, customer.contract)
    assert PUBLIC not in seen and "Ma demande" not in seen
    name = world.admin.read("CustomerContract", customer.contract, "name")[0]["name"]
    assert name not in customer.foreign.portal("manage/timebook-contracts").text


def test_the_csv_has_what_the_page_has(world: World, customer: Customer) -> None:
    seen_by(world, customer, "power")
    answer = customer.power.portal(f"time-book/{customer.contract}/csv")
    assert answer.headers["content-type"].startswith("text/csv") and "attachment" in answer.headers["content-disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Date,Request,Title,Counted,Activity,Comment"
    assert any("1:00" in line and PUBLIC in line for line in lines[1:])


def test_entries_have_no_page_of_their_own(world: World, customer: Customer) -> None:
    """Their form would show the internal comment: the portal has no scope for them."""
    [entry] = world.admin.read(
        "ContractTimeEntry", f"SELECT ContractTimeEntry WHERE ticket_id = {customer.mine} AND public_comment = '{PUBLIC}'", "id"
    )
    answer = customer.plain.portal(f"object/view/ContractTimeEntry/{entry['id']}")
    assert INTERNAL not in answer.text and answer.status_code >= 400


def test_requests_in_the_portal_ask_for_no_time(customer: Customer) -> None:
    answer = customer.plain.portal(f"object/edit/UserRequest/{customer.mine}")
    assert "time_add" not in answer.text


def test_the_portal_speaks_french(world: World, customer: Customer) -> None:
    seen_by(world, customer, "everybody")
    french, _ = account(world, "customer", "Portal user", "Portal power user", language="FR FR")
    browser = Browser(french)
    seen = page_of(browser, customer.contract)
    assert all(word in seen for word in ("Durée provisionnée", "Demandes et leur temps", "Télécharger en CSV", "Dernière mise à jour"))
    assert "TimeBook:" not in seen
    assert browser.portal(f"time-book/{customer.contract}/csv").content.decode("utf-8-sig").startswith("Date;Demande;Titre;")
