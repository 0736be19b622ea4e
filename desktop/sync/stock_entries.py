"""An entry inside an object that was not made for it: the uid in one attribute, figures in the last line of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from desktop.core.account import Account
from desktop.core.durations import clock_text
from desktop.core.entry import Entry
from desktop.core.ticket import TicketKey
from desktop.store.contracts import BookRow
from desktop.store.outbox import Stored
from desktop.sync.profiles import EntryMapping
from desktop.sync.stock_tickets import epoch_of, number_of
from desktop.work.desk import zone_of

_LAST_LINE = re.compile(r"carnet: worked=(\d+)s counted=(\d+)s")
_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def text_of(entry: Entry) -> str:
    """What people read, and a last line that programs read: seconds worked and counted."""
    lines = [line for line in (entry.public_comment, entry.comment) if line]
    lines.append(f"{clock_text(entry.worked_seconds)} worked, {clock_text(entry.counted_seconds)} counted")
    if entry.reason:
        lines.append(entry.reason)
    lines.append(f"carnet: worked={entry.worked_seconds}s counted={entry.counted_seconds}s")
    return "\n".join(lines)


def stored_entry(fields: Mapping[str, Any], mapping: EntryMapping) -> Stored:
    """What iTop holds under a uid; figures it does not give back are zero."""
    uid = _UID.search(str(fields[mapping.uid]).lower())
    worked, counted = _figures(str(fields[mapping.text]))
    return Stored(uid[0] if uid else "", worked, counted)


def book_row(fields: Mapping[str, Any], mapping: EntryMapping, ticket: TicketKey, account: Account) -> BookRow:
    """An object of a ticket as a row of its time."""
    stored = stored_entry(fields, mapping)
    text = unescape(re.sub(r"<[^>]*>", "\n", str(fields[mapping.text]))).strip()
    return BookRow(
        uid=stored.uid,
        ticket=ticket,
        contract_id=0,
        agent_id=number_of(fields[mapping.agent]),
        agent=str(fields[f"{mapping.agent}_friendlyname"]),
        started_at=epoch_of(fields[mapping.start], zone_of(account)) or 0,
        worked_seconds=stored.worked_seconds,
        counted_seconds=stored.counted_seconds,
        state="counted",
        activity_id=0,
        comment=text.split("\n")[0],
    )


def _figures(text: str) -> tuple[int, int]:
    found = _LAST_LINE.findall(text)
    return (int(found[-1][0]), int(found[-1][1])) if found else (0, 0)
