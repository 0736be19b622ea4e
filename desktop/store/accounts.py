"""Accounts in the local file: who is signed in, and whose the other rows are."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from desktop.core.account import Account
from desktop.store.database import Database

_CURRENT = "current_account"
_TOLD = ("person_name", "teams", "may", "timezone", "epoch", "poll_seconds", "batch_limit")


def _account(row: sqlite3.Row) -> Account:
    fields = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a Row iterates over values
    for name in ("teams", "may"):
        fields[name] = tuple(json.loads(fields[name]))
    return Account(**fields)


def save_account(db: Database, account: Account) -> Account:
    """Keep ``account`` (its ``id`` is ignored): the same instance and person are the same row. Returns it with its id."""
    record: dict[str, object] = {name: getattr(account, name) for name in Account.__match_args__ if name != "id"}
    record |= {"teams": json.dumps(account.teams), "may": json.dumps(account.may)}
    db.upsert("accounts", ("instance_id", "person_id"), record)
    number = db.value("SELECT id FROM accounts WHERE instance_id = ? AND person_id = ?", (account.instance_id, account.person_id))
    return replace(account, id=number)


def note_told(db: Database, account: Account) -> None:
    """Keep what the server said of ``account``. Address and login stay: a person may be changing them just now."""
    record: dict[str, object] = {name: getattr(account, name) for name in _TOLD}
    record |= {"teams": json.dumps(account.teams), "may": json.dumps(account.may)}
    sets = ", ".join(f"{name} = ?" for name in record)
    db.write(f"UPDATE accounts SET {sets} WHERE id = ?", (*record.values(), account.id))


def set_current(db: Database, account: Account | None) -> None:
    """Sign in as ``account``, or out with None. Nothing of anybody is deleted."""
    db.set_meta(_CURRENT, str(account.id) if account else "")


def current_account(db: Database) -> Account | None:
    """The account signed in, or None."""
    row = db.row("SELECT a.* FROM accounts a JOIN meta m ON m.name = ? AND m.value = CAST(a.id AS TEXT)", (_CURRENT,))
    return _account(row) if row else None


def all_accounts(db: Database) -> list[Account]:
    """Every account that ever signed in here."""
    return [_account(row) for row in db.rows("SELECT * FROM accounts ORDER BY id")]


def earlier_accounts(db: Database, account: Account) -> list[Account]:
    """Accounts that ``account`` goes on from: the same person at the same iTop, from before that had a name of its own."""
    return [other for other in all_accounts(db) if account.goes_on_from(other)]


def accounts_to_choose(db: Database) -> list[Account]:
    """Every account but those that a later one goes on from, unless one of them is signed in."""
    found, current = all_accounts(db), current_account(db)
    return [
        account
        for account in found
        if account == current or not any(later.goes_on_from(account) for later in found if later.id > account.id)
    ]
