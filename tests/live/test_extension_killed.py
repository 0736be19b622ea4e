"""PHP killed hard, again and again, while clients push: every row once, every sum exact, each log text once."""

from __future__ import annotations

import random
import subprocess
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.live.conftest import optional
from tests.live.world import Account, World

CLIENTS = 4
ENTRIES = 600
BATCH = 25
EVERY = 1.5
"""Seconds between two kills: a batch takes about as long, so that most kills strike one at work."""
LEAST_KILLS = 3


def test_php_killed_while_it_pushes(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    (restart,) = optional("CARNET_LIVE_EXT_RESTART")
    contracts = [world.contract(time_rounding=15), world.contract(time_overrun="block")]
    for contract in contracts:
        assert world.manager.provide(contract, 50 * 3600)["status"] == "created"
    tickets = [world.ticket(team_id=world.team, agent_id=world.people["agent"]) for _ in range(3)]
    chance = random.Random(6)
    rows = [_row(world, chance, tickets, contracts, number) for number in range(ENTRIES)]
    over = threading.Event()
    kills: list[float] = []

    def kill() -> None:
        while not over.wait(EVERY):
            subprocess.run(restart, shell=True, check=True)
            kills.append(time.monotonic())

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            broken = sum(pool.map(lambda share: _send_all(world.agent, share), [rows[client::CLIENTS] for client in range(CLIENTS)]))
    finally:
        over.set()
        killer.join()

    listed = ", ".join(str(contract) for contract in contracts)
    fields = "id, uid, contract_id, counted_seconds, worked_seconds, state"
    stored = world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE contract_id IN ({listed})", fields)
    assert Counter(row["uid"] for row in stored) == Counter(row["uid"] for row in rows)
    for contract in contracts:
        assert world.sums(contract)[1] == sum(int(row["counted_seconds"]) for row in stored if row["contract_id"] == str(contract))
    for ticket in tickets:
        log = world.admin.read("UserRequest", ticket, "private_log")[0]["private_log"]["entries"]
        expected = sorted(row["log"]["text"] for row in rows if row["ticket_id"] == ticket and "log" in row)
        assert sorted(entry["message"] for entry in log) == expected
    assert len(kills) >= LEAST_KILLS and broken > 0, "nothing was hit: push more, or kill more often"
    with capsys.disabled():
        print(f"\nlive: {ENTRIES} entries, PHP killed {len(kills)} times, {broken} calls broken, {len(stored)} rows")


def _row(world: World, chance: random.Random, tickets: list[int], contracts: list[int], number: int) -> dict[str, Any]:
    log = {"log": {"kind": "private", "text": f"texte {uuid.uuid4()}"}} if number % 10 == 0 else {}
    worked = chance.randrange(60, 3600)
    ago = chance.randrange(3600, 86400)
    return world.entry(chance.choice(tickets), worked, ago=ago, contract=chance.choice(contracts), **log)


def _send_all(account: Account, rows: list[dict[str, Any]]) -> int:
    """Until each row has its verdict; the number of calls that were broken off."""
    waiting = {row["uid"]: row for row in rows}
    broken = 0
    while waiting:
        batch = list(waiting.values())[:BATCH]
        try:
            answers = account.push(*batch)["entries"]
        except (httpx.TransportError, ValueError):
            # The web server's own page, or nothing: PHP was gone.
            broken += 1
            time.sleep(0.2)
            continue
        for uid, answer in answers.items():
            assert answer["status"] in ("created", "known", "later"), answer
            if answer["status"] != "later":
                del waiting[uid]
    return broken
