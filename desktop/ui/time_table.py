"""Work on a ticket as a table as tall as its rows; the row that is chosen says below why it counts so."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import label
from desktop.ui.theme import Tokens
from desktop.ui.ticket_views import TimeRow

ROW_HEIGHT = 30
CELL_ROOM = 14
"""Pixels of a cell beside its text."""
NARROW, NARROWEST = 480, 400
"""Widths in pixels below which the start, and then the state, go on in a second line so that the comment can be read."""
START_WIDTH, STATE_WIDTH = 84, 58
WRAPPED = 60
"""Rows up to which a long comment takes several lines: each must be measured."""
_Index = QModelIndex | QPersistentModelIndex


class TimeModel(QAbstractTableModel):
    """Columns: start, worked, counted, comment (after who did it, where several people are shown), state."""

    def __init__(self, tokens: Tokens, *, agents: bool) -> None:
        super().__init__()
        self._tokens, self._agents = tokens, agents
        self._rows: tuple[TimeRow, ...] = ()

    def show_rows(self, rows: tuple[TimeRow, ...]) -> None:
        """The same number of rows stays chosen and in place; only their figures change."""
        if rows == self._rows:
            return
        if len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, place: int) -> TimeRow:
        return self._rows[place]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in (1, 2) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignBottom
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = [tr("start"), tr("worked\nh:mm"), tr("counted\nh:mm"), tr("who") if self._agents else "", ""]
        return heads[section]

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        last = column == self.columnCount() - 1
        if role == Qt.ItemDataRole.DisplayRole:
            about = " · ".join(part for part in (row.agent if self._agents else "", row.comment) if part)
            return [row.start, row.worked, row.counted, about, row.state][column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.why
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.why
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (Qt.AlignmentFlag.AlignRight if column in (1, 2) or last else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignTop
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = "dim" if column == 0 else row.tone if last or (row.tone == "acc" and column in (1, 2)) else ""
            return self._tokens.color("dim" if last and not tone else tone)
        return None


class TimeTable(QWidget):
    """Rows are reached by Tab and the arrows; hovering or choosing one tells why it counts so."""

    def __init__(self, tokens: Tokens, *, agents: bool, name: str) -> None:
        super().__init__()
        self.model = TimeModel(tokens, agents=agents)
        self._room = 0
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setObjectName("times")
        self.view.setAccessibleName(name)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.view.setCornerButtonEnabled(False)
        head = self.view.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(self.model.columnCount() - 2, QHeaderView.ResizeMode.Stretch)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(36)
        self.why = label(tone="dim", pixels=12, wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view)
        layout.addWidget(self.why)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.model.modelReset.connect(self._on_reset)
        self._on_reset()

    def show_rows(self, rows: tuple[TimeRow, ...]) -> None:
        self.model.show_rows(rows)
        self._fit_columns()
        self._on_row(self.view.currentIndex())
        self._fit()

    def _on_reset(self) -> None:
        self.why.hide()

    def _on_row(self, index: QModelIndex) -> None:
        text = self.model.row(index.row()).why if index.isValid() else ""
        self.why.setText(text)
        self.why.setVisible(bool(text))

    def _fit_columns(self) -> None:
        """As wide as what stands in them; the comment takes the rest."""
        head, comment = self.view.horizontalHeader(), self.model.columnCount() - 2
        for column in range(self.model.columnCount()):
            if column == comment:
                continue
            lines = str(self.model.headerData(column, Qt.Orientation.Horizontal)).splitlines()
            texts = [str(self.model.index(row, column).data()) for row in range(self.model.rowCount())]
            cells, heads = self.view.fontMetrics(), head.fontMetrics()
            widest = max([*map(cells.horizontalAdvance, texts), *map(heads.horizontalAdvance, lines)], default=0)
            head.resizeSection(column, min(widest + CELL_ROOM, self._most(column)))

    def _most(self, column: int) -> int:
        """The most pixels that a column may take from the comment."""
        wrapped = self.model.rowCount() <= WRAPPED
        if wrapped and column == 0 and self.width() < NARROW:
            return START_WIDTH
        last = column == self.model.columnCount() - 1
        return STATE_WIDTH if wrapped and last and self.width() < NARROWEST else self.width()

    def _fit(self) -> None:
        """As tall as all rows: the page scrolls, not the table."""
        if self.model.rowCount() <= WRAPPED:
            self.view.resizeRowsToContents()
        rows = self.view.verticalHeader().length()
        self.view.setFixedHeight(self.view.horizontalHeader().sizeHint().height() + rows + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = (self.width() < NARROW) + (self.width() < NARROWEST)
        if room != self._room:
            self._room = room
            self._fit_columns()
        self._fit()
