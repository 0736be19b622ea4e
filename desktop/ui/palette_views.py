"""The rows of the palette as frozen records: what was typed becomes things to do, each saying what Enter does. No Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from desktop.core.errors import UsageError
from desktop.core.record import record
from desktop.core.ticket import Ticket, TicketKey, key_from_address
from desktop.core.timer import TimerState
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.ui.keys import Command
from desktop.ui.snapshot import Snapshot
from desktop.work import recording
from desktop.work.finding import tickets_for
from desktop.work.overview import TimerLine
from desktop.work.typed import TypedTime, parse_typed, span_of

TICKETS = 20
_WORD = re.compile(r"\w+")


class Do(StrEnum):
    """What Enter does."""

    START = "start"
    RESUME = "resume"
    OPEN = "open"
    ADD = "add"
    WORDS = "words"
    COMMAND = "command"
    ASK = "ask"
    PICK = "pick"


@record
class PaletteRow:
    """A thing to do. ``verb`` says it for Enter; Ctrl+Enter opens ``key`` where there is one."""

    do: Do
    title: str
    detail: str
    verb: str
    ref: str = ""
    key: TicketKey | None = None
    uid: str = ""
    text: str = ""
    command: str = ""
    keys: str = ""
    typed: TypedTime | None = None
    ended_at: int = 0

    @property
    def identity(self) -> tuple[object, ...]:
        """What stays the same while figures change."""
        return self.do, self.key, self.uid, self.command

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        return ", ".join(part for part in (self.ref, self.title, self.detail, self.verb, self.keys) if part)


def palette_rows(snapshot: Snapshot, text: str, table: Iterable[Command]) -> list[PaletteRow]:
    """Everything that ``text`` may mean, the likeliest first. ``table`` are the commands that can be given now."""
    text = text.strip()
    today = datetime.fromtimestamp(snapshot.now).astimezone().date()
    typed = parse_typed(text, today) if text else None
    rows = _adding(snapshot, typed) if typed else []
    if typed and not rows:
        # It would lie ahead, and is no search either.
        return []
    key = key_from_address(text)
    found = [_ticket(snapshot, ticket) for ticket in tickets_for(snapshot.desk, text, TICKETS)]
    if key is not None:
        return found or [PaletteRow(Do.ASK, str(key), tr("It is not known here yet"), tr("Ask iTop for it"), key=key)]
    timers = [_timer(line) for line in snapshot.timers if line.ticket is None and _fits(text, line.timer.text)]
    before, after = _commands(text, table)
    if not text:
        paused = [_timer(line) for line in snapshot.timers if line.timer.state is TimerState.PAUSED]
        known = {row.key for row in paused if row.key}
        return [*paused, *(row for row in found if row.key not in known), *after]
    rows += [*before, *timers, *found, *after]
    if not typed:
        rows.append(PaletteRow(Do.WORDS, text, tr("Its ticket can be given later"), tr("Start without a ticket"), text=text))
    return rows


def pick_rows(snapshot: Snapshot, text: str, *, free_text: bool) -> list[PaletteRow]:
    """Tickets to choose one of; with ``free_text`` words without a ticket will do, too."""
    text = text.strip()
    rows = []
    for ticket in tickets_for(snapshot.desk, text, TICKETS):
        row = _ticket(snapshot, ticket)
        rows.append(PaletteRow(Do.PICK, row.title, row.detail, tr("Take this ticket"), row.ref, row.key))
    if free_text and text:
        rows.append(PaletteRow(Do.PICK, text, tr("Its ticket can be given later"), tr("Take these words"), text=text))
    return rows


def _ticket(snapshot: Snapshot, ticket: Ticket) -> PaletteRow:
    line = snapshot.timer_of(ticket.key)
    do, verb = Do.START, tr("Start")
    if line is not None and line.timer.state is TimerState.RUNNING:
        do, verb = Do.OPEN, tr("Open, it is running")
    elif line is not None:
        do, verb = Do.RESUME, tr("Resume at {time}", time=formats.hours(line.worked_seconds))
    elif not snapshot.desk.several_timers and any(other.timer.state is TimerState.RUNNING for other in snapshot.timers):
        verb = tr("Switch to it")
    people = " · ".join(part for part in (ticket.customer, ticket.caller) if part)
    return PaletteRow(do, ticket.title, people, verb, ticket.ref, ticket.key, line.timer.uid if line else "")


def _timer(line: TimerLine) -> PaletteRow:
    name = line.ticket.title if line.ticket else line.timer.text or tr("No ticket yet")
    running = line.timer.state is TimerState.RUNNING
    verb = tr("Show it") if running else tr("Resume at {time}", time=formats.hours(line.worked_seconds))
    detail = line.ticket.customer if line.ticket else tr("A timer without a ticket")
    ref, key = (line.ticket.ref, line.ticket.key) if line.ticket else ("", None)
    return PaletteRow(Do.RESUME, name, detail, verb, ref, key, line.timer.uid)


def _adding(snapshot: Snapshot, typed: TypedTime) -> list[PaletteRow]:
    """The time on every ticket that was meant; without one under its words. None where it would lie ahead."""
    desk = snapshot.desk
    start, end = span_of(desk, typed)
    when = f"{formats.moment(start, snapshot.now)} – {formats.clock_time(end)}"
    tickets = tickets_for(desk, typed.target, TICKETS) if typed.target else []
    verb = tr("Add {time}", time=formats.hours(typed.seconds))
    words = " ".join(part for part in (typed.target, typed.comment) if part)
    rows = []
    try:
        for ticket in tickets:
            counted = recording.draft(desk, ticket, ticket.ref, typed.seconds, ended_at=end).counted_seconds
            parts = [
                when,
                tr("counts {time}", time=formats.hours(counted)),
                *([tr("“{text}”", text=typed.comment)] if typed.comment else []),
            ]
            rows.append(PaletteRow(Do.ADD, ticket.title, " · ".join(parts), verb, ticket.ref, ticket.key, typed=typed, ended_at=end))
        if not rows:
            recording.draft(desk, None, words, typed.seconds, ended_at=end)
            title = words or tr("No ticket yet")
            rows.append(
                PaletteRow(Do.ADD, title, f"{when} · {tr('Its ticket can be given later')}", verb, text=words, typed=typed, ended_at=end)
            )
    except UsageError:
        return []
    return rows


def _commands(text: str, table: Iterable[Command]) -> tuple[list[PaletteRow], list[PaletteRow]]:
    """Commands that fit: those whose name begins with the text, then the others."""
    before: list[PaletteRow] = []
    after: list[PaletteRow] = []
    for command in table:
        if not _fits(text, f"{command.name} {command.words} {command.group}"):
            continue
        row = PaletteRow(Do.COMMAND, command.name, command.group, tr("Do it"), command=command.id, keys=command.shown_keys)
        (before if text and folded(command.name).startswith(folded(text)) else after).append(row)
    return before, after


def _fits(text: str, name: str) -> bool:
    """Whether every word of ``text`` begins a word of ``name``."""
    words = _WORD.findall(folded(name))
    return all(any(word.startswith(part) for word in words) for part in _WORD.findall(folded(text)))


def folded(text: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
