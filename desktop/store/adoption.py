"""A queue goes on under another account of the same person: what iTop surely has nothing of is the new account's from then on."""

from __future__ import annotations

from collections.abc import Collection

from desktop.core.outbox import PERSON_STATES, OutboxState, first_state
from desktop.store import outbox
from desktop.store.database import Database
from desktop.store.outbox import OutboxRow

CORRECTS_ELSEWHERE = "cannot_replace"
"""Why an entry is blocked that corrects one which the other account sent: no other account can correct it either."""


def has_queue(db: Database, account: int) -> bool:
    """Whether anything of an account is neither over nor in iTop."""
    timers = "SELECT 1 FROM timers WHERE account = :account AND state != 'stopped'"
    return bool(db.value(f"SELECT EXISTS (SELECT 1 FROM outbox WHERE account = :account) OR EXISTS ({timers})", {"account": account}))


def to_ask(db: Database, account: int) -> list[OutboxRow]:
    """Rows that iTop may have: also one that waits may have gone out from a copy of this file. What needs a person did not."""
    return [row for row in outbox.outbox_rows(db, account) if row.state not in PERSON_STATES]


def take_over(db: Database, old: int, new: int, absent: Collection[str] = ()) -> bool:
    """Make timers, entries and known tickets of account ``old`` those of ``new``; whether there were any. Inside a transaction.

    What iTop may have stays where it is, and what is queued behind that, but for uids of which it was found to be ``absent``.
    """
    staying = {row.entry.uid for row in to_ask(db, old)} - set(absent)
    moved = 0
    # In the order in which they were recorded: what waits behind an entry comes after it.
    for row in outbox.outbox_rows(db, old, discarded=True):
        if row.entry.uid in staying or row.behind in staying:
            staying.add(row.entry.uid)
        else:
            _move(db, row, new)
            moved += 1
    moved += db.write(
        """UPDATE timers SET account = :new WHERE account = :old AND state != 'stopped' AND NOT EXISTS (SELECT 1 FROM timers mine
        WHERE mine.account = :new AND mine.state != 'stopped' AND mine.class = timers.class AND mine.ticket_id = timers.ticket_id)""",
        {"old": old, "new": new},
    )
    if moved:
        # So that they are shown with their titles before anything is read; the old account would read them anew.
        db.write("UPDATE OR IGNORE tickets SET account = ? WHERE account = ?", (new, old))
        db.set_meta(f"cursor/{old}", "")
    return moved > 0


def _move(db: Database, row: OutboxRow, account: int) -> None:
    uid, state, reason = row.entry.uid, row.state, row.reason
    if state is not OutboxState.DISCARDED and reason != CORRECTS_ELSEWHERE:
        # What was in its way there need not be in its way here.
        state, reason = first_state(row.entry, row.gap_seconds), ""
    for table in ("entries", "timers"):
        db.write(f"UPDATE {table} SET account = ? WHERE uid = ?", (account, uid))
    db.write(
        "UPDATE outbox SET account = ?, state = ?, reason = ?, payload = NULL, silent = 0, attempts = 0 WHERE uid = ?",
        (account, state.value, reason, uid),
    )
