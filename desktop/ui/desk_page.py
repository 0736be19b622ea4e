"""List, ticket and contract side by side; the contract as a strip and the list as a drawer where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.ui.contract_card import ContractCard
from desktop.ui.contract_strip import ContractStrip
from desktop.ui.i18n import tr
from desktop.ui.kit import button, set_over
from desktop.ui.state_panel import StatePanel
from desktop.ui.state_views import StateView
from desktop.ui.theme import Tokens
from desktop.ui.ticket_list import TicketList
from desktop.ui.ticket_pane import TicketPane

NARROW = 1100
"""Width of the window in pixels below which the contract is a strip above the ticket; a click opens it whole."""
DRAWER = 800
"""Width below which the list is a drawer, too."""
DRAWER_WIDTH = 360
LIST_WIDTHS = (280, 372)
"""Least and first width of the list."""


class DeskPage(QWidget):
    """Three views and where they are. ``arrange`` is told the window's width."""

    drawer_moved = Signal(bool)

    def __init__(self, tokens: Tokens, tickets: TicketList, pane: TicketPane, contract: ContractCard) -> None:
        super().__init__()
        self._tickets, self._pane, self._contract = tickets, pane, contract
        self.strip, self.state = ContractStrip(tokens), StatePanel()
        self.list_toggle = button("☰ " + tr("Tickets"), "chip")
        self.list_toggle.setCheckable(True)
        self.list_toggle.setAccessibleName(tr("Show the list of tickets"))
        self.list_toggle.setToolTip(tr("Show the list of tickets") + " (/)")
        self._split = _Split()
        self._narrow = self._drawer = False
        self._list_width = LIST_WIDTHS[1]
        self._before: QWidget | None = None
        self._lay_out()
        self._veil = _Veil(tokens, self)
        self._veil.pressed.connect(self.close_over)
        self.strip.opened.connect(self._on_contract)
        self.list_toggle.toggled.connect(self._on_list)
        tickets.view.clicked.connect(self._close_list)
        tickets.opened.connect(self._close_list)
        # Only while something lies above: else Escape is the list's own key.
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._on_escape)
        self._enable_keys()

    def _lay_out(self) -> None:
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._tickets.setMinimumWidth(LIST_WIDTHS[0])
        self._top = QWidget()
        top = QHBoxLayout(self._top)
        top.setContentsMargins(12, 10, 12, 0)
        top.setSpacing(10)
        top.addWidget(self.list_toggle, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.strip, 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._pane, 1)
        column.addWidget(self.state, 1)
        self._split.addWidget(self._tickets)
        self._split.addWidget(middle)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([LIST_WIDTHS[1], 546])
        self._split.splitterMoved.connect(self._on_split)
        self._split.resized.connect(self._fit_list)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._split, 1)
        self._line.addWidget(self._contract)
        self._top.hide()

    def arrange(self, width: int) -> None:
        """Give a window of ``width`` pixels what it can show."""
        narrow, drawer = width < NARROW, width < DRAWER
        if narrow != self._narrow:
            self._narrow = narrow
            self.strip.set_open(False)
            self._move_contract()
        if drawer != self._drawer:
            self._drawer = drawer
            self.list_toggle.setChecked(False)
            if drawer and self._tickets.isAncestorOf(QApplication.focusWidget() or self):
                # It goes with the list otherwise, to whatever Qt thinks is next: the button that stops the timer.
                self._pane.take_focus()
            self._move_list()
        self._top.setVisible(narrow)
        self.list_toggle.setVisible(drawer)
        self._place_over()

    def show_state(self, view: StateView | None) -> None:
        """Say why there is no ticket to show, in its place; the contract's column goes with it."""
        self.state.show_view(view)
        self._pane.setVisible(view is None)
        if not self._narrow:
            self._contract.setVisible(view is None)

    def is_drawer(self) -> bool:
        """Whether the list is a drawer now."""
        return self._drawer

    def close_over(self) -> None:
        """Put away what lies above the ticket."""
        self.strip.set_open(False)
        self.list_toggle.setChecked(False)

    def list_width(self) -> int:
        """The width that a person gave the list, in pixels."""
        return self._list_width

    def set_list_width(self, width: int) -> None:
        self._list_width = max(LIST_WIDTHS[0], width)
        self._fit_list()

    def _on_split(self) -> None:
        self._list_width = self._tickets.width()

    def _fit_list(self) -> None:
        """Give the list its width again, where a narrow window had taken some."""
        if not self._drawer and self._tickets.width() != self._list_width:
            self._split.setSizes([self._list_width, max(1, self._split.width() - self._list_width)])

    def _move_contract(self) -> None:
        if self._narrow:
            self._line.removeWidget(self._contract)
        else:
            self._line.addWidget(self._contract)
        set_over(self._contract, self._narrow)
        self._contract.setVisible(not self._narrow and self.state.isHidden())

    def _move_list(self) -> None:
        if self._drawer:
            self._tickets.setParent(self)
        else:
            self._split.insertWidget(0, self._tickets)
        set_over(self._tickets, self._drawer)
        self._tickets.setVisible(not self._drawer)
        self._enable_keys()

    def _enable_keys(self) -> None:
        self._escape.setEnabled(not self._veil.isHidden())

    def _on_contract(self, wanted: bool) -> None:
        if self._narrow and wanted != self._contract.isVisibleTo(self):
            if wanted:
                self.list_toggle.setChecked(False)
            self._show_over(self._contract, wanted)

    def _on_list(self, wanted: bool) -> None:
        if not self._drawer:
            return
        if wanted:
            self.strip.set_open(False)
        self._show_over(self._tickets, wanted)
        if wanted:
            self._tickets.search.setFocus()
        self.drawer_moved.emit(wanted)

    def _show_over(self, over: QWidget, wanted: bool) -> None:
        """Above the rest, with the focus; afterwards the focus goes back to where it was."""
        if wanted:
            self._before = QApplication.focusWidget()
            self._veil.show()
            self._veil.raise_()
            self._place_over()
            over.show()
            over.raise_()
            self._enable_keys()
            return
        over.hide()
        self._veil.hide()
        self._enable_keys()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def _place_over(self) -> None:
        top = self._top.geometry().bottom() + 9 if self._narrow else 0
        # Below its strip the contract covers the ticket alone: another ticket may be chosen meanwhile.
        beside = self._pane.mapTo(self, QPoint(0, 0)).x()
        self._veil.setGeometry(self.rect() if self.list_toggle.isChecked() else self.rect().adjusted(beside, top, 0, 0))
        if self._narrow:
            width = min(self._contract.maximumWidth(), self.width())
            self._contract.setGeometry(QRect(self.width() - width, top, width, max(0, self.height() - top)))
        if self._drawer:
            self._tickets.setGeometry(QRect(0, 0, min(DRAWER_WIDTH, self.width() - 40), self.height()))

    def open_list(self) -> None:
        """Have the list in sight, as a drawer where it is one."""
        if self._drawer:
            self.list_toggle.setChecked(True)

    def _close_list(self) -> None:
        self.list_toggle.setChecked(False)

    def _on_escape(self) -> None:
        if self.list_toggle.isChecked() and self._tickets.search.text():
            self._tickets.search.clear()
        else:
            self.close_over()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_over()


class _Split(QSplitter):
    """Says when its parts were given other widths by anything but a person."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.resized.emit()
        return done


class _Veil(QWidget):
    """Dims what lies below an open drawer; a click on it closes that."""

    pressed = Signal()

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._color = tokens.color("ink" if tokens.name == "light" else "on_accent")
        self._color.setAlphaF(0.28)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._color)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
