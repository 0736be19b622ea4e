"""One row of ``carnet/push``, inside the caller's transaction and savepoint."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop.core.contract import Contract, CountingRule, Overrun, Provision, ProvisionKind, RoundingPer
from desktop.core.counting import count_entry, count_ticket_day
from desktop.core.ids import is_uid, reversal_uid
from desktop.core.ledger import counted_on
from desktop.demo.book import activity_from, balance_of, choose_contract, day_of, find_contract, same_day, sees_org, write_provision
from desktop.demo.caselog import append_log
from desktop.demo.database import insert, journal, local_text
from desktop.demo.rest import Context

LONGEST_ENTRY = 31 * 86400
LARGEST_PROVISION = 10**8
SOURCES = ("desktop", "command line", "console", "import")
FUTURE = 300
"""Seconds by which an entry may end after the server's clock."""

Answer = tuple[dict[str, Any], set[int]]


class Refused(Exception):  # noqa: N818 - it is an answer
    """A refusal for a ``reason`` of the closed list."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Later(Exception):  # noqa: N818 - it is an answer
    """What this row builds on is not here yet."""


def push_entry(context: Context, row: Mapping[str, Any]) -> Answer:
    """``created``, ``known`` with what is stored, or ``refused``; and the contracts whose sums change."""
    uid = row["uid"]
    if not is_uid(uid):
        raise ValueError(uid)
    stored = _find(context, uid) if context.uid_check else None
    if stored is not None:
        if stored["agent_id"] != context.caller.person_id and not context.caller.manager:
            return {"status": "refused", "reason": "not_yours"}, set()
        _finish_log(context, stored, row)
        return {"status": "known", "id": stored["id"], "stored": _stored(stored)}, {stored["contract_id"]}
    if row.get("reverses") and uid != reversal_uid(row["reverses"]):
        raise ValueError(uid)
    try:
        touched = _reverse(context, row["replaces"]) if row.get("replaces") else set()
        if row.get("reverses"):
            touched |= _reverse(context, row["reverses"])
        else:
            touched.add(_create(context, row))
    except Later:
        return {"status": "later"}, set()
    except Refused as refusal:
        context.db.execute("ROLLBACK TO one")
        return {"status": "refused", "reason": refusal.reason}, set()
    stored = _find(context, uid)
    if stored is None:
        return {"status": "refused", "reason": "bad_value"}, touched
    return {"status": "created", "id": stored["id"], "stored": _stored(stored)}, touched


def _find(context: Context, uid: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = context.db.execute("SELECT * FROM contract_time_entry WHERE uid = ?", (uid,)).fetchone()
    return row


def _stored(row: sqlite3.Row) -> dict[str, Any]:
    names = ("ticket_id", "contract_id", "contract_why", "worked_seconds", "counted_seconds", "state", "counted_on")
    return {name: row[name] for name in names}


def _ticket(context: Context, row: Mapping[str, Any]) -> sqlite3.Row:
    ticket: sqlite3.Row | None = context.db.execute(
        "SELECT * FROM ticket WHERE id = ? AND finalclass = ?", (int(row["ticket_id"]), str(row["ticket_class"]))
    ).fetchone()
    if ticket is None or not sees_org(context, ticket["org_id"]):
        raise Refused("ticket_gone")
    return ticket


def _times(context: Context, row: Mapping[str, Any]) -> tuple[int, int, int]:
    start, end, worked = (_whole(row[name]) for name in ("started_at", "ended_at", "worked_seconds"))
    if end > context.now + FUTURE:
        raise Refused("clock")
    if start <= 0 or not 0 <= worked <= min(end - start, LONGEST_ENTRY):
        raise Refused("bad_value")
    return start, end, worked


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _agent(context: Context, row: Mapping[str, Any]) -> int:
    agent = int(row.get("agent_id") or context.caller.person_id)
    if agent != context.caller.person_id and not context.caller.manager:
        raise Refused("right_missing")
    return agent


def _contract(context: Context, row: Mapping[str, Any], ticket: sqlite3.Row, day: date) -> tuple[Contract | None, str]:
    chosen = int(row.get("contract_id") or 0) if row.get("contract_by") == "person" else 0
    if chosen:
        wanted = find_contract(context, chosen)
        if wanted is None or not sees_org(context, wanted.org_id):
            raise Refused("contract_gone")
        if not wanted.valid_on(day):
            raise Refused("contract_not_valid")
    choice = choose_contract(context, ticket, day, chosen)
    return choice.contract, choice.why.value


def _create(context: Context, row: Mapping[str, Any]) -> int:
    """Write a new entry; the id of its contract, 0 for none."""
    ticket = _ticket(context, row)
    start, end, worked = _times(context, row)
    agent = _agent(context, row)
    contract, why = _contract(context, row, ticket, day_of(start))
    activity = activity_from(context, int(row.get("activity_id") or 0))
    if row.get("source", "desktop") not in SOURCES:
        raise Refused("bad_value")
    by_person = row.get("counted_by") == "person" and row.get("counted_seconds") is not None
    if by_person and (not row.get("reason") or not 0 <= _whole(row["counted_seconds"]) <= LONGEST_ENTRY):
        raise Refused("bad_value")
    rule = contract.rule if contract else CountingRule()
    number = contract.id if contract else 0
    if by_person:
        counted = _whole(row["counted_seconds"])
    elif rule.per is RoundingPer.TICKET_DAY:
        earlier = same_day(context, ticket["id"], agent, number, day_of(start), str(row["uid"]))
        counted = count_ticket_day(worked, activity, earlier, rule)
    else:
        counted = count_entry(worked, rule, activity)
    state = "counted"
    if contract is not None and contract.overrun is Overrun.BLOCK and counted > 0 and counted > balance_of(context, number):
        counted, state = 0, "held"
    falls_on, late = counted_on(day_of(start), contract.closed_until if contract else None)
    log = row.get("log") if isinstance(row.get("log"), dict) else None
    entry_id = insert(
        context.db,
        "contract_time_entry",
        {
            "uid": row["uid"],
            "ticket_id": ticket["id"],
            "contract_id": number,
            "contract_why": why,
            "agent_id": agent,
            "started_at": start,
            "ended_at": end,
            "started_on": local_text(start),
            "worked_seconds": worked,
            "counted_seconds": counted,
            "counted_by": "person" if by_person else "rule",
            "reason": str(row.get("reason") or ""),
            "activity_id": activity.id if activity else 0,
            "factor_percent": activity.factor_percent if activity else 100,
            "state": state,
            "counted_on": falls_on.isoformat(),
            "late": "yes" if late else "no",
            "comment": _harmless(row.get("comment")),
            "public_comment": _harmless(row.get("public_comment")) or ticket["title"],
            "reverses": "",
            "replaces": str(row.get("replaces") or ""),
            "source": str(row.get("source") or ""),
            "log_state": "due" if log else "none",
        },
    )
    journal(context.db, context.now, "ContractTimeEntry", entry_id)
    stored = _find(context, str(row["uid"]))
    assert stored is not None
    _finish_log(context, stored, row)
    _sum_ticket(context, ticket["id"])
    return number


def _sum_ticket(context: Context, ticket_id: int) -> None:
    """Recompute what was counted on the ticket, reversals included."""
    counted = "SELECT coalesce(sum(counted_seconds), 0) FROM contract_time_entry WHERE ticket_id = ticket.id"
    context.db.execute(f"UPDATE ticket SET time_counted = ({counted}) WHERE id = ?", (ticket_id,))
    final = context.db.execute("SELECT finalclass FROM ticket WHERE id = ?", (ticket_id,)).fetchone()
    if final is not None:
        journal(context.db, context.now, final[0], ticket_id)


def _harmless(text: Any) -> str:
    """HTML in texts is neutralised."""
    return str(text or "").replace("<", "‹").replace(">", "›")


def _finish_log(context: Context, stored: sqlite3.Row, row: Mapping[str, Any]) -> None:
    """Append the log that is still due, in the transaction that says it is written."""
    log = row.get("log")
    if stored["log_state"] == "due" and isinstance(log, dict):
        code = "public_log" if log.get("kind") == "public" else "private_log"
        item = {"message": str(log.get("text", "")), "format": "text"}
        append_log(context, stored["ticket_id"], code, {"add_item": item})
        context.db.execute("UPDATE contract_time_entry SET log_state = 'written' WHERE id = ?", (stored["id"],))


def _reverse(context: Context, original_uid: str) -> set[int]:
    """Write the one reversal that ``original_uid`` can have; nothing where it is there already."""
    original = _find(context, original_uid)
    if original is None:
        raise Later
    if original["agent_id"] != context.caller.person_id and not context.caller.manager:
        raise Refused("not_yours")
    if original["reverses"]:
        raise Refused("bad_value")
    if original["state"] == "reversed":
        raise Refused("already_reversed")
    copied = {name: original[name] for name in original.keys() if name != "id"}  # noqa: SIM118 - a Row iterates over values
    copied |= {
        "uid": reversal_uid(original_uid),
        "worked_seconds": -original["worked_seconds"],
        "counted_seconds": -original["counted_seconds"],
        "state": "reversal",
        "reverses": original_uid,
        "replaces": "",
        "log_state": "none",
    }
    number = insert(context.db, "contract_time_entry", copied)
    context.db.execute("UPDATE contract_time_entry SET state = 'reversed' WHERE id = ?", (original["id"],))
    for changed in (number, original["id"]):
        journal(context.db, context.now, "ContractTimeEntry", changed)
    _sum_ticket(context, original["ticket_id"])
    return {original["contract_id"]}


def push_provision(context: Context, row: Mapping[str, Any]) -> Answer:
    """``created``, ``known`` or ``refused``; and the contract whose sums change."""
    uid = row["uid"]
    if not is_uid(uid):
        raise ValueError(uid)
    stored = context.db.execute("SELECT * FROM contract_time_provision WHERE uid = ?", (uid,)).fetchone()
    if stored is not None:
        return {"status": "known", "id": stored["id"]}, {stored["contract_id"]}
    contract = find_contract(context, int(row["contract_id"]))
    if contract is None or not sees_org(context, contract.org_id):
        return {"status": "refused", "reason": "contract_gone"}, set()
    if not context.caller.manager:
        return {"status": "refused", "reason": "right_missing"}, set()
    kind, seconds = ProvisionKind(row["kind"]), _whole(row["seconds"])
    if abs(seconds) > LARGEST_PROVISION or (seconds < 0 and kind not in (ProvisionKind.CORRECTION, ProvisionKind.EXPIRY)):
        return {"status": "refused", "reason": "bad_value"}, set()
    first, last = (date.fromisoformat(row[name]) if row.get(name) else None for name in ("valid_from", "valid_until"))
    if first and last and last < first:
        return {"status": "refused", "reason": "bad_value"}, set()
    provision = Provision(uid, contract.id, date.fromisoformat(row["date"]), seconds, kind, first, last, str(row.get("comment") or ""))
    number = write_provision(context, provision, context.caller.person_id)
    return {"status": "created", "id": number}, {contract.id}
