"""How a row of the working list looks: two lines where it is compact, three where it is comfortable."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui.list_model import ROW_ROLE
from desktop.ui.theme import Tokens, mono_font, text_font
from desktop.ui.ticket_rows import SectionRow, TicketRow

COMPACT, COMFORTABLE = 48, 70
"""Heights of rows in pixels."""
SIGN_WIDTH, SIGN_HEIGHT = 76, 28
"""Where a click starts or pauses, at a row's end."""
_LINE = 19
_LEAST = 40
"""Pixels that a customer's name must have to be shown at all."""
_MEASURED = 4000
"""Texts whose widths are kept."""
_Index = QModelIndex | QPersistentModelIndex


def sign_box(row: QRect) -> QRect:
    """The part of a row that starts or pauses its timer."""
    return QRect(row.right() - SIGN_WIDTH, row.y(), SIGN_WIDTH, SIGN_HEIGHT)


class _Font:
    """A font with what was measured in it: most texts of a list come again and again."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetrics(font)
        self.base = (_LINE + self._metrics.ascent() - self._metrics.descent()) // 2
        self._widths: dict[str, int] = {}
        self._cuts: dict[tuple[str, int], str] = {}

    def width(self, text: str) -> int:
        if text not in self._widths:
            if len(self._widths) > _MEASURED:
                self._widths.clear()
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def cut(self, text: str, room: int) -> str:
        """``text`` as far as it fits."""
        if self.width(text) <= room:
            return text
        if (text, room) not in self._cuts:
            if len(self._cuts) > _MEASURED:
                self._cuts.clear()
            self._cuts[text, room] = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
        return self._cuts[text, room]


class RowPainter(QStyledItemDelegate):
    """Title and time above; reference, customer, due and what is left below. The sign says what a click on it does."""

    def __init__(self, tokens: Tokens, parent: QWidget, *, comfortable: bool = False) -> None:
        super().__init__(parent)
        names = ("ink", "dim", "accent", "acc", "warn", "bad", "ok", "line", "soft", "hover", "bg")
        self._colors = {name: tokens.color(name) for name in names}
        self._plain, self._medium = _Font(text_font()), _Font(text_font(13, QFont.Weight.Medium))
        self._bold, self._mono = _Font(text_font(13, QFont.Weight.DemiBold)), _Font(mono_font())
        self.comfortable = comfortable
        self.pointer = QPoint(-1, -1)
        """Where the mouse is in the view: the sign under it is drawn as one that can be pressed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, COMFORTABLE if self.comfortable else COMPACT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        made = index.data(ROW_ROLE)
        if made is None:
            return
        painter.save()
        box = option.rect
        if isinstance(made, SectionRow):
            self._section(painter, box, made)
        else:
            self._row(painter, box, option.state, made)
        painter.restore()

    def _row(self, painter: QPainter, box: QRect, state: QStyle.StateFlag, made: TicketRow) -> None:
        chosen, over = bool(state & QStyle.StateFlag.State_Selected), bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.fillRect(box, self._colors["soft" if chosen else "hover"])
        painter.setPen(self._colors["line"])
        painter.drawLine(box.topLeft(), box.topRight())
        line = QRect(box.x() + 12, box.y() + (8 if self.comfortable else 5), box.width() - 24, _LINE)
        used = self._time(painter, line, made, over or chosen, box)
        title = line.adjusted(0, 0, -used - 10, 0)
        if made.answered:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colors["accent"])
            painter.drawEllipse(QPointF(title.x() + 3.5, title.center().y() + 0.5), 3.5, 3.5)
            title.adjust(13, 0, 0, 0)
        self._left(painter, title, made.title, "ink", self._bold if made.answered else self._medium)
        line.translate(0, _LINE)
        used = self._right(painter, line, made.left, made.left_tone or "dim", self._plain)
        below = line.adjusted(0, 0, -used - 10, 0)
        if self.comfortable:
            self._facts(painter, below, made, "", "")
            line.translate(0, _LINE)
            due, tone = (made.answered, "ink") if made.answered else (made.due, made.due_tone)
            used = self._right(painter, line, due, tone or "dim", self._plain)
            self._left(painter, line.adjusted(0, 0, -used - 10, 0), made.more, "dim", self._plain)
        else:
            due, tone = (made.answered, "ink") if made.answered and made.due_tone != "warn" else (made.due, made.due_tone)
            self._facts(painter, below, made, due, tone)
        if state & QStyle.StateFlag.State_HasFocus and chosen:
            painter.fillRect(QRect(box.x(), box.y() + 1, 3, box.height() - 1), self._colors["accent"])

    def _time(self, painter: QPainter, line: QRect, made: TicketRow, shown: bool, box: QRect) -> int:
        """The sign and the time at a row's end; the pixels both take."""
        tone = {"running": "accent", "paused": "ink"}.get(made.state, "dim")
        over = shown and sign_box(box).contains(self.pointer)
        if over:
            tone = "accent"
        used = self._right(painter, line, made.time, tone, self._bold if made.state == "running" else self._plain) if made.time else 0
        middle = QPointF(line.right() - used - (7 if used else 0) - 5, line.center().y() + 0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._colors[tone]
        painter.setPen(QPen(color, 1.2))
        painter.setBrush(color)
        if made.state == "running" and not over:
            painter.drawEllipse(middle, 4, 4)
        elif made.state == "running" or (made.state == "paused" and not over):
            painter.drawRect(QRect(int(middle.x()) - 4, int(middle.y()) - 4, 2, 9))
            painter.drawRect(QRect(int(middle.x()) + 2, int(middle.y()) - 4, 2, 9))
        else:
            painter.setBrush(color if over else Qt.BrushStyle.NoBrush)
            x, y = middle.x(), middle.y()
            painter.drawPolygon(QPolygonF([QPointF(x - 4, y - 4.5), QPointF(x + 5, y), QPointF(x - 4, y + 4.5)]))
        return used + 18

    def _facts(self, painter: QPainter, box: QRect, made: TicketRow, due: str, due_tone: str) -> None:
        used = self._left(painter, box, made.ref, "accent", self._mono) + 6
        room = box.width() - used - self._plain.width(f" · {due}" if due else "")
        # A letter and three dots say nothing of a customer.
        customer = made.customer if room >= min(_LEAST, self._plain.width(made.customer)) else ""
        used += self._left(painter, box.adjusted(used, 0, room - box.width() + used, 0), customer, "dim", self._plain)
        self._left(painter, box.adjusted(used, 0, 0, 0), f" · {due}" if due and customer else due, due_tone or "dim", self._plain)

    def _section(self, painter: QPainter, box: QRect, made: SectionRow) -> None:
        painter.fillRect(box, self._colors["bg"])
        painter.setPen(self._colors["line"])
        painter.drawLine(box.topLeft(), box.topRight())
        line = QRect(box.x() + 12, box.bottom() - 26, box.width() - 24, _LINE)
        used = self._right(painter, line, made.detail, "dim", self._plain)
        self._left(painter, line.adjusted(0, 0, -used - 10, 0), made.title, "dim", self._bold)

    def _left(self, painter: QPainter, box: QRect, text: str, tone: str, font: _Font) -> int:
        if not text:
            return 0
        text = font.cut(text, box.width())
        painter.setFont(font.font)
        painter.setPen(self._colors[tone])
        painter.drawText(box.x(), box.y() + font.base, text)
        return font.width(text)

    def _right(self, painter: QPainter, box: QRect, text: str, tone: str, font: _Font) -> int:
        if not text:
            return 0
        width = font.width(text)
        painter.setFont(font.font)
        painter.setPen(self._colors[tone])
        painter.drawText(box.right() + 1 - width, box.y() + font.base, text)
        return width
