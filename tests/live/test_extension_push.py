"""carnet/push on a real iTop: what is created, known, refused with which reason, and what later."""

from __future__ import annotations

import subprocess
import time
import uuid
from typing import Any

import pytest

from desktop.core.ids import reversal_uid
from tests.live.conftest import optional
from tests.live.world import DAY, NO_ID, World, today


def test_an_agent_without_bulk_write_enters_own_work(world: World) -> None:
    """Read rights and REST are enough; the answer is what is stored, and the sums of the contract with it."""
    before = world.sums(world.contracts["plain"])
    entry = world.entry(world.tickets[0], 2537, contract=world.contracts["plain"])
    answer = world.agent.push(entry)
    verdict = answer["entries"][entry["uid"]]
    assert verdict["status"] == "created"
    assert verdict["stored"] == {
        "ticket_id": world.tickets[0],
        "contract_id": world.contracts["plain"],
        "contract_why": "person",
        "worked_seconds": 2537,
        "counted_seconds": 2537,
        "state": "counted",
        "counted_on": verdict["stored"]["counted_on"],
    }
    after = world.sums(world.contracts["plain"])
    assert after == (before[0], before[1] + 2537, before[2] - 2537)
    figures = answer["contracts"][str(world.contracts["plain"])]
    assert (figures["provisioned"], figures["consumed"], figures["balance"]) == after
    assert world.agent.call("core/create", **{"class": "ContractTimeEntry", "fields": {}, "comment": ""})["code"] == 1


def test_sent_again_it_changes_nothing(world: World) -> None:
    """The second answer is ``known`` with the stored values, whatever the second sending says."""
    entry = world.entry(world.tickets[0], 900, contract=world.contracts["plain"])
    first = world.agent.push_one(entry)
    before = world.sums(world.contracts["plain"])
    second = world.agent.push_one(entry | {"worked_seconds": 60, "contract_by": "rule"})
    assert (second["status"], second["id"], second["stored"]) == ("known", first["id"], first["stored"])
    assert world.sums(world.contracts["plain"]) == before


def test_texts_lose_their_html_and_the_title_stands_in(world: World) -> None:
    """Nothing of a text runs anywhere; without a public comment the customer reads the ticket's title."""
    entry = world.entry(world.tickets[0], comment="<script>alert(1)</script>")
    world.agent.push_one(entry)
    row = world.stored(entry["uid"])[0]
    assert row["comment"] == "‹script›alert(1)‹/script›"
    assert row["public_comment"].startswith("Demande 0")


REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("no such ticket", "ticket_gone", {"ticket_id": NO_ID}),
    ("a ticket of another class", "ticket_gone", {"ticket_class": "Incident"}),
    ("a class that is none", "ticket_gone", {"ticket_class": "Nothing"}),
    ("no such contract", "contract_gone", {"contract_by": "person", "contract_id": NO_ID}),
    ("for another agent", "right_missing", {"agent_id": NO_ID}),
    ("more worked than passed", "bad_value", {"worked_seconds": 7201}),
    ("negative work", "bad_value", {"worked_seconds": -1}),
    ("no number", "bad_value", {"worked_seconds": "much"}),
    ("a fraction", "bad_value", {"started_at": 1.5}),
    ("nothing where a number has to be", "bad_value", {"ended_at": None}),
    ("a number beyond the column", "bad_value", {"ticket_id": 2**40}),
    ("a list for a text", "bad_value", {"comment": ["x"]}),
    ("a text too long for its line", "bad_value", {"reason": "x" * 300}),
    ("an unknown source", "bad_value", {"source": "elsewhere"}),
    ("counted by a person without a reason", "bad_value", {"counted_by": "person", "counted_seconds": 60}),
    ("a person's count out of bounds", "bad_value", {"counted_by": "person", "counted_seconds": -60, "reason": "x"}),
    ("a reversal with a uid of its own", "bad_value", {"reverses": str(uuid.uuid4())}),
    ("an uid that is none", "bad_value", {"uid": "ABC"}),
    ("a log that is none", "bad_value", {"log": {"kind": "private", "text": 7}}),
]


@pytest.mark.parametrize(("reason", "change"), [(reason, change) for _, reason, change in REFUSED], ids=[name for name, *_ in REFUSED])
def test_what_is_wrong_is_refused_with_its_reason(world: World, reason: str, change: dict[str, Any]) -> None:
    """Each in a batch with a good row, which is not spoilt; nothing of the bad one is stored."""
    good = world.entry(world.tickets[1], 60)
    bad = world.entry(world.tickets[1], 7200) | change
    answers = world.agent.push(bad, good)["entries"]
    assert answers[bad["uid"]] == {"status": "refused", "reason": reason}
    assert answers[good["uid"]]["status"] == "created"
    assert len(world.stored(good["uid"], bad["uid"])) == 1


def test_work_of_the_future_is_refused(world: World) -> None:
    """Five minutes are forgiven to the desk's clock, not ten."""
    forgiven = world.entry(world.tickets[1], 600, ago=360)
    ahead = world.entry(world.tickets[1], 600, ago=0)
    answers = world.agent.push(forgiven, ahead)["entries"]
    assert answers[forgiven["uid"]]["status"] == "created"
    assert answers[ahead["uid"]] == {"status": "refused", "reason": "clock"}


def test_a_chosen_contract_has_to_be_valid_then(world: World) -> None:
    """Ended, not begun, or not yet in production."""
    ended = world.contract(start_date=today(-300), end_date=today(-100))
    planned = world.contract(status="implementation")
    rows = [world.entry(world.tickets[1], contract=ended), world.entry(world.tickets[1], contract=planned)]
    answers = world.agent.push(*rows)["entries"]
    assert [answers[row["uid"]].get("reason") for row in rows] == ["contract_not_valid", "contract_not_valid"]
    then = world.entry(world.tickets[1], ago=200 * DAY, contract=ended)
    assert world.agent.push_one(then)["stored"]["contract_id"] == ended


def test_another_customers_contract_is_not_taken(world: World) -> None:
    """A contract that is visible but not the customer's is left for what the rule finds; the group's is taken."""
    row = world.entry(world.tickets[1], contract=world.contracts["other"])
    assert world.agent.push_one(row)["stored"]["contract_why"] != "person"
    row = world.entry(world.tickets[1], contract=world.contracts["group"])
    assert world.agent.push_one(row)["stored"]["contract_id"] == world.contracts["group"]


def test_a_reversal_is_written_once_and_never_reversed(world: World) -> None:
    """Opposite seconds, the original marked; again it is known; of another it is refused; of nothing it waits."""
    before = world.sums(world.contracts["plain"])
    entry = world.entry(world.tickets[0], 1200, contract=world.contracts["plain"])
    world.agent.push_one(entry)
    uid = reversal_uid(entry["uid"])
    reversal = entry | {"uid": uid, "reverses": entry["uid"]}
    verdict = world.agent.push_one(reversal)
    assert (verdict["status"], verdict["stored"]["counted_seconds"], verdict["stored"]["state"]) == ("created", -1200, "reversal")
    assert world.agent.push_one(reversal)["status"] == "known"
    assert world.sums(world.contracts["plain"]) == before
    assert {row["uid"]: row["state"] for row in world.stored(entry["uid"], uid)} == {entry["uid"]: "reversed", uid: "reversal"}
    again = world.entry(world.tickets[0], 600) | {"replaces": entry["uid"]}
    assert world.agent.push_one(again) == {"status": "refused", "reason": "already_reversed"}
    of_reversal = entry | {"uid": reversal_uid(uid), "reverses": uid}
    assert world.agent.push_one(of_reversal) == {"status": "refused", "reason": "bad_value"}
    unknown = str(uuid.uuid4())
    assert world.agent.push_one(entry | {"uid": reversal_uid(unknown), "reverses": unknown}) == {"status": "later"}


def test_a_replacement_is_both_or_nothing(world: World) -> None:
    """When the new row is refused, the old one stands."""
    entry = world.entry(world.tickets[0], 1200, contract=world.contracts["plain"])
    world.agent.push_one(entry)
    bad = world.entry(world.tickets[0], 600) | {"replaces": entry["uid"], "ticket_id": NO_ID}
    assert world.agent.push_one(bad)["reason"] == "ticket_gone"
    assert world.stored(entry["uid"])[0]["state"] == "counted"
    good = world.entry(world.tickets[0], 600, contract=world.contracts["plain"]) | {"replaces": entry["uid"]}
    assert world.agent.push_one(good)["status"] == "created"
    rows = world.stored(entry["uid"], reversal_uid(entry["uid"]), good["uid"])
    assert sorted((row["state"], int(row["counted_seconds"])) for row in rows) == [
        ("counted", 600),
        ("reversal", -1200),
        ("reversed", 1200),
    ]


def test_anothers_entry_is_not_yours(world: World) -> None:
    """Neither known, nor reversed, nor replaced; a Service Manager may."""
    entry = world.entry(world.tickets[0], 300)
    world.agent.push_one(entry)
    reversal = entry | {"uid": reversal_uid(entry["uid"]), "reverses": entry["uid"]}
    for row in (entry, reversal, world.entry(world.tickets[0], 60) | {"replaces": entry["uid"]}):
        assert world.mate.push_one(row) == {"status": "refused", "reason": "not_yours"}
    assert world.manager.push_one(reversal)["status"] == "created"


def test_the_log_is_written_with_the_entry_and_once(world: World) -> None:
    """Private or public, and never again when the row is sent again."""
    ticket = world.ticket(team_id=world.team, agent_id=world.people["agent"])
    rows = [
        world.entry(ticket, 300, log={"kind": "private", "text": "interne <b>1</b>"}),
        world.entry(ticket, 300, log={"kind": "public", "text": "publique 2"}),
    ]
    for _ in range(2):
        world.agent.push(*rows)
    found = world.admin.read("UserRequest", ticket, "private_log, public_log")[0]
    assert [len(found[log]["entries"]) for log in ("private_log", "public_log")] == [1, 1]
    assert "publique 2" in found["public_log"]["entries"][0]["message"]
    assert {row["log_state"] for row in world.stored(*(row["uid"] for row in rows))} == {"written"}


def test_counting_follows_the_contract(world: World) -> None:
    """Rounded per entry, or per ticket and day; what a person counted stays."""
    quarter = world.contract(time_rounding=15, time_minimum=30)
    row = world.entry(world.tickets[2], 60, contract=quarter)
    assert world.agent.push_one(row)["stored"]["counted_seconds"] == 1800
    row = world.entry(world.tickets[2], 2701, contract=quarter)
    assert world.agent.push_one(row)["stored"]["counted_seconds"] == 3600
    row = world.entry(world.tickets[2], 2701, contract=quarter, counted_by="person", counted_seconds=0, reason="geste")
    assert world.agent.push_one(row)["stored"]["counted_seconds"] == 0
    day = world.contract(time_rounding=15, time_rounding_per="ticket_day")
    rows = [world.entry(world.tickets[2], worked, ago=3600, contract=day) for worked in (600, 300, 1)]
    answers = world.agent.push(*rows)["entries"]
    assert [answers[row["uid"]]["stored"]["counted_seconds"] for row in rows] == [900, 0, 900]


def test_an_activity_that_does_not_count_counts_nothing(world: World) -> None:
    """And a factor counts more."""
    travel = world.manager.make("ContractTimeActivity", name="Déplacement", counted="no")
    night = world.manager.make("ContractTimeActivity", name="Nuit", factor_percent=150)
    rows = [world.entry(world.tickets[2], 1200, activity_id=number) for number in (travel, night, 0)]
    answers = world.agent.push(*rows)["entries"]
    assert [answers[row["uid"]]["stored"]["counted_seconds"] for row in rows] == [0, 1800, 1200]


def test_work_of_a_closed_period_is_taken_and_late(world: World) -> None:
    """It keeps its start and counts on the first open day."""
    closed = world.contract(time_closed_until=today(-1))
    row = world.entry(world.tickets[2], 600, ago=5 * DAY, contract=closed)
    assert world.agent.push_one(row)["stored"]["counted_on"] == today(-1)
    assert world.stored(row["uid"])[0]["late"] == "yes"


def test_beyond_a_blocked_balance_work_is_held_and_never_refused(world: World) -> None:
    """The rows before it in the batch count first."""
    contract = world.contract(time_overrun="block")
    world.manager.provide(contract, 3600)
    rows = [world.entry(world.tickets[2], 2400, ago=7200 - number, contract=contract) for number in range(3)]
    answers = world.agent.push(*rows)["entries"]
    stored = [answers[row["uid"]]["stored"] for row in rows]
    assert [(one["state"], one["counted_seconds"], one["worked_seconds"]) for one in stored] == [
        ("counted", 2400, 2400),
        ("held", 0, 2400),
        ("held", 0, 2400),
    ]
    assert world.sums(contract) == (3600, 2400, 1200)


def test_a_batch_over_the_limit_waits(world: World) -> None:
    """The fifty-first row is answered: later."""
    rows = [world.entry(world.tickets[2], 60) for _ in range(52)]
    answers = world.agent.push(*rows)["entries"]
    assert [answers[row["uid"]]["status"] for row in rows] == ["created"] * 50 + ["later"] * 2


def test_another_protocol_is_an_error_and_nonsense_is_answered(world: World) -> None:
    """Never a page."""
    assert world.agent.call("carnet/push", protocol=2, entries=[])["code"] == 100
    assert world.agent.call("carnet/push", protocol=1, entries="all", provisions={"a": 1}, desk=[])["code"] == 0
    answer = world.agent.call("carnet/push", protocol=1, entries=[None, 7, "x", {"uid": 5}, {}])
    assert answer["entries"] == {"": {"status": "refused", "reason": "bad_value"}}


def test_the_desk_is_noted_once(world: World) -> None:
    """A lead sees whose minutes are still on a laptop."""
    uid = str(uuid.uuid4())
    for waiting in (3, 0):
        desk = {"id": uid, "name": "poste", "version": "0.1.0", "waiting": waiting, "waiting_seconds": 600, "oldest": int(time.time())}
        world.agent.push(desk=desk)
    rows = world.admin.read("ContractTimeDesk", f"SELECT ContractTimeDesk WHERE uid = '{uid}'", "agent_id, waiting, version")
    assert rows == [{"agent_id": str(world.people["agent"]), "waiting": "0", "version": "0.1.0"}]


def test_an_itop_that_is_read_only_says_so_and_takes_it_later(world: World) -> None:
    """Reading goes on; what is sent is named as refused for that alone, and is created once iTop writes again."""
    (switch,) = optional("CARNET_LIVE_EXT_READ_ONLY")
    entry = world.entry(world.tickets[0], 900, contract=world.contracts["plain"])
    subprocess.run(f"{switch} on", shell=True, check=True)
    try:
        verdict = world.agent.push(entry)["entries"][entry["uid"]]
        read = world.agent.call("carnet/pull", protocol=1, scope="mine", limit=500, cursor="")
    finally:
        subprocess.run(f"{switch} off", shell=True, check=True)
    assert (verdict["status"], verdict["reason"]) == ("refused", "read_only")
    assert read["code"] == 0 and read["contracts"]
    assert world.agent.push(entry)["entries"][entry["uid"]]["status"] == "created"
