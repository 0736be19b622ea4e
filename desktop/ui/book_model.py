"""A time book's tables for Qt: texts are made for the rows that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui.book_views import LineTexts, line_texts, ticket_texts
from desktop.ui.contract_model import CELL
from desktop.ui.i18n import tr
from desktop.ui.theme import Tokens, mono_font, text_font
from desktop.work.timebook import BookLine, TicketTime

_Index = QModelIndex | QPersistentModelIndex
TEXTS_ROLE = int(Qt.ItemDataRole.UserRole)
KEY_ROLE = TEXTS_ROLE + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


class BookColumn(IntEnum):
    WHEN = 0
    WHAT = 1
    WHO = 2
    WORKED = 3
    CHANGE = 4
    BALANCE = 5


class _Table(QAbstractTableModel):
    """What both tables have in common: headings, and which columns are figures."""

    heads: tuple[str, ...] = ()
    right: tuple[int, ...] = ()

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _DISPLAY:
            return self.heads[section]
        return self.side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def side(self, column: int) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if column in self.right else Qt.AlignmentFlag.AlignLeft)


class BookModel(_Table):
    """Lines latest first."""

    right = (BookColumn.WORKED, BookColumn.CHANGE, BookColumn.BALANCE)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._lines: list[BookLine] = []
        self._texts: dict[int, LineTexts] = {}
        self._now = 0
        self.heads = (tr("When"), tr("What"), tr("Who"), tr("Worked"), tr("Change"), tr("Balance"))

    def show_lines(self, lines: Sequence[BookLine], now: int) -> None:
        """Take other lines: those common at the bottom stay where they are, so that new work slides in on top."""
        new = list(lines)
        self._now = now
        self._texts.clear()
        same = 0
        for old_line, new_line in zip(reversed(self._lines), reversed(new), strict=False):
            if old_line != new_line:
                break
            same += 1
        gone, come = len(self._lines) - same, len(new) - same
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self._lines[:gone]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), 0, come - 1)
            self._lines = new
            self.endInsertRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        place, column = index.row(), index.column()
        if role == KEY_ROLE:
            return self._lines[place].ticket
        if role in (TEXTS_ROLE, _DISPLAY, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole):
            return self._shown(self._made(place), column, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(column)
        if role == Qt.ItemDataRole.FontRole and column == BookColumn.BALANCE:
            return text_font(13, QFont.Weight.DemiBold)
        return None

    def _made(self, place: int) -> LineTexts:
        if place not in self._texts:
            self._texts[place] = line_texts(self._lines[place], self._now)
        return self._texts[place]

    def _shown(self, texts: LineTexts, column: int, role: int) -> Any:
        if role == TEXTS_ROLE:
            return texts
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._tokens.color("dim" if column in (BookColumn.WHEN, BookColumn.WHO) else texts.tone)
        cell = (texts.when, texts.what, texts.who, texts.worked, texts.change, texts.balance)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return texts.spoken if column == BookColumn.WHEN else cell
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(text for text in (texts.what, texts.detail) if text) if column == BookColumn.WHAT else None
        return cell or None


class TicketsModel(_Table):
    """Tickets with their time, the most first."""

    right = (2, 3, 4, 5)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._tickets: list[TicketTime] = []
        self._now = 0
        self.heads = (tr("Ticket"), tr("Title"), tr("Entries"), tr("Worked"), tr("Counted"), tr("Last work"))

    def show_tickets(self, tickets: Sequence[TicketTime], now: int) -> None:
        """Take other tickets; the same ones in the same order keep their places."""
        new = list(tickets)
        self._now = now
        if [one.key for one in new] == [one.key for one in self._tickets]:
            changed = new != self._tickets
            self._tickets = new
            if changed and new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self.heads) - 1))
            return
        self.beginResetModel()
        self._tickets = new
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._tickets)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        ticket, column = self._tickets[index.row()], index.column()
        if role == KEY_ROLE:
            return ticket.key
        if role in (_DISPLAY, Qt.ItemDataRole.ToolTipRole):
            return ticket_texts(ticket, self._now)[column] or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            texts = ticket_texts(ticket, self._now)
            return ", ".join(text for text in texts if text) if column == 0 else texts[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._tokens.color("acc" if column == 0 else "dim" if column in (2, 5) else "")
        if role == Qt.ItemDataRole.FontRole:
            return mono_font() if column == 0 else text_font(13, QFont.Weight.DemiBold) if column == 4 else None
        return None


class WhatDelegate(QStyledItemDelegate):
    """Paints what a line is about, and below it the rest of what is to be said."""

    def __init__(self, tokens: Tokens, parent: QTableView) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._plain, self._small, self._mono = text_font(13, QFont.Weight.Medium), text_font(12), mono_font()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        texts: LineTexts = index.data(TEXTS_ROLE)
        work = index.data(KEY_ROLE) is not None
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._tokens.color("soft"))
        painter.setPen(self._tokens.color("line"))
        painter.drawLine(option.rect.topLeft(), option.rect.topRight())
        box = option.rect.adjusted(CELL, 0, -CELL, 0)
        above = QRect(box.x(), box.y() + 5, box.width(), 18)
        rows = [(above if texts.detail else box, texts.what, self._mono if work else self._plain, "accent" if work else texts.tone)]
        if texts.detail:
            rows.append((above.translated(0, 17), texts.detail, self._small, "dim"))
        for place, text, font, tone in rows:
            painter.setFont(font)
            painter.setPen(self._tokens.color(tone))
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
        painter.restore()
