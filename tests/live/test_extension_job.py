"""The whole main job by command line on a real iTop with the extension, by an agent who may write nothing but what the verbs grant."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.core.clock import SystemClock
from desktop.store.database import open_database
from desktop.system.paths import ProfileDir
from desktop.work import recording
from desktop.work.desk import Desk, sign_in_first
from tests.e2e.processes import CommandLine
from tests.live.conftest import optional
from tests.live.gate import Gate, gate_to
from tests.live.world import PASSWORD, World

QUARTER = 900


@pytest.fixture(scope="module")
def contract(world: World) -> int:
    """Started quarters of an hour, 100 of them."""
    number = world.contract(time_rounding=15)
    assert world.manager.provide(number, 100 * QUARTER)["status"] == "created"
    return number


@pytest.fixture(scope="module")
def refs(world: World, contract: int) -> list[str]:
    return [_ticket(world, contract) for _ in range(2)]


def _ticket(world: World, contract: int) -> str:
    number = world.ticket(title="Écran noir", team_id=world.team, agent_id=world.people["agent"], time_contract_id=contract)
    return str(world.admin.read("UserRequest", number, "ref")[0]["ref"])


@pytest.fixture(scope="module")
def gate(world: World) -> Iterator[Gate]:
    with gate_to(world.admin.url) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(world: World, gate: Gate, refs: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tickets are there before the first reading."""
    client = CommandLine(tmp_path_factory.mktemp("signed-in"), PASSWORD)
    assert "(profile carnet)" in client.run("login", gate.url, "--user", world.agent.user)
    return client.profile


@pytest.fixture
def carnet(signed_in: Path, gate: Gate, tmp_path: Path) -> Iterator[CommandLine]:
    """A profile directory of its own, signed in and up to date."""
    shutil.copytree(signed_in, tmp_path / "profile")
    client = CommandLine(tmp_path / "profile", PASSWORD)
    client.run("sync")
    yield client
    gate.open, gate.cut_answers = True, 0


def shown(carnet: CommandLine, number: int) -> dict[str, Any]:
    return next(line for line in carnet.json("contracts") if line["id"] == number)


def rows(world: World, *uids: str) -> list[tuple[int, int, str]]:
    return sorted((int(row["worked_seconds"]), int(row["counted_seconds"]), row["state"]) for row in world.stored(*uids))


def test_the_whole_job(world: World, contract: int, refs: list[str], carnet: CommandLine) -> None:
    """Find, start, pause, switch, resume, stop, add, see it waiting, sync: consumed grew by exactly what was counted."""
    first, second = refs
    assert [line["ref"] for line in carnet.json("tickets", first)] == [first]
    for command in (("start", first), ("pause",), ("start", second), ("start", first)):
        carnet.run(*command)
    timers = carnet.json("status")["timers"]
    assert [(timer["ref"], timer["running"]) for timer in timers] == [(first, True), (second, False)]
    carnet.run("stop", second, "--comment", "Only looked")
    carnet.run("stop", "--comment", "Solved")
    consumed = world.sums(contract)[1]
    before = shown(carnet, contract)
    assert before["consumed"] == consumed
    added = carnet.run("add", first, "0:50").split()[-1]
    waiting = shown(carnet, contract)
    assert waiting["waiting"] == before["waiting"] + 4 * QUARTER
    report = carnet.json("sync")
    assert (report["pushed"], report["waiting"], report["online"]) == (3, 0, True)
    after = shown(carnet, contract)
    assert world.sums(contract)[1] - consumed == waiting["waiting"] == after["consumed"] - before["consumed"]
    assert (after["waiting"], after["balance"]) == (0, world.sums(contract)[2])
    assert rows(world, added) == [(3000, 4 * QUARTER, "counted")]
    assert carnet.json("outbox") == []


def test_without_the_network_it_waits_and_goes_later(world: World, refs: list[str], gate: Gate, carnet: CommandLine) -> None:
    gate.open = False
    carnet.run("start", refs[0])
    carnet.run("stop")
    uid = carnet.run("add", refs[0], "1h05").split()[-1]
    assert carnet.json("sync", code=3)["waiting"] == 2
    gate.open = True
    assert carnet.json("sync")["pushed"] == 2
    assert rows(world, uid) == [(3900, 5 * QUARTER, "counted")]


def test_a_lost_answer_makes_no_second_row(world: World, contract: int, refs: list[str], gate: Gate, carnet: CommandLine) -> None:
    uid = carnet.run("add", refs[0], "20m").split()[-1]
    consumed, gate.cut_answers = world.sums(contract)[1], 1
    carnet.run("sync", code=None)
    assert gate.cut_answers == 0
    carnet.run("sync")
    assert carnet.json("outbox") == []
    assert rows(world, uid) == [(1200, 2 * QUARTER, "counted")]
    assert world.sums(contract)[1] == consumed + 2 * QUARTER


def test_editing_a_confirmed_entry_reverses_and_replaces(world: World, contract: int, refs: list[str], carnet: CommandLine) -> None:
    """Nothing is edited in iTop: the old row, its reversal and the new one are there, and count once."""
    consumed = world.sums(contract)[1]
    uid = carnet.run("add", refs[0], "30m").split()[-1]
    carnet.run("sync")
    with open_database(ProfileDir(carnet.profile).database) as db:
        recording.edit(Desk(db, SystemClock(), sign_in_first(db)), uid, worked_seconds=2700)
    carnet.run("sync")
    assert carnet.json("outbox") == []
    fields = "uid, worked_seconds, counted_seconds, state, reverses, replaces"
    found = world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE '{uid}' IN (uid, reverses, replaces)", fields)
    by_state = {row["state"]: row for row in found}
    assert {state: int(row["counted_seconds"]) for state, row in by_state.items()} == {"reversed": 1800, "reversal": -1800, "counted": 2700}
    assert (by_state["reversal"]["reverses"], by_state["counted"]["replaces"]) == (uid, uid)
    assert world.sums(contract)[1] == consumed + 2700


def test_over_a_limit_that_blocks_work_is_held(world: World, carnet: CommandLine) -> None:
    """It is kept, counts nothing, and waits in iTop for a Service Manager, not here."""
    number = world.contract(time_overrun="block")
    assert world.manager.provide(number, 600)["status"] == "created"
    ref = _ticket(world, number)
    carnet.run("sync")
    uid = carnet.run("add", ref, "30m").split()[-1]
    carnet.run("sync")
    assert rows(world, uid) == [(1800, 0, "held")]
    assert carnet.json("outbox") == []
    assert world.sums(number) == (600, 0, 600)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_killed_while_syncing_nothing_is_lost_or_doubled(
    world: World, contract: int, refs: list[str], carnet: CommandLine, number: int, moment: str
) -> None:
    """kill -9 around each transaction of a sync, that between the answer and its settling among them."""
    consumed = world.sums(contract)[1]
    uid = carnet.run("add", refs[0], "15m").split()[-1]
    carnet.run("sync", code=None, module=("tests.e2e.killed", str(number), moment))
    carnet.run("sync")
    assert carnet.json("outbox") == []
    assert rows(world, uid) == [(900, QUARTER, "counted")]
    assert world.sums(contract)[1] == consumed + QUARTER


def test_a_server_that_started_again_is_the_same(world: World, refs: list[str], gate: Gate, carnet: CommandLine) -> None:
    """Its epoch stays, and the client goes on where it was instead of reading everything again."""
    (command,) = optional("CARNET_LIVE_EXT_RESTART")
    epoch = world.agent.call("carnet/about", protocol=1)["epoch"]
    subprocess.run(command, shell=True, check=True)
    assert world.agent.call("carnet/about", protocol=1)["epoch"] == epoch
    uid = carnet.run("add", refs[0], "15m").split()[-1]
    carnet.run("sync")
    assert [state for *_, state in rows(world, uid)] == ["counted"]


def test_what_waits_for_work_orders_goes_into_the_book_after_signing_in_anew(
    world: World, contract: int, refs: list[str], gate: Gate, tmp_path: Path
) -> None:
    """As where the extension came later: what became a work order stays one, what did not is counted, and nothing is both."""
    consumed = world.sums(contract)[1]
    carnet = CommandLine(tmp_path / "stock", PASSWORD)
    assert "(profile work-order)" in carnet.run("login", gate.url, "--user", world.agent.user, "--profile", "work-order")
    sent = carnet.run("add", refs[0], "20m").split()[-1]
    carnet.run("sync")
    gate.open = False
    waiting = carnet.run("add", refs[0], "40m").split()[-1]
    carnet.run("start", refs[1])
    carnet.run("sync", code=3)
    gate.open = True
    assert "(profile carnet)" in carnet.run("login", gate.url, "--user", world.agent.user)
    carnet.run("sync")
    assert carnet.json("outbox") == []
    assert [timer["ref"] for timer in carnet.json("status")["timers"]] == [refs[1]]
    orders = world.admin.read("WorkOrder", f"SELECT WorkOrder WHERE name IN ('Carnet {sent}', 'Carnet {waiting}')", "name")
    assert [order["name"] for order in orders] == [f"Carnet {sent}"]
    assert rows(world, sent, waiting) == [(2400, 3 * QUARTER, "counted")]
    assert world.sums(contract)[1] == consumed + 3 * QUARTER
