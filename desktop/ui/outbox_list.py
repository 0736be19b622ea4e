"""The outbox's list: a model that is patched, and rows that are painted only where they are seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui.outbox_views import OutboxRowView
from desktop.ui.theme import Tokens, mono_font, text_font

ROW_HEIGHT = 56
VIEW_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


class OutboxModel(QAbstractListModel):
    """Rows in order, each known by its uid."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[OutboxRowView] = []

    def show_rows(self, rows: Sequence[OutboxRowView]) -> None:
        """Become ``rows`` by removing, inserting and changing only what differs, so that selection, focus and place stay."""
        wanted = {row.uid for row in rows}
        for first, last in _runs([place for place, row in enumerate(self._rows) if row.uid not in wanted]):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        here = {row.uid for row in self._rows}
        if [row.uid for row in self._rows] != [row.uid for row in rows if row.uid in here]:
            self._reorder([row.uid for row in rows if row.uid in here])
        for first, last in reversed(_runs([place for place, row in enumerate(rows) if row.uid not in here])):
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()
        changed = [place for place, row in enumerate(rows) if self._rows[place] != row]
        self._rows = list(rows)
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first), self.index(last))

    def _reorder(self, uids: Sequence[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        known = [self._rows[index.row()].uid for index in old]
        by_uid = {row.uid: row for row in self._rows}
        self._rows = [by_uid[uid] for uid in uids]
        places = {uid: place for place, uid in enumerate(uids)}
        self.changePersistentIndexList(old, [self.index(places[uid]) for uid in known])
        self.layoutChanged.emit()

    def row_of(self, uid: str) -> int:
        """The row of an entry, −1 where it is not listed."""
        return next((place for place, row in enumerate(self._rows) if row.uid == uid), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == VIEW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.ref
        return row.spoken if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) else None


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Rising places as first and last of each unbroken run, the last run first, so that removing one moves no other."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs[::-1]


class OutboxDelegate(QStyledItemDelegate):
    """Paints a row: reference, title and state above; times, comment and what happens next below."""

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._plain, self._medium, self._bold = text_font(), text_font(13, QFont.Weight.Medium), text_font(12, QFont.Weight.DemiBold)
        self._small, self._mono = text_font(12), mono_font()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(240, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view: OutboxRowView = index.data(VIEW_ROLE)
        tokens, box, state = self._tokens, option.rect, option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, tokens.color("soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, tokens.color("hover"))
        painter.setPen(QPen(tokens.color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        above = QRect(box.x() + 22, box.y() + 8, box.width() - 36, 20)
        below = above.translated(0, 20)
        used = self._right(painter, above, view.state, view.tone or "dim", self._bold)
        room = above.adjusted(0, 0, -used - 12, 0)
        used = self._left(painter, room, view.ref, "accent", self._mono) + 8
        self._left(painter, room.adjusted(used, 0, 0, 0), view.title, "ink", self._medium)
        used = self._right(painter, below, view.next_try or view.since, "dim", self._small)
        room = below.adjusted(0, 0, -used - 12, 0)
        used = self._left(painter, room, view.headline, "dim", self._plain)
        if view.comment:
            self._left(painter, room.adjusted(used, 0, 0, 0), f" · {view.comment}", "dim", self._plain)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(box.x(), box.y(), 3, box.height() - 1), tokens.color("accent"))
        painter.restore()

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


class OutboxList(QListView):
    """The list itself. Enter does what is proposed for the entry, Delete discards; Ctrl+A and Shift choose several."""

    taken = Signal()
    deleted = Signal()
    chosen = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.rows = OutboxModel()
        self.setModel(self.rows)
        self.setItemDelegate(OutboxDelegate(tokens, self))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().selectionChanged.connect(self._on_selection)

    def _on_selection(self) -> None:
        self.chosen.emit()

    def chosen_rows(self) -> list[OutboxRowView]:
        """What is selected, from top to bottom."""
        return [index.data(VIEW_ROLE) for index in sorted(self.selectedIndexes(), key=lambda index: index.row())]

    def choose(self, uid: str) -> bool:
        """Select one entry. Whether it is listed."""
        place = self.rows.row_of(uid)
        if place >= 0:
            self.choose_index(self.rows.index(place))
        return place >= 0

    def choose_index(self, index: QModelIndex) -> None:
        """Select one row alone, whatever key is held down just now."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)
