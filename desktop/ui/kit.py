"""Small pieces that the views are built from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QIconEngine,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.system.paths import resources
from desktop.ui.contract_figures import Meter
from desktop.ui.theme import Tokens, mono_font, text_font


def label(text: str = "", *, tone: str = "", pixels: int = 13, bold: bool = False, wrap: bool = False, name: str = "") -> QLabel:
    """A plain-text label; what comes from iTop is never taken for mark-up."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setFont(text_font(pixels, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
    if name:
        made.setObjectName(name)
    if tone:
        made.setProperty("tone", tone)
    return made


def reference(text: str = "") -> QLabel:
    """A ticket's reference."""
    made = label(text, tone="acc")
    made.setFont(mono_font())
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Change a widget's tone; the style sheet is asked again."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_over(widget: QWidget, over: bool) -> None:
    """Whether a widget lies above the others, with an edge of its own."""
    widget.setProperty("over", over)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class _Chip(QPushButton):
    """One that can be chosen is as wide as its text is then, in bold."""

    def sizeHint(self) -> QSize:
        if not self.isCheckable():
            return super().sizeHint()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(0, more), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def button(text: str, kind: str = "") -> QPushButton:
    """A push button of a kind that the style sheet knows: primary, chip, link, quiet, or an ordinary one."""
    made = _Chip(text) if kind == "chip" else QPushButton(text)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


class KeyButton(QPushButton):
    """A button that shows its key in a small frame after its text. The key itself is made in :mod:`desktop.ui.keys`."""

    def __init__(self, text: str, key: str, tokens: Tokens, kind: str = "") -> None:
        super().__init__(text)
        self.key = key
        self._key = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
        self._color = tokens.color("on_accent" if kind == "primary" else "dim")
        self._dim = tokens.color("dim")
        self._line = tokens.color("on_accent" if kind == "primary" else "line")
        self._font = mono_font(11)
        self._font.setWeight(QFont.Weight.Normal)
        self._compact = False
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Leave the key out where there is no room; it works all the same."""
        self._compact = compact
        self.setStyleSheet("" if compact else f"text-align: left; padding-right: {self._key_width() + 20}px;")
        self.setToolTip(self._key if compact else "")

    def _key_width(self) -> int:
        return QFontMetrics(self._font).horizontalAdvance(self._key) + 10

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._compact:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        box = QRectF(self.width() - self._key_width() - 11, (self.height() - 17) / 2, self._key_width(), 17)
        line, color = (self._line, self._color) if self.isEnabled() else (self._dim, self._dim)
        line.setAlphaF(0.8)
        painter.setPen(QPen(line, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(color)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()


def card(*, margin: int = 14, spacing: int = 4) -> tuple[QFrame, QVBoxLayout]:
    """A panel with rounded corners, and its layout."""
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return frame, layout


def row(*widgets: QWidget, spacing: int = 8, stretch: int = -1) -> QHBoxLayout:
    """Widgets side by side; ``stretch`` is the place before which the room goes, −1 at the end."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for place, widget in enumerate(widgets):
        if place == stretch:
            layout.addStretch(1)
        layout.addWidget(widget)
    if stretch == -1:
        layout.addStretch(1)
    return layout


class Message(QFrame):
    """A sentence in a frame: what went wrong, or well."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message")
        self._label = label(wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._label)
        self.hide()

    def say(self, text: str, tone: str) -> None:
        """Show ``text``; an empty one hides the frame."""
        self._label.setText(text)
        set_tone(self._label, tone)
        set_tone(self, tone)
        self.setVisible(bool(text))

    def text(self) -> str:
        return self._label.text()


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setObjectName("rule")
    made.setFixedHeight(1)
    return made


def clear(layout: QLayout) -> None:
    """Remove everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class _LineIcon(QIconEngine):
    """Draws a line icon when and as large as it is seen, so that it is sharp at every scale."""

    def __init__(self, svg: str, rest: str, chosen: str) -> None:
        super().__init__()
        self._svg, self._rest, self._chosen = svg, rest, chosen

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        from PySide6.QtSvg import QSvgRenderer  # with the first icon that is drawn

        color = self._chosen if state is QIcon.State.On else self._rest
        QSvgRenderer(QByteArray(self._svg.replace("#000000", color).encode())).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        with painting(drawn) as painter:
            self.paint(painter, drawn.rect(), mode, state)
        return drawn

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self.pixmap(size, mode, state)

    def clone(self) -> QIconEngine:
        return _LineIcon(self._svg, self._rest, self._chosen)


def icon(name: str, tokens: Tokens) -> QIcon:
    """A line icon in the colours of rest and of choice."""
    return QIcon(_LineIcon((resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8"), tokens.dim, tokens.accent))


@contextmanager
def painting(device: QPixmap) -> Iterator[QPainter]:
    """A smooth painter that ends whatever happens."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()


def paint_meter(painter: QPainter, box: QRectF, meter: Meter, tokens: Tokens) -> None:
    """The consumption bar: in iTop solid, waiting and running here hatched, beyond the provision red."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setClipPath(path)
    painter.fillRect(box, tokens.color("track"))
    solid = tokens.color("pale" if meter.pale else "bar")
    x = box.x()
    for part, kind in ((meter.consumed, "bar"), (meter.here, "pend"), (meter.over, "bad")):
        if part <= 0:
            continue
        piece = QRectF(x, box.y(), max(2.0, box.width() * part / 1000), box.height())
        if kind == "bad" and x > box.x():
            # A cut before it, so that the part beyond is told by more than its colour.
            painter.fillRect(QRectF(x - 1, box.y(), 2, box.height()), tokens.color("panel"))
            piece.setLeft(x + 1)
        if kind == "pend":
            _hatch(painter, piece, tokens.color("pend"))
        else:
            painter.fillRect(piece, solid if kind == "bar" else tokens.color("bad"))
        x += box.width() * part / 1000
    painter.restore()


def _hatch(painter: QPainter, piece: QRectF, color: QColor) -> None:
    painter.save()
    painter.setClipRect(piece, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(QBrush(color), 2.2))
    x = piece.x() - piece.height()
    while x < piece.right() + piece.height():
        painter.drawLine(int(x), int(piece.y() - 1), int(x + piece.height() + 2), int(piece.bottom() + 1))
        x += 4
    painter.restore()


class MeterBar(QWidget):
    """A consumption bar of its own."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._meter = Meter()
        self.setFixedHeight(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_meter(self, meter: Meter) -> None:
        self._meter = meter
        self.setAccessibleName(meter.text)
        self.setToolTip(meter.text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_meter(painter, QRectF(self.rect()), self._meter, self._tokens)
        painter.end()
