"""Asks which ticket something is for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.core.ticket import Ticket
from desktop.store.tickets import find_ticket
from desktop.ui.i18n import tr
from desktop.ui.palette import Palette
from desktop.ui.palette_feed import PaletteFeed, Rows
from desktop.ui.palette_views import PaletteRow, pick_rows
from desktop.ui.stage import Stage
from desktop.ui.theme import tokens_for

Then = Callable[[Ticket | None, str], None]


class TicketPicker(QObject):
    """``panel`` is there while it asks; Escape changes nothing."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self.panel: Palette | None = None
        self._free_text = False
        self._then: Then | None = None
        self._feed = PaletteFeed(self, stage, "picker", self._rows, self._show)

    def ask(self, title: str, then: Then, *, free_text: bool = False) -> None:
        """Ask ``title``; ``then`` gets the ticket, or with ``free_text`` the words that stand for one."""
        if self.panel is not None or self._stage.snapshot is None:
            return
        self._free_text, self._then = free_text, then
        foot = tr("Enter takes the row · Esc changes nothing")
        tokens = tokens_for(self._stage.session.settings.theme)
        self.panel = Palette(self._stage.window, tokens, self._feed.find, name=title, placeholder=title, foot=foot)
        self.panel.wanted.connect(self._feed.ask)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.asked.connect(self._stage.ask_itop)
        self.panel.closed.connect(self._on_closed)
        self.panel.spoken.connect(self._stage.announcer.say)
        self.panel.begin()

    def on_refreshed(self) -> None:
        """Tickets may have come for the one who looks for one."""
        if self.panel is not None:
            self.panel.want_rows()

    def _rows(self, text: str) -> Rows:
        free_text = self._free_text
        return lambda snapshot: pick_rows(snapshot, text, free_text=free_text)

    def _show(self, text: str, rows: list[PaletteRow]) -> None:
        if self.panel is not None:
            self.panel.show_rows(text, rows)

    @Slot(object, bool)
    def _on_chosen(self, row: PaletteRow, only_open: bool) -> None:
        then, desk = self._then, self._stage.desk()
        if self.panel is not None:
            self.panel.close_over()
        ticket = find_ticket(desk.db, desk.account.id, row.key) if row.key else None
        if then is not None and (ticket is not None or row.text):
            then(ticket, row.text)

    @Slot()
    def _on_closed(self) -> None:
        panel, self.panel = self.panel, None
        if panel is not None:
            panel.deleteLater()
