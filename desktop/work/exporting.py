"""Entries of the outbox as a file that a person can hand on: CSV for a spreadsheet, JSON for a program.

What is in it is what iTop would get, and how far it got. No secret, and nothing of what idle, lock and running state told.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from desktop.core.errors import UsageError
from desktop.store.outbox import OutboxRow
from desktop.work.counting import activity_of, contract_for
from desktop.work.desk import Desk, zone_of
from desktop.work.overview import OutboxLine

SUFFIXES = (".csv", ".json")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Words = Callable[[OutboxRow], str]
"""Why an entry is where it is, in the language of who reads it."""


def export(desk: Desk, path: Path, lines: Sequence[OutboxLine], words: Words) -> int:
    """Write ``lines`` to ``path``, whose name says how: .csv or .json. Returns how many; raises UsageError where that cannot be."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError("“{file}” is neither .csv nor .json. Give the file one of these endings.", file=path.name)
    records = [_record(desk, line, words) for line in lines]
    text = _csv(records) if suffix == ".csv" else json.dumps(records, ensure_ascii=False, indent=1) + "\n"
    temporary = path.with_name(f"{path.name}.part")
    try:
        # The mark at the front is how spreadsheets know that accents are UTF-8.
        temporary.write_text(text, encoding="utf-8-sig" if suffix == ".csv" else "utf-8", newline="")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError("{file} cannot be written: {why}. Choose another folder.", file=path, why=error.strerror) from error
    return len(records)


def _record(desk: Desk, line: OutboxLine, words: Words) -> dict[str, object]:
    row, zone = line.row, zone_of(desk.account)
    entry = row.entry
    activity = activity_of(desk, entry.activity_id)
    contract = contract_for(desk, entry.ticket, entry.contract_id, entry.started_at)
    return {
        "uid": entry.uid,
        "ticket": line.ref,
        "ticket_class": entry.ticket.cls if entry.ticket else "",
        "ticket_id": entry.ticket.id if entry.ticket else "",
        "title": line.title,
        "person": desk.account.person_name,
        "itop": desk.account.url,
        "started": datetime.fromtimestamp(entry.started_at, zone).isoformat(),
        "ended": datetime.fromtimestamp(entry.ended_at, zone).isoformat(),
        "worked_seconds": entry.worked_seconds,
        "counted_seconds": entry.counted_seconds,
        "counted_by": entry.counted_by.value,
        "counted_reason": entry.reason,
        "activity": activity.name if activity else "",
        "contract": contract.name if contract else "",
        "comment": entry.comment,
        "public_comment": entry.public_comment,
        "replaces": entry.replaces,
        "state": row.state.value,
        "reason": row.reason,
        "why": words(row),
    }


def _csv(records: Sequence[dict[str, object]]) -> str:
    out = io.StringIO()
    names = list(records[0]) if records else ["uid"]
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in record.items()} for record in records)
    return out.getvalue()


def _cell(value: object) -> object:
    """A text that a spreadsheet does not take for a formula: comments and titles come from anywhere."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
