"""Work on a ticket as a table as tall as its rows; the row that is chosen says below why it counts so."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import label
from desktop.ui.theme import Tokens
from desktop.ui.ticket_views import TimeRow

ROW_HEIGHT = 30
CELL_ROOM, TIGHT_ROOM = 20, 16
"""Pixels of a cell beside its text, and where there is very little room."""
MARGIN = 6
"""Pixels before and after the text of a cell."""
NARROW, TIGHT = 540, 340
"""Widths in pixels below which the comment, and then the state before it, stand under their row instead of in a column."""
MEASURED = 60
"""Rows up to which a long comment takes as many lines as it needs: each must be measured."""
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


class _Table(QTableView):
    """A table that can show the column :attr:`comment` below each row."""

    def __init__(self, model: TimeModel) -> None:
        super().__init__()
        self.setModel(model)
        self.comment = model.columnCount() - 2
        self.below = False

    def arrange(self, *, below: bool, tight: bool) -> None:
        """Show the comments in a column or ``below`` their rows, where it is ``tight`` with the states."""
        self.below = below
        self.setWordWrap(not below)
        self.setColumnHidden(self.comment, below)
        self.setColumnHidden(self.comment + 1, tight)
        widest = self.comment - 1 if tight else self.comment + 1 if below else self.comment
        for column in range(self.comment - 1, self.comment + 2):
            mode = QHeaderView.ResizeMode.Stretch if column == widest else QHeaderView.ResizeMode.Fixed
            self.horizontalHeader().setSectionResizeMode(column, mode)

    def row_height(self, row: int, *, measured: bool) -> int:
        """Pixels that ``row`` takes with its comment below; one line of it where it is not ``measured``."""
        text = self._comment(row)
        room = QRect(0, 0, self.viewport().width() - 2 * MARGIN, 10_000)
        lines = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() if measured else self.fontMetrics().height()
        return self._first_line() + (lines + MARGIN if text else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.below:
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().text().color())
        for row in range(self.model().rowCount()):
            top = self.rowViewportPosition(row) + self._first_line()
            box = QRect(MARGIN, top, self.viewport().width() - 2 * MARGIN, self.rowHeight(row) - self._first_line())
            if box.intersects(event.rect()):
                painter.drawText(box, Qt.TextFlag.TextWordWrap, self._comment(row))

    def _first_line(self) -> int:
        return self.fontMetrics().height() + 2 * 4

    def _comment(self, row: int) -> str:
        texts = [str(self.model().index(row, self.comment).data())]
        if self.isColumnHidden(self.comment + 1):
            texts.insert(0, str(self.model().index(row, self.comment + 1).data()))
        return " · ".join(text for text in texts if text)


class TimeTable(QWidget):
    """Rows are reached by Tab and the arrows; hovering or choosing one tells why it counts so."""

    def __init__(self, tokens: Tokens, *, agents: bool, name: str) -> None:
        super().__init__()
        self.model = TimeModel(tokens, agents=agents)
        self.view = _Table(self.model)
        self._steps = 0
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
        head.setSectionResizeMode(self.view.comment, QHeaderView.ResizeMode.Stretch)
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
        head = self.view.horizontalHeader()
        for column in range(self.model.columnCount()):
            if column == self.view.comment:
                continue
            lines = str(self.model.headerData(column, Qt.Orientation.Horizontal)).splitlines()
            texts = [str(self.model.index(row, column).data()) for row in range(self.model.rowCount())]
            cells, heads = self.view.fontMetrics(), head.fontMetrics()
            widest = max([*map(cells.horizontalAdvance, texts), *map(heads.horizontalAdvance, lines)], default=0)
            head.resizeSection(column, widest + (TIGHT_ROOM if self.width() < TIGHT else CELL_ROOM))

    def _fit(self) -> None:
        """As tall as all rows: the page scrolls, not the table."""
        measured = self.model.rowCount() <= MEASURED
        if self.view.below:
            for row in range(self.model.rowCount()):
                self.view.setRowHeight(row, self.view.row_height(row, measured=measured))
        elif measured:
            self.view.resizeRowsToContents()
        rows = self.view.verticalHeader().length()
        self.view.setFixedHeight(self.view.horizontalHeader().sizeHint().height() + rows + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        steps = (self.width() < NARROW) + (self.width() < TIGHT)
        if steps != self._steps:
            self._steps = steps
            self.view.arrange(below=steps > 0, tight=steps > 1)
            self._fit_columns()
        self._fit()
