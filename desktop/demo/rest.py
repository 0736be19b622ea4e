"""The core verbs of iTop's REST service, answered as iTop answers them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from desktop.demo.auth import Caller, log_in
from desktop.demo.database import insert, journal, local_text, transaction
from desktop.demo.model import Attribute, ClassModel, Kind, classes
from desktop.demo.oql import OqlError, compile_query, expression

Reply = dict[str, Any]
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")


class RestError(Exception):
    """A refusal: iTop's code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Context:
    """One request: the connection, who asks, the classes there are, and the clock (a UTC epoch)."""

    db: sqlite3.Connection
    caller: Caller
    classes: Mapping[str, ClassModel]
    now: int
    uid_check: bool = True
    placeholders: dict[str, Any] = field(default_factory=dict)


Verb = Callable[[Context, Mapping[str, Any]], Reply]

_WRITERS = {
    "UserRequest": ("Support Agent", "Service Desk Agent"),
    "Incident": ("Support Agent", "Service Desk Agent"),
    "WorkOrder": ("Support Agent", "Service Desk Agent"),
    "CustomerContract": ("Service Manager",),
}


def make_context(db: sqlite3.Connection, caller: Caller, *, extension: bool, uid_check: bool = True, now: int | None = None) -> Context:
    now = int(time.time()) if now is None else now
    row = db.execute("SELECT * FROM person WHERE id = ?", (caller.person_id,)).fetchone()
    placeholders: dict[str, Any] = {"now": local_text(now), "current_contact_id": caller.person_id}
    if row is not None:
        placeholders |= {f"current_contact->{name}": row[name] for name in row.keys()}  # noqa: SIM118 - a Row iterates over values
    return Context(db, caller, classes(extension=extension), now, uid_check, placeholders)


def handle(
    db: sqlite3.Connection,
    version: str,
    form: Mapping[str, str],
    headers: Mapping[str, str],
    verbs: Mapping[str, Verb],
    *,
    extension: bool,
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
        if "json_data" not in form:
            raise RestError(3, "Error: Missing parameter 'json_data'")
        try:
            data = json.loads(form["json_data"])
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise RestError(4, "Error: Parameter json_data is not a valid JSON structure")
        if version not in VERSIONS:
            raise RestError(10, f"Error: Unsupported version '{version}'")
        if "operation" not in data:
            raise RestError(100, "Error: Missing parameter 'operation'")
        verb = verbs.get(str(data["operation"]))
        if verb is None:
            raise RestError(11, f"Error: Unknown verb '{data['operation']}' in version '{version}'")
        return verb(make_context(db, caller, extension=extension, uid_check=uid_check, now=now), data)
    except RestError as error:
        return {"code": error.code, "message": str(error)}


def required(data: Mapping[str, Any], name: str) -> Any:
    if name not in data:
        raise RestError(100, f"Error: Missing parameter '{name}'")
    return data[name]


def class_of(context: Context, data: Mapping[str, Any]) -> ClassModel:
    name = required(data, "class")
    model = context.classes.get(str(name))
    if model is None:
        raise RestError(100, f"Error: class: Unknown class '{name}'")
    return model


def may_write(context: Context, model: ClassModel, doing: str) -> None:
    allowed = _WRITERS.get(model.name, ())
    if not context.caller.administrator and not set(allowed) & set(context.caller.profiles):
        raise RestError(1, f"The current user does not have enough permissions for {doing} data of class {model.name}")


# --- finding -----------------------------------------------------------------------------------------------------------


def find_ids(context: Context, model: ClassModel, key: Any) -> tuple[ClassModel, list[int]]:
    """Objects that ``key`` (an id, OQL, or criteria) selects and the caller may see, latest id first as iTop happens to order."""
    if isinstance(key, bool) or key is None or key == "":
        raise RestError(100, "Error: key: Wrong format found")
    if isinstance(key, dict):
        return model, _by_criteria(context, model, key)
    if isinstance(key, int | float) or str(key).lstrip("-").isdigit():
        return model, _visible(context, model, "SELECT id FROM {table} WHERE id = ?", [int(key)])
    try:
        selected, sql, values = compile_query(str(key), context.classes, context.placeholders)
    except OqlError as error:
        raise RestError(100, f"Error: key: {error}") from error
    if selected.name != model.name and selected.parent != model.name:
        raise RestError(100, f"Error: key: the query returns objects of class {selected.name}, expected {model.name}")
    return selected, _visible(context, selected, f"SELECT id FROM {{table}} WHERE id IN ({sql})", values)


def _by_criteria(context: Context, model: ClassModel, key: Mapping[str, Any]) -> list[int]:
    where, values = ["1"], []
    for code, value in key.items():
        try:
            where.append(f"{expression(context.classes, model, code, 't')} = ?")
        except OqlError as error:
            raise RestError(100, f"Error: key: {code}: {error}") from error
        values.append(_resolved(context, model, code, value))
    return _visible(context, model, f"SELECT id FROM {{table}} AS t WHERE {' AND '.join(where)}", values)


def _visible(context: Context, model: ClassModel, sql: str, values: list[Any]) -> list[int]:
    conditions = [f"finalclass = '{model.name}'"] if model.parent else []
    if context.caller.orgs and model.attribute("org_id") is not None:
        conditions.append(f"org_id IN ({', '.join(str(int(org)) for org in context.caller.orgs)})")
    tail = "".join(f" AND {condition}" for condition in conditions)
    return [row[0] for row in context.db.execute(sql.format(table=model.table) + tail + " ORDER BY id DESC", values)]


def _resolved(context: Context, model: ClassModel, code: str, value: Any) -> Any:
    """A key given as OQL or criteria becomes its id; anything else stays."""
    attribute = model.attribute(code)
    if attribute is None or attribute.kind is not Kind.KEY or not (isinstance(value, dict) or str(value).upper().startswith("SELECT")):
        return value
    _, ids = find_ids(context, context.classes[attribute.target], value)
    if len(ids) != 1:
        found = "No item found" if not ids else f"Several items found ({len(ids)})"
        raise RestError(100, f"Error: {code}: {found} for criteria: {json.dumps(value)}")
    return ids[0]


# --- showing -----------------------------------------------------------------------------------------------------------


def wanted_fields(model: ClassModel, data: Mapping[str, Any]) -> list[str]:
    """The codes that ``output_fields`` asks for. Default: id and friendly name."""
    asked = str(data.get("output_fields", "id, friendlyname")).strip()
    everything = [attribute.code for attribute in model.attributes]
    if asked in ("*", "*+"):
        return [*(code for code in everything if not code.endswith("_friendlyname")), "friendlyname"]
    codes = [code.strip() for code in asked.split(",")]
    for code in codes:
        if code not in (*everything, "id", "friendlyname", "finalclass"):
            raise RestError(100, f"Error: output_fields: {code}: Unknown attribute code '{code}' for class {model.name}")
    return codes


def show(context: Context, model: ClassModel, number: int, codes: list[str], message: str = "") -> tuple[str, Reply]:
    """One object as a REST reply holds it."""
    if model.abstract:
        final = context.db.execute(f"SELECT finalclass FROM {model.table} WHERE id = ?", (number,)).fetchone()[0]
        model = context.classes[final]
    columns = ", ".join(f'{expression(context.classes, model, code, "t")} AS "{code}"' for code in codes)
    row = context.db.execute(f"SELECT {columns} FROM {model.table} t WHERE t.id = ?", (number,)).fetchone()
    fields = {code: _shown(model.attribute(code), row[code]) for code in codes}
    return f"{model.name}::{number}", {"code": 0, "message": message, "class": model.name, "key": str(number), "fields": fields}


def _shown(attribute: Attribute | None, value: Any) -> Any:
    if attribute is not None and attribute.kind is Kind.LOG:
        return {"entries": json.loads(value) if value else []}
    return "" if value is None else str(value)


def _reply(context: Context, model: ClassModel, ids: list[int], codes: list[str], message: str) -> dict[str, Reply] | None:
    objects = dict(show(context, model, number, codes, message) for number in ids)
    return objects or None


# --- verbs -------------------------------------------------------------------------------------------------------------


def core_get(context: Context, data: Mapping[str, Any]) -> Reply:
    model = class_of(context, data)
    key = required(data, "key")
    codes = wanted_fields(model, data)
    model, ids = find_ids(context, model, key)
    limit, page = int(data.get("limit", 0)), max(1, int(data.get("page", 1)))
    shown = ids[(page - 1) * limit : page * limit] if limit else ids
    return {"code": 0, "message": f"Found: {len(ids)}", "objects": _reply(context, model, shown, codes, "")}


def core_create(context: Context, data: Mapping[str, Any]) -> Reply:
    required(data, "comment")
    model = class_of(context, data)
    fields = required(data, "fields")
    codes = wanted_fields(model, data)
    may_write(context, model, "creating")
    if model.abstract:
        raise RestError(100, f"Error: class: {model.name} is abstract")
    record = {attribute.code: attribute.default for attribute in model.attributes if attribute.kind not in (Kind.EXTERNAL, Kind.LOG)}
    record |= _accepted(context, model, fields)
    for attribute in model.attributes:
        if attribute.required and not record.get(attribute.code):
            raise RestError(100, f"Error: {attribute.code}: this field is mandatory")
    with transaction(context.db):
        number = _insert_object(context, model, record)
    key, shown = show(context, model, number, codes, "created")
    return {"code": 0, "message": None, "objects": {key: shown}}


def _insert_object(context: Context, model: ClassModel, record: dict[str, Any]) -> int:
    if model.table == "ticket":
        stamp = local_text(context.now)
        record = record | {"finalclass": model.name, "start_date": record.get("start_date") or stamp, "last_update": stamp}
        record["status"] = record.get("status") or "new"
    number = insert(context.db, model.table, record)
    if model.table == "ticket":
        letter = "R" if model.name == "UserRequest" else "I"
        context.db.execute("UPDATE ticket SET ref = ? WHERE id = ?", (f"{letter}-{number:06d}", number))
    journal(context.db, context.now, model.name, number)
    return number


def _accepted(context: Context, model: ClassModel, fields: Mapping[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for code, value in fields.items():
        attribute = model.attribute(code)
        if attribute is None:
            raise RestError(100, f"Error: {code}: Unknown attribute code '{code}' for class {model.name}")
        if attribute.kind is Kind.EXTERNAL:
            raise RestError(100, f"Error: {code}: Attempting to set a value on a read-only attribute")
        record[code] = _parsed(context, model, attribute, value)
    return record


def _parsed(context: Context, model: ClassModel, attribute: Attribute, value: Any) -> Any:
    kind = attribute.kind
    if kind is Kind.KEY:
        number = _resolved(context, model, attribute.code, value)
        target = context.classes[attribute.target]
        if int(number or 0) and not _visible(context, target, "SELECT id FROM {table} WHERE id = ?", [int(number)]):
            raise RestError(100, f"Error: {attribute.code}: Invalid object {attribute.target}::{number}")
        return int(number or 0)
    if kind is Kind.ENUM and str(value) not in attribute.values:
        raise RestError(100, f"Error: {attribute.code}: Value not allowed [{value}]")
    if kind in (Kind.DATETIME, Kind.DATE):
        return _date(attribute, value)
    if kind is Kind.INTEGER:
        return None if value in (None, "") else int(value)
    return "" if value is None else str(value)


def _date(attribute: Attribute, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, int) or str(value).isdigit():
        stamp = local_text(int(value))
        return stamp[:10] if stamp and attribute.kind is Kind.DATE else stamp
    form = "%Y-%m-%d" if attribute.kind is Kind.DATE else "%Y-%m-%d %H:%M:%S"
    try:
        time.strptime(str(value), form)
    except ValueError:
        raise RestError(100, f'Error: {attribute.code}: Wrong format for date attribute, expecting "{form}" and got {value}') from None
    return str(value)


def _one(context: Context, model: ClassModel, key: Any) -> int:
    model, ids = find_ids(context, model, key)
    if len(ids) != 1:
        raise RestError(100, "Error: key: No item found with criteria" if not ids else f"Error: key: Several items found ({len(ids)})")
    return ids[0]


def core_update(context: Context, data: Mapping[str, Any]) -> Reply:
    required(data, "comment")
    model = class_of(context, data)
    fields = dict(required(data, "fields"))
    codes = wanted_fields(model, data)
    may_write(context, model, "modifying")
    number = _one(context, model, required(data, "key"))
    with transaction(context.db):
        logs = {code: fields.pop(code) for code in list(fields) if (found := model.attribute(code)) and found.kind is Kind.LOG}
        record = _accepted(context, model, fields)
        for code, value in record.items():
            context.db.execute(f'UPDATE {model.table} SET "{code}" = ? WHERE id = ?', (value, number))
        for code, value in logs.items():
            append_log(context, number, code, value)
        if model.table == "ticket":
            context.db.execute("UPDATE ticket SET last_update = ? WHERE id = ?", (local_text(context.now), number))
        journal(context.db, context.now, model.name, number)
    key, shown = show(context, model, number, codes, "updated")
    return {"code": 0, "message": None, "objects": {key: shown}}


def append_log(context: Context, ticket_id: int, code: str, value: Any) -> None:
    """Append to a ticket's log inside the caller's transaction: a text, or ``{"add_item": {"message", "format"}}``."""
    item = value.get("add_item", {}) if isinstance(value, dict) else {"message": value, "format": "text"}
    message = str(item.get("message", ""))
    if not message:
        return
    row = context.db.execute(f'SELECT "{code}" FROM ticket WHERE id = ?', (ticket_id,)).fetchone()
    name = context.db.execute("SELECT first_name || ' ' || name FROM person WHERE id = ?", (context.caller.person_id,)).fetchone()
    entry = {
        "date": local_text(context.now),
        "user_login": name[0] if name else context.caller.login,
        "user_id": "0",
        "message": message,
        "message_html": f"<p>{escape(message)}</p>",
    }
    entries = [*json.loads(row[0] or "[]"), entry]
    context.db.execute(f'UPDATE ticket SET "{code}" = ? WHERE id = ?', (json.dumps(entries, ensure_ascii=False), ticket_id))


def core_delete(context: Context, data: Mapping[str, Any]) -> Reply:
    required(data, "comment")
    model = class_of(context, data)
    model, ids = find_ids(context, model, required(data, "key"))
    if not context.caller.administrator:
        raise RestError(1, f"The current user does not have enough permissions for deleting data of class {model.name}")
    objects = _reply(context, model, ids, ["id", "friendlyname"], "")
    if not data.get("simulate"):
        with transaction(context.db):
            for number in ids:
                context.db.execute(f"DELETE FROM {model.table} WHERE id = ?", (number,))
                journal(context.db, context.now, model.name, number)
    return {"code": 0, "message": f"Deleted: {len(ids)}", "objects": objects}


CORE_VERBS: dict[str, Verb] = {"core/get": core_get, "core/create": core_create, "core/update": core_update, "core/delete": core_delete}


def with_listing(verbs: dict[str, Verb]) -> dict[str, Verb]:
    """``verbs`` and the one that lists them."""

    def list_operations(context: Context, data: Mapping[str, Any]) -> Reply:
        names = sorted(set(verbs))
        operations = [
            {"verb": name, "description": name, "extension": "CoreServices" if name.startswith("core/") else "CarnetServices"}
            for name in names
        ]
        return {"code": 0, "message": f"Operations: {len(names)}", "version": "1.3", "operations": operations}

    return verbs | {"list_operations": list_operations}
