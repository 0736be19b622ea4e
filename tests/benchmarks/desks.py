"""A day of 200 desks on one iTop, from service times measured there: ``python -m tests.benchmarks.desks``.

Addressed as ``tests/live`` is. Each call is measured alone on the iTop; the day is then played in a queue with as many servers as that
machine has cores (``CARNET_LIVE_CORES``, 2 by default): a morning on which everybody starts, readings, stops through the day, half an
hour without the server, and the return, with the client's own delays and jitter. Printed per interval: the share of the cores that is
busy, in the mean and in the worst minute, and how long calls wait. Then two stretches of the day at the chosen interval are played
against the iTop itself, a busy one and the return, so that the model can be doubted; where it runs on this machine, what its
processors did meanwhile is printed, this program's own work included.
"""

from __future__ import annotations

import heapq
import os
import random
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.ids import new_uid
from desktop.core.outbox import probe_delay
from tests.benchmarks.extension import Call, caller, seconds

DESKS = 200
STOPS = 14
"""Entries that an agent records in a day."""
HOURS = 9
OUTAGE = (3 * 3600, 3 * 3600 + 1800)
POLLS = (15, 30, 60, 120, 300)
STRETCHES = {"of a busy hour": (2 * 3600, 120), "after the outage": (OUTAGE[1], 120)}
"""Where in the day what is played for real begins, and its seconds."""
CLIENTS = 32
DESK = {"id": "benchmark", "name": "benchmark", "version": "0", "waiting": 0, "waiting_seconds": 0, "oldest": None}


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """Who-am-I, and then a writing of ``entries``, or a reading where there are none. ``when``: seconds of the day."""

    when: float
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds that one call takes the server: who-am-I, a reading without news, a writing of one entry and of each further one."""

    about: float
    pull: float
    push_first: float
    push_next: float

    def of(self, visit: Visit) -> float:
        """Seconds of service."""
        if not visit.entries:
            return self.about + self.pull
        return self.about + self.push_first + (visit.entries - 1) * self.push_next


def measure(call: Call, ticket: int) -> Costs:
    """Medians on the iTop while nothing else is asked of it."""
    cursor = read_all(call)

    def push(count: int) -> None:
        call("carnet/push", protocol=1, entries=rows(ticket, count), provisions=[])

    about = statistics.median(seconds(lambda: call("carnet/about", protocol=1)) for _ in range(15))
    pull = statistics.median(seconds(lambda: read(call, cursor)) for _ in range(15))
    one = statistics.median(seconds(lambda: push(1)) for _ in range(7))
    ten = statistics.median(seconds(lambda: push(10)) for _ in range(7))
    return Costs(about, pull, one, (ten - one) / 9)


def read(call: Call, cursor: str) -> dict[str, Any]:
    return call("carnet/pull", protocol=1, scope="team", limit=500, cursor=cursor, desk=DESK)


def read_all(call: Call) -> str:
    cursor, complete = "", False
    while not complete:
        answer = read(call, cursor)
        cursor, complete = answer["cursor"], answer["complete"]
    return str(cursor)


def rows(ticket: int, count: int) -> list[dict[str, object]]:
    start = int(time.time()) - 7200
    row = {"ticket_class": "UserRequest", "ticket_id": ticket, "started_at": start, "ended_at": start + 900, "worked_seconds": 900}
    rest = {"counted_by": "rule", "contract_by": "rule", "activity_id": 0, "comment": "benchmark", "source": "desktop"}
    return [row | rest | {"uid": new_uid()} for _ in range(count)]


def a_day(poll: int, chance: random.Random) -> list[Visit]:
    """Every visit of the day, in order."""
    return sorted(visit for _ in range(DESKS) for visit in _desk(poll, chance))


def _desk(poll: int, chance: random.Random) -> Iterator[Visit]:
    start, end = chance.uniform(0, 1800), HOURS * 3600
    stops = sorted(chance.uniform(start, end) for _ in range(STOPS))
    back = _back(chance)
    now = start
    while now < end:
        if not OUTAGE[0] <= now < OUTAGE[1]:
            yield Visit(now)
        now = max(now + poll * chance.uniform(0.9, 1.1), back if OUTAGE[0] <= now < back else 0.0)
    kept = [stop for stop in stops if OUTAGE[0] <= stop < back]
    yield from (Visit(stop, 1) for stop in stops if stop not in kept)
    if kept:
        yield Visit(back, len(kept))


def _back(chance: random.Random) -> float:
    """When a desk notices that the server is there again: the client's own probing."""
    now, failures = OUTAGE[0] + chance.uniform(0, 60), 0
    while now < OUTAGE[1]:
        failures += 1
        now += probe_delay(failures, chance)
    return now


def queue(day: list[Visit], costs: Costs, cores: int) -> tuple[list[float], list[float]]:
    """Seconds from request to answer of each visit, and the busy share of each minute."""
    free = [0.0] * cores
    answered: list[float] = []
    busy: defaultdict[int, float] = defaultdict(float)
    for visit in day:
        service, begin = costs.of(visit), max(visit.when, heapq.heappop(free))
        heapq.heappush(free, begin + service)
        answered.append(begin + service - visit.when)
        busy[int(begin // 60)] += service / (60 * cores)
    return answered, [busy[minute] for minute in range(HOURS * 60)]


def p(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def play(login: tuple[str, str, str], day: list[Visit], ticket: int, begin: float, length: float) -> list[float]:
    """A stretch of the day against the iTop itself: seconds of each visit, from when it was due to its answer."""
    due = [visit for visit in day if begin <= visit.when < begin + length]
    cursor, taken = read_all(caller(*login)), []
    started = time.monotonic() - begin

    def client(share: list[Visit]) -> None:
        call = caller(*login)
        for visit in share:
            time.sleep(max(0.0, started + visit.when - time.monotonic()))
            call("carnet/about", protocol=1)
            if visit.entries:
                call("carnet/push", protocol=1, entries=rows(ticket, visit.entries), provisions=[], desk=DESK)
            else:
                read(call, cursor)
            taken.append(time.monotonic() - started - visit.when)

    threads = [threading.Thread(target=client, args=(due[number::CLIENTS],)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def processors() -> tuple[int, int]:
    """Ticks in which this machine's processors worked, and all ticks."""
    ticks = [int(text) for text in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def main() -> None:
    login = tuple(os.environ[f"CARNET_LIVE_{name}"] for name in ("URL", "USER", "PASSWORD"))
    cores = int(os.environ.get("CARNET_LIVE_CORES", "2"))
    call = caller(*login)
    found = call("core/get", **{"class": "UserRequest", "key": {"ref": os.environ["CARNET_LIVE_TICKET"]}, "output_fields": "id"})
    ticket = int(next(iter(found["objects"].values()))["key"])
    costs = measure(call, ticket)
    print(
        f"measured: who-am-I {costs.about * 1000:.0f} ms, reading {costs.pull * 1000:.0f} ms,"
        f" one entry {costs.push_first * 1000:.0f} ms, each further {costs.push_next * 1000:.0f} ms; {cores} cores, {DESKS} desks"
    )
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")
    for poll in POLLS:
        answered, busy = queue(a_day(poll, random.Random(seed)), costs, cores)
        after = busy[OUTAGE[1] // 60 : OUTAGE[1] // 60 + 10]
        print(
            f"every {poll:3} s: busy {statistics.mean(busy):5.1%} in the mean, {max(busy):4.0%} in the worst minute,"
            f" {max(after):4.0%} after the outage; answers {statistics.median(answered) * 1000:.0f} ms,"
            f" 99 % within {p(answered, 0.99) * 1000:.0f} ms"
        )
    poll = int(call("carnet/about", protocol=1)["poll_seconds"])
    for name, (begin, length) in STRETCHES.items():
        before = processors()
        taken = play(login, a_day(poll, random.Random(seed)), ticket, begin, length)
        worked, ticks = (after - first for first, after in zip(before, processors(), strict=True))
        print(
            f"played {length} s {name}, every {poll} s: {len(taken)} visits, answers {statistics.median(taken) * 1000:.0f} ms,"
            f" 99 % within {p(taken, 0.99) * 1000:.0f} ms; this machine's processors {worked / ticks:.0%} busy"
        )


if __name__ == "__main__":
    main()
