"""A panel above the window: the palette, the keyboard help. Part of the window, so that its keys go on working."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

MARGIN, TOP = 24, 72
"""Pixels left around the panel, and above it where there is room."""
LONGEST_CHAIN = 2000
"""Widgets to look at for the next one inside."""
SHADE = QColor(0, 0, 0, 76)


class Overlay(QWidget):
    """Escape or a click beside the panel closes it; the focus then goes back to where it was, and meanwhile stays inside."""

    closed = Signal()

    def __init__(self, window: QWidget, name: str, width: int, height: int) -> None:
        super().__init__(window)
        self._wanted = (width, height)
        self._before: QWidget | None = None
        self._around = window
        self.panel = QFrame(self)
        self.panel.setObjectName("overlay")
        self.panel.setAccessibleName(name)
        self.body = QVBoxLayout(self.panel)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        window.installEventFilter(self)
        self.hide()

    def open(self, first: QWidget) -> None:
        """Show it, with the focus on ``first``."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        # No other reason: a text field would select what it was opened on.
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_over(self) -> None:
        """Hide it, and give the focus back."""
        if self.isHidden():
            return
        inside = self.isAncestorOf(QApplication.focusWidget() or self._around)
        self.hide()
        if inside and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def width_of_panel(self) -> int:
        """How wide it is in the window as it is."""
        return min(self._wanted[0], self._around.width() - 2 * MARGIN)

    def want_height(self, height: int) -> None:
        """As high as what it shows."""
        if height != self._wanted[1]:
            self._wanted = (self._wanted[0], height)
            self._place()

    def _place(self) -> None:
        around = self._around.rect()
        self.setGeometry(around)
        width = self.width_of_panel()
        height = min(self._wanted[1], around.height() - 2 * MARGIN)
        self.panel.setGeometry((around.width() - width) // 2, min(TOP, max(MARGIN, (around.height() - height) // 2)), width, height)

    def event(self, event: QEvent) -> bool:
        """Escape is this panel's own, whatever else it may close in the window below."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_over()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_over()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), SHADE)
        painter.end()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        here = QApplication.focusWidget()
        widget: QWidget | None = here or self.panel
        for _ in range(LONGEST_CHAIN):
            assert widget is not None
            widget = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
            if widget is None or widget is here:
                break
            if self.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                break
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False
