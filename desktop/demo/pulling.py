"""``carnet/pull``: what changed since a cursor, from a journal; everything where the cursor no longer fits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from desktop.core.record import record
from desktop.demo.attributes import Kind
from desktop.demo.database import fact, local_epoch, position
from desktop.demo.oql import expression
from desktop.demo.rest import Context

OVERLAP = 300
"""Seconds of journal given again: ids become visible at commit, not in order."""

_EPOCHS = (Kind.DATETIME,)
_NUMBERS = (Kind.INTEGER, Kind.DURATION, Kind.WATCH, Kind.KEY)
_LISTS = {
    "UserRequest": "tickets",
    "Incident": "tickets",
    "CustomerContract": "contracts",
    "ContractTimeEntry": "entries",
    "ContractTimeProvision": "provisions",
    "ContractTimeActivity": "activities",
}
_TICKET = (
    "ref title status org_id org_name caller_id caller_id_friendlyname team_id team_name agent_id agent_id_friendlyname priority"
    " service_id service_name start_date last_update tto_escalation_deadline ttr_escalation_deadline time_contract_id time_contract_by"
    " time_counted description private_log public_log"
)
_CODES = {
    "UserRequest": _TICKET,
    "Incident": _TICKET,
    "CustomerContract": "name org_id organization_name start_date end_date status time_scope time_rank time_provisioned time_consumed"
    " time_balance time_consumed_percent time_rounding time_minimum time_rounding_mode time_rounding_per time_overrun time_alert_levels"
    " time_closed_until",
    "ContractTimeEntry": "uid ticket_id ticket_ref contract_id contract_why agent_id agent_id_friendlyname started_at ended_at"
    " worked_seconds counted_seconds counted_by reason activity_id factor_percent state counted_on late comment public_comment"
    " reverses replaces source log_state",
    "ContractTimeProvision": "uid contract_id date seconds kind valid_from valid_until comment author_id",
    "ContractTimeActivity": "name counted factor_percent rank status",
}
"""What the extension gives of each class."""
_LOG = ("date", "user_login", "message_html")


@record
class Cursor:
    """Where a reader is: ``key`` ties it to epoch and rights; changes after ``since`` (or, ``full``, everything) from ``offset`` on.

    ``until`` is the journal position at which this reading began, and from which the next will start.
    """

    key: str
    since: int = 0
    full: bool = False
    offset: int = 0
    until: int = 0


def pull_reply(context: Context, person: Mapping[str, Any], scope: str, cursor: str, limit: int, rights: str) -> dict[str, Any]:
    """The lists, a new cursor, and whether that was all."""
    key = f"{fact(context.db, 'epoch')}/{rights}"
    at = _read_cursor(cursor, key) or Cursor(key, full=True)
    if at.offset == 0:
        at = replace(at, until=position(context.db))
    selected = _everything(context, person, scope) if at.full else _changed(context, at.since, person, scope)
    complete = at.offset + limit >= len(selected)
    following = Cursor(key, since=at.until) if complete else replace(at, offset=at.offset + limit)
    lists: dict[str, list[Any]] = {name: [] for name in _LISTS.values()}
    for name, number in selected[at.offset : at.offset + limit]:
        lists[_LISTS[name]].append(shown(context, name, number))
    return {
        **lists,
        "ids": _ids(context, person, scope),
        "gone": [] if at.full else _gone(context, at.since),
        "cursor": json.dumps(asdict(following)),
        "complete": complete,
        "reset": at.full and at.offset == 0,
    }


def _read_cursor(text: str, key: str) -> Cursor | None:
    """The cursor, or None where it is none, or of another epoch or other rights."""
    try:
        cursor = Cursor(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return cursor if cursor.key == key else None


def _scope_sql(person: Mapping[str, Any], scope: str) -> str:
    teams = ", ".join(str(int(team)) for team in person["teams"]) or "NULL"
    if scope == "all":
        return "1"
    mine = f"agent_id = {int(person['id'])}"
    return f"({mine})" if scope == "mine" else f"({mine} OR team_id IN ({teams}))"


def orgs_sql(context: Context, column: str = "org_id") -> str:
    """The condition that keeps to the organizations that the account may see."""
    orgs = ", ".join(str(int(org)) for org in context.caller.orgs)
    return f"{column} IN ({orgs})" if orgs else "1"


def _ids(context: Context, person: Mapping[str, Any], scope: str) -> dict[str, list[int]]:
    """Open tickets of the scope, whole: what is not in it left the scope."""
    found: dict[str, list[int]] = {"UserRequest": [], "Incident": []}
    if not context.caller.agent:
        return found
    sql = f"""SELECT finalclass, id FROM ticket WHERE {_scope_sql(person, scope)} AND {orgs_sql(context)}
        AND status NOT IN ('closed', 'resolved', 'rejected') ORDER BY id"""
    for name, number in context.db.execute(sql):
        found[name].append(number)
    return found


def _everything(context: Context, person: Mapping[str, Any], scope: str) -> list[tuple[str, int]]:
    def listed(name: str, sql: str) -> Iterable[tuple[str, int]]:
        return ((name, row[0]) for row in context.db.execute(sql))

    if not context.caller.agent:
        return []
    org_tickets = f"SELECT id FROM ticket WHERE {orgs_sql(context)}"
    visible = f"SELECT id FROM customer_contract WHERE {orgs_sql(context)}"
    return [
        *listed("ContractTimeActivity", "SELECT id FROM contract_time_activity ORDER BY id"),
        *listed("CustomerContract", f"{visible} ORDER BY id"),
        *(
            (row[0], row[1])
            for row in context.db.execute(
                f"SELECT finalclass, id FROM ticket WHERE {orgs_sql(context)} AND ({_scope_sql(person, scope)}) ORDER BY id"
            )
        ),
        *listed("ContractTimeProvision", f"SELECT id FROM contract_time_provision WHERE contract_id IN ({visible}) ORDER BY id"),
        *listed("ContractTimeEntry", f"SELECT id FROM contract_time_entry WHERE ticket_id IN ({org_tickets}) ORDER BY id"),
    ]


def _changed(context: Context, since: int, person: Mapping[str, Any], scope: str) -> list[tuple[str, int]]:
    sql = """SELECT DISTINCT class, id FROM journal WHERE position > ?
        OR at >= coalesce((SELECT at FROM journal WHERE position = ?), ?) - ? ORDER BY class, id"""
    wanted = set(_everything(context, person, scope))
    return [(name, number) for name, number in context.db.execute(sql, (since, since, context.now, OVERLAP)) if (name, number) in wanted]


def _gone(context: Context, since: int) -> list[str]:
    """Tickets that were in the journal and are no more."""
    sql = """SELECT DISTINCT class, id FROM journal j WHERE position > ? AND class IN ('UserRequest', 'Incident')
        AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.id = j.id)"""
    return [f"{name}::{number}" for name, number in context.db.execute(sql, (since,))]


def shown(context: Context, name: str, number: int) -> dict[str, Any]:
    """One object by iTop's attribute codes: numbers as numbers, instants as epochs, logs as lists; a ticket also with ``class``."""
    model = context.classes[name]
    attributes = [attribute for attribute in model.attributes if attribute.code in _CODES[name].split()]
    codes = [attribute.code for attribute in attributes]
    columns = ", ".join(f'{expression(context.classes, model, code, "t")} AS "{code}"' for code in codes)
    row = context.db.execute(f"SELECT t.id, {columns} FROM {model.table} t WHERE t.id = ?", (number,)).fetchone()
    record: dict[str, Any] = {"class": name, "id": number}
    for attribute in attributes:
        value = row[attribute.code]
        if attribute.kind in _EPOCHS:
            value = local_epoch(value)
        elif attribute.kind in _NUMBERS:
            value = None if value is None else int(value)
        elif attribute.kind is Kind.LOG:
            value = [{code: entry.get(code) for code in _LOG} | {"date": local_epoch(entry["date"])} for entry in json.loads(value or "[]")]
        elif attribute.kind is Kind.EXTERNAL and value is None:
            value = ""
        record[attribute.code] = value
    if name == "ContractTimeEntry":
        record["ticket_class"] = context.db.execute("SELECT finalclass FROM ticket WHERE id = ?", (record["ticket_id"],)).fetchone()[0]
    return record
