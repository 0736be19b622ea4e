"""A customer, its contracts, tickets and accounts, made through REST on an iTop with the extension, anew for each run.

What is counted can never be deleted again, so that this wants an iTop of its own.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

PASSWORD = "Essai-2026!"
DAY = 86400
NO_ID = 999_999_999
PATIENCE = httpx.Timeout(120)


@dataclass(frozen=True)
class Account:
    """An account of this iTop."""

    url: str
    user: str
    password: str = PASSWORD

    def call(self, operation: str, timeout: httpx.Timeout = PATIENCE, **data: Any) -> dict[str, Any]:
        """The answer, which has to be JSON whatever was asked."""
        form = {"auth_user": self.user, "auth_pwd": self.password, "json_data": json.dumps({"operation": operation} | data)}
        answer = httpx.post(f"{self.url.rstrip('/')}/webservices/rest.php?version=1.3", data=form, timeout=timeout, trust_env=False)
        found = answer.json()
        assert isinstance(found, dict), found
        return found

    def make(self, cls: str, **fields: Any) -> int:
        answer = self.call("core/create", **{"class": cls, "fields": fields, "comment": "tests/live", "output_fields": "id"})
        assert answer["code"] == 0, answer
        return int(next(iter(answer["objects"].values()))["key"])

    def change(self, cls: str, key: int, **fields: Any) -> dict[str, Any]:
        return self.call("core/update", **{"class": cls, "key": key, "fields": fields, "comment": "tests/live", "output_fields": "id"})

    def read(self, cls: str, key: Any, fields: str) -> list[dict[str, Any]]:
        answer = self.call("core/get", **{"class": cls, "key": key, "output_fields": fields})
        assert answer["code"] == 0, answer
        return [item["fields"] for item in (answer["objects"] or {}).values()]

    def make_user(self, login: str, person: int, profiles: Sequence[str], sees: Sequence[int] = (), language: str = "EN US") -> None:
        """An account of ``person`` with :data:`PASSWORD`; it sees only the organizations ``sees``, or all without one."""
        self.make(
            "UserLocal",
            login=login,
            contactid=person,
            password=PASSWORD,
            language=language,
            expiration="never_expire",
            profile_list=[{"profileid": f"SELECT URP_Profiles WHERE name = '{profile}'"} for profile in profiles],
            allowed_org_list=[{"allowed_org_id": number} for number in sees],
        )

    def push(self, *entries: Mapping[str, Any], provisions: Sequence[Mapping[str, Any]] = (), **more: Any) -> dict[str, Any]:
        answer = self.call("carnet/push", protocol=1, entries=list(entries), provisions=list(provisions), **more)
        assert answer["code"] == 0, answer
        return answer

    def push_one(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The verdict on one entry."""
        return dict(self.push(entry)["entries"][entry["uid"]])

    def provide(self, contract: int, seconds: int, **more: Any) -> dict[str, Any]:
        """The verdict on a provision."""
        uid = str(uuid.uuid4())
        row = {"uid": uid, "contract_id": contract, "date": today(), "seconds": seconds, "kind": "topup", "comment": ""} | more
        return dict(self.push(provisions=[row])["provisions"][row["uid"]])


def today(offset: int = 0) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(time.time() + offset * DAY))


@dataclass
class World:
    """Who and what the tests work with. ``people`` and ``contracts`` are ids by name."""

    admin: Account
    accounts: dict[str, Account] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    contracts: dict[str, int] = field(default_factory=dict)
    organizations: dict[str, int] = field(default_factory=dict)
    team: int = 0
    service: int = 0
    tickets: list[int] = field(default_factory=list)
    foreign_ticket: int = 0

    def __getattr__(self, name: str) -> Account:
        try:
            return self.accounts[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def ticket(self, organization: str = "customer", title: str = "Imprimante muette", **more: Any) -> int:
        fields = {"org_id": self.organizations[organization], "title": title, "description": title} | more
        return self.admin.make("UserRequest", **fields)

    def contract(self, organization: str = "customer", **fields: Any) -> int:
        known = {
            "name": f"Contrat {uuid.uuid4()}",
            "org_id": self.organizations[organization],
            "provider_id": self.organizations["provider"],
            "status": "production",
            "start_date": today(-300),
        }
        return self.admin.make("CustomerContract", **(known | fields))

    def entry(self, ticket: int, worked: int = 1800, ago: int = 7200, contract: int = 0, **more: Any) -> dict[str, Any]:
        """A row of carnet/push: so much work, begun so many seconds ago."""
        start = int(time.time()) - ago
        chosen = {"contract_by": "person", "contract_id": contract} if contract else {"contract_by": "rule"}
        row = {
            "uid": str(uuid.uuid4()),
            "ticket_class": "UserRequest",
            "ticket_id": ticket,
            "started_at": start,
            "ended_at": start + worked,
            "worked_seconds": worked,
            "counted_by": "rule",
            "comment": "essai",
            "source": "desktop",
        }
        return row | chosen | more

    def sums(self, contract: int) -> tuple[int, int, int]:
        fields = "time_provisioned, time_consumed, time_balance"
        row = self.admin.read("CustomerContract", contract, fields)[0]
        return int(row["time_provisioned"]), int(row["time_consumed"]), int(row["time_balance"])

    def stored(self, *uids: str) -> list[dict[str, Any]]:
        listed = ", ".join(f"'{uid}'" for uid in uids)
        fields = "uid, ticket_id, contract_id, agent_id, worked_seconds, counted_seconds, state, log_state, public_comment, comment, late"
        return self.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE uid IN ({listed})", fields)


PROFILES = {
    "agent": ("Support Agent", "REST Services User"),
    "mate": ("Support Agent", "REST Services User"),
    "limited": ("Support Agent", "REST Services User"),
    "manager": ("Service Manager", "REST Services User"),
    "stranger": ("REST Services User",),
    "portal": ("Portal user", "REST Services User"),
}


def make_world(admin: Account) -> World:
    """Everything that tests share; each run has its own names."""
    run = uuid.uuid4().hex[:8]
    world = World(admin)
    for name, parent in (("provider", ""), ("group", ""), ("customer", "group"), ("other", "")):
        above = {"parent_id": world.organizations[parent]} if parent else {}
        world.organizations[name] = admin.make("Organization", name=f"{name} {run}", **above)
    world.team = admin.make("Team", name=f"N1 {run}", org_id=world.organizations["provider"])
    for name, profiles in PROFILES.items():
        _make_account(world, name, profiles, run)
    world.contracts["plain"] = world.contract()
    world.contracts["group"] = world.contract("group")
    world.contracts["other"] = world.contract("other")
    agent = {"team_id": world.team, "agent_id": world.people["agent"]}
    world.tickets = [world.ticket(title=f"Demande {number} {run}", **agent) for number in range(3)]
    world.foreign_ticket = world.ticket("other", **agent)
    assert world.manager.provide(world.contracts["plain"], 400 * 3600)["status"] == "created"
    return world


def _make_account(world: World, name: str, profiles: Sequence[str], run: str) -> None:
    organization = "customer" if name == "portal" else "provider"
    person = world.admin.make("Person", name=run, first_name=name.capitalize(), org_id=world.organizations[organization])
    world.people[name] = person
    if "Support Agent" in profiles:
        world.admin.make("lnkPersonToTeam", team_id=world.team, person_id=person)
    sees = [world.organizations["provider"], world.organizations["other"]] if name == "limited" else []
    world.admin.make_user(f"{name}-{run}", person, profiles, sees)
    world.accounts[name] = Account(world.admin.url, f"{name}-{run}")
