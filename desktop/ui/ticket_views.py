"""Ticket rows and the ticket pane as frozen records. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from desktop.core.entry import STANDING, EntryState
from desktop.core.outbox import OutboxState
from desktop.core.record import record
from desktop.core.ticket import LogEntry, Ticket
from desktop.core.timer import TimerState
from desktop.store.contracts import BookRow, book_of_ticket
from desktop.store.outbox import EntryRow, entries_of_ticket
from desktop.ui import formats, texts
from desktop.ui.counted_why import book_why, entry_why, otherwise, timer_why
from desktop.ui.html import Pictures, safe_html
from desktop.ui.i18n import spoken, tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import TimerLine

LOG_SHOWN = 40
"""Entries of a log that are shown; the rest are a click away in iTop."""


@record
class TimeRow:
    """Work on a ticket: when, who, worked and counted as h:mm, what, and where it is, in words with a tone; and why it counts so."""

    start: str
    agent: str
    worked: str
    counted: str
    comment: str
    state: str
    tone: str
    why: str = ""


@record
class FileRow:
    """An attachment as a row: its name once it is known, and what can be done with it."""

    number: int
    name: str
    detail: str
    kept: bool
    opens: bool


@record
class TicketView:
    """The ticket pane. ``description`` and ``log`` are harmless HTML; ``mine`` and ``all_time`` latest first."""

    ref: str
    title: str
    tags: tuple[str, ...]
    facts: str
    url: str
    description: str
    log: str
    log_count: int
    log_new: int
    mine: tuple[TimeRow, ...]
    mine_sum: str
    all_time: tuple[TimeRow, ...]
    all_sum: str


def ticket_view(snapshot: Snapshot, ticket: Ticket, since: int | None = None, pictures: Pictures | None = None) -> TicketView:
    """The pane for ``ticket``; what others wrote after ``since`` is marked as new."""
    now = snapshot.now
    times = sorted(_times(snapshot, ticket), key=lambda time: -time.at)
    mine = [time for time in times if time.mine]
    logs = sorted(ticket.logs, key=lambda entry: -entry.at)
    known = pictures or Pictures()
    return TicketView(
        ref=ticket.ref,
        title=ticket.title,
        tags=_tags(ticket),
        facts=_facts(ticket, now),
        url=f"{snapshot.desk.account.url}pages/UI.php?operation=details&class={ticket.key.cls}&id={ticket.key.id}",
        description=_safe(ticket.description, known, spoken()),
        log=log_html(logs, since, snapshot.desk.account.person_name, now, known),
        log_count=len(logs),
        log_new=sum(is_new(entry, since, snapshot.desk.account.person_name) for entry in logs),
        mine=tuple(time.row for time in mine),
        mine_sum=tr("mine, {worked} worked · {counted} counted", **_sums(mine)),
        all_time=tuple(time.row for time in times),
        all_sum=tr("{worked} worked · {counted} counted", **_sums(times)),
    )


def is_new(entry: LogEntry, since: int | None, me: str) -> bool:
    """Whether somebody else wrote it after I last looked."""
    return since is not None and entry.at > since and entry.author != me


def log_html(logs: Sequence[LogEntry], since: int | None, me: str, now: int, pictures: Pictures) -> str:
    """The log, latest first: who, when, for whom, and what is new. Of a very long one the latest entries."""
    parts = []
    for entry in logs[:LOG_SHOWN]:
        new = f'<span class="new">● {escape(tr("new"))}</span> · ' if is_new(entry, since, me) else ""
        whom = tr("for the customer, too") if entry.log == "public" else tr("internal")
        head = f'<p>{new}<b>{escape(entry.author)}</b> <span class="by">· {formats.moment(entry.at, now)} · {escape(whom)}</span></p>'
        parts.append(head + _safe(entry.html, pictures, spoken()))
    if len(logs) > LOG_SHOWN:
        left = len(logs) - LOG_SHOWN
        parts.append(f'<p class="by">{escape(trn("{count} earlier entry is in iTop.", "{count} earlier entries are in iTop.", left))}</p>')
    return "<hr>".join(parts)


@lru_cache(maxsize=256)
def _safe(text: str, pictures: Pictures, _language: str) -> str:
    """Cleaning costs more than looking up what was cleaned before, each time that a figure beside it changes."""
    return safe_html(text, pictures)


def _tags(ticket: Ticket) -> tuple[str, ...]:
    tags = [texts.ticket_status(ticket.status)]
    if ticket.priority:
        tags.append(tr("Priority {number}", number=ticket.priority))
    return tuple(tags)


def _facts(ticket: Ticket, now: int) -> str:
    facts = [ticket.customer, ticket.caller, ticket.service]
    if ticket.started_at:
        facts.append(tr("opened {when}", when=formats.moment_inside(ticket.started_at, now)))
    if ticket.deadline and ticket.open:
        facts.append(tr("resolve before {when}", when=formats.due(ticket.deadline, now)))
    if ticket.updated_at:
        facts.append(tr("updated {when}", when=formats.due(ticket.updated_at, now)))
    return " · ".join(fact for fact in facts if fact)


@record
class _Time:
    """A row with when it began, whose it is, and its seconds."""

    at: int
    mine: bool
    worked: int
    counted: int
    row: TimeRow


def _sums(times: Sequence[_Time]) -> dict[str, str]:
    return {
        "worked": formats.hours(sum(time.worked for time in times)),
        "counted": formats.hours(sum(time.counted for time in times)),
    }


def _times(snapshot: Snapshot, ticket: Ticket) -> Iterator[_Time]:
    """The timer, what iTop has not confirmed, and what iTop holds; an entry that stands for another replaces it."""
    timer = snapshot.timer_of(ticket.key)
    if timer is not None:
        yield _Time(timer.timer.started_at, True, timer.worked_seconds, timer.counted_seconds, _timer_row(snapshot, timer))
    entries = _entries(snapshot, ticket)
    account = snapshot.desk.account
    book = [row for row in book_of_ticket(snapshot.desk.db, account.id, ticket.key) if row.state in STANDING]
    unconfirmed = [kept.entry for kept in entries if kept.outbox is not None]
    hidden = {entry.uid for entry in unconfirmed} | {entry.replaces for entry in unconfirmed}
    book = [row for row in book if row.uid not in hidden]
    known, here = {row.uid for row in book}, {kept.entry.uid: kept for kept in entries}
    for kept in entries:
        entry = kept.entry
        if kept.outbox is not None or (entry.uid not in known and entry.state in STANDING):
            yield _Time(entry.started_at, True, entry.worked_seconds, entry.counted_seconds, _entry_row(snapshot, kept))
    for row in book:
        shown = _book_row(snapshot, row, here.get(row.uid))
        yield _Time(row.started_at, row.agent_id == account.person_id, row.worked_seconds, row.counted_seconds, shown)


def _timer_row(snapshot: Snapshot, line: TimerLine) -> TimeRow:
    running = line.timer.state is TimerState.RUNNING
    state, tone = (tr("running"), "acc") if running else (tr("paused"), "")
    worked, counted = formats.hours(line.worked_seconds), formats.hours(line.counted_seconds)
    start = formats.moment_in_row(line.timer.started_at, snapshot.now)
    return TimeRow(start, tr("me"), worked, counted, line.timer.comment, state, tone, timer_why(snapshot, line))


def _entries(snapshot: Snapshot, ticket: Ticket) -> list[EntryRow]:
    found = entries_of_ticket(snapshot.desk.db, snapshot.desk.account.id, ticket.key.cls, ticket.key.id)
    replaced = {row.entry.replaces for row in found}
    return [row for row in found if row.entry.uid not in replaced]


def state_word(state: OutboxState) -> tuple[str, str]:
    """A word for a state, and its tone."""
    words = {
        OutboxState.WAITING: tr("waiting"),
        OutboxState.SENDING: tr("sending"),
        OutboxState.UNCERTAIN: tr("being checked"),
        OutboxState.BLOCKED: tr("blocked"),
        OutboxState.UNCONFIRMED: tr("needs you"),
        OutboxState.NEEDS_TICKET: tr("needs a ticket"),
        OutboxState.DISCARDED: tr("discarded"),
        OutboxState.DONE: tr("in iTop ✓"),
    }
    tones = {OutboxState.BLOCKED: "bad", OutboxState.UNCONFIRMED: "warn", OutboxState.NEEDS_TICKET: "warn", OutboxState.DONE: "ok"}
    return words[state], tones.get(state, "")


def _entry_row(snapshot: Snapshot, kept: EntryRow) -> TimeRow:
    entry = kept.entry
    word, tone = state_word(kept.outbox or OutboxState.DONE)
    if kept.outbox is None and entry.state is EntryState.HELD:
        word, tone = tr("held"), "warn"
    start = formats.moment_in_row(entry.started_at, snapshot.now)
    worked, counted = formats.hours(entry.worked_seconds), formats.hours(entry.counted_seconds)
    why = " ".join(part for part in (otherwise(kept), entry_why(snapshot, entry)) if part)
    return TimeRow(start, tr("me"), worked, counted, _said(entry.comment, kept), word, tone, why)


def _book_row(snapshot: Snapshot, row: BookRow, kept: EntryRow | None = None) -> TimeRow:
    """``kept`` is the entry as it was recorded here."""
    held = row.state == EntryState.HELD
    return TimeRow(
        formats.moment_in_row(row.started_at, snapshot.now),
        tr("me") if row.agent_id == snapshot.desk.account.person_id else row.agent,
        formats.hours(row.worked_seconds),
        formats.hours(row.counted_seconds),
        _said(row.comment, kept),
        tr("held") if held else tr("in iTop ✓"),
        "warn" if held else "ok",
        " ".join(part for part in (otherwise(kept), book_why(snapshot, row)) if part),
    )


def _said(comment: str, kept: EntryRow | None) -> str:
    """The comment; where iTop counted another time than was expected, that time follows it."""
    if kept is None or kept.expected_seconds is None or not otherwise(kept):
        return comment
    expected = tr("{time} was expected", time=formats.hours(kept.expected_seconds))
    return " · ".join(part for part in (comment, expected) if part)
