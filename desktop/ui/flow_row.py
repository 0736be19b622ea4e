"""A row of widgets that breaks into as many lines as the width needs.

A widget that places its children itself, not a QLayout: an override of that one which fails ends the program in this Qt.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowRow(QWidget):
    """Left to right, then the next line."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self._gap = spacing
        self._shown: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` behind the others."""
        widget.setParent(self)
        self._shown.append(widget)

    def _place(self) -> None:
        x = y = line = 0
        for widget in self._shown:
            if widget.isHidden():
                continue
            size = widget.sizeHint().expandedTo(widget.minimumSize())
            if x > 0 and x + size.width() > self.width():
                x, y, line = 0, y + line + self._gap, 0
            widget.setGeometry(x, y, min(size.width(), self.width()), size.height())
            x, line = x + size.width() + self._gap, max(line, size.height())
        if self.minimumHeight() != y + line:
            self.setFixedHeight(y + line)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.Polish):
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
