"""Objects as a REST reply holds them: numbers as texts, nothing as an empty text, logs as entries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from desktop.demo.attributes import Attribute, ClassModel, Kind
from desktop.demo.oql import OqlError, expression
from desktop.demo.rest import Context, Reply, RestError

_ALWAYS = ("id", "friendlyname", "finalclass")
_LEAF = "*+"


def wanted_fields(model: ClassModel, data: Mapping[str, Any], default: str = "*") -> list[str]:
    """The codes that ``output_fields`` asks for; "*+" stays, for it depends on each object's own class."""
    asked = str(data.get("output_fields", default)).strip()
    if asked == _LEAF:
        return [_LEAF]
    if asked == "*":
        return every_field(model)
    codes = [code.strip() for code in asked.split(",")]
    for code in codes:
        if model.attribute(code) is None and code not in _ALWAYS:
            raise RestError(100, f"Error: output_fields: invalid attribute code '{code}'")
    return codes


def every_field(model: ClassModel) -> list[str]:
    """What "*" means: every attribute, the class where there are several, and the friendly name; not the id."""
    final = ["finalclass"] if model.parent or model.abstract else []
    return [*(attribute.code for attribute in model.attributes), *final, "friendlyname"]


def show(context: Context, model: ClassModel, number: int, codes: list[str], message: str = "") -> tuple[str, Reply]:
    """One object as a REST reply holds it."""
    if model.abstract:
        final = context.db.execute(f"SELECT finalclass FROM {model.table} WHERE id = ?", (number,)).fetchone()[0]
        model = context.classes[final]
    if codes == [_LEAF]:
        codes = every_field(model)
    try:
        columns = ", ".join(f'{expression(context.classes, model, code, "t")} AS "{code}"' for code in codes)
    except OqlError as error:
        missing = next(code for code in codes if model.attribute(code) is None and code not in _ALWAYS)
        raise RestError(100, f"Error: Unknown attribute {missing} from class {model.name}") from error
    row = context.db.execute(f"SELECT {columns} FROM {model.table} t WHERE t.id = ?", (number,)).fetchone()
    fields = {code: _shown(model.attribute(code), row[code]) for code in codes}
    return f"{model.name}::{number}", {"code": 0, "message": message, "class": model.name, "key": str(number), "fields": fields}


def _shown(attribute: Attribute | None, value: Any) -> Any:
    if attribute is not None and attribute.kind is Kind.LOG:
        return {"entries": json.loads(value) if value else []}
    if attribute is not None and attribute.kind is Kind.BLOB:
        return json.loads(value) | {"downloads_count": 0} if value else None
    if attribute is not None and attribute.kind is Kind.ENUM and value is None:
        return None
    if attribute is not None and attribute.kind is Kind.WATCH:
        # A stop-watch is the one number that leaves as a number.
        return int(value or 0)
    return "" if value is None else str(value)


def show_all(context: Context, model: ClassModel, ids: list[int], codes: list[str], message: str = "") -> dict[str, Reply] | None:
    """Objects by "Class::id"; None for none, as iTop has it."""
    return dict(show(context, model, number, codes, message) for number in ids) or None
