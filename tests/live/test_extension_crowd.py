"""Many clients at once on a real iTop: exactly one row per uid, exact sums, each log text once, whatever is cut and sent again."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import httpx
import pytest

from tests.live.world import Account, World

CLIENTS = 8
ENTRIES = 2000
BATCH = 50
CUT = 0.2
LOGS = 10
"""Every so many entries has a text for the ticket's log."""


def send_all(account: Account, rows: list[dict[str, Any]], seed: int) -> tuple[int, int, int]:
    """One client: batches until each row has its verdict. A fifth of the answers gets lost, half of these while iTop is at work.

    Returns how many calls it made, how many answers it lost, and how many rows were put off.
    """
    chance = random.Random(seed)
    waiting = {row["uid"]: row for row in rows}
    calls = cuts = later = 0
    while waiting:
        batch = [waiting[uid] for uid in chance.sample(sorted(waiting), min(BATCH, len(waiting)))]
        calls += 1
        lost = chance.random() < CUT
        cuts += lost
        if lost and chance.random() < 0.5:
            hang_up(account, batch)
            continue
        answers = account.push(*batch)["entries"]
        if lost:
            continue
        for row in batch:
            status = answers[row["uid"]]["status"]
            assert status in ("created", "known", "later"), answers[row["uid"]]
            if status == "later":
                later += 1
            else:
                del waiting[row["uid"]]
    return calls, cuts, later


def hang_up(account: Account, batch: list[dict[str, Any]]) -> None:
    """Send and go away before the answer."""
    timeout = httpx.Timeout(60, read=0.2)
    with pytest.raises(httpx.ReadTimeout):
        account.call("carnet/push", timeout=timeout, protocol=1, entries=batch)


def test_two_thousand_entries_of_eight_clients_are_there_once(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Onto three contracts, one of which blocks; then the books are added up again from the rows."""
    contracts = [world.contract(), world.contract(time_rounding=15), world.contract(time_overrun="block")]
    for contract in contracts:
        assert world.manager.provide(contract, 100 * 3600)["status"] == "created"
    tickets = [world.ticket(team_id=world.team, agent_id=world.people["agent"]) for _ in range(6)]
    chance = random.Random(1)
    rows = []
    for number in range(ENTRIES):
        log = {"log": {"kind": "private", "text": f"texte {uuid.uuid4()}"}} if number % LOGS == 0 else {}
        worked = chance.randrange(60, 3600)
        rows.append(
            world.entry(chance.choice(tickets), worked, ago=chance.randrange(3600, 86400), contract=chance.choice(contracts), **log)
        )
    shares = [rows[client::CLIENTS] for client in range(CLIENTS)]
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("spawn")) as pool:
        done = list(pool.map(send_all, [world.agent] * CLIENTS, shares, range(CLIENTS)))

    stored = stored_on(world, contracts)
    assert Counter(row["uid"] for row in stored) == Counter(row["uid"] for row in rows)
    for contract in contracts:
        own = [row for row in stored if row["contract_id"] == str(contract)]
        assert world.sums(contract)[1] == sum(int(row["counted_seconds"]) for row in own)
    assert_held_in_order([row for row in stored if row["contract_id"] == str(contracts[2])], 100 * 3600)
    for ticket in tickets:
        counted = sum(int(row["counted_seconds"]) for row in stored if row["ticket_id"] == str(ticket))
        found = world.admin.read("UserRequest", ticket, "time_counted, private_log")[0]
        assert int(found["time_counted"]) == counted
        written = sorted(entry["message"] for entry in found["private_log"]["entries"])
        assert written == sorted(row["log"]["text"] for row in rows if row["ticket_id"] == ticket and "log" in row)
    with capsys.disabled():
        calls, cuts, later = (sum(column) for column in zip(*done, strict=True))
        print(f"\nlive: {ENTRIES} entries, {calls} calls, {cuts} answers lost, {later} rows put off, {len(stored)} rows")


def stored_on(world: World, contracts: list[int]) -> list[dict[str, Any]]:
    listed = ", ".join(str(contract) for contract in contracts)
    fields = "id, uid, contract_id, ticket_id, worked_seconds, counted_seconds, state"
    return world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE contract_id IN ({listed})", fields)


def assert_held_in_order(rows: list[dict[str, Any]], balance: int) -> None:
    """In the order of the ids, which is that under the lock: counted while the balance takes it, held else."""
    held = 0
    for row in sorted(rows, key=lambda row: int(row["id"])):
        expected = "held" if int(row["worked_seconds"]) > balance else "counted"
        assert row["state"] == expected
        balance -= int(row["counted_seconds"])
        held += expected == "held"
    assert held > 0


def test_the_same_row_fifty_times_at_once_is_one(world: World) -> None:
    """One call creates it, the others know it or are put off."""
    row = world.entry(world.tickets[0], 600, contract=world.contracts["plain"], log={"kind": "private", "text": f"fois {uuid.uuid4()}"})
    before = world.sums(world.contracts["plain"])
    with ThreadPoolExecutor(50) as pool:
        statuses = Counter(verdict["status"] for verdict in pool.map(world.agent.push_one, [row] * 50))
    assert statuses["created"] == 1
    assert set(statuses) <= {"created", "known", "later"}
    assert len(world.stored(row["uid"])) == 1
    assert world.sums(world.contracts["plain"])[1] == before[1] + 600
    log = world.admin.read("UserRequest", world.tickets[0], "private_log")[0]["private_log"]["entries"]
    assert [entry["message"] for entry in log].count(row["log"]["text"]) == 1
