"""The embedded iTop's time book answers as the real extension did, on recordings that ``tests/live/recording.py`` made.

Each call is asked again, word for word, of an embedded iTop that holds the same rows, at the same time by its clock. Codes, keys, types
and values have to be the same; what differs by its nature is named below.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from desktop.demo.auth import add_account
from desktop.demo.database import journal
from desktop.demo.model import CARNET, classes
from desktop.demo.server import EmbeddedItop
from tests.demo.replay import SECRET, insert_shown

STORY = Path(__file__).parents[1] / "fixtures" / "itop-extension" / "story.json"
CLASSES = classes((CARNET,))
OF_ITS_OWN = {
    "server_time",
    "instance_id",
    "epoch",
    "extension",
    "poll_seconds",
    "cursor",
    "last_update",
    "last_seen",
    "min_client",
    "itop_version",
}
"""Values that tell of the server or of the moment: only their types are compared."""
BY_UID = ("entries", "provisions")
"""Rows that each server numbers by itself: in order of their uids, their ids by type only."""


def story() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(STORY.read_text(encoding="utf-8"))
    return found


def furnish(itop: EmbeddedItop, found: dict[str, Any]) -> None:
    """The rows and accounts that were there before the first question, and nothing else."""
    with sqlite3.connect(itop.database) as db:
        for cls, rows in found["seed"].items():
            for fields in rows:
                insert_shown(db, CLASSES[cls], int(fields["id"]), fields)
                journal(db, found["start"], cls, int(fields["id"]))
        for account in found["accounts"].values():
            orgs = tuple(account["orgs"])
            add_account(db, account["login"], SECRET, account["person"], tuple(account["profiles"]), orgs=orgs)
    db.close()


def asked(itop: EmbeddedItop, found: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    itop.now = lambda: float(call["at"])
    form = {"auth_user": found["accounts"][call["account"]]["login"], "auth_pwd": SECRET, "json_data": json.dumps(call["request"])}
    answer: dict[str, Any] = httpx.post(f"{itop.url}webservices/rest.php?version=1.3", data=form, timeout=30).json()
    return answer


def differences(mine: Any, real: Any, path: str = "") -> Iterator[str]:
    """What is not the same, by its place in the answer."""
    name = path.rpartition(".")[2]
    if name in OF_ITS_OWN or (name == "date" and "_log." in path) or (name in ("id", "key") and _numbered(path)):
        if type(mine) is not type(real):
            yield f"{path}: {mine!r}, recorded {real!r}"
    elif isinstance(mine, dict) and isinstance(real, dict):
        mine, real = _by_uid(mine), _by_uid(real)
        for key in sorted({*mine, *real}):
            if key not in mine or key not in real:
                yield f"{path}.{key}: {'missing' if key not in mine else 'too much'}: {(real if key in real else mine)[key]!r}"
            else:
                yield from differences(mine[key], real[key], f"{path}.{key}")
    elif isinstance(mine, list) and isinstance(real, list):
        mine, real = _in_order(mine, name), _in_order(real, name)
        if len(mine) != len(real):
            yield f"{path}: {len(mine)} of {len(real)}"
        for number, (one, other) in enumerate(zip(mine, real, strict=False)):
            yield from differences(one, other, f"{path}.{number}")
    elif type(mine) is not type(real) or mine != real:
        yield f"{path}: {mine!r}, recorded {real!r}"


def _numbered(path: str) -> bool:
    return any(f".{name}." in path for name in (*BY_UID, "ContractTimeEntry", "ContractTimeProvision")) or ".objects." in path


def _by_uid(objects: dict[str, Any]) -> dict[str, Any]:
    """The objects of ``core/get`` whose numbers are each server's own, under their uids."""
    if not any(key.startswith(("ContractTimeEntry::", "ContractTimeProvision::")) for key in objects):
        return objects
    return {f"{shown['class']}:{shown['fields']['uid']}": shown for shown in objects.values()}


def _in_order(rows: list[Any], name: str) -> list[Any]:
    if name == "desks":
        return sorted(rows, key=lambda row: row["agent"])
    return sorted(rows, key=lambda row: row["uid"]) if name in BY_UID else rows


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Differences by the name of the call, after the whole story was told once more."""
    found = story()
    with EmbeddedItop(tmp_path_factory.mktemp("itop"), sample="") as itop:
        furnish(itop, found)
        return {call["name"]: list(differences(asked(itop, found, call), call["response"])) for call in found["calls"]}


@pytest.mark.parametrize("name", [call["name"] for call in story()["calls"]])
def test_the_embedded_itop_answers_as_the_real_one_did(compared: dict[str, list[str]], name: str) -> None:
    assert compared[name] == []


def test_nothing_secret_is_recorded() -> None:
    """Neither a server's address nor a password."""
    text = STORY.read_text(encoding="utf-8")
    assert not [word for word in ("http://", "https://", "127.0.0.1", "auth_pwd", "auth_token", "password", "-2026!") if word in text]
