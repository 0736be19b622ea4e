"""The outbox as frozen records. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from desktop.core.entry import EntryState
from desktop.core.outbox import PERSON_STATES, OutboxState
from desktop.core.record import record
from desktop.store.outbox import OutboxRow
from desktop.ui import formats, texts
from desktop.ui.counted_why import otherwise
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.ui.ticket_views import state_word
from desktop.work.overview import ConfirmedLine, OutboxLine
from desktop.work.recording import KEEP_DISCARDED


class Act(StrEnum):
    """What a person can do about an entry."""

    RETRY = "retry"
    MOVE = "move"
    ASSIGN = "assign"
    KEEP = "keep"
    BREAK = "break"
    EDIT = "edit"
    CORRECT = "correct"
    DISCARD = "discard"
    RESTORE = "restore"
    EXPORT = "export"


SEVERAL = (Act.RETRY, Act.MOVE, Act.RESTORE, Act.DISCARD)
"""Acts that several entries can have at once, in the order of their buttons."""


class Group(StrEnum):
    """Where an entry stands, as the page sorts them."""

    PERSON = "person"
    MOVING = "moving"
    TODAY = "today"
    DISCARDED = "discarded"


FILTERS: Mapping[str, tuple[Group, ...]] = {
    "open": (Group.PERSON, Group.MOVING),
    "person": (Group.PERSON,),
    "today": (Group.TODAY,),
    "discarded": (Group.DISCARDED,),
}
"""What each filter of the page shows."""

_FIRST = {
    "ticket_gone": Act.MOVE,
    "contract_gone": Act.MOVE,
    "contract_not_valid": Act.MOVE,
    "needs_ticket": Act.MOVE,
    "bad_value": Act.EDIT,
    "unanswered": Act.EDIT,
    "not_yours": Act.DISCARD,
    "already_reversed": Act.DISCARD,
    "cannot_replace": Act.DISCARD,
}
"""What the remedy of a reason proposes; without one, to try again."""


@record
class OutboxRowView:
    """An entry on its way to iTop, or there since today. ``acts``: the first is the one proposed where a person is needed."""

    uid: str
    group: Group
    ref: str
    title: str
    headline: str
    counted_seconds: int
    comment: str
    state: str
    tone: str
    reason: str
    remedy: str
    since: str
    next_try: str
    acts: tuple[Act, ...]
    needs_person: bool

    @property
    def exported(self) -> bool:
        """Whether it can be exported: what iTop has is exported there."""
        return self.group is not Group.TODAY

    @property
    def spoken(self) -> str:
        """The row for people who hear it."""
        parts = (self.ref, self.title, self.headline, self.comment, self.state, self.reason, self.remedy, self.since, self.next_try)
        return ", ".join(part.removesuffix(".") for part in parts if part)


@record
class SelectionView:
    """Several entries together: how many, their counted time, and for each act how many of them can have it."""

    fact: str
    acts: tuple[tuple[Act, str, tuple[str, ...]], ...]


def outbox_rows(snapshot: Snapshot, confirmed: Iterable[ConfirmedLine] = ()) -> list[OutboxRowView]:
    """What needs a person first, then what is on its way, what arrived today, what was discarded; each in the order it was recorded."""
    rows = [_row(snapshot, line) for line in snapshot.outbox]
    rows += [_confirmed_row(snapshot, line) for line in confirmed]
    order = list(Group)
    return sorted(rows, key=lambda row: order.index(row.group))


def group_counts(rows: Iterable[OutboxRowView]) -> dict[str, int]:
    """How many rows each filter shows."""
    groups = Counter(row.group for row in rows)
    return {name: sum(groups[group] for group in shown) for name, shown in FILTERS.items()}


def filter_names() -> dict[str, str]:
    return {"open": tr("Not in iTop yet"), "person": tr("Needs you"), "today": tr("In iTop today"), "discarded": tr("Discarded")}


def empty_text(name: str) -> str:
    """What an empty list says."""
    return {
        "open": tr("Nothing waits here. What you record appears until iTop has confirmed it."),
        "person": tr("Nothing needs you."),
        "today": tr("Nothing of yours arrived in iTop today yet."),
        "discarded": tr("Nothing was discarded in the last 30 days."),
    }[name]


def outbox_summary(snapshot: Snapshot) -> str:
    """What needs a person, in one line; empty where nothing does."""
    needs = snapshot.counts.needs_person
    return trn("{count} entry waits for your decision", "{count} entries wait for your decision", needs) if needs else ""


def selection(rows: Sequence[OutboxRowView]) -> SelectionView:
    """What can be done with ``rows`` together."""
    time = formats.duration(sum(row.counted_seconds for row in rows))
    fact = trn("{count} entry selected · {time} counted", "{count} entries selected · {time} counted", len(rows), time=time)
    acts = []
    for act in SEVERAL:
        uids = tuple(row.uid for row in rows if act in row.acts or (act is Act.MOVE and Act.ASSIGN in row.acts))
        if uids:
            acts.append((act, f"{tr('Move…') if act is Act.MOVE else label_of(act)} ({len(uids)})", uids))
    here = tuple(row.uid for row in rows if row.exported)
    if here:
        acts.append((Act.EXPORT, f"{label_of(Act.EXPORT)} ({len(here)})", here))
    return SelectionView(fact, tuple(acts))


def _row(snapshot: Snapshot, line: OutboxLine) -> OutboxRowView:
    entry, state = line.row.entry, line.row.state
    word, tone = state_word(state)
    parts = [_times(entry.worked_seconds, entry.counted_seconds), formats.moment(entry.started_at, snapshot.now)]
    if line.row.gap_seconds:
        parts.append(tr("{time} not answered for", time=formats.duration(line.row.gap_seconds)))
    if entry.replaces:
        parts.append(tr("a correction"))
    why = texts.outbox_reason(line.row)
    needs_person = state in PERSON_STATES
    group = Group.DISCARDED if state is OutboxState.DISCARDED else Group.PERSON if needs_person else Group.MOVING
    return OutboxRowView(
        uid=entry.uid,
        group=group,
        ref=line.ref or tr("No ticket yet"),
        title=line.title,
        headline=" · ".join(parts),
        counted_seconds=entry.counted_seconds,
        comment=entry.comment,
        state=word,
        tone=tone,
        reason=why.happened,
        remedy=why.remedy,
        since=_since(line.row, snapshot.now),
        next_try=_next_try(snapshot, line.row),
        acts=_acts(line.row),
        needs_person=needs_person,
    )


def _confirmed_row(snapshot: Snapshot, line: ConfirmedLine) -> OutboxRowView:
    kept = line.row
    entry = kept.entry
    word, tone = state_word(OutboxState.DONE)
    held = entry.state is EntryState.HELD
    correctable = snapshot.desk.account.profile == "carnet" and entry.state is EntryState.COUNTED and not entry.reverses
    return OutboxRowView(
        uid=entry.uid,
        group=Group.TODAY,
        ref=line.ref or tr("No ticket yet"),
        title=line.title,
        headline=f"{_times(entry.worked_seconds, entry.counted_seconds)} · {formats.moment(entry.started_at, snapshot.now)}",
        counted_seconds=entry.counted_seconds,
        comment=entry.comment,
        state=tr("held") if held else word,
        tone="warn" if held else tone,
        reason=otherwise(kept),
        remedy=tr("A manager decides whether it counts.") if held else "",
        since=tr("in iTop since {when}", when=_when(kept.confirmed_at or snapshot.now, snapshot.now)),
        next_try="",
        acts=(Act.CORRECT,) if correctable else (),
        needs_person=False,
    )


def _times(worked: int, counted: int) -> str:
    return tr("{worked} worked · {counted} counted", worked=formats.hours(worked), counted=formats.hours(counted))


def _when(epoch: int, now: int) -> str:
    """The time alone today, else the day with it."""
    return formats.clock_time(epoch) if formats.local(epoch).date() == formats.local(now).date() else formats.moment(epoch, now)


def _since(row: OutboxRow, now: int) -> str:
    match row.state:
        case OutboxState.BLOCKED:
            return tr("blocked since {when}", when=_when(row.changed_at, now))
        case OutboxState.UNCERTAIN | OutboxState.SENDING:
            return tr("sent at {when}", when=_when(row.sent_at or row.changed_at, now))
        case OutboxState.DISCARDED:
            return tr(
                "discarded {when}, can be restored until {day}",
                when=_when(row.changed_at, now),
                day=formats.day(formats.local(row.changed_at + KEEP_DISCARDED).date()),
            )
        case _:
            return tr("waiting since {when}", when=_when(row.created_at, now))


def _next_try(snapshot: Snapshot, row: OutboxRow) -> str:
    if row.state not in (OutboxState.WAITING, OutboxState.UNCERTAIN):
        return ""
    connection = snapshot.connection
    if texts.needs_sign_in(connection.problem):
        return tr("goes out once you are signed in again")
    at = max(row.next_try_at, connection.next_probe_at if connection.problem not in ("", "never") else 0)
    if at <= snapshot.now:
        return tr("goes out now")
    if row.attempts == 0 and at == row.next_try_at and not snapshot.offline:
        return tr("goes out at {time}", time=_when(at, snapshot.now))
    return tr("next try at {time}", time=_when(at, snapshot.now))


def _acts(row: OutboxRow) -> tuple[Act, ...]:
    match row.state:
        case OutboxState.BLOCKED:
            first = _FIRST.get(row.reason, Act.RETRY)
            return (first, *(act for act in (Act.RETRY, Act.MOVE, Act.EDIT, Act.DISCARD) if act is not first))
        case OutboxState.NEEDS_TICKET:
            return (Act.ASSIGN, Act.EDIT, Act.DISCARD)
        case OutboxState.UNCONFIRMED:
            return (Act.KEEP, Act.BREAK, Act.DISCARD)
        case OutboxState.WAITING if row.frozen:
            return (Act.RETRY, Act.EDIT)
        case OutboxState.WAITING:
            return (Act.RETRY, Act.MOVE, Act.EDIT, Act.DISCARD)
        case OutboxState.DISCARDED:
            return (Act.RESTORE,)
        case _:
            return ()


def label_of(act: Act) -> str:
    """The words on an act's button."""
    return {
        Act.RETRY: tr("Try again"),
        Act.MOVE: tr("Move to another ticket…"),
        Act.ASSIGN: tr("Give it a ticket…"),
        Act.KEEP: tr("Keep"),
        Act.BREAK: tr("It was a break"),
        Act.EDIT: tr("Edit…"),
        Act.CORRECT: tr("Correct…"),
        Act.DISCARD: tr("Discard"),
        Act.RESTORE: tr("Restore"),
        Act.EXPORT: tr("Export…"),
    }[act]
