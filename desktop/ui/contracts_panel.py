"""The contracts for team leads: the list, and the time book of the one that was opened. As a page, or beside the tickets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.book_page import BookPage
from desktop.ui.book_views import BookShow, BookView
from desktop.ui.contract_rows import ContractRow
from desktop.ui.contracts_list import ContractsList
from desktop.ui.i18n import tr
from desktop.ui.kit import button, label
from desktop.ui.theme import Tokens

DOCK_WIDTH = 400


class ContractsPanel(QWidget):
    """``book_asked`` carries a contract's id and what of its book to list first; ``beside_asked`` wants the panel at the other place."""

    book_asked = Signal(int, object)
    ticket_asked = Signal(object)
    figure_asked = Signal(int, object, QWidget)
    beside_asked = Signal()

    def __init__(self, tokens: Tokens, *, docked: bool) -> None:
        super().__init__()
        self.setObjectName("page")
        self.book_id = 0
        """The contract whose book is open, 0 while the list is."""
        self.list, self.book = ContractsList(tokens), BookPage(tokens)
        self.beside = button(tr("Show beside the tickets"))
        self.devices = label(tone="dim", wrap=True)
        self.devices.hide()
        self._stack = QStackedWidget()
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(label(tr("Contracts, by risk"), pixels=19, bold=True), 1)
        head.addWidget(self.beside)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._head)
        column.addWidget(self.list, 1)
        column.addWidget(self.devices)
        if docked:
            self._head.hide()
        self._stack.addWidget(listed)
        self._stack.addWidget(self.book)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*((12, 10, 12, 12) if docked else (22, 16, 22, 18)))
        whole.addWidget(self._stack)
        self.list.opened.connect(self._on_opened)
        self.book.back_asked.connect(self.show_list)
        self.book.ticket_asked.connect(self.ticket_asked)
        self.book.figure_asked.connect(self.figure_asked)
        self.beside.clicked.connect(self.beside_asked)

    def show_rows(self, rows: Sequence[ContractRow]) -> None:
        """The list's rows, by risk."""
        self.list.show_rows(rows)

    def show_devices(self, text: str, every: str) -> None:
        """Whose minutes are still on a laptop, in a sentence; ``every`` names each."""
        self.devices.setText(text)
        self.devices.setToolTip(every)
        self.devices.setVisible(bool(text))

    def show_book(self, view: BookView, show: BookShow | None = None) -> None:
        """Open a contract's book, or show it anew; ``show`` says what of it to list."""
        opened = self.book_id != view.card.contract_id
        self.book_id = view.card.contract_id
        self.book.show_view(view)
        if show is not None:
            self.book.choose(show)
        self._stack.setCurrentWidget(self.book)
        if opened:
            self.book.lines.setFocus()

    def show_list(self) -> None:
        """Back to every contract, where one left it."""
        self.book_id = 0
        self._stack.setCurrentIndex(0)
        self.list.table.setFocus()

    def _on_opened(self, number: int) -> None:
        self.book_asked.emit(number, BookShow.ALL)

    def sizeHint(self) -> QSize:
        return QSize(DOCK_WIDTH, 600)
