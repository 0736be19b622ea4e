"""Pieces of the contract card: a figure to click, and the bars of the last weeks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from desktop.ui.contract_outlook import PaceView
from desktop.ui.contract_views import FigureView
from desktop.ui.flow import FlowRow
from desktop.ui.i18n import tr
from desktop.ui.kit import label, set_tone
from desktop.ui.theme import Tokens

BARS_HEIGHT = 46


class FigureRow(QPushButton):
    """A figure with its name; a click asks what it is made of."""

    asked = Signal(object)

    def __init__(self, view: FigureView) -> None:
        super().__init__()
        self._figure = view.figure
        self.setProperty("kind", "figure")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("What it is made of"))
        self._name, self._value = label(tone="dim"), label()
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(6, 0, 6, 0)
        line.addWidget(self._name, 1)
        line.addWidget(self._value)
        for made in (self._name, self._value):
            made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self._on_clicked)
        self.show_view(view)

    def show_view(self, view: FigureView) -> None:
        """Another value of the same figure."""
        self._figure = view.figure
        self._name.setText(view.name)
        self._value.setText(view.value)
        self.setAccessibleName(tr("{name}: {value}", name=view.name, value=view.value))
        self.setMinimumWidth(self._line.minimumSize().width())

    def _on_clicked(self) -> None:
        self.asked.emit(self._figure)


class Headline(QWidget):
    """A figure in large letters that can be clicked as well, or a sentence that cannot. Words after a wide figure go below it."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.figure = QPushButton()
        self.figure.setProperty("kind", "headline")
        self.figure.setCursor(Qt.CursorShape.PointingHandCursor)
        self.figure.setToolTip(tr("What it is made of"))
        self._note = label(tone="dim")
        self._note.setContentsMargins(0, 9, 0, 0)
        self._sentence = label(pixels=24, bold=True, wrap=True)
        self._row = FlowRow(gap=6)
        self._row.add(self.figure)
        self._row.add(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        column.addWidget(self._sentence)
        self.figure.clicked.connect(self.asked)

    def text(self) -> str:
        """What it says."""
        return self._sentence.text()

    def show_text(self, text: str, note: str, tone: str, *, clickable: bool) -> None:
        """Say ``text``; ``note`` is what stands after a figure."""
        self.figure.setText(text)
        self.figure.setAccessibleName(f"{text} {note}".strip())
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._sentence.setText(text)
        self._row.setVisible(clickable)
        self._sentence.setVisible(not clickable)
        for made in (self.figure, self._sentence):
            set_tone(made, tone)


class PaceBars(QWidget):
    """Counted time of the last weeks; each bar says its week, all of them are the accessible name."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._view: PaceView | None = None
        self.setFixedHeight(BARS_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_view(self, view: PaceView | None) -> None:
        """Other weeks."""
        if view != self._view:
            self._view = view
            self.setAccessibleName(view.spoken if view else "")
            self.update()

    def _boxes(self) -> list[QRectF]:
        if self._view is None:
            return []
        step = (self.width() + 6) / len(self._view.bars)
        # A week without work keeps a line, so that it is seen to be one.
        heights = [max(2.0, self.height() * bar / 1000) for bar in self._view.bars]
        return [QRectF(place * step, self.height() - height, step - 6, height) for place, height in enumerate(heights)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        boxes = self._boxes()
        for place, box in enumerate(boxes):
            under_way = place == len(boxes) - 1
            color = self._tokens.color("bar" if box.height() > 2 else "ctl")
            painter.setBrush(color)
            if under_way and box.height() > 4:
                # The week under way is not over: outlined instead of full.
                painter.setBrush(self._tokens.color("track"))
                painter.setPen(color)
                box = box.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(box, 2, 2)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._view is not None:
            place = int(event.pos().x() * len(self._view.tips) / max(1, self.width()))
            QToolTip.showText(event.globalPos(), self._view.tips[min(place, len(self._view.tips) - 1)], self)
            return True
        return super().event(event)
