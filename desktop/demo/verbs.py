"""The carnet verbs (protocol section 2) of the embedded iTop.

Reply of ``carnet/push``: ``entries`` and ``provisions`` by uid, each ``{status, id?, reason?, stored?}``; ``contracts`` by id, each
``{provisioned, consumed, balance, percent}``; ``server_time``. Reply of ``carnet/pull``: lists of objects under iTop's attribute
codes, with numbers as numbers, instants as UTC epochs, days as ISO texts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from desktop.demo.book import indicators_of
from desktop.demo.database import ZONE, fact, transaction
from desktop.demo.pulling import orgs_sql, pull_reply
from desktop.demo.pushing import push_entry, push_provision
from desktop.demo.rest import Context, Reply, RestError, Verb

PROTOCOL = 1
BATCH_LIMIT = 50
DESKS_SECONDS, DESKS_LISTED = 30 * 86400, 500
"""How far back ``pull`` tells of devices, and of how many."""


def _person(context: Context) -> dict[str, Any]:
    row = context.db.execute(
        "SELECT id, first_name || ' ' || name AS name FROM person WHERE id = ?", (context.caller.person_id,)
    ).fetchone()
    if row is None:
        raise RestError(1, "Error: this account has no person")
    teams = context.db.execute("SELECT team_id FROM lnk_person_to_team WHERE person_id = ? ORDER BY team_id", (row["id"],))
    return {"id": row["id"], "name": row["name"], "teams": [team[0] for team in teams]}


def about(context: Context, data: Mapping[str, Any]) -> Reply:
    may = (["push", "pull"] if context.caller.agent else []) + (["provision", "held", "for_others"] if context.caller.manager else [])
    return {
        "code": 0,
        "message": "",
        "protocol": PROTOCOL,
        "extension": "0.1.0",
        "itop_version": "3.2.0",
        "instance_id": fact(context.db, "instance_id"),
        "epoch": fact(context.db, "epoch"),
        "server_time": context.now,
        "timezone": ZONE.key,
        "person": _person(context),
        "may": may,
        "poll_seconds": 120,
        "batch_limit": BATCH_LIMIT,
        "min_client": "0.1.0",
    }


def _check_protocol(data: Mapping[str, Any]) -> None:
    if data.get("protocol") != PROTOCOL:
        raise RestError(100, "Error: protocol: this iTop speaks version 1")


def push(context: Context, data: Mapping[str, Any]) -> Reply:
    """Each row on its own: one bad row never spoils the others; sending again changes nothing."""
    _check_protocol(data)
    answers: dict[str, dict[str, Any]] = {"entries": {}, "provisions": {}}
    touched: set[int] = set()
    with transaction(context.db):
        for kind, action in (("provisions", push_provision), ("entries", push_entry)):
            for number, row in enumerate(data.get(kind) or []):
                uid = str(row.get("uid", "")) if isinstance(row, dict) else ""
                if number >= BATCH_LIMIT:
                    answers[kind][uid] = {"status": "later"}
                    continue
                if not context.caller.agent:
                    answers[kind][uid] = {"status": "refused", "reason": "right_missing"}
                    continue
                context.db.execute("SAVEPOINT one")
                try:
                    answers[kind][uid], contracts = action(context, row)
                    touched |= contracts
                except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
                    context.db.execute("ROLLBACK TO one")
                    answers[kind][uid] = {"status": "refused", "reason": "bad_value"}
                context.db.execute("RELEASE one")
        contracts_shown = {str(number): indicators_of(context, number) for number in sorted(touched) if number}
        _note_desk(context, data.get("desk"))
    return {"code": 0, "message": "", **answers, "contracts": contracts_shown, "server_time": context.now}


def _note_desk(context: Context, desk: Any) -> None:
    if isinstance(desk, dict) and desk.get("id"):
        record = (
            str(desk["id"]),
            context.caller.person_id,
            str(desk.get("name", "")),
            str(desk.get("version", "")),
            context.now,
            json.dumps(desk),
        )
        context.db.execute("INSERT OR REPLACE INTO desk VALUES (?, ?, ?, ?, ?, ?)", record)


def pull(context: Context, data: Mapping[str, Any]) -> Reply:
    _check_protocol(data)
    scope = str(data.get("scope", "team"))
    person = _person(context)
    rights = hashlib.sha256(json.dumps([person, context.caller.profiles, context.caller.orgs, scope]).encode()).hexdigest()[:16]
    reply = pull_reply(context, person, scope, str(data.get("cursor") or ""), int(data.get("limit") or 500), rights)
    desks = _desks(context) if reply["complete"] else []
    _note_desk(context, data.get("desk"))
    return {"code": 0, "message": "", **reply, "desks": desks, "server_time": context.now}


def _desks(context: Context) -> list[dict[str, Any]]:
    """What devices told of themselves lately, for those who may write for others."""
    if not context.caller.manager:
        return []
    orgs = orgs_sql(context, "org_id")
    rows = context.db.execute(
        f"""SELECT first_name || ' ' || person.name AS agent, desk.name, seen, waiting FROM desk JOIN person ON person.id = person_id
        WHERE seen > ? AND {orgs} ORDER BY seen DESC, desk.id LIMIT ?""",
        (context.now - DESKS_SECONDS, DESKS_LISTED),
    )
    return [
        {
            "agent": row["agent"],
            "name": row["name"],
            "last_seen": row["seen"],
            "waiting": json.loads(row["waiting"]).get("waiting") or 0,
            "waiting_seconds": json.loads(row["waiting"]).get("waiting_seconds") or 0,
        }
        for row in rows
    ]


CARNET_VERBS: dict[str, Verb] = {"carnet/about": about, "carnet/push": push, "carnet/pull": pull}
