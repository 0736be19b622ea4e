"""Timers in the local file. A stopped timer stays until its undo time has passed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict

from desktop.core.clock import Instant
from desktop.core.ticket import TicketKey
from desktop.core.timer import Gap, Timer, TimerState
from desktop.store.database import Database


def ticket_key(row: sqlite3.Row) -> TicketKey | None:
    """The ticket of a row with ``class`` and ``ticket_id``, or None."""
    return TicketKey(row["class"], row["ticket_id"]) if row["class"] else None


def _timer(row: sqlite3.Row) -> Timer:
    return Timer(
        uid=row["uid"],
        ticket=ticket_key(row),
        text=row["text"],
        started_at=row["started_at"],
        state=TimerState(row["state"]),
        worked_before=row["worked_before"],
        mark=Instant(row["mark_wall"], row["mark_boot"], row["mark_boot_id"]),
        watched=bool(row["watched"]),
        gaps=tuple(Gap(**gap) for gap in json.loads(row["gaps"])),
        ended_at=row["ended_at"],
        comment=row["comment"],
        public_comment=row["public_comment"],
        activity_id=row["activity_id"],
        contract_id=row["contract_id"],
    )


def save_timer(db: Database, account: int, timer: Timer) -> None:
    """Write the timer as it is now."""
    record: dict[str, object] = {
        "uid": timer.uid,
        "account": account,
        "class": timer.ticket.cls if timer.ticket else None,
        "ticket_id": timer.ticket.id if timer.ticket else None,
        "text": timer.text,
        "started_at": timer.started_at,
        "ended_at": timer.ended_at,
        "state": timer.state.value,
        "worked_before": timer.worked_before,
        "mark_wall": timer.mark.wall,
        "mark_boot": timer.mark.boot,
        "mark_boot_id": timer.mark.boot_id,
        "watched": int(timer.watched),
        "gaps": json.dumps([asdict(gap) for gap in timer.gaps]),
        "comment": timer.comment,
        "public_comment": timer.public_comment,
        "activity_id": timer.activity_id,
        "contract_id": timer.contract_id,
    }
    db.upsert("timers", ("uid",), record)


def active_timers(db: Database, account: int) -> list[Timer]:
    """Running and paused timers, the running ones first, then the latest started."""
    sql = "SELECT * FROM timers WHERE account = ? AND state != 'stopped' ORDER BY state != 'running', started_at DESC, uid"
    return [_timer(row) for row in db.rows(sql, (account,))]


def find_timer(db: Database, account: int, uid: str) -> Timer | None:
    """The timer with this uid in any state, or None."""
    row = db.row("SELECT * FROM timers WHERE account = ? AND uid = ?", (account, uid))
    return _timer(row) if row else None


def forget_stopped(db: Database, account: int, before: int) -> None:
    """Delete stopped timers that ended before epoch ``before``; their entries hold everything."""
    db.write("DELETE FROM timers WHERE account = ? AND state = 'stopped' AND ended_at < ?", (account, before))
