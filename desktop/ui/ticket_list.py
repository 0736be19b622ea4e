"""The working list: search, scopes, and two-line rows that are only made when they are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.ticket import Ticket, TicketKey
from desktop.ui.i18n import tr
from desktop.ui.kit import button, label, row
from desktop.ui.theme import Tokens, mono_font, text_font
from desktop.ui.ticket_views import TicketRow

ROW_HEIGHT = 49
START_WIDTH = 76
"""Pixels at a row's end, first line, where a click starts or pauses."""
SEARCH_MILLISECONDS = 120
SCOPES = ("mine", "team", "recent", "all")
_Index = QModelIndex | QPersistentModelIndex
KEY_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_ROLE = KEY_ROLE + 1


class TicketModel(QAbstractListModel):
    """Tickets in order; what a row shows is made by ``make_row`` when it is first seen."""

    def __init__(self, make_row: Callable[[Ticket], TicketRow]) -> None:
        super().__init__()
        self._make_row = make_row
        self._tickets: list[Ticket] = []
        self._rows: dict[TicketKey, TicketRow] = {}

    def show_tickets(self, tickets: Sequence[Ticket]) -> None:
        """Replace the list; the same tickets in the same order keep selection and scroll position."""
        self._rows.clear()
        if [ticket.key for ticket in tickets] == [ticket.key for ticket in self._tickets]:
            self._tickets = list(tickets)
            if tickets:
                self.dataChanged.emit(self.index(0), self.index(len(tickets) - 1))
            return
        self.beginResetModel()
        self._tickets = list(tickets)
        self.endResetModel()

    def forget_rows(self) -> None:
        """Figures changed: rows are made anew when they are seen."""
        self._rows.clear()
        if self._tickets:
            self.dataChanged.emit(self.index(0), self.index(len(self._tickets) - 1))

    def row_of(self, key: TicketKey) -> int:
        """The row of a ticket, −1 where it is not listed."""
        return next((place for place, ticket in enumerate(self._tickets) if ticket.key == key), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._tickets)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._tickets):
            return None
        ticket = self._tickets[index.row()]
        if role == KEY_ROLE:
            return ticket.key
        if role not in (ROW_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if ticket.key not in self._rows:
            self._rows[ticket.key] = self._make_row(ticket)
        made = self._rows[ticket.key]
        if role == ROW_ROLE:
            return made
        return made.spoken if role == Qt.ItemDataRole.AccessibleTextRole else made.title


class TicketDelegate(QStyledItemDelegate):
    """Paints a row: title and time above, reference, customer, due and what is left below."""

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._plain, self._medium, self._bold = text_font(), text_font(13, QFont.Weight.Medium), text_font(13, QFont.Weight.DemiBold)
        self._mono = mono_font()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        made: TicketRow = index.data(ROW_ROLE)
        tokens, box = self._tokens, option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, tokens.color("soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, tokens.color("hover"))
        painter.setPen(QPen(tokens.color("line"), 1))
        painter.drawLine(box.topLeft(), box.topRight())
        above = QRect(box.x() + 12, box.y() + 6, box.width() - 24, 19)
        below = above.translated(0, 19)
        signs = {"running": f"● {made.time}", "paused": f"❙❙ {made.time}"}
        time = signs.get(made.state, f"▷ {made.time}".strip())
        tone = {"running": "acc", "paused": "ink"}.get(made.state, "dim")
        used = self._right(painter, above, time, tone, self._bold if made.state == "running" else self._plain)
        self._left(painter, above.adjusted(0, 0, -used - 10, 0), made.title, "ink", self._medium)
        used = self._right(painter, below, made.left, made.left_tone or "dim", self._plain)
        self._details(painter, below.adjusted(0, 0, -used - 10, 0), made)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.fillRect(QRect(box.x(), box.y() + 1, 3, box.height() - 1), tokens.color("accent"))
        painter.restore()

    def _details(self, painter: QPainter, box: QRect, made: TicketRow) -> None:
        used = self._left(painter, box, made.ref, "accent", self._mono) + 6
        due = f" · {made.due}" if made.due and made.customer else made.due
        due_width = QFontMetrics(self._plain).horizontalAdvance(due)
        room = box.adjusted(used, 0, 0, 0)
        used += self._left(painter, room.adjusted(0, 0, -due_width, 0), made.customer, "dim", self._plain)
        self._left(painter, box.adjusted(used, 0, 0, 0), due, made.due_tone or "dim", self._plain)

    def _left(self, painter: QPainter, box: QRect, text: str, tone: str, font: QFont) -> int:
        metrics = QFontMetrics(font)
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
        painter.setFont(font)
        painter.setPen(self._tokens.color(tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
        return metrics.horizontalAdvance(cut)

    def _right(self, painter: QPainter, box: QRect, text: str, tone: str, font: QFont) -> int:
        painter.setFont(font)
        painter.setPen(self._tokens.color(tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        return QFontMetrics(font).horizontalAdvance(text)


class _View(QListView):
    """The list itself: Enter, a double click or a click on the sign at a row's end starts or pauses."""

    started = Signal(object)
    toggled = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.started.emit(self.currentIndex().data(KEY_ROLE))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        box = self.visualRect(index)
        sign = QRect(box.right() - START_WIDTH, box.y(), START_WIDTH, 28)
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton and sign.contains(event.position().toPoint()):
            self.toggled.emit(index.data(KEY_ROLE))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        box = self.visualRect(index)
        # The sign was clicked twice: that is two clicks on it, not a start.
        if index.isValid() and not QRect(box.right() - START_WIDTH, box.y(), START_WIDTH, 28).contains(event.position().toPoint()):
            self.started.emit(index.data(KEY_ROLE))


class TicketList(QFrame):
    """Search field, scopes and list. It knows nothing of the database: the presenter fills it."""

    search_changed = Signal(str)
    search_sent = Signal(str)
    scope_changed = Signal(str)
    selected = Signal(object)
    started = Signal(object)
    toggled = Signal(object)

    def __init__(self, tokens: Tokens, make_row: Callable[[Ticket], TicketRow]) -> None:
        super().__init__()
        self.setObjectName("list")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Reference, words, customer, caller…"))
        self.search.setAccessibleName(tr("Search tickets; Enter also asks iTop"))
        self.search.setClearButtonEnabled(True)
        self.model = TicketModel(make_row)
        self.view = _View()
        self.view.setModel(self.model)
        self.view.setItemDelegate(TicketDelegate(tokens, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("Tickets"))
        self.scopes: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._empty = label(tone="dim", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=SEARCH_MILLISECONDS)
        self._lay_out()
        self._later.timeout.connect(self._send_search)
        self.search.textChanged.connect(self._on_typed)
        self.search.returnPressed.connect(self._on_enter)
        self.search.installEventFilter(self)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.started.connect(self.started)
        self.view.toggled.connect(self.toggled)

    def _lay_out(self) -> None:
        for scope, name in zip(SCOPES, (tr("Mine"), tr("Team"), tr("Recent"), tr("All")), strict=True):
            made = button(name, "chip")
            made.setCheckable(True)
            made.setProperty("scope", scope)
            self._group.addButton(made)
            self.scopes[scope] = made
        self.scopes["mine"].setChecked(True)
        self._group.buttonClicked.connect(self._on_scope)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 8)
        top.setSpacing(8)
        top.addWidget(self.search)
        top.addLayout(row(*self.scopes.values(), spacing=6))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._empty.setContentsMargins(24, 32, 24, 0)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addLayout(self._stack, 1)

    def show_tickets(self, tickets: Sequence[Ticket], empty: str) -> None:
        """List tickets; ``empty`` is what to say where there are none."""
        self.model.show_tickets(tickets)
        self._empty.setText(empty)
        self._stack.setCurrentIndex(0 if tickets else 1)

    def show_counts(self, counts: dict[str, int]) -> None:
        """How many tickets a scope has, where that says something."""
        names = {"mine": tr("Mine"), "team": tr("Team"), "recent": tr("Recent"), "all": tr("All")}
        for scope, made in self.scopes.items():
            made.setText(f"{names[scope]} {counts[scope]}" if counts.get(scope) else names[scope])

    def select(self, key: TicketKey) -> None:
        """Select a ticket where it is listed."""
        place = self.model.row_of(key)
        if place >= 0 and self.view.currentIndex().row() != place:
            self.view.setCurrentIndex(self.model.index(place))

    def _on_typed(self) -> None:
        self._later.start()

    def _send_search(self) -> None:
        self.search_changed.emit(self.search.text())

    def _on_enter(self) -> None:
        self._later.stop()
        self._send_search()
        if self.search.text().strip():
            self.search_sent.emit(self.search.text())

    def _on_scope(self, chosen: QPushButton) -> None:
        self.search.clear()
        self.scope_changed.emit(chosen.property("scope"))

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.selected.emit(index.data(KEY_ROLE))

    def focus_search(self) -> None:
        """Type what to look for."""
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down and self.model.rowCount():
                self.view.setFocus()
                self.view.setCurrentIndex(self.model.index(max(0, self.view.currentIndex().row())))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                return True
        return super().eventFilter(watched, event)
