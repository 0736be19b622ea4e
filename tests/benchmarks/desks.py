"""A day of 200 desks on one iTop, from service times measured there: ``python -m tests.benchmarks.desks``.

Addressed as ``tests/live`` is. Each call is measured alone on the iTop; the day is then played in a queue with as many servers as that
machine has cores (``CARNET_LIVE_CORES``, 2 by default): a morning on which everybody starts, readings, stops through the day, half an
hour without the server, and the return, with the client's own delays and jitter. Printed per interval: the share of the cores that is
busy, in the mean and in the worst minute, and how long calls wait. Then the chosen interval is played against the iTop itself for a
minute, so that the model can be doubted.
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

from desktop.core.ids import new_uid
from desktop.core.outbox import probe_delay
from tests.benchmarks.extension import Call, caller, seconds

DESKS = 200
STOPS = 14
"""Entries that an agent records in a day."""
HOURS = 9
OUTAGE = (3 * 3600, 3 * 3600 + 1800)
POLLS = (15, 30, 60, 120, 300)
REAL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds that one call takes the server: who-am-I, a reading without news, a writing of one entry and of each further one."""

    about: float
    pull: float
    push_first: float
    push_next: float

    def push(self, entries: int) -> float:
        return self.push_first + (entries - 1) * self.push_next


def measure(call: Call, ticket: int) -> Costs:
    """Medians on the iTop while nothing else is asked of it."""
    cursor = read_all(call)

    def push(count: int) -> None:
        call("carnet/push", protocol=1, entries=rows(ticket, count), provisions=[])

    about = statistics.median(seconds(lambda: call("carnet/about", protocol=1)) for _ in range(15))
    pull = statistics.median(seconds(lambda: call("carnet/pull", protocol=1, scope="team", limit=500, cursor=cursor)) for _ in range(15))
    one = statistics.median(seconds(lambda: push(1)) for _ in range(7))
    ten = statistics.median(seconds(lambda: push(10)) for _ in range(7))
    return Costs(about, pull, one, (ten - one) / 9)


def read_all(call: Call) -> str:
    cursor, complete = "", False
    while not complete:
        answer = call("carnet/pull", protocol=1, scope="team", limit=500, cursor=cursor)
        cursor, complete = answer["cursor"], answer["complete"]
    return str(cursor)


def rows(ticket: int, count: int) -> list[dict[str, object]]:
    start = int(time.time()) - 7200
    row = {"ticket_class": "UserRequest", "ticket_id": ticket, "started_at": start, "ended_at": start + 900, "worked_seconds": 900}
    rest = {"counted_by": "rule", "contract_by": "rule", "activity_id": 0, "comment": "benchmark", "source": "desktop"}
    return [row | rest | {"uid": new_uid()} for _ in range(count)]


def a_day(poll: int, costs: Costs, chance: random.Random) -> list[tuple[float, float]]:
    """(when, seconds of service) of every call of the day, in order."""
    calls: list[tuple[float, float]] = []
    for _ in range(DESKS):
        calls += _desk(poll, costs, chance)
    return sorted(calls)


def _desk(poll: int, costs: Costs, chance: random.Random) -> Iterator[tuple[float, float]]:
    start, end = chance.uniform(0, 1800), HOURS * 3600
    stops = sorted(chance.uniform(start, end) for _ in range(STOPS))
    back = _back(chance)
    now = start
    while now < end:
        if not OUTAGE[0] <= now < OUTAGE[1]:
            yield now, costs.about
            yield now, costs.pull
        now = max(now + poll * chance.uniform(0.9, 1.1), back if OUTAGE[0] <= now < back else 0.0)
    kept = [stop for stop in stops if OUTAGE[0] <= stop < back]
    for stop in stops:
        if stop not in kept:
            yield stop, costs.about
            yield stop, costs.push(1)
    if kept:
        yield back, costs.about
        yield back, costs.push(len(kept))


def _back(chance: random.Random) -> float:
    """When a desk notices that the server is there again: the client's own probing."""
    now, failures = OUTAGE[0] + chance.uniform(0, 60), 0
    while now < OUTAGE[1]:
        failures += 1
        now += probe_delay(failures, chance)
    return now


def queue(calls: list[tuple[float, float]], cores: int) -> tuple[list[float], list[float]]:
    """Seconds from request to answer of each call, and the busy share of each minute."""
    free = [0.0] * cores
    answered: list[float] = []
    busy: defaultdict[int, float] = defaultdict(float)
    for when, service in calls:
        begin = max(when, heapq.heappop(free))
        heapq.heappush(free, begin + service)
        answered.append(begin + service - when)
        busy[int(begin // 60)] += service / (60 * cores)
    return answered, [busy[minute] for minute in range(HOURS * 60)]


def p(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def play(url: str, user: str, password: str, poll: int) -> list[float]:
    """A minute of the middle of the day against the iTop itself: seconds of each reading, from request to answer."""
    chance = random.Random(1)
    due = sorted(chance.uniform(0, REAL_SECONDS) for _ in range(DESKS * REAL_SECONDS // poll))
    taken: list[float] = []
    cursor = read_all(caller(url, user, password))
    started = time.monotonic()

    def desk(share: list[float]) -> None:
        call = caller(url, user, password)
        for when in share:
            time.sleep(max(0.0, started + when - time.monotonic()))
            call("carnet/about", protocol=1)
            taken.append(seconds(lambda: call("carnet/pull", protocol=1, scope="team", limit=500, cursor=cursor)))

    threads = [threading.Thread(target=desk, args=(due[number::16],)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main() -> None:
    url, user, password = (os.environ[f"CARNET_LIVE_{name}"] for name in ("URL", "USER", "PASSWORD"))
    cores = int(os.environ.get("CARNET_LIVE_CORES", "2"))
    call = caller(url, user, password)
    found = call("core/get", **{"class": "UserRequest", "key": {"ref": os.environ["CARNET_LIVE_TICKET"]}, "output_fields": "id"})
    costs = measure(call, int(next(iter(found["objects"].values()))["key"]))
    print(
        f"measured: who-am-I {costs.about * 1000:.0f} ms, reading {costs.pull * 1000:.0f} ms,"
        f" one entry {costs.push_first * 1000:.0f} ms, each further {costs.push_next * 1000:.0f} ms; {cores} cores, {DESKS} desks"
    )
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")
    for poll in POLLS:
        answered, busy = queue(a_day(poll, costs, random.Random(seed)), cores)
        after = busy[OUTAGE[1] // 60 : OUTAGE[1] // 60 + 10]
        print(
            f"every {poll:3} s: busy {statistics.mean(busy):5.1%} in the mean, {max(busy):4.0%} in the worst minute,"
            f" {max(after):4.0%} after the outage; answers {statistics.median(answered) * 1000:.0f} ms,"
            f" 99 % within {p(answered, 0.99) * 1000:.0f} ms"
        )
    poll = int(call("carnet/about", protocol=1)["poll_seconds"])
    taken = play(url, user, password, poll)
    figures = f"{statistics.median(taken) * 1000:.0f} ms, 99 % within {p(taken, 0.99) * 1000:.0f} ms"
    print(f"played for {REAL_SECONDS} s at every {poll} s: readings {figures}")


if __name__ == "__main__":
    main()
