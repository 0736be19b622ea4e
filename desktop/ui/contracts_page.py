"""Every contract by risk: what is consumed, what is left in iTop, what waits here, what will be left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QVBoxLayout, QWidget

from desktop.ui.contract_views import ContractRow
from desktop.ui.i18n import tr
from desktop.ui.kit import card, label, paint_meter
from desktop.ui.theme import Tokens, text_font

_Index = QModelIndex | QPersistentModelIndex
_METER = 2
_METER_ROLE = int(Qt.ItemDataRole.UserRole)


class ContractModel(QAbstractTableModel):
    """Rows as they are; sorted before they come."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._rows: list[ContractRow] = []
        self._heads = [
            tr("Contract"),
            tr("Customer"),
            tr("Consumed"),
            tr("Balance in iTop"),
            tr("Waiting and running"),
            tr("Projected balance"),
        ]

    def show_rows(self, rows: Sequence[ContractRow]) -> None:
        if list(rows) != self._rows:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return ("" if column == _METER else (row.name, row.customer, "", row.balance, row.waiting, row.projected)[column]) or None
        if role == _METER_ROLE:
            return row.meter
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) and column == _METER:
            return row.meter.text if row.meter else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._tokens.color(row.tone if column in (3, 5) else "dim" if column == 4 else "")
        if role == Qt.ItemDataRole.FontRole and column in (0, 5):
            return text_font(13, QFont.Weight.DemiBold)
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if column > _METER else Qt.AlignmentFlag.AlignLeft)


class _MeterDelegate(QStyledItemDelegate):
    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        meter = index.data(_METER_ROLE)
        if meter is not None:
            box = QRectF(option.rect)
            paint_meter(painter, QRectF(box.x() + 8, box.center().y() - 4, box.width() - 24, 10), meter, self._tokens)


class ContractsPage(QWidget):
    """The table, and what to say where there is nothing to list."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("page")
        self.model = ContractModel(tokens)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(_METER, _MeterDelegate(tokens, self.table))
        self.table.setAccessibleName(tr("Contracts, by risk"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(40)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setCornerButtonEnabled(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (3, 4, 5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._empty = label(tr("No contract is known here yet. They come with the first synchronisation."), tone="dim", wrap=True)
        frame, layout = card(margin=6)
        layout.addWidget(self.table)
        self._frame = frame
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 16, 22, 18)
        whole.setSpacing(10)
        whole.addWidget(label(tr("Contracts, by risk"), pixels=19, bold=True))
        whole.addWidget(self._empty)
        whole.addWidget(frame, 100)
        whole.addStretch(1)

    def show_rows(self, rows: Sequence[ContractRow]) -> None:
        self.model.show_rows(rows)
        # As tall as it is full, up to the page; then it scrolls.
        self._frame.setMaximumHeight(self.table.horizontalHeader().sizeHint().height() + 40 * len(rows) + 18)
        self._empty.setVisible(not rows)
        self._frame.setVisible(bool(rows))
