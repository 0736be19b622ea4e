"""The cache of contracts, provisions, activities and of the entries that iTop holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from desktop.core.contract import Activity, Contract, CountingRule, Indicators, Overrun, Provision, ProvisionKind, RoundingMode, RoundingPer
from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.store.database import Database


@record
class BookRow:
    """An entry as iTop holds it, whoever's it is (seconds, UTC epoch)."""

    uid: str
    ticket: TicketKey
    contract_id: int
    agent_id: int
    agent: str
    started_at: int
    worked_seconds: int
    counted_seconds: int
    state: str
    activity_id: int
    comment: str
    ticket_ref: str = ""
    reason: str = ""
    reverses: str = ""
    counted_by: str = "rule"
    factor_percent: int = 100
    replaces: str = ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _contract(row: sqlite3.Row) -> Contract:
    known = row["balance"] is not None
    return Contract(
        id=row["id"],
        name=row["name"],
        org_id=row["org_id"],
        customer=row["customer"],
        start=_day(row["start"]),
        end=_day(row["end"]),
        status=row["status"],
        scope=row["scope"],
        rank=row["rank"],
        rule=CountingRule(row["rounding"], row["minimum"], RoundingMode(row["mode"]), RoundingPer(row["per"])),
        overrun=Overrun(row["overrun"]),
        alert_levels=row["alert_levels"],
        closed_until=_day(row["closed_until"]),
        indicators=Indicators(row["provisioned"], row["consumed"], row["balance"], row["percent"]) if known else None,
        as_of=row["as_of"],
    )


def save_contract(db: Database, account: int, contract: Contract, services: Sequence[int] | None = None) -> None:
    """Keep a contract as read; ``services`` are the ids it covers on an iTop without time books (None leaves them)."""
    record: dict[str, object] = {
        "account": account,
        "id": contract.id,
        "name": contract.name,
        "org_id": contract.org_id,
        "customer": contract.customer,
        "start": _text(contract.start),
        "end": _text(contract.end),
        "status": contract.status,
        "scope": contract.scope,
        "rank": contract.rank,
        "rounding": contract.rule.rounding,
        "minimum": contract.rule.minimum,
        "mode": contract.rule.mode.value,
        "per": contract.rule.per.value,
        "overrun": contract.overrun.value,
        "alert_levels": contract.alert_levels,
        "closed_until": _text(contract.closed_until),
        "as_of": contract.as_of,
    }
    if contract.indicators is not None:
        record |= {name: getattr(contract.indicators, name) for name in Indicators.__match_args__}
    if services is not None:
        record["services"] = json.dumps(sorted(services))
    db.upsert("contracts", ("account", "id"), record)


def save_indicators(db: Database, account: int, contract_id: int, indicators: Indicators, as_of: int) -> None:
    """Keep a contract's indicators as of epoch ``as_of``; older ones than those kept are ignored."""
    db.write(
        """UPDATE contracts SET provisioned = ?, consumed = ?, balance = ?, percent = ?, as_of = ?
        WHERE account = ? AND id = ? AND coalesce(as_of, 0) <= ?""",
        (indicators.provisioned, indicators.consumed, indicators.balance, indicators.percent, as_of, account, contract_id, as_of),
    )


def find_contract(db: Database, account: int, contract_id: int) -> Contract | None:
    """The contract as last read, or None."""
    row = db.row("SELECT * FROM contracts WHERE account = ? AND id = ?", (account, contract_id))
    return _contract(row) if row else None


def all_contracts(db: Database, account: int) -> list[Contract]:
    """Every contract this account may see, by customer and name."""
    return [_contract(row) for row in db.rows("SELECT * FROM contracts WHERE account = ? ORDER BY customer, name, id", (account,))]


def contracts_for_service(db: Database, account: int, org_id: int, service_id: int) -> list[Contract]:
    """Contracts of the organization that cover the service: how stock iTop ties a ticket to a contract."""
    rows = db.rows(
        """SELECT * FROM contracts WHERE account = ? AND org_id = ?
        AND EXISTS (SELECT 1 FROM json_each(services) WHERE value = ?) ORDER BY id""",
        (account, org_id, service_id),
    )
    return [_contract(row) for row in rows]


def drop_contracts_except(db: Database, account: int, ids: Iterable[int]) -> None:
    """Forget contracts that iTop no longer shows."""
    kept = set(ids)
    for row in db.rows("SELECT id FROM contracts WHERE account = ?", (account,)):
        if row[0] not in kept:
            db.write("DELETE FROM contracts WHERE account = ? AND id = ?", (account, row[0]))


def save_provision(db: Database, account: int, provision: Provision) -> None:
    record: dict[str, object] = {
        "account": account,
        "uid": provision.uid,
        "contract_id": provision.contract_id,
        "day": provision.day.isoformat(),
        "seconds": provision.seconds,
        "kind": provision.kind.value,
        "valid_from": _text(provision.valid_from),
        "valid_until": _text(provision.valid_until),
        "comment": provision.comment,
    }
    if db.upsert("provisions", ("account", "uid"), record):
        _turn_page(db, account)


def provisions_of(db: Database, account: int, contract_id: int) -> list[Provision]:
    """The contract's provisions, earliest first."""
    rows = db.rows("SELECT * FROM provisions WHERE account = ? AND contract_id = ? ORDER BY day, uid", (account, contract_id))
    return [
        Provision(
            uid=row["uid"],
            contract_id=row["contract_id"],
            day=date.fromisoformat(row["day"]),
            seconds=row["seconds"],
            kind=ProvisionKind(row["kind"]),
            valid_from=_day(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            comment=row["comment"],
        )
        for row in rows
    ]


def save_book_row(db: Database, account: int, row: BookRow) -> None:
    """Keep an entry that iTop holds."""
    record: dict[str, object] = {name: getattr(row, name) for name in BookRow.__match_args__ if name != "ticket"}
    record |= {"account": account, "class": row.ticket.cls, "ticket_id": row.ticket.id}
    if db.upsert("book", ("account", "uid"), record):
        _turn_page(db, account)


def _turn_page(db: Database, account: int) -> None:
    """The time books are not what they were: what was computed from them is out of date."""
    db.write("INSERT INTO meta VALUES (?, '1') ON CONFLICT DO UPDATE SET value = value + 1", (f"book/{account}",))


def book_version(db: Database, account: int) -> str:
    """A text that changes whenever a provision or an entry that iTop holds does."""
    return db.meta(f"book/{account}")


def _book_row(row: sqlite3.Row) -> BookRow:
    names = [name for name in BookRow.__match_args__ if name != "ticket"]
    return BookRow(**{name: row[name] for name in names}, ticket=TicketKey(row["class"], row["ticket_id"]))


def book_of_ticket(db: Database, account: int, key: TicketKey) -> list[BookRow]:
    """Entries that iTop holds for a ticket, latest first."""
    sql = "SELECT * FROM book WHERE account = ? AND class = ? AND ticket_id = ? ORDER BY started_at DESC, uid"
    return [_book_row(row) for row in db.rows(sql, (account, key.cls, key.id))]


def book_of_contract(db: Database, account: int, contract_id: int) -> list[BookRow]:
    """Entries that iTop counts on a contract, earliest first."""
    sql = "SELECT * FROM book WHERE account = ? AND contract_id = ? ORDER BY started_at, uid"
    return [_book_row(row) for row in db.rows(sql, (account, contract_id))]


def book_of_agent(db: Database, account: int, agent_id: int, start: int, end: int) -> list[BookRow]:
    """Entries that iTop holds of a person and that began in [start, end), earliest first."""
    sql = "SELECT * FROM book WHERE account = ? AND agent_id = ? AND started_at >= ? AND started_at < ? ORDER BY started_at, uid"
    return [_book_row(row) for row in db.rows(sql, (account, agent_id, start, end))]


def save_activity(db: Database, account: int, activity: Activity) -> None:
    record: dict[str, object] = {"account": account} | {name: getattr(activity, name) for name in Activity.__match_args__}
    db.upsert("activities", ("account", "id"), record)


def activities(db: Database, account: int) -> list[Activity]:
    """Activities in iTop's order."""
    rows = db.rows("SELECT * FROM activities WHERE account = ? ORDER BY rank, name, id", (account,))
    return [Activity(row["id"], row["name"], bool(row["counted"]), row["factor_percent"], row["rank"]) for row in rows]


def forget_cache(db: Database, account: int) -> None:
    """Empty the cache of an account: iTop said that everything must be read anew. Entries and timers stay."""
    for table in ("tickets", "contracts", "provisions", "book", "activities"):
        # Which tickets were opened here is the person's own and survives a new reading.
        keep = " AND opened_at IS NULL" if table == "tickets" else ""
        db.write(f"DELETE FROM {table} WHERE account = ?{keep}", (account,))
    _turn_page(db, account)
