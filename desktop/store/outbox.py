"""Entries and their way to iTop. Every change of a row's state is a write here, inside the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from desktop.core.entry import CountedBy, Entry, EntryState
from desktop.core.outbox import OPEN_STATES, OutboxState, first_state
from desktop.core.record import record
from desktop.store.database import Database
from desktop.store.timers import ticket_key

_ENTRY_COLUMNS = (
    "uid",
    "text",
    "started_at",
    "ended_at",
    "worked_seconds",
    "counted_seconds",
    "reason",
    "activity_id",
    "contract_id",
    "comment",
    "public_comment",
    "reverses",
    "replaces",
    "source",
)
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_ROW = """SELECT e.*, o.state AS outbox_state, o.reason AS outbox_reason, o.detail, o.payload, o.behind, o.attempts, o.silent,
    o.batch_cap, o.next_try_at, o.created_at, o.changed_at, o.sent_at, a.instance_id, a.person_id
    FROM outbox o JOIN entries e ON e.uid = o.uid JOIN accounts a ON a.id = o.account"""


@record
class OutboxRow:
    """An entry that iTop has not confirmed, and how far it got. ``payload`` is what was frozen at the first sending, else None."""

    entry: Entry
    state: OutboxState
    reason: str
    detail: str
    payload: dict[str, Any] | None
    behind: str
    attempts: int
    silent: int
    batch_cap: int
    next_try_at: int
    created_at: int
    changed_at: int
    sent_at: int | None
    gap_seconds: int

    @property
    def frozen(self) -> bool:
        """Whether iTop may already have it as it is."""
        return self.payload is not None


@record
class Stored:
    """What iTop says it stored for a uid (seconds)."""

    uid: str
    worked_seconds: int
    counted_seconds: int
    state: EntryState = EntryState.COUNTED
    contract_id: int = 0


@record
class EntryRow:
    """An entry kept here with its confirmation; ``outbox`` is None once iTop has it."""

    entry: Entry
    outbox: OutboxState | None
    confirmed_at: int | None
    expected_seconds: int | None


def entry_from(row: sqlite3.Row) -> Entry:
    """The entry in a row that also has its account's ``instance_id`` and ``person_id``."""
    return Entry(
        **{name: row[name] for name in _ENTRY_COLUMNS},
        instance_id=row["instance_id"],
        person_id=row["person_id"],
        ticket=ticket_key(row),
        counted_by=CountedBy(row["counted_by"]),
        contract_by=CountedBy(row["contract_by"]),
        state=EntryState(row["state"]),
    )


def _outbox_row(row: sqlite3.Row) -> OutboxRow:
    return OutboxRow(
        entry=entry_from(row),
        state=OutboxState(row["outbox_state"]),
        reason=row["outbox_reason"],
        detail=row["detail"],
        payload=json.loads(row["payload"]) if row["payload"] else None,
        behind=row["behind"],
        attempts=row["attempts"],
        silent=row["silent"],
        batch_cap=row["batch_cap"],
        next_try_at=row["next_try_at"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        sent_at=row["sent_at"],
        gap_seconds=row["gap_seconds"],
    )


def save_entry(db: Database, account: int, entry: Entry, gap_seconds: int = 0) -> None:
    """Write the entry itself; ``gap_seconds`` is time of it that a person has still to answer for."""
    record: dict[str, object] = {name: getattr(entry, name) for name in _ENTRY_COLUMNS}
    record |= {
        "account": account,
        "class": entry.ticket.cls if entry.ticket else None,
        "ticket_id": entry.ticket.id if entry.ticket else None,
        "counted_by": entry.counted_by.value,
        "contract_by": entry.contract_by.value,
        "state": entry.state.value,
        "gap_seconds": gap_seconds,
    }
    db.upsert("entries", ("uid",), record)


def enqueue(db: Database, account: int, uid: str, state: OutboxState, now: int, *, not_before: int = 0, behind: str = "") -> None:
    """Put an entry into the outbox, at the end. An entry already there is left alone."""
    db.write(
        """INSERT INTO outbox (uid, account, position, state, behind, next_try_at, created_at, changed_at)
        VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM outbox), ?, ?, ?, ?, ?) ON CONFLICT (uid) DO NOTHING""",
        (uid, account, state.value, behind, not_before, now, now),
    )


def outbox_rows(db: Database, account: int, *, discarded: bool = False) -> list[OutboxRow]:
    """Everything unconfirmed, in the order it was recorded."""
    states = f"{_OPEN}, 'discarded'" if discarded else _OPEN
    return [_outbox_row(row) for row in db.rows(f"{_ROW} WHERE o.account = ? AND o.state IN ({states}) ORDER BY o.position", (account,))]


def outbox_row(db: Database, account: int, uid: str) -> OutboxRow | None:
    """The row of ``uid``, in any state, or None."""
    row = db.row(f"{_ROW} WHERE o.account = ? AND o.uid = ?", (account, uid))
    return _outbox_row(row) if row else None


def rows_in(db: Database, account: int, states: Iterable[OutboxState]) -> list[OutboxRow]:
    """Rows in the given states, in order."""
    listed = [state.value for state in states]
    holes = ", ".join("?" * len(listed))
    return [
        _outbox_row(row) for row in db.rows(f"{_ROW} WHERE o.account = ? AND o.state IN ({holes}) ORDER BY o.position", (account, *listed))
    ]


def sendable(db: Database, account: int, now: int, limit: int) -> list[OutboxRow]:
    """The next batch: waiting or looked-up rows whose time has come, none behind another that is still open.

    Rows that once stood in a batch without a verdict travel in batches of at most their own cap.
    """
    rows = db.rows(
        f"""{_ROW} WHERE o.account = :account AND o.state = 'waiting' AND o.next_try_at <= :now
        AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.uid = o.behind AND b.state IN ({_OPEN}))
        ORDER BY o.batch_cap DESC, o.position LIMIT :limit""",
        {"account": account, "now": now, "limit": limit},
    )
    found = [_outbox_row(row) for row in rows]
    if not found:
        return []
    cap = found[0].batch_cap
    return [row for row in found if row.batch_cap == cap][: min(limit, cap)]


def forget_back_off(db: Database, account: int) -> None:
    """Let every waiting row be due. What is then told to wait waits."""
    db.write("UPDATE outbox SET next_try_at = 0 WHERE account = ? AND state = 'waiting' AND next_try_at > 0", (account,))


def distrust_times(db: Database, account: int, now: int, longest: int) -> None:
    """The clock was set back: no row was sent later than now, none waits more than ``longest`` seconds for its next try."""
    db.write("UPDATE outbox SET sent_at = ? WHERE account = ? AND sent_at > ?", (now, account, now))
    db.write("UPDATE outbox SET next_try_at = ? WHERE account = ? AND next_try_at > ?", (now, account, now + longest))


def next_due(db: Database, account: int, look_up_after: int) -> int | None:
    """The earliest epoch at which a row can be sent, or looked up ``look_up_after`` seconds after its sending; None for never."""
    due: int | None = db.value(
        f"""SELECT min(CASE state WHEN 'waiting' THEN next_try_at WHEN 'uncertain' THEN coalesce(sent_at, 0) + ? ELSE changed_at END)
        FROM outbox o WHERE account = ? AND state IN ('waiting', 'sending', 'uncertain')
        AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.uid = o.behind AND b.state IN ({_OPEN}))""",
        (look_up_after, account),
    )
    return due


def mark_sending(db: Database, payloads: Sequence[tuple[str, dict[str, Any]]], now: int) -> None:
    """Freeze and claim rows: from here on iTop may have them."""
    db.write_many(
        """UPDATE outbox SET state = 'sending', payload = coalesce(payload, ?), sent_at = ?, changed_at = ?, reason = '', detail = ''
        WHERE uid = ?""",
        [(json.dumps(payload, ensure_ascii=False), now, now, uid) for uid, payload in payloads],
    )


def set_state(
    db: Database,
    uid: str,
    state: OutboxState,
    now: int,
    *,
    reason: str = "",
    detail: str = "",
    next_try_at: int = 0,
    attempts: int | None = None,
    thaw: bool = False,
) -> None:
    """Move a row. ``thaw`` forgets the frozen payload: only when iTop surely has no such row."""
    db.write(
        """UPDATE outbox SET state = ?, reason = ?, detail = ?, next_try_at = ?, changed_at = ?,
        attempts = coalesce(?, attempts), payload = CASE WHEN ? THEN NULL ELSE payload END WHERE uid = ?""",
        (state.value, reason, detail, next_try_at, now, attempts, thaw, uid),
    )


def corrections(db: Database, account: int, uids: Iterable[str]) -> dict[str, OutboxRow]:
    """The unconfirmed corrections of ``uids``, by the uid that each replaces."""
    wanted = set(uids)
    rows = db.rows(f"{_ROW} WHERE o.account = ? AND e.replaces != '' AND o.state IN ({_OPEN})", (account,)) if wanted else []
    return {row["replaces"]: _outbox_row(row) for row in rows if row["replaces"] in wanted}


def fold(db: Database, account: int, original: OutboxRow, correction: OutboxRow, now: int) -> None:
    """iTop surely has nothing of ``original``: its correction takes its place, and its uid, as any edit before the sending does.

    The uid stays because, were iTop to have it after all, the same uid cannot count twice. What the original was to replace, the
    correction replaces.
    """
    uid = original.entry.uid
    delete_entry(db, correction.entry.uid)
    entry = replace(correction.entry, uid=uid, replaces=original.entry.replaces)
    save_entry(db, account, entry, correction.gap_seconds)
    set_silence(db, uid, 0, original.batch_cap)
    set_state(db, uid, first_state(entry, correction.gap_seconds), now, thaw=True)


def set_silence(db: Database, uid: str, silent: int, batch_cap: int) -> None:
    """Note calls without a verdict, and the largest batch this row may travel in."""
    db.write("UPDATE outbox SET silent = ?, batch_cap = ? WHERE uid = ?", (silent, batch_cap, uid))


def settle(db: Database, account: int, stored: Stored, now: int, epoch: str) -> bool:
    """iTop has this uid: the outbox row ends, the entry takes the stored values. False where the uid is not ours to settle."""
    expected = db.value("SELECT counted_seconds FROM entries WHERE account = ? AND uid = ?", (account, stored.uid))
    if expected is None:
        return False
    db.write("DELETE FROM outbox WHERE uid = ?", (stored.uid,))
    # A correction was written together with the reversal of what it replaces.
    db.write(
        "UPDATE entries SET state = 'reversed' WHERE account = ? AND uid = (SELECT replaces FROM entries WHERE uid = ?)",
        (account, stored.uid),
    )
    db.write(
        """UPDATE entries SET worked_seconds = ?, counted_seconds = ?, state = ?, contract_id = ?, confirmed_at = coalesce(confirmed_at, ?),
        confirmed_epoch = ?, expected_seconds = coalesce(expected_seconds, ?), gap_seconds = 0 WHERE account = ? AND uid = ?""",
        (stored.worked_seconds, stored.counted_seconds, stored.state.value, stored.contract_id, now, epoch, expected, account, stored.uid),
    )
    return True


def unsettle(db: Database, account: int, uid: str, now: int) -> None:
    """iTop lost a confirmed entry (restored from an older backup): it waits again, with its uid."""
    db.write(
        """UPDATE entries SET confirmed_at = NULL, counted_seconds = coalesce(expected_seconds, counted_seconds), expected_seconds = NULL,
        state = 'counted' WHERE account = ? AND uid = ?""",
        (account, uid),
    )
    enqueue(db, account, uid, OutboxState.WAITING, now)
    set_state(db, uid, OutboxState.WAITING, now, reason="server_restored")


def confirmed_elsewhere(db: Database, account: int, epoch: str, limit: int) -> list[str]:
    """Uids that iTop confirmed in another epoch than ``epoch``, latest first."""
    sql = """SELECT uid FROM entries WHERE account = ? AND confirmed_at IS NOT NULL AND confirmed_epoch != ?
        ORDER BY confirmed_at DESC, uid LIMIT ?"""
    return [row[0] for row in db.rows(sql, (account, epoch, limit))]


def set_epoch(db: Database, account: int, uids: Sequence[str], epoch: str) -> None:
    """Note that these confirmed entries were seen in ``epoch``."""
    db.write_many("UPDATE entries SET confirmed_epoch = ? WHERE account = ? AND uid = ?", [(epoch, account, uid) for uid in uids])


def delete_entry(db: Database, uid: str) -> None:
    """Take back an entry that never left (undo of a stop)."""
    db.write("DELETE FROM outbox WHERE uid = ?", (uid,))
    db.write("DELETE FROM entries WHERE uid = ?", (uid,))


def discarded_before(db: Database, before: int) -> list[str]:
    """Uids of what was discarded before epoch ``before``, of every account."""
    return [row[0] for row in db.rows("SELECT uid FROM outbox WHERE state = 'discarded' AND changed_at < ?", (before,))]


def delete_discarded(db: Database, before: int) -> int:
    """Forget what was discarded before epoch ``before``. Returns how many."""
    gone = discarded_before(db, before)
    for uid in gone:
        delete_entry(db, uid)
    return len(gone)


def corrected(db: Database, account: int) -> set[str]:
    """Uids of entries behind which a correction waits."""
    sql = (
        f"SELECT e.replaces FROM outbox o JOIN entries e ON e.uid = o.uid WHERE o.account = ? AND o.state IN ({_OPEN}) AND e.replaces != ''"
    )
    return {row[0] for row in db.rows(sql, (account,))}


def confirmed_since(db: Database, account: int, since: int) -> list[EntryRow]:
    """Entries that iTop confirmed at epoch ``since`` or later, latest work first."""
    return _entry_rows(db, "e.account = ? AND e.confirmed_at >= ? AND o.uid IS NULL", (account, since))


def waiting_by_account(db: Database) -> dict[int, tuple[int, int]]:
    """For each account with something unconfirmed: how many entries, and their counted seconds."""
    sql = f"""SELECT o.account, count(*), sum(e.counted_seconds) FROM outbox o JOIN entries e ON e.uid = o.uid
        WHERE o.state IN ({_OPEN}) GROUP BY o.account"""
    return {row[0]: (row[1], row[2]) for row in db.rows(sql)}


def find_entry(db: Database, account: int, uid: str) -> EntryRow | None:
    """The entry kept here with this uid, confirmed or not, or None."""
    found = _entry_rows(db, "e.account = ? AND e.uid = ?", (account, uid))
    return found[0] if found else None


def entries_between(db: Database, account: int, start: int, end: int) -> list[EntryRow]:
    """Entries recorded here that started in [start, end), discarded ones left out."""
    where = "e.account = ? AND e.started_at >= ? AND e.started_at < ? AND coalesce(o.state, '') != 'discarded'"
    return _entry_rows(db, where, (account, start, end))


def entries_of_ticket(db: Database, account: int, cls: str, ticket_id: int) -> list[EntryRow]:
    """Entries recorded here for a ticket, latest first, discarded ones left out."""
    where = "e.account = ? AND e.class = ? AND e.ticket_id = ? AND coalesce(o.state, '') != 'discarded'"
    return _entry_rows(db, where, (account, cls, ticket_id))


def _entry_rows(db: Database, where: str, values: Sequence[object]) -> list[EntryRow]:
    rows = db.rows(
        f"""SELECT e.*, o.state AS outbox_state, a.instance_id, a.person_id FROM entries e JOIN accounts a ON a.id = e.account
        LEFT JOIN outbox o ON o.uid = e.uid WHERE {where} ORDER BY e.started_at DESC, e.uid""",
        values,
    )
    return [
        EntryRow(
            entry_from(row), OutboxState(row["outbox_state"]) if row["outbox_state"] else None, row["confirmed_at"], row["expected_seconds"]
        )
        for row in rows
    ]
