"""The list itself: arrows choose, Enter opens, Space starts or pauses, and so does a click on the sign at a row's end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.ui.list_model import KEY_ROLE, ListModel
from desktop.ui.row_painter import COMFORTABLE, COMPACT, RowPainter, sign_box
from desktop.ui.theme import Tokens


class ListView(QTableView):
    """Rows of one height, drawn as they come into view. New rows above what is seen do not push it away.

    A table of one column: unlike a list view, it does not ask for every row to know how tall it is.
    """

    opened = Signal(object)
    toggled = Signal(object)

    def __init__(self, tokens: Tokens, model: ListModel, *, comfortable: bool) -> None:
        super().__init__()
        self._model = model
        self._painter = RowPainter(tokens, self, comfortable=comfortable)
        self.setModel(model)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.row_height())

    def set_comfortable(self, comfortable: bool) -> None:
        """Rows with more room and a third line; what is selected stays in sight."""
        self._painter.comfortable = comfortable
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.viewport().update()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def row_height(self) -> int:
        return COMFORTABLE if self._painter.comfortable else COMPACT

    def anchor(self) -> tuple[int, int]:
        """The ticket on top of what is seen, and how far it is scrolled out; 0 for a list that is at its top."""
        value, height = self.verticalScrollBar().value(), self.row_height()
        numbers = self._model.numbers()
        if not value or value // height >= len(numbers):
            return 0, 0
        return numbers[value // height], value % height

    def keep(self, anchor: tuple[int, int]) -> None:
        """Put a ticket back to where it stood, after rows came or went above it."""
        number, offset = anchor
        place = self._model.place_of(number) if number else -1
        if place >= 0:
            self.updateGeometries()
            self.verticalScrollBar().setValue(place * self.row_height() + offset)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.currentIndex().data(KEY_ROLE) if self.currentIndex().isValid() else None
        if key is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(key)
        elif key is not None and event.key() == Qt.Key.Key_Space:
            self.toggled.emit(key)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0 if event.key() == Qt.Key.Key_Home else self._model.rowCount() - 1))
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        over = index.isValid() and sign_box(self.visualRect(index)).contains(point)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        before, self._painter.pointer = self._painter.pointer, point
        for place in (before, point):
            touched = self.indexAt(place)
            if touched.isValid():
                self.viewport().update(sign_box(self.visualRect(touched)))

    def leaveEvent(self, event: QEvent) -> None:
        self._painter.pointer = QPoint(-1, -1)
        super().leaveEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read the whole list, and the search field is one key away."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        key = index.data(KEY_ROLE) if index.isValid() else None
        if key is not None and event.button() is Qt.MouseButton.LeftButton and sign_box(self.visualRect(index)).contains(point):
            self.toggled.emit(key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        key = index.data(KEY_ROLE) if index.isValid() else None
        # The sign was clicked twice: that is two clicks on it, not an opening.
        if key is not None and not sign_box(self.visualRect(index)).contains(point):
            self.opened.emit(key)
