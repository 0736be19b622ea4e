"""The outbox as frozen records. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.core.outbox import OutboxState
from desktop.ui import formats, texts
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.ui.ticket_views import state_word
from desktop.work.overview import OutboxLine


class Act(StrEnum):
    """What a person can do about an entry."""

    RETRY = "retry"
    MOVE = "move"
    ASSIGN = "assign"
    KEEP = "keep"
    BREAK = "break"
    EDIT = "edit"
    DISCARD = "discard"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class OutboxRowView:
    """An entry that iTop has not confirmed. ``acts``: the first is the one proposed where a person is needed."""

    uid: str
    ref: str
    headline: str
    comment: str
    state: str
    tone: str
    reason: str
    acts: tuple[tuple[Act, str], ...]
    needs_person: bool


def outbox_rows(snapshot: Snapshot) -> list[OutboxRowView]:
    """What needs a person first, then what is on its way, then what was discarded; each in the order it was recorded."""
    rows = [_row(snapshot, line) for line in snapshot.outbox]
    discarded = {line.row.entry.uid for line in snapshot.outbox if line.row.state is OutboxState.DISCARDED}
    return sorted(rows, key=lambda row: (row.uid in discarded, not row.needs_person))


def outbox_summary(snapshot: Snapshot) -> str:
    """What needs a person, in one line; empty where nothing does."""
    needs = snapshot.counts.needs_person
    return trn("{count} entry waits for your decision", "{count} entries wait for your decision", needs) if needs else ""


def _row(snapshot: Snapshot, line: OutboxLine) -> OutboxRowView:
    entry, state = line.row.entry, line.row.state
    word, tone = state_word(state)
    worked = formats.hours(entry.worked_seconds)
    counted = tr("{worked} worked · {counted} counted", worked=worked, counted=formats.hours(entry.counted_seconds))
    parts = [counted, formats.moment(entry.started_at, snapshot.now)]
    if line.row.gap_seconds:
        parts.append(tr("{time} not answered for", time=formats.duration(line.row.gap_seconds)))
    if entry.replaces:
        parts.append(tr("a correction"))
    return OutboxRowView(
        uid=entry.uid,
        ref=line.ref or tr("No ticket yet"),
        headline=" · ".join(parts),
        comment=entry.comment,
        state=word,
        tone=tone,
        reason=texts.outbox_reason(line.row),
        acts=tuple((act, _label(act)) for act in _acts(line)),
        needs_person=state in (OutboxState.BLOCKED, OutboxState.NEEDS_TICKET, OutboxState.UNCONFIRMED),
    )


def _acts(line: OutboxLine) -> tuple[Act, ...]:
    row = line.row
    match row.state:
        case OutboxState.BLOCKED:
            gone = row.reason in ("ticket_gone", "contract_gone", "contract_not_valid")
            first = (Act.MOVE, Act.RETRY) if gone else (Act.RETRY, Act.MOVE)
            return (*first, Act.EDIT, Act.DISCARD)
        case OutboxState.NEEDS_TICKET:
            return (Act.ASSIGN, Act.EDIT, Act.DISCARD)
        case OutboxState.UNCONFIRMED:
            return (Act.KEEP, Act.BREAK, Act.DISCARD)
        case OutboxState.WAITING:
            return (Act.EDIT,) if row.frozen else (Act.EDIT, Act.DISCARD)
        case OutboxState.DISCARDED:
            return (Act.RESTORE,)
        case _:
            return ()


def _label(act: Act) -> str:
    return {
        Act.RETRY: tr("Try again"),
        Act.MOVE: tr("Move to another ticket…"),
        Act.ASSIGN: tr("Give it a ticket…"),
        Act.KEEP: tr("Keep"),
        Act.BREAK: tr("It was a break"),
        Act.EDIT: tr("Edit…"),
        Act.DISCARD: tr("Discard"),
        Act.RESTORE: tr("Restore"),
    }[act]
