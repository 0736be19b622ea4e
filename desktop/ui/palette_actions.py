"""What is chosen in the palette, done: start, resume, open, add past time, ask iTop, or a command by its name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.core.ticket import TicketKey
from desktop.store.tickets import find_ticket
from desktop.ui.i18n import tr
from desktop.ui.keys import Command
from desktop.ui.palette import Palette
from desktop.ui.palette_feed import PaletteFeed, Rows
from desktop.ui.palette_views import Do, PaletteRow, palette_rows
from desktop.ui.stage import Stage
from desktop.ui.theme import tokens_for
from desktop.ui.timer_actions import TimerActions
from desktop.ui.viewmodels import recorded_notice
from desktop.work import recording
from desktop.work.overlapping import overlap_with
from desktop.work.timing import UNDO_SECONDS


class PaletteActions(QObject):
    """``panel`` is made once. ``available`` are the commands that can be given now, ``run`` gives one."""

    def __init__(self, stage: Stage, timers: TimerActions, available: Callable[[], list[Command]], run: Callable[[str], None]) -> None:
        super().__init__(stage)
        self._stage, self._timers, self._available, self._run = stage, timers, available, run
        self.panel = Palette(
            stage.window,
            tokens_for(stage.session.settings.theme),
            self._find,
            name=tr("Start, switch, add time, or any command"),
            placeholder=tr("Ticket, customer, “482 45m yesterday”, command…"),
            foot=tr("Enter does what the row says · Ctrl+Enter only opens the ticket · Esc closes"),
        )
        self._feed = PaletteFeed(self, stage, "palette", self._rows, self.panel.show_rows)
        self.panel.wanted.connect(self._feed.ask)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.asked.connect(stage.ask_itop)
        self.panel.spoken.connect(stage.announcer.say)

    def open(self, text: str = "") -> None:
        """Open it, on ``text``."""
        if self._stage.snapshot is not None:
            self.panel.begin(text)

    def open_to_add(self) -> None:
        """Open it on the chosen ticket's reference, for the time to follow."""
        stage = self._stage
        ticket = find_ticket(stage.desk().db, stage.desk().account.id, stage.selected) if stage.selected else None
        self.open(f"{ticket.ref} " if ticket else "")

    def on_refreshed(self) -> None:
        """What is known changed."""
        if self.panel.isVisible():
            self.panel.want_rows()

    def _find(self, text: str) -> list[PaletteRow]:
        return self._feed.find(text)

    def _rows(self, text: str) -> Rows:
        table = self._available()
        return lambda snapshot: palette_rows(snapshot, text, table)

    @Slot(object, bool)
    def _on_chosen(self, row: PaletteRow, only_open: bool) -> None:
        stage = self._stage
        if row.do is Do.ASK and row.key is not None:
            key = row.key
            stage.worker.ask(lambda server, desk: server.fetch_ticket(desk.db, desk.account, key))
            return
        self.panel.close_over()
        if row.key is not None and (only_open or row.do is Do.OPEN):
            self._open_ticket(row.key)
        elif row.do in (Do.RESUME, Do.START, Do.WORDS):
            self._run_timer(row)
        elif row.do is Do.ADD:
            self._add(row)
        elif row.do is Do.COMMAND:
            self._run(row.command)

    def _run_timer(self, row: PaletteRow) -> None:
        """What is typed next is what is being done."""
        if row.do is Do.RESUME:
            self._timers.take_chip(row.uid)
        else:
            self._timers.start(row.key, row.text)
        self._stage.window.timer_bar.comment.setFocus()

    def _open_ticket(self, key: TicketKey) -> None:
        self._stage.window.show_page("tickets")
        self._stage.select(key)

    def _add(self, row: PaletteRow) -> None:
        stage, typed = self._stage, row.typed
        assert typed is not None
        desk = stage.desk()
        ticket = find_ticket(desk.db, desk.account.id, row.key) if row.key else None
        # Without a ticket the words before the time are what is known of it; a reference among them finds it later.
        text = ticket.ref if ticket else typed.target or typed.comment

        def act() -> None:
            entry = recording.add(
                desk, ticket, text, typed.seconds, ended_at=row.ended_at, comment=typed.comment, undo_seconds=UNDO_SECONDS
            )
            notice = recorded_notice(entry, ticket.ref if ticket else text, overlap_with(desk, entry))
            stage.window.notice.show_view(notice, UNDO_SECONDS)

        if stage.attempt(act):
            stage.window.notice.note_focus()
            stage.window.notice.take_focus()
            stage.refresh()
            stage.worker.wake()
