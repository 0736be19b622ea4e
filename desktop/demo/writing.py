"""Values on their way in: what each kind of attribute takes, and what a class demands before it is stored."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from desktop.demo.attributes import Attribute, ClassModel, Kind
from desktop.demo.caselog import harmless_html, log_after
from desktop.demo.database import local_text
from desktop.demo.finding import find_target
from desktop.demo.rest import Context, RestError

_LABELS = {"org_id": "Organization", "first_name": "First Name", "ticket_id": "Ticket", "team_id": "Team"}
_PRIORITY = {"1": "1124", "2": "1234", "3": "2334"}
"""Priority by impact, then by urgency."""


def accepted(context: Context, model: ClassModel, fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """``fields`` as they are stored. Raises RestError for what is no attribute, read-only, or of the wrong form."""
    record: dict[str, Any] = {}
    for code, value in fields.items():
        attribute = model.attribute(code)
        if code in ("finalclass", "friendlyname"):
            continue
        if attribute is None:
            raise RestError(100, f"Error: {code}: Unknown attribute code '{code}' for class {model.name}")
        if attribute.kind is Kind.EXTERNAL:
            raise RestError(100, f"Error: {code}: Attempting to set the value on the read-only attribute {model.name}::{code}")
        if attribute.kind is Kind.LOG:
            record[code] = log_after(context, code, before.get(code), value)
        else:
            record[code] = _parsed(context, model, attribute, value)
    return record


def _parsed(context: Context, model: ClassModel, attribute: Attribute, value: Any) -> Any:
    kind = attribute.kind
    if kind is Kind.KEY:
        return find_target(context, model, attribute.code, value)
    if kind in (Kind.DATETIME, Kind.DATE):
        return _date(attribute, value)
    if kind is Kind.DURATION:
        # Anything but unsigned seconds silently becomes nothing.
        return int(value) if isinstance(value, int | str) and str(value).isdigit() else None
    if kind is Kind.INTEGER:
        return None if value in (None, "") else int(value)
    if kind is Kind.HTML:
        return harmless_html(str(value or ""))
    return "" if value is None else str(value)


def _date(attribute: Attribute, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, int) or str(value).isdigit():
        stamp = local_text(int(value))
        return stamp[:10] if stamp and attribute.kind is Kind.DATE else stamp
    form, shown = ("%Y-%m-%d", "Y-m-d") if attribute.kind is Kind.DATE else ("%Y-%m-%d %H:%M:%S", "Y-m-d H:i:s")
    try:
        time.strptime(str(value), form)
    except ValueError:
        code = attribute.code
        raise RestError(100, f'Error: {code}: Wrong format for date attribute {code}, expecting "{shown}" and got "{value}"') from None
    return str(value)


def check(model: ClassModel, record: Mapping[str, Any], number: int = -1) -> None:
    """What iTop checks before it writes, all problems told at once. ``number`` -1 stands for an object that is not there yet."""
    issues = []
    for attribute in model.attributes:
        value = record.get(attribute.code)
        label = _LABELS.get(attribute.code, attribute.code.replace("_", " ").capitalize())
        named = f"Unexpected value for attribute '{label}' ({attribute.code})"
        if attribute.required and attribute.code in record and not value:
            issues.append(f"{named} : Null not allowed")
        elif attribute.kind is Kind.ENUM and value and str(value) not in attribute.values:
            issues.append(f"{named} : Value not allowed [{value}]")
    if issues:
        numbered = "; ".join(f"{index}=>{issue}" for index, issue in enumerate(issues))
        raise RestError(100, f"Error: {', '.join(issues)}: issues = {{{numbered}}}, class = {model.name}, id = {number}")


def computed(model: ClassModel, record: dict[str, Any]) -> dict[str, Any]:
    """``record`` with what iTop computes: the priority of a ticket."""
    impact, urgency = str(record.get("impact") or ""), str(record.get("urgency") or "")
    if model.parent == "Ticket" and impact in _PRIORITY and urgency in ("1", "2", "3", "4"):
        return record | {"priority": _PRIORITY[impact][int(urgency) - 1]}
    return record
