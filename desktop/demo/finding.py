"""Which objects a key selects: an id, OQL, or criteria; and what the caller may see of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.demo.attributes import ClassModel, Kind
from desktop.demo.oql import OqlError, compile_query, expression
from desktop.demo.rest import Context, PageError, RestError


def find_ids(context: Context, model: ClassModel, key: Any) -> tuple[ClassModel, list[int]]:
    """Objects that ``key`` selects and the caller may see, in iTop's order; and their class.

    OQL may select another class than ``model``: iTop does not mind.
    """
    if isinstance(key, bool) or key is None:
        raise RestError(100, "Error: Missing parameter 'key'")
    if key == "":
        raise PageError
    if isinstance(key, dict):
        return model, _by_criteria(context, model, key)
    if isinstance(key, int | float) or str(key).lstrip("-").isdigit():
        return model, visible(context, model, "SELECT id FROM {table} AS t WHERE id = ?", [int(key)])
    try:
        selected, sql, values = compile_query(str(key), context.classes, context.placeholders)
    except OqlError as error:
        raise RestError(
            100, f"Error: Query failed to execute: query = {key}, exception_class = OQLException, exception_message = {error}"
        ) from error
    if selected.parent == model.name:
        # A union may hold objects of several classes.
        selected = model
    return selected, visible(context, selected, f"SELECT id FROM {{table}} AS t WHERE id IN ({sql})", values)


def find_one(context: Context, model: ClassModel, key: Any) -> int:
    """The id of the only object that ``key`` selects. Raises RestError with iTop's words where it is none or several."""
    _, ids = find_ids(context, model, key)
    if len(ids) == 1:
        return ids[0]
    if isinstance(key, dict):
        listed = ", ".join(f"{code}: {value} ({value})" for code, value in key.items())
        described, none = f"with criteria: {listed}", f"No item found with criteria: {listed}"
    elif str(key).lstrip("-").isdigit():
        raise RestError(100, f"Error: Invalid object {model.name}::{key}")
    else:
        described, none = f"for query: {key}", f"No item found for query: {key}"
    raise RestError(100, f"Error: {none}" if not ids else f"Error: Several items found ({len(ids)}) {described}")


def find_target(context: Context, model: ClassModel, code: str, value: Any) -> int:
    """The id that a key attribute's value stands for: an id (0 for none), OQL or criteria."""
    attribute = model.attribute(code)
    assert attribute is not None
    if value in (None, "", 0, "0"):
        return 0
    try:
        return find_one(context, context.classes[attribute.target], value)
    except RestError as error:
        raise RestError(error.code, str(error).replace("Error: ", f"Error: {code}: ", 1)) from error


def visible(context: Context, model: ClassModel, sql: str, values: list[Any]) -> list[int]:
    """Ids of ``sql`` (over alias ``t`` of the class's table) that are of the class and in the caller's organizations."""
    conditions = [f"finalclass = '{model.name}'"] if model.parent else []
    column = "id" if model.name == "Organization" else "org_id" if model.attribute("org_id") is not None else ""
    if context.caller.orgs and column:
        conditions.append(f"t.{column} IN ({', '.join(str(int(org)) for org in context.caller.orgs)})")
    tail = "".join(f" AND {condition}" for condition in conditions)
    # Tickets of one class come by reference, the latest first; everything else by name.
    order = "t.ref DESC" if model.parent == "Ticket" else expression(context.classes, model, "friendlyname", "t")
    return [row[0] for row in context.db.execute(f"{sql.format(table=model.table)}{tail} ORDER BY {order}, id DESC", values)]


def _by_criteria(context: Context, model: ClassModel, key: Mapping[str, Any]) -> list[int]:
    where, values = ["1"], []
    for code, value in key.items():
        try:
            where.append(f"{expression(context.classes, model, code, 't')} = ?")
        except OqlError as error:
            raise RestError(100, f"Error: {code}: Unknown attribute") from error
        values.append(_compared(context, model, code, value))
    return visible(context, model, f"SELECT id FROM {{table}} AS t WHERE {' AND '.join(where)}", values)


def _compared(context: Context, model: ClassModel, code: str, value: Any) -> Any:
    attribute = model.attribute(code)
    named = isinstance(value, dict) or str(value).upper().startswith("SELECT")
    return find_target(context, model, code, value) if named and attribute is not None and attribute.kind is Kind.KEY else value
