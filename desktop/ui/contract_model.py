"""The contracts' table for Qt: patched row by row, so that selection, scroll position and focus stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui.contract_figures import Meter
from desktop.ui.contract_rows import Column, ContractRow
from desktop.ui.i18n import tr
from desktop.ui.kit import paint_meter
from desktop.ui.theme import Tokens, text_font

_Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
CELL = 11
"""What the table leaves at both sides of a cell's text."""
ROW_HEIGHT, STACKED_HEIGHT = 44, 60
_RIGHT = (Column.BALANCE, Column.WAITING, Column.END)


class ContractModel(QAbstractTableModel):
    """Rows as they are; sorted and filtered before they come."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._rows: list[ContractRow] = []
        self._bold = text_font(13, QFont.Weight.DemiBold)
        self._heads = [tr("Contract"), tr("Customer"), tr("Consumed"), tr("Balance"), tr("Waiting"), tr("End"), tr("Outlook")]

    def show_rows(self, rows: Sequence[ContractRow]) -> None:
        """Take ``rows`` in their order: what is gone is removed, what is new inserted, what changed said."""
        wanted = {row.id: row for row in rows}
        self._remove(wanted.keys())
        known = {row.id for row in self._rows}
        if fresh := [row for row in rows if row.id not in known]:
            place = len(self._rows)
            self.beginInsertRows(QModelIndex(), place, place + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()
        if [row.id for row in self._rows] != [row.id for row in rows]:
            self._reorder([row.id for row in rows])
        old, self._rows = self._rows, list(rows)
        changed = [place for place, (before, after) in enumerate(zip(old, self._rows, strict=True)) if before != after]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(Column) - 1))

    def _remove(self, kept: Any) -> None:
        last = len(self._rows) - 1
        while last >= 0:
            if self._rows[last].id in kept:
                last -= 1
                continue
            first = last
            while first > 0 and self._rows[first - 1].id not in kept:
                first -= 1
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
            last = first - 1

    def _reorder(self, order: Sequence[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        places = {number: place for place, number in enumerate(order)}
        held = self.persistentIndexList()
        moved = [self.index(places[self._rows[index.row()].id], index.column()) for index in held]
        self._rows.sort(key=lambda row: places[row.id])
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def row_of(self, number: int) -> int:
        """The row of a contract, −1 where it is not listed."""
        return next((place for place, row in enumerate(self._rows) if row.id == number), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side(section)
        if role == Qt.ItemDataRole.ToolTipRole and section == Column.WAITING:
            return tr("Waiting here, and what timers would count now")
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.name, row.customer, "", row.balance_text, row.here_text, row.end_text, row.outlook)[column] or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._spoken(row, column) if column in (Column.NAME, Column.CONSUMED, Column.OUTLOOK) else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._tokens.color(self._tone(row, column))
        if role == Qt.ItemDataRole.FontRole and column in (Column.NAME, Column.BALANCE):
            return self._bold
        return None

    def _spoken(self, row: ContractRow, column: int) -> str:
        if column == Column.NAME:
            return tr("{name}, {customer}", name=row.name, customer=row.customer)
        if column == Column.CONSUMED:
            return row.meter.text if row.meter else tr("Consumed: unknown")
        value = (row.name, row.customer, "", row.balance_text, row.here_text, row.end_text, row.outlook)[column]
        return f"{self._heads[column]}: {value}"

    @staticmethod
    def _tone(row: ContractRow, column: int) -> str:
        if column == Column.BALANCE:
            return row.tone
        if column == Column.OUTLOOK:
            return row.outlook_tone
        return "dim" if column in (Column.WAITING, Column.END) else ""


def side(column: int) -> Qt.AlignmentFlag:
    """How a column is aligned: figures to the right."""
    return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft)


def meter_box(cell: QRect) -> QRectF:
    """Where a bar goes in its cell."""
    box = QRectF(cell)
    return QRectF(box.x() + 8, box.center().y() - 4, max(0.0, box.width() - 20), 9)


class MeterDelegate(QStyledItemDelegate):
    """Paints the consumption bar."""

    def __init__(self, tokens: Tokens, parent: QTableView) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        meter: Meter | None = index.data(ROW_ROLE).meter
        if meter is not None:
            paint_meter(painter, meter_box(option.rect), meter, self._tokens)


class StackedDelegate(QStyledItemDelegate):
    """Two lines in a cell for the columns that there is no room for: the customer and the bar below the contract, the outlook below the
    balance."""

    def __init__(self, tokens: Tokens, parent: QTableView) -> None:
        super().__init__(parent)
        self._tokens, self._view = tokens, parent
        self._bold, self._small = text_font(13, QFont.Weight.DemiBold), text_font(12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if not self._is_stacked(index.column()):
            super().paint(painter, option, index)
            return
        row: ContractRow = index.data(ROW_ROLE)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._tokens.color("soft"))
        painter.setPen(self._tokens.color("line"))
        painter.drawLine(option.rect.topLeft(), option.rect.topRight())
        box = option.rect.adjusted(CELL, 0, -CELL, 0)
        name = index.column() == Column.NAME
        bar_below = name and row.meter is not None and self._view.isColumnHidden(Column.CONSUMED)
        above = QRect(box.x(), box.y() + (6 if self._view.isColumnHidden(Column.CONSUMED) else 4), box.width(), 18)
        texts = ((row.name, "ink"), (row.customer, "dim")) if name else ((row.balance_text, row.tone), (row.outlook, row.outlook_tone))
        for place, (text, tone) in enumerate(texts):
            font = self._small if place else self._bold
            painter.setFont(font)
            painter.setPen(self._tokens.color(tone))
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(above.translated(0, 18 * place), side(index.column()), cut)
        if bar_below and row.meter is not None:
            bar = QRectF(box.x(), box.y() + 45, max(24, min(box.width(), 150)), 6)
            paint_meter(painter, bar, row.meter, self._tokens)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        if not self._is_stacked(index.column()):
            return super().sizeHint(option, index)
        row: ContractRow = index.data(ROW_ROLE)
        texts = (row.name, row.customer) if index.column() == Column.NAME else (row.balance_text, row.outlook)
        widths = [QFontMetrics(font).horizontalAdvance(text) for font, text in zip((self._bold, self._small), texts, strict=True)]
        return QSize(max(widths) + 2 * CELL + 2, STACKED_HEIGHT)

    def _is_stacked(self, column: int) -> bool:
        return self._view.isColumnHidden(Column.CUSTOMER if column == Column.NAME else Column.OUTLOOK)
