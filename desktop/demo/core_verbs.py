"""The core verbs of iTop's REST service, answered as iTop answers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.demo.attributes import ClassModel, Kind
from desktop.demo.auth import right_password
from desktop.demo.database import insert, journal, local_text, transaction
from desktop.demo.finding import find_ids, find_one
from desktop.demo.lifecycle import apply_stimulus
from desktop.demo.rest import Context, Reply, RestError, Verb, class_of, may_write, required
from desktop.demo.showing import show, show_all, wanted_fields
from desktop.demo.writing import accepted, check, computed

_DESCRIPTIONS = {
    "core/create": "Create an object",
    "core/update": "Update an object",
    "core/apply_stimulus": "Apply a stimulus to change the state of an object",
    "core/get": "Search for objects",
    "core/delete": "Delete objects",
    "core/get_related": "Get related objects through the specified relation",
    "core/check_credentials": "Check user credentials",
}


def core_get(context: Context, data: Mapping[str, Any]) -> Reply:
    model = class_of(context, data)
    key = required(data, "key")
    codes = wanted_fields(model, data)
    limit, page = _paging(data)
    selected, ids = find_ids(context, model, key)
    if selected is not model and selected.parent != model.name:
        # Another class than was asked for: what both have, after the id.
        every = str(data.get("output_fields", "*")).startswith("*")
        codes = ["id", "friendlyname"] if every else list(dict.fromkeys(["id", *codes]))
    shown = ids[(page - 1) * limit : page * limit] if limit > 0 else ids
    return {"code": 0, "message": f"Found: {len(ids)}", "objects": show_all(context, selected, shown, codes)}


def _paging(data: Mapping[str, Any]) -> tuple[int, int]:
    """Limit (0 or less: everything) and page from 1."""
    limit, page = data.get("limit", 0), data.get("page", 1)
    if not str(page).isdigit() or int(page) < 1:
        raise RestError(13, "The request page number is not valid. It must be an integer greater than 0", listed=True)
    return int(limit), int(page)


def core_create(context: Context, data: Mapping[str, Any]) -> Reply:
    required(data, "comment")
    model = class_of(context, data)
    fields = required(data, "fields")
    codes = wanted_fields(model, data)
    may_write(context, model, "creating")
    if model.abstract:
        raise RestError(100, f"Error: class: {model.name} is abstract")
    record = {attribute.code: attribute.default for attribute in model.attributes if attribute.kind not in (Kind.EXTERNAL, Kind.LOG)}
    record |= accepted(context, model, fields, {})
    check(model, record)
    with transaction(context.db):
        number = _insert_object(context, model, computed(model, record))
    key, shown = show(context, model, number, codes, "created")
    return {"code": 0, "message": None, "objects": {key: shown}}


def _insert_object(context: Context, model: ClassModel, record: dict[str, Any]) -> int:
    if model.table == "ticket":
        stamp = local_text(context.now)
        record = record | {"finalclass": model.name, "start_date": record.get("start_date") or stamp, "last_update": stamp}
        record["status"] = record.get("status") or "new"
    number = insert(context.db, model.table, record)
    if model.table == "ticket" and not record.get("ref"):
        letter = "R" if model.name == "UserRequest" else "I"
        context.db.execute("UPDATE ticket SET ref = ? WHERE id = ?", (f"{letter}-{number:06d}", number))
    journal(context.db, context.now, model.name, number)
    return number


def core_update(context: Context, data: Mapping[str, Any]) -> Reply:
    required(data, "comment")
    model = class_of(context, data)
    fields = dict(required(data, "fields"))
    codes = wanted_fields(model, data)
    key = required(data, "key")
    may_write(context, model, "modifying")
    number = find_one(context, model, key)
    with transaction(context.db):
        before = dict(context.db.execute(f"SELECT * FROM {model.table} WHERE id = ?", (number,)).fetchone())
        record = accepted(context, model, fields, before)
        check(model, record, number)
        changed = computed(model, before | record)
        store_changes(context, model, number, {code: changed[code] for code in changed if changed[code] != before[code]})
    key, shown = show(context, model, number, codes, "updated")
    return {"code": 0, "message": None, "objects": {key: shown}}


def store_changes(context: Context, model: ClassModel, number: int, changes: Mapping[str, Any]) -> None:
    """Write columns of one object inside the caller's transaction, with the journal and a ticket's last update."""
    if model.table == "ticket":
        changes = {**changes, "last_update": local_text(context.now)}
    for code, value in changes.items():
        context.db.execute(f'UPDATE {model.table} SET "{code}" = ? WHERE id = ?', (value, number))
    final = (
        context.db.execute(f"SELECT finalclass FROM {model.table} WHERE id = ?", (number,)).fetchone()[0] if model.abstract else model.name
    )
    journal(context.db, context.now, final, number)


def core_apply_stimulus(context: Context, data: Mapping[str, Any]) -> Reply:
    required(data, "comment")
    model = class_of(context, data)
    codes = wanted_fields(model, data)
    key = required(data, "key")
    may_write(context, model, "modifying")
    number = find_one(context, model, key)
    fields, stimulus = dict(required(data, "fields")), str(required(data, "stimulus"))
    with transaction(context.db):
        before = dict(context.db.execute(f"SELECT * FROM {model.table} WHERE id = ?", (number,)).fetchone())
        name = show(context, model, number, ["friendlyname"])[1]["fields"]["friendlyname"]
        record = accepted(context, model, fields, before)
        changes = apply_stimulus(context, model, stimulus, name, before, record)
        store_changes(context, model, number, changes)
    key, shown = show(context, model, number, codes, "updated")
    return {"code": 0, "message": None, "objects": {key: shown}}


def core_delete(context: Context, data: Mapping[str, Any]) -> Reply:
    required(data, "comment")
    model = class_of(context, data)
    key = required(data, "key")
    may_delete = context.caller.administrator or (model.name == "CustomerContract" and context.caller.manager)
    if not may_delete:
        words = "The current user does not have enough permissions for deleting data of class"
        raise RestError(1, f"{words} {model.name}", listed=True)
    model, ids = find_ids(context, model, key)
    objects = show_all(context, model, ids, wanted_fields(model, data, "id, friendlyname"))
    simulating = bool(data.get("simulate"))
    if not simulating:
        with transaction(context.db):
            for number in ids:
                context.db.execute(f"DELETE FROM {model.table} WHERE id = ?", (number,))
                journal(context.db, context.now, model.name, number)
    return {"code": 0, "message": f"{'SIMULATING: ' if simulating else ''}Deleted: {len(ids)}", "objects": objects}


def core_get_related(context: Context, data: Mapping[str, Any]) -> Reply:
    """No class of this subset has relations: what is asked about is related to itself only."""
    model = class_of(context, data)
    key = required(data, "key")
    required(data, "relation")
    model, ids = find_ids(context, model, key)
    objects = show_all(context, model, ids, ["id", "friendlyname"])
    message = f"Scope: {len(ids)}; Related objects: {model.name}= {len(ids)}"
    return {"code": 0, "message": message, "objects": objects, "relations": []}


def core_check_credentials(context: Context, data: Mapping[str, Any]) -> Reply:
    user, password = str(required(data, "user")), str(required(data, "password"))
    return {"code": 0, "message": None, "authorized": right_password(context.db, user, password) is not None}


CORE_VERBS: dict[str, Verb] = {
    "core/create": core_create,
    "core/update": core_update,
    "core/apply_stimulus": core_apply_stimulus,
    "core/get": core_get,
    "core/delete": core_delete,
    "core/get_related": core_get_related,
    "core/check_credentials": core_check_credentials,
}


def with_listing(verbs: dict[str, Verb]) -> dict[str, Verb]:
    """``verbs`` and the one that lists them (it does not list itself)."""

    def list_operations(context: Context, data: Mapping[str, Any]) -> Reply:
        operations = [
            {
                "verb": name,
                "description": _DESCRIPTIONS.get(name, name),
                "extension": "CoreServices" if name.startswith("core/") else "CarnetServices",
            }
            for name in verbs
        ]
        return {"code": 0, "message": f"Operations: {len(verbs)}", "version": context.version, "operations": operations}

    return verbs | {"list_operations": list_operations}
