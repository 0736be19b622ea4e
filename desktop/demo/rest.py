"""One call of iTop's REST service: who asks, in which version, for which verb; and what a refusal looks like."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from typing import Any

from desktop.core.record import record
from desktop.demo.attributes import ClassModel
from desktop.demo.auth import Caller, log_in
from desktop.demo.database import local_text
from desktop.demo.model import classes

Reply = dict[str, Any]
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")


class RestError(Exception):
    """A refusal: iTop's code and message. ``listed`` refusals come from inside a verb and say that there are no objects."""

    def __init__(self, code: int, message: str, *, listed: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.listed = listed


class PageError(Exception):
    """PHP dies on the call: the answer is a page, not JSON."""


@record
class Context:
    """One request: the connection, who asks, the classes there are, and the clock (a UTC epoch)."""

    db: sqlite3.Connection
    caller: Caller
    classes: Mapping[str, ClassModel]
    now: int
    uid_check: bool = True
    placeholders: dict[str, Any] = field(default_factory=dict)
    version: str = "1.3"


Verb = Callable[[Context, Mapping[str, Any]], Reply]

_WRITERS = {
    "UserRequest": ("Support Agent", "Service Desk Agent"),
    "Incident": ("Support Agent", "Service Desk Agent"),
    "WorkOrder": ("Support Agent", "Service Desk Agent"),
    "CustomerContract": ("Service Manager",),
}


def make_context(
    db: sqlite3.Connection,
    caller: Caller,
    *,
    modules: Collection[str],
    uid_check: bool = True,
    now: int | None = None,
    version: str = "1.3",
) -> Context:
    now = int(time.time()) if now is None else now
    row = db.execute("SELECT * FROM person WHERE id = ?", (caller.person_id,)).fetchone()
    placeholders: dict[str, Any] = {"now": local_text(now), "current_contact_id": caller.person_id}
    if row is not None:
        placeholders |= {f"current_contact->{name}": row[name] for name in row.keys()}  # noqa: SIM118 - a Row iterates over values
    return Context(db, caller, classes(modules), now, uid_check, placeholders, version)


def handle(
    db: sqlite3.Connection,
    version: str,
    form: Mapping[str, str],
    headers: Mapping[str, str],
    verbs: Mapping[str, Verb],
    *,
    modules: Collection[str],
    uid_check: bool,
    now: int | None = None,
) -> Reply:
    """Answer one call. Credentials are checked before version and JSON, as iTop does."""
    caller = log_in(db, form, headers)
    if isinstance(caller, str):
        return {"code": 1, "message": caller}
    try:
        if not version:
            raise RestError(2, "Error: Missing parameter 'version' (e.g. '1.0')")
        if not form.get("json_data"):
            raise RestError(3, "Error: Missing parameter 'json_data'")
        try:
            data = json.loads(form["json_data"])
        except ValueError:
            data = None
        if data in (None, [], "", 0, False):
            raise RestError(4, "Error: Parameter json_data is not a valid JSON structure")
        if not isinstance(data, dict) or "operation" not in data:
            raise RestError(100, "Error: Missing parameter 'operation'")
        if version not in VERSIONS:
            raise RestError(10, f"Error: There is no service available for version '{version}'")
        verb = verbs.get(str(data["operation"]))
        if verb is None:
            raise RestError(11, f"Error: Unknown verb '{data['operation']}' in version '{version}'")
        context = make_context(db, caller, modules=modules, uid_check=uid_check, now=now, version=version)
        # iTop makes a list of every mapping that is empty.
        return {name: [] if value == {} else value for name, value in verb(context, data).items()}
    except RestError as error:
        return {"code": error.code, "message": str(error)} | ({"objects": None} if error.listed else {})


def required(data: Mapping[str, Any], name: str) -> Any:
    if data.get(name) is None:
        raise RestError(100, f"Error: Missing parameter '{name}'")
    return data[name]


def class_of(context: Context, data: Mapping[str, Any]) -> ClassModel:
    name = required(data, "class")
    model = context.classes.get(str(name))
    if model is None:
        raise RestError(100, f"Error: class: '{name}' is not a valid class'")
    return model


def may_write(context: Context, model: ClassModel, doing: str) -> None:
    allowed = _WRITERS.get(model.name, ())
    if not context.caller.administrator and not set(allowed) & set(context.caller.profiles):
        raise RestError(1, f"The current user does not have enough permissions for {doing} data of class {model.name}", listed=True)
