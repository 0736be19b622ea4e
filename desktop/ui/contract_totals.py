"""The totals under the contracts' table, each sum below its column."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from desktop.ui import formats
from desktop.ui.contract_model import CELL, meter_box, side
from desktop.ui.contract_rows import Column, Totals
from desktop.ui.i18n import tr
from desktop.ui.kit import paint_meter
from desktop.ui.theme import Tokens, text_font

HEIGHT = 40


class TotalsBar(QWidget):
    """Follows the columns of ``table``."""

    def __init__(self, tokens: Tokens, table: QTableView) -> None:
        super().__init__()
        self._tokens, self._table = tokens, table
        self._bold = text_font(13, QFont.Weight.DemiBold)
        self._totals: Totals | None = None
        self.setFixedHeight(HEIGHT)
        header = table.horizontalHeader()
        header.sectionResized.connect(self._on_moved)
        header.geometriesChanged.connect(self._on_moved)
        table.horizontalScrollBar().valueChanged.connect(self._on_moved)

    def _on_moved(self) -> None:
        self.update()

    def show_totals(self, totals: Totals) -> None:
        """Other sums."""
        self._totals = totals
        said = tr(
            "Together {contracts}: balance {balance}, waiting {waiting}, projected {projected}",
            contracts=totals.text,
            balance=formats.balance(totals.balance),
            waiting=formats.balance(totals.here),
            projected=formats.balance(totals.projected),
        )
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        totals = self._totals
        if totals is None:
            return
        painter = QPainter(self)
        painter.setPen(self._tokens.color("ctl"))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setFont(self._bold)
        for column, text in (
            (Column.BALANCE, formats.balance(totals.balance)),
            (Column.WAITING, formats.balance(totals.here) if totals.here else ""),
        ):
            if not self._table.isColumnHidden(column):
                painter.setPen(self._tokens.color("ink"))
                painter.drawText(self._cell(column).adjusted(CELL, 0, -CELL, 0), side(column), text)
        if totals.meter is not None:
            paint_meter(painter, meter_box(self._cell(Column.CONSUMED)), totals.meter, self._tokens)
        painter.setPen(self._tokens.color("ink"))
        # The count may reach over the customers' column, which has no sum.
        room = self._cell(Column.NAME)
        if not self._table.isColumnHidden(Column.CUSTOMER):
            room = room.united(self._cell(Column.CUSTOMER))
        room = room.adjusted(CELL, 0, -CELL, 0)
        text = totals.text if QFontMetrics(self._bold).horizontalAdvance(totals.text) <= room.width() else totals.short
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()

    def _cell(self, column: int) -> QRect:
        header = self._table.horizontalHeader()
        return QRect(header.sectionViewportPosition(column), 1, header.sectionSize(column), self.height() - 1)
