"""What a person does with contracts: look into a figure, open a time book, ask for hours, have the panel beside the tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop.core.ticket import TicketKey
from desktop.store.contracts import book_version
from desktop.ui.book_views import FIRST_SHOWN, BookShow, BookView, book_view
from desktop.ui.breakdown_views import breakdown
from desktop.ui.contract_figures import Figure
from desktop.ui.contract_rows import Rows
from desktop.ui.device_views import devices_text
from desktop.ui.hours_request import HoursDialog, hours_request
from desktop.ui.reader import Answer
from desktop.ui.snapshot import Snapshot
from desktop.ui.stage import Stage
from desktop.work.overview import ContractLine

if TYPE_CHECKING:
    from desktop.ui.contracts_panel import ContractsPanel

KIND = "book"
AT_ONCE = 400
"""Entries up to which a book is made at once; above, that could be felt."""


class ContractActions(QObject):
    """Fills the panels that are seen, and nothing else."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._rows = Rows()
        self._wanted: tuple[ContractsPanel, BookShow | None, object] | None = None
        stage.bridge.read.connect(self._on_read)
        self.dialog: HoursDialog | None = None
        self._books: dict[int, tuple[object, BookView]] = {}
        window = stage.window
        self._panels: list[ContractsPanel] = []
        window.contracts_dock.visibilityChanged.connect(self._on_seen)

    def wire(self, panel: ContractsPanel) -> None:
        """Keep a panel filled, and do what is asked there."""
        self._panels.append(panel)
        panel.book_asked.connect(self._on_book)
        panel.ticket_asked.connect(self._on_ticket)
        panel.figure_asked.connect(self.on_figure)
        panel.beside_asked.connect(self.show_beside)

    def show(self, snapshot: Snapshot) -> None:
        """Show how things stand in the panels that are seen."""
        seen = [panel for panel in self._panels if panel.isVisible()]
        if any(panel.book_id == 0 for panel in seen):
            rows, devices = self._rows.of(snapshot), devices_text(snapshot)
            for panel in seen:
                panel.show_rows(rows)
                panel.show_devices(*devices)
        for panel in seen:
            line = snapshot.contracts.get(panel.book_id)
            if line is not None:
                self._show_book(panel, snapshot, line, None)
            elif panel.book_id:
                panel.show_list()

    def _show_book(self, panel: ContractsPanel, snapshot: Snapshot, line: ContractLine, show: BookShow | None) -> None:
        """Show a book, made anew only where something in it changed; a long one is read in the reader's thread."""
        number = line.contract.id
        here = tuple((one.row.entry, one.effect_seconds) for one in snapshot.outbox if one.contract_id == number)
        running = tuple((one.timer.uid, one.timer.comment, one.counted_seconds) for one in snapshot.timers if one.contract_id == number)
        version = book_version(snapshot.desk.db, snapshot.desk.account.id)
        key = (version, line, here, running, snapshot.offline, snapshot.desk.day_of(snapshot.now))
        kept = self._books.get(number)
        if kept is not None and kept[0] == key:
            panel.show_book(kept[1], show)
        elif snapshot.books.facts(snapshot.desk, number, snapshot.now).entries <= AT_ONCE:
            panel.show_book(self._keep(number, key, book_view(snapshot, line)), show)
        elif self._wanted is None or self._wanted[2] != key:
            self._wanted = (panel, show, key)
            self._stage.reader.ask(KIND, lambda db: book_view(snapshot.on(db), line))

    def _keep(self, number: int, key: object, view: BookView) -> BookView:
        # One book for each panel is enough.
        self._books = {panel.book_id: self._books[panel.book_id] for panel in self._panels if panel.book_id in self._books}
        self._books[number] = (key, view)
        return view

    @Slot(object)
    def _on_read(self, answer: Answer) -> None:
        """A long book has come."""
        if answer.kind != KIND or not isinstance(answer.result, BookView) or self._wanted is None:
            return
        panel, show, key = self._wanted
        self._wanted = None
        number = answer.result.card.contract_id
        # Where the list was gone back to meanwhile, the book stays away.
        if show is not None or panel.book_id == number:
            panel.show_book(self._keep(number, key, answer.result), show)

    @Slot()
    def show_beside(self) -> None:
        """Put the panel beside the tickets, and go there."""
        window = self._stage.window
        window.show_page("tickets")
        window.beside.show_panel()
        window.contracts_dock.panel.list.search.setFocus()

    def toggle_beside(self) -> None:
        """Put the panel beside the tickets, or away."""
        dock = self._stage.window.contracts_dock
        if dock.isVisible():
            dock.close()
        else:
            self.show_beside()

    def open_book(self) -> None:
        """The time book of the contract beside the ticket."""
        self.on_card_book(self._stage.window.contract.contract_id(), Figure.PROJECTED)

    @Slot(bool)
    def _on_seen(self, seen: bool) -> None:
        if seen and self._stage.snapshot is not None:
            self.show(self._stage.snapshot)

    @Slot(int, object)
    def _on_book(self, number: int, show: BookShow) -> None:
        panel = next((panel for panel in self._panels if panel is self.sender()), None)
        if panel is not None:
            self._open(panel, number, show)

    @Slot(int, object)
    def on_card_book(self, number: int, figure: Figure) -> None:
        """From the card the book opens beside the tickets where the panel is there, else on its page."""
        window = self._stage.window
        dock = window.contracts_dock
        if not dock.isVisible():
            window.show_page("contracts")
        self._open(dock.panel if dock.isVisible() else window.contracts, number, FIRST_SHOWN.get(figure, BookShow.ALL))

    def _open(self, panel: ContractsPanel, number: int, show: BookShow) -> None:
        snapshot = self._stage.snapshot
        line = snapshot.contracts.get(number) if snapshot else None
        if snapshot is not None and line is not None:
            self._show_book(panel, snapshot, line, show)

    @Slot(int, object, QWidget)
    def on_figure(self, number: int, figure: Figure, beside: QWidget) -> None:
        """Show what a figure is made of."""
        snapshot = self._stage.snapshot
        line = snapshot.contracts.get(number) if snapshot else None
        if snapshot is not None and line is not None:
            self._stage.window.contract.show_breakdown(number, breakdown(snapshot, line, figure), beside)

    @Slot(object)
    def _on_ticket(self, key: TicketKey) -> None:
        self._stage.open_ticket(key)

    @Slot(int)
    def on_hours(self, number: int) -> None:
        """Write the words that ask for hours."""
        snapshot = self._stage.snapshot
        line = snapshot.contracts.get(number) if snapshot else None
        if snapshot is None or line is None or line.contract.indicators is None or self.dialog is not None:
            return
        self.dialog = HoursDialog(hours_request(snapshot, line), self._stage.window)
        self.dialog.finished.connect(self._on_done)
        self.dialog.open()

    @Slot()
    def _on_done(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
