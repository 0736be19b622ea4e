"""The server's side of the time book: contracts and entries read from SQLite, the rules taken from ``core``."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from desktop.core.choice import Choice, Match, choose
from desktop.core.contract import Activity, Contract, CountingRule, Overrun, Provision, ProvisionKind, RoundingMode, RoundingPer
from desktop.core.counting import DayWork
from desktop.core.ledger import BookEntry, expiries_due, indicators
from desktop.demo.database import ZONE, insert, journal
from desktop.demo.oql import OqlError, compile_query
from desktop.demo.rest import Context


def day_of(epoch: int) -> date:
    """The day of an instant in the server's zone."""
    return datetime.fromtimestamp(epoch, ZONE).date()


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def contract_from(row: sqlite3.Row) -> Contract:
    return Contract(
        id=row["id"],
        name=row["name"],
        org_id=row["org_id"],
        customer="",
        start=_date(row["start_date"]),
        end=_date(row["end_date"]),
        status=row["status"],
        scope=row["time_scope"] or "",
        rank=row["time_rank"] or 0,
        rule=CountingRule(
            row["time_rounding"] or 0,
            row["time_minimum"] or 0,
            RoundingMode(row["time_rounding_mode"]),
            RoundingPer(row["time_rounding_per"]),
        ),
        overrun=Overrun(row["time_overrun"]),
        closed_until=_date(row["time_closed_until"]),
    )


def find_contract(context: Context, number: int) -> Contract | None:
    row = context.db.execute("SELECT * FROM customer_contract WHERE id = ?", (number,)).fetchone()
    return contract_from(row) if row else None


def sees_org(context: Context, org_id: int) -> bool:
    """Whether the caller's allowed organizations include this one."""
    return not context.caller.orgs or org_id in context.caller.orgs


def ancestors(context: Context, org_id: int) -> dict[int, int]:
    """The organization and those above it, with their distance."""
    found: dict[int, int] = {}
    while org_id and org_id not in found:
        found[org_id] = len(found)
        row = context.db.execute("SELECT parent_id FROM organization WHERE id = ?", (org_id,)).fetchone()
        org_id = row[0] if row else 0
    return found


def choose_contract(context: Context, ticket: sqlite3.Row, day: date, chosen_id: int) -> Choice:
    """Which contract takes work on ``ticket`` on ``day`` (protocol section 3)."""
    above = ancestors(context, ticket["org_id"])
    chosen = find_contract(context, chosen_id) if chosen_id else None
    own = find_contract(context, ticket["time_contract_id"]) if ticket["time_contract_id"] else None
    matches = []
    if own is None or not own.valid_on(day):
        holes = ", ".join("?" * len(above))
        for row in context.db.execute(f"SELECT * FROM customer_contract WHERE org_id IN ({holes})", list(above)):
            if row["time_scope"] and _in_scope(context, row["time_scope"], ticket["id"]):
                matches.append(Match(contract_from(row), above[row["org_id"]]))
    return choose(day, chosen=chosen, ticket_contract=own, matches=matches, organizations=above)


def _in_scope(context: Context, scope: str, ticket_id: int) -> bool:
    """A scope that does not parse is skipped."""
    try:
        _, sql, values = compile_query(scope, context.classes, context.placeholders)
    except OqlError:
        return False
    return context.db.execute(f"SELECT 1 WHERE ? IN ({sql})", [ticket_id, *values]).fetchone() is not None


def activity_from(context: Context, number: int) -> Activity | None:
    row = context.db.execute("SELECT * FROM contract_time_activity WHERE id = ?", (number,)).fetchone()
    return Activity(row["id"], row["name"], row["counted"] == "yes", row["factor_percent"], row["rank"]) if row else None


def same_day(context: Context, ticket_id: int, agent_id: int, contract_id: int, day: date, but: str) -> list[DayWork]:
    """Rule-counted work of the agent on the ticket and day that stands, without the entry ``but``."""
    rows = context.db.execute(
        """SELECT * FROM contract_time_entry WHERE ticket_id = ? AND agent_id = ? AND contract_id = ? AND state = 'counted'
        AND counted_by = 'rule' AND uid != ?""",
        (ticket_id, agent_id, contract_id, but),
    ).fetchall()
    return [
        DayWork(row["worked_seconds"], activity_from(context, row["activity_id"]), row["counted_seconds"])
        for row in rows
        if day_of(row["started_at"]) == day
    ]


def provisions_of(context: Context, number: int) -> list[Provision]:
    rows = context.db.execute("SELECT * FROM contract_time_provision WHERE contract_id = ?", (number,))
    return [
        Provision(
            row["uid"],
            number,
            date.fromisoformat(row["date"][:10]),
            row["seconds"],
            ProvisionKind(row["kind"]),
            _date(row["valid_from"]),
            _date(row["valid_until"]),
            row["comment"] or "",
        )
        for row in rows
    ]


def entries_of(context: Context, number: int) -> list[BookEntry]:
    rows = context.db.execute("SELECT uid, started_at, counted_seconds, reverses FROM contract_time_entry WHERE contract_id = ?", (number,))
    return [
        BookEntry(row["uid"], day_of(row["started_at"]), row["started_at"], row["counted_seconds"], row["reverses"] or "") for row in rows
    ]


def balance_of(context: Context, number: int) -> int:
    """The balance before an entry arrives, in seconds."""
    return indicators(provisions_of(context, number), entries_of(context, number)).balance


def indicators_of(context: Context, number: int) -> dict[str, Any]:
    """Write what expires, recompute the contract's sums inside the caller's transaction, and give them."""
    provisions, entries = provisions_of(context, number), entries_of(context, number)
    for due in expiries_due(number, provisions, entries, day_of(context.now)):
        write_provision(context, due, author=0)
        provisions.append(due)
    found = indicators(provisions, entries)
    context.db.execute(
        "UPDATE customer_contract SET time_provisioned = ?, time_consumed = ?, time_balance = ?, time_consumed_percent = ? WHERE id = ?",
        (found.provisioned, found.consumed, found.balance, found.percent, number),
    )
    journal(context.db, context.now, "CustomerContract", number)
    return asdict(found)


def write_provision(context: Context, provision: Provision, author: int) -> int:
    number = insert(
        context.db,
        "contract_time_provision",
        {
            "uid": provision.uid,
            "contract_id": provision.contract_id,
            "date": provision.day.isoformat(),
            "seconds": provision.seconds,
            "kind": provision.kind.value,
            "valid_from": provision.valid_from.isoformat() if provision.valid_from else None,
            "valid_until": provision.valid_until.isoformat() if provision.valid_until else None,
            "comment": provision.comment,
            "author_id": author,
        },
    )
    journal(context.db, context.now, "ContractTimeProvision", number)
    return number
