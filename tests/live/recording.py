"""Records what a real iTop with our extension answers: ``python -m tests.live.recording`` writes ``tests/fixtures/itop-extension``.

Addressed as the tests of the extension are (``conftest.py``). Everything that is asked about is made here before, for this run alone,
and every account may see only these organizations, so that no row of anybody else gets into a fixture. An account is recorded by its
name in the story, never with its secret; the server not at all.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.demo.attributes import Kind
from desktop.demo.model import CARNET, classes
from tests.live.conftest import NEEDED_BY_EXTENSION
from tests.live.story import Story
from tests.live.world import PROFILES, Account

FIXTURES = Path(__file__).parents[1] / "fixtures" / "itop-extension"
CLASSES = classes((CARNET,))
SEEDED = ("Organization", "Person", "Team", "lnkPersonToTeam", "ContractTimeActivity", "CustomerContract", "UserRequest")


@dataclass
class Recorder:
    """The real iTop of one run, and what was asked and answered."""

    admin: Account
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:6])
    made: dict[str, list[int]] = field(default_factory=dict)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def make(self, cls: str, **fields: Any) -> int:
        number = self.admin.make(cls, **fields)
        self.made.setdefault(cls, []).append(number)
        return number

    def login(self, name: str) -> str:
        return f"{name}-{self.run}"

    def ask(self, name: str, who: str, operation: str, **data: Any) -> dict[str, Any]:
        answer = Account(self.admin.url, self.login(who)).call(operation, **data)
        call = {"name": name, "at": int(time.time()), "account": who, "request": {"operation": operation, **data}, "response": answer}
        self.calls.append(call)
        return answer

    def seed(self) -> dict[str, list[dict[str, Any]]]:
        """The rows that were there before the first question, as ``core/get`` shows them."""
        found: dict[str, list[dict[str, Any]]] = {}
        for cls in SEEDED:
            model = CLASSES[cls]
            codes = [attribute.code for attribute in model.attributes if attribute.kind is not Kind.EXTERNAL]
            codes = [code for code in codes if code not in ("private_log", "public_log") and not code.endswith("_friendlyname")]
            listed = ", ".join(str(number) for number in self.made[cls])
            # Activities are nobody's in particular: everyone reads all of them.
            where = "" if cls == "ContractTimeActivity" else f" WHERE id IN ({listed})"
            shown = self.admin.read(cls, f"SELECT {cls}{where}", ", ".join(["id", *codes]))
            found[cls] = sorted(shown, key=lambda fields: int(fields["id"]))
        return found


def furnish(recorder: Recorder) -> dict[str, int]:
    """Customers, people, contracts and tickets of the story; their ids by name."""
    make, ids = recorder.make, {}
    for name, above in (("provider", ""), ("group", ""), ("customer", "group"), ("other", "")):
        parent = {"parent_id": ids[above]} if above else {}
        ids[name] = make("Organization", name=f"{name} {recorder.run}", **parent)
    ids["team"] = make("Team", name=f"Helpdesk {recorder.run}", org_id=ids["provider"])
    for name, profiles in PROFILES.items():
        home = ids["customer"] if name == "portal" else ids["provider"]
        ids[name] = make("Person", name=recorder.run, first_name=name.capitalize(), org_id=home)
        if "Support Agent" in profiles:
            make("lnkPersonToTeam", team_id=ids["team"], person_id=ids[name])
        seen = [] if name == "portal" else [ids[org] for org in ("provider", "group", "customer", "other")]
        seen = seen[:1] + seen[3:] if name == "limited" else seen
        _make_account(recorder, name, profiles, ids[name], seen)
    for name, counted, factor in (("remote", "yes", 100), ("night", "yes", 150), ("travel", "no", 100)):
        ids[name] = make("ContractTimeActivity", name=f"{name} {recorder.run}", counted=counted, factor_percent=factor, rank=9)
    for name, org, rule in (
        ("plain", "customer", {"time_rounding": 15, "time_minimum": 15}),
        ("block", "customer", {"time_overrun": "block"}),
        ("daily", "customer", {"time_rounding": 15, "time_rounding_per": "ticket_day"}),
        ("closed", "customer", {"time_closed_until": time.strftime("%Y-%m-%d", time.localtime(time.time() - 86400))}),
        ("past", "customer", {"end_date": "2020-12-31"}),
        ("theirs", "other", {}),
    ):
        known = {"name": f"{name} {recorder.run}", "org_id": ids[org], "provider_id": ids["provider"], "status": "production"}
        ids[name] = make("CustomerContract", **(known | {"start_date": "2020-01-01"} | rule))
    for name, org in (("ticket", "customer"), ("second", "customer"), ("foreign", "other")):
        known = {"title": f"{name} {recorder.run}", "description": "Words", "team_id": ids["team"], "agent_id": ids["agent"]}
        ids[name] = make("UserRequest", org_id=ids[org], **known)
    return ids


def _make_account(recorder: Recorder, name: str, profiles: tuple[str, ...], person: int, seen: list[int]) -> None:
    recorder.accounts[name] = {"login": recorder.login(name), "profiles": profiles, "person": person, "orgs": seen}
    recorder.admin.make_user(recorder.login(name), person, profiles, seen)


def record(admin: Account) -> dict[str, Any]:
    """A whole run, as it is stored."""
    recorder = Recorder(admin)
    ids = furnish(recorder)
    start, seeded = int(time.time()), recorder.seed()
    Story(recorder.ask, ids, start).tell()
    return {"start": start, "ids": ids, "accounts": recorder.accounts, "seed": seeded, "calls": recorder.calls}


def main() -> None:
    found = record(Account(*(os.environ[name] for name in NEEDED_BY_EXTENSION)))
    FIXTURES.mkdir(parents=True, exist_ok=True)
    path = FIXTURES / "story.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(found['calls'])} calls in {path}")


if __name__ == "__main__":
    main()
