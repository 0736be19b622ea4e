"""Rows of the working list as frozen records. No Qt."""

from __future__ import annotations

from desktop.core.record import record
from desktop.core.ticket import Ticket
from desktop.core.timer import TimerState
from desktop.store.listing import Listed
from desktop.ui import formats, texts
from desktop.ui.contract_choices import left_text
from desktop.ui.contract_figures import line_tone
from desktop.ui.i18n import tr
from desktop.ui.snapshot import Snapshot

SOON = 3600
"""Seconds before a deadline from which it is shown as one that will cost someone something, and in minutes."""


@record
class TicketRow:
    """A row of the list. ``state`` is "running", "paused" or "" (can be started); ``answered`` when the caller wrote since a person looked;
    ``more`` is what only comfortable rows have room for."""

    title: str
    ref: str
    customer: str
    due: str
    due_tone: str
    time: str
    state: str
    left: str
    left_tone: str
    answered: str = ""
    more: str = ""

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        states = {"running": tr("running"), "paused": tr("paused")}
        parts = (self.ref, self.title, self.customer, self.answered, self.due, states.get(self.state, ""), self.time, self.left)
        return ", ".join(part for part in parts if part)


@record
class SectionRow:
    """A heading between rows: what the rows below are."""

    title: str
    detail: str = ""

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.title, self.detail) if part)


def listed_row(snapshot: Snapshot, listed: Listed) -> TicketRow:
    """One row, with what is known here of the ticket: its timer, my time today, whether its caller has answered."""
    ticket = listed.ticket
    timer = snapshot.timer_of(ticket.key)
    today = snapshot.mine_today.get(ticket.key, 0)
    state = "" if timer is None else ("running" if timer.timer.state is TimerState.RUNNING else "paused")
    due, due_tone = deadline_text(ticket, snapshot.now)
    line = snapshot.contract_of(ticket)
    if line is None:
        left, tone = tr("choose a contract") if snapshot.choices_of(ticket) else tr("no contract"), "warn"
    elif line.projected is None:
        left, tone = "", ""
    else:
        left, tone = left_text(line), line_tone(line)
    return TicketRow(
        ticket.title,
        ticket.ref,
        ticket.customer,
        due,
        due_tone,
        formats.hours(timer.worked_seconds if timer else today) if timer or today else "",
        state,
        left,
        tone,
        _answered(listed, snapshot.now),
        _more(ticket),
    )


def deadline_text(ticket: Ticket, now: int) -> tuple[str, str]:
    """When the ticket is due, as a countdown in words, with its tone; for one without a deadline its state, where that says something."""
    if not ticket.open or ticket.status == "pending" or ticket.deadline is None:
        return ("" if ticket.status in ("new", "assigned") else texts.ticket_status(ticket.status).lower()), ""
    if ticket.deadline < now:
        return tr("late since {when}", when=formats.due(ticket.deadline, now)), "warn"
    if ticket.deadline - now < SOON:
        minutes = (ticket.deadline - now) // 60
        return (tr("due in {count} min", count=minutes) if minutes else tr("due now")), "warn"
    days = (formats.local(ticket.deadline).date() - formats.local(now).date()).days
    if days == 1:
        return tr("due {when}", when=formats.weekday_time(ticket.deadline)), ""
    return tr("due {when}", when=formats.due(ticket.deadline, now)), ""


def _answered(listed: Listed, now: int) -> str:
    if not listed.answered or listed.answered_at is None:
        return ""
    return tr("answered {when}", when=formats.due(listed.answered_at, now))


def _more(ticket: Ticket) -> str:
    parts = [ticket.caller, tr("Priority {number}", number=ticket.priority) if ticket.priority else "", ticket.service]
    return " · ".join(part for part in parts if part)
