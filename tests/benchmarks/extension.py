"""What the extension costs on a real iTop, beside the same work by ``core/*``: ``python -m tests.benchmarks.extension``.

Addressed as ``tests/live`` is, with ``CARNET_LIVE_WRITER`` and ``CARNET_LIVE_WRITER_PASSWORD`` besides: an account with bulk write on
tickets and entries. ``CARNET_LIVE_PLAIN_URL`` names an iTop with the same data and without the extension, for the price of saving a
ticket. Each pair is measured in turn; medians, and the ratio between them. Entries are written on the ticket ``CARNET_LIVE_TICKET``
and stay there: run it on an iTop that is for this.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx

from desktop.core.ids import new_uid

ROUNDS = 9
BATCH = 50
Call = Callable[..., dict[str, Any]]


def caller(url: str, user: str, password: str) -> Call:
    """One REST call after another over one connection; raises AssertionError where iTop refuses."""
    client = httpx.Client(timeout=300, trust_env=False)

    def call(operation: str, **fields: Any) -> dict[str, Any]:
        form = {"json_data": json.dumps({"operation": operation, **fields}), "auth_user": user, "auth_pwd": password}
        answer: dict[str, Any] = client.post(f"{url.rstrip('/')}/webservices/rest.php?version=1.3", data=form).json()
        assert answer["code"] == 0, (operation, answer.get("message"))
        return answer

    return call


def seconds(action: Callable[[], object]) -> float:
    started = time.monotonic()
    action()
    return time.monotonic() - started


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Both in turn, once unmeasured before."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    ours_median, theirs_median = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    times = f"{ours_median * 1000:.0f} ms against {theirs_median * 1000:.0f} ms"
    print(f"{name}: {times} = {theirs_median / ours_median:.1f}× faster, {(ours_median - theirs_median) * 1000:+.0f} ms")


class Measured:
    """The iTop under measurement, by an agent and by an account that may write through ``core/*``."""

    def __init__(self) -> None:
        env = os.environ
        self.url = env["CARNET_LIVE_URL"]
        self.agent = caller(self.url, env["CARNET_LIVE_USER"], env["CARNET_LIVE_PASSWORD"])
        self.writer = caller(self.url, env["CARNET_LIVE_WRITER"], env["CARNET_LIVE_WRITER_PASSWORD"])
        self.ref = env["CARNET_LIVE_TICKET"]
        found = self.agent("core/get", **{"class": "UserRequest", "key": {"ref": self.ref}, "output_fields": "id"})["objects"]
        self.ticket = int(next(iter(found.values()))["key"])
        self.person = int(self.agent("carnet/about", protocol=1)["person"]["id"])
        self.cursor = self._read_everything()
        self.clock = int(time.time()) - 30 * 86400
        mine = self._get("SELECT UserRequest WHERE agent_id = :current_contact_id AND operational_status = 'ongoing'", "id")
        self.changed = [int(item["key"]) for item in mine][:10]

    def _get(self, oql: str, fields: str) -> list[dict[str, Any]]:
        cls = oql.split()[1]
        return list((self.agent("core/get", **{"class": cls, "key": oql, "output_fields": fields})["objects"] or {}).values())

    def _read_everything(self) -> str:
        cursor, complete = "", False
        while not complete:
            answer = self.agent("carnet/pull", protocol=1, scope="team", limit=500, cursor=cursor)
            cursor, complete = answer["cursor"], answer["complete"]
        return str(cursor)

    def pull(self) -> None:
        answer = self.agent("carnet/pull", protocol=1, scope="team", limit=500, cursor=self.cursor)
        assert not answer["reset"]

    def read(self) -> None:
        """The same knowledge by ``core/get``: what changed lately, every contract's indicators, my ids."""
        since = "DATE_SUB(NOW(), INTERVAL 2 HOUR)"
        teams = "SELECT Team JOIN lnkPersonToTeam AS l ON l.team_id = Team.id WHERE l.person_id = :current_contact_id"
        ours = f"(agent_id = :current_contact_id OR team_id IN ({teams}))"
        for cls in ("UserRequest", "Incident"):
            self._get(f"SELECT {cls} WHERE {ours} AND last_update >= {since}", "id, ref, title, status, org_id, agent_id, description")
            self._get(f"SELECT {cls} WHERE {ours} AND operational_status = 'ongoing'", "id")
        self._get("SELECT CustomerContract", "id, name, org_id, end_date, time_provisioned, time_consumed, time_balance")
        self._get(
            f"SELECT ContractTimeEntry WHERE started_on >= {since}", "uid, ticket_id, contract_id, worked_seconds, counted_seconds, state"
        )

    def change_ten(self) -> None:
        for number in self.changed:
            self.save(self.writer, number)

    def save(self, call: Call, number: int) -> None:
        fields = {"title": f"Saved at {time.time()}"}
        call("core/update", **{"class": "UserRequest", "key": number, "fields": fields, "output_fields": "id", "comment": "benchmark"})

    def rows(self, count: int) -> list[dict[str, Any]]:
        made = []
        for _ in range(count):
            self.clock += 1000
            made.append(
                {
                    "uid": new_uid(),
                    "ticket_class": "UserRequest",
                    "ticket_id": self.ticket,
                    "started_at": self.clock,
                    "ended_at": self.clock + 900,
                    "worked_seconds": 900,
                    "counted_by": "rule",
                    "activity_id": 0,
                    "contract_by": "rule",
                    "comment": "benchmark",
                    "source": "desktop",
                }
            )
        return made

    def push(self, count: int) -> None:
        rows = self.rows(count)
        for first in range(0, count, BATCH):
            answer = self.agent("carnet/push", protocol=1, entries=rows[first : first + BATCH], provisions=[])
            assert {entry["status"] for entry in answer["entries"].values()} == {"created"}, answer

    def create(self, count: int) -> None:
        for row in self.rows(count):
            fields = {name: row[name] for name in ("uid", "ticket_id", "started_at", "ended_at", "worked_seconds", "comment", "source")}
            fields["agent_id"] = self.person
            self.writer("core/create", **{"class": "ContractTimeEntry", "fields": fields, "output_fields": "id", "comment": "benchmark"})


def main() -> None:
    itop = Measured()
    compare("reading, nothing changed", itop.pull, itop.read)
    itop.change_ten()
    compare("reading, 10 tickets changed", itop.pull, itop.read)
    compare("100 entries in batches of 50 against 100 core/create", lambda: itop.push(100), lambda: itop.create(100), rounds=3)
    compare("200 entries in batches of 50 against 200 core/create", lambda: itop.push(200), lambda: itop.create(200), rounds=2)
    plain = os.environ.get("CARNET_LIVE_PLAIN_URL")
    if plain:
        writer = caller(plain, os.environ["CARNET_LIVE_WRITER"], os.environ["CARNET_LIVE_WRITER_PASSWORD"])
        number = itop.changed[0]
        compare(
            "saving a ticket with the extension against without",
            lambda: itop.save(itop.writer, number),
            lambda: itop.save(writer, number),
            25,
        )


if __name__ == "__main__":
    main()
