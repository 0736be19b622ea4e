"""Recorded answers of a real iTop against those of the embedded one: reading, preparing, sending, comparing."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from desktop.demo.attributes import ClassModel, Kind
from desktop.demo.auth import add_account
from desktop.demo.model import classes, columns
from desktop.demo.server import EmbeddedItop

SECRET = "right-password"  # passwords are not in the recordings
CLASSES = classes(())
_SOME_TIME = "2026-01-01 00:00:00"
_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
_BY_CLOCK = ("tto_escalation_deadline", "ttr_escalation_deadline", "time_spent", "tto", "ttr")
"""What a service level or the seconds that passed decide."""


@dataclass(frozen=True)
class Recording:
    """One request and the answer of a real iTop; ``body`` is None where the answer was no JSON."""

    name: str
    note: str
    request: dict[str, Any]
    status: int
    kind: str
    text: str
    body: dict[str, Any] | None

    @property
    def data(self) -> dict[str, Any]:
        found = self.request.get("json_data")
        return found if isinstance(found, dict) else {}

    @property
    def verb(self) -> str:
        return str(self.data.get("operation", ""))

    @property
    def model(self) -> ClassModel | None:
        return CLASSES.get(str(self.data.get("class", "")))

    @property
    def fields(self) -> dict[str, Any]:
        found = self.data.get("fields")
        return found if isinstance(found, dict) else {}

    @property
    def objects(self) -> dict[str, Any]:
        return (self.body or {}).get("objects") or {}

    @property
    def message(self) -> str:
        return str((self.body or {}).get("message") or "")


def _read(path: Path) -> Recording:
    found = json.loads(path.read_text(encoding="utf-8"))
    response = found["response"]
    kind = next((value for name, value in response["headers"] if name == "Content-Type"), "")
    return Recording(
        found["name"], found["note"], found["request"], response["http_status"], kind, response["body_text"], response.get("body_json")
    )


def recordings(folder: Path) -> Iterator[Recording]:
    """All of them, in the order in which they were made."""
    for line in json.loads((folder / "INDEX.json").read_text(encoding="utf-8")):
        yield _read(folder / line["file"])


def _row(model: ClassModel, number: int, fields: dict[str, Any]) -> dict[str, Any]:
    """The columns of an object of which some fields are known."""
    row: dict[str, Any] = {"id": number}
    if model.table == "ticket":
        row["finalclass"] = model.name
        fields = {"last_update": _SOME_TIME} | fields
    for attribute in model.attributes:
        if attribute.kind is Kind.EXTERNAL:
            continue
        value = fields.get(attribute.code, attribute.default)
        if attribute.kind is Kind.LOG:
            value = json.dumps(value["entries"]) if isinstance(value, dict) else "[]"
        elif attribute.kind in (Kind.KEY, Kind.INTEGER, Kind.DURATION, Kind.WATCH):
            value = int(value) if value not in (None, "") else None
        elif attribute.kind in (Kind.DATE, Kind.DATETIME):
            value = value or None
        row[attribute.code] = value
    return row


def seed(itop: EmbeddedItop, folder: Path) -> None:
    """The objects and accounts that were there before the first recording, as far as the embedded iTop has their classes."""
    made = {key for recording in recordings(folder) if recording.verb == "core/create" for key in recording.objects}
    with sqlite3.connect(itop.database) as db:
        for path in sorted((folder / "seed").glob("*.json")):
            for key, shown in _read(path).objects.items():
                model = CLASSES.get(shown["class"])
                if model is not None and key not in made:
                    insert_shown(db, model, int(shown["key"]), shown["fields"])
        _seed_accounts(db, folder)
    db.close()


def _seed_accounts(db: sqlite3.Connection, folder: Path) -> None:
    for shown in _read(folder / "seed" / "seed-userlocal.json").objects.values():
        fields = shown["fields"]
        if fields["status"] != "enabled":
            continue
        profiles = tuple(link["profile"] for link in fields["profile_list"])
        orgs = tuple(int(link["allowed_org_id"]) for link in fields["allowed_org_list"])
        add_account(db, fields["login"], SECRET, int(fields["contactid"]), profiles, orgs=orgs)
        db.execute("UPDATE account SET rowid = ? WHERE login = ?", (int(shown["key"]) + 1000, fields["login"]))
    db.execute("UPDATE account SET rowid = rowid - 1000")


def insert_shown(db: sqlite3.Connection, model: ClassModel, number: int, fields: dict[str, Any]) -> None:
    """An object as ``core/get`` shows it."""
    row = _row(model, number, fields)
    names = ", ".join(f'"{name}"' for name in row)
    db.execute(f"INSERT OR REPLACE INTO {model.table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def prepare(itop: EmbeddedItop, recording: Recording) -> None:
    """Bring what lies between the recordings (a part of the run is kept apart): objects that an answer shows and that are not here
    yet, and the state that an object had before the call, where the answer tells it."""
    if recording.verb == "core/create":
        return
    with sqlite3.connect(itop.database) as db:
        db.row_factory = sqlite3.Row
        for shown in recording.objects.values():
            model = CLASSES.get(shown["class"])
            if model is not None:
                _bring(db, recording, model, int(shown["key"]), shown["fields"])
        if told := re.fullmatch(r"Invalid stimulus: '\w+' on the object (\S+) in state '(\w+)'", recording.message):
            db.execute("UPDATE ticket SET status = ? WHERE ref = ?", (told[2], told[1]))
    db.close()


def _bring(db: sqlite3.Connection, recording: Recording, model: ClassModel, number: int, shown: dict[str, Any]) -> None:
    here = db.execute(f"SELECT * FROM {model.table} WHERE id = ?", (number,)).fetchone()
    untouched = {code: value for code, value in shown.items() if code not in recording.fields}
    if recording.verb == "core/apply_stimulus":
        untouched.pop("status", None)
    if here is None:
        key = recording.data.get("key")
        criteria = {code: value for code, value in key.items() if isinstance(value, str)} if isinstance(key, dict) else {}
        insert_shown(db, model, number, criteria | untouched)
        return
    if "status" in untouched and "status" in columns(model.table):
        db.execute(f"UPDATE {model.table} SET status = ? WHERE id = ?", (untouched["status"], number))
    for code in recording.fields:
        attribute = model.attribute(code)
        if attribute is not None and attribute.kind is Kind.LOG and code in shown and "items" not in recording.fields[code]:
            # An append shows what was there before it.
            before = shown[code]["entries"][:-1]
            if len(json.loads(here[code] or "[]")) != len(before):
                db.execute(f'UPDATE {model.table} SET "{code}" = ? WHERE id = ?', (json.dumps(before), number))


def learn(itop: EmbeddedItop, recording: Recording, answer: dict[str, Any] | None) -> None:
    """After the call. A created object takes the number that the real one got; ``answer`` None means that the call was not
    replayed: then its recorded effect is brought about."""
    with sqlite3.connect(itop.database) as db:
        for shown in recording.objects.values():
            model, number = CLASSES.get(shown["class"]), int(shown["key"])
            if model is None:
                continue
            if recording.verb == "core/create":
                _number(db, model, number, shown["fields"], answer)
            elif answer is None and recording.verb in ("core/update", "core/apply_stimulus"):
                kept = {code: value for code, value in shown["fields"].items() if code in columns(model.table)}
                for code, value in kept.items():
                    db.execute(f'UPDATE {model.table} SET "{code}" = ? WHERE id = ?', (value, number))
            elif answer is None and recording.verb == "core/delete" and not recording.data.get("simulate"):
                db.execute(f"DELETE FROM {model.table} WHERE id = ?", (number,))
    db.close()


def _number(db: sqlite3.Connection, model: ClassModel, number: int, shown: dict[str, Any], answer: dict[str, Any] | None) -> None:
    made = next(iter((answer or {}).get("objects") or {"": {}}), "")
    if not made:
        insert_shown(db, model, number, shown)
    elif int(made.partition("::")[2]) != number:
        db.execute(f"UPDATE {model.table} SET id = ? WHERE id = ?", (number, int(made.partition("::")[2])))
    if ref := shown.get("ref"):
        db.execute("UPDATE ticket SET ref = ? WHERE id = ?", (ref, number))


def send(itop: EmbeddedItop, recording: Recording) -> httpx.Response:
    """The recorded request, with this iTop's own passwords: the wrong one where the recorded was refused."""
    request = recording.request
    form = dict(request["form"] or {})
    right = SECRET if recording.message != "Error: Invalid login" else "wrong-password"
    if "auth_pwd" in form:
        form["auth_pwd"] = right
    data = form.get("json_data")
    if data is not None and "core/check_credentials" in data:
        authorized = (recording.body or {}).get("authorized", True)
        form["json_data"] = data.replace("REDACTED", SECRET if authorized else "wrong-password")
    headers = {name: value for name, value in request["headers"].items() if name not in ("Host", "Content-Type")}
    if headers.get("Authorization", "").startswith("Basic"):
        headers["Authorization"] = "Basic " + base64.b64encode(f"admin:{right}".encode()).decode()
    url = itop.url.rstrip("/") + request["path"]
    method, query = request["method"], request["query"]
    if request["multipart"]:
        name = str(request["multipart"])
        return httpx.request(method, url, params=query, headers=headers, files={key: (name, value) for key, value in form.items()})
    if not form:
        headers["Content-Type"] = request["headers"].get("Content-Type", "")
        return httpx.request(method, url, params=query, headers=headers, content=request["raw_body"] or "")
    return httpx.request(method, url, params=query, headers=headers, data=form)


def differences(recording: Recording, response: httpx.Response) -> list[str]:
    """What the embedded iTop answers differently, in words; dates by their form, numbers of new objects not at all."""
    if response.status_code != recording.status:
        return [f"status {response.status_code}, recorded {recording.status}"]
    kind = response.headers["Content-Type"].partition(";")[0]
    if kind != recording.kind.partition(";")[0]:
        return [f"content {kind}, recorded {recording.kind}"]
    if recording.body is None:
        ours, theirs = (re.fullmatch(r"(\w+)\((.*)\);?\s*", text, re.DOTALL) for text in (response.text, recording.text))
        if theirs is None:
            return []
        return [] if ours and (ours[1], json.loads(ours[2])) == (theirs[1], json.loads(theirs[2])) else ["another script"]
    ours = response.json()
    found = [
        f"{name}: {ours.get(name)!r}, recorded {value!r}"
        for name, value in recording.body.items()
        if name != "objects" and _told(ours.get(name)) != _told(value)
    ]
    if set(ours) != set(recording.body):
        found.append(f"keys {sorted(ours)}, recorded {sorted(recording.body)}")
    return found + list(_object_differences(recording, ours.get("objects"), recording.body.get("objects")))


def _told(value: Any) -> Any:
    """A message without the inside of a failed query."""
    return value.partition(", exception_class")[0] if isinstance(value, str) else value


def _object_differences(recording: Recording, ours: Any, theirs: Any) -> Iterator[str]:
    if (ours is None) != (theirs is None):
        yield f"objects {ours!r}, recorded {theirs!r}"
    if not ours or not theirs:
        return
    created = recording.verb == "core/create"
    if len(ours) != len(theirs) if created else list(ours) != list(theirs):
        yield f"objects {list(ours)}, recorded {list(theirs)}"
        return
    for mine, real in zip(ours.values(), theirs.values(), strict=True):
        if [mine[name] for name in ("code", "message", "class")] != [real[name] for name in ("code", "message", "class")]:
            yield f"object {mine}, recorded {real}"
        if type(mine["key"]) is not type(real["key"]):
            yield f"key {mine['key']!r}, recorded {real['key']!r}"
        yield from _field_differences(recording, CLASSES[real["class"]], mine["fields"], real["fields"], created)


def _field_differences(recording: Recording, model: ClassModel, mine: dict[str, Any], real: dict[str, Any], created: bool) -> Iterator[str]:
    starred = str(recording.data.get("output_fields", "*")).startswith("*")
    for code in real:
        if code not in mine:
            # With "*", only what this iTop does not know at all may be missing.
            if not starred or model.attribute(code) is not None:
                yield f"{code} is missing"
        elif created and code in ("id", "ref", "friendlyname"):
            if type(mine[code]) is not type(real[code]):
                yield f"{code}: {mine[code]!r}, recorded {real[code]!r}"
        elif not _same(code, mine[code], real[code]):
            yield f"{code}: {mine[code]!r}, recorded {real[code]!r}"
    for code in mine:
        if code not in real:
            yield f"{code} is too much"


def _same(code: str, mine: Any, real: Any) -> bool:
    if code in _BY_CLOCK:
        return type(mine) is type(real)
    if isinstance(real, dict) and isinstance(mine, dict):
        return set(mine) == set(real) and all(_same(key, mine[key], real[key]) for key in real)
    if isinstance(real, list) and isinstance(mine, list):
        return len(mine) == len(real) and all(_same(code, one, other) for one, other in zip(mine, real, strict=True))
    if isinstance(real, str) and isinstance(mine, str) and _DATE.fullmatch(real):
        return bool(_DATE.fullmatch(mine)) and len(mine) == len(real)
    return type(mine) is type(real) and mine == real
