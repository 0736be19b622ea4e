"""Widgets side by side that go on in the next line where the first is full."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowRow(QWidget):
    """Widgets from left to right, each as large as it wants to be, ``gap`` pixels apart both ways.

    A widget that places its children, not a layout: Qt keeps a layout's items to itself, and Python's names for them end without notice.
    """

    def __init__(self, *, gap: int = 8, margins: QMargins | None = None) -> None:
        super().__init__()
        self._gap, self._margins = gap, margins or QMargins()
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` at the end; one that was hidden stays so."""
        hidden = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        widget.setParent(self)
        self._widgets.append(widget)
        widget.setVisible(not hidden)

    def take(self, widget: QWidget) -> None:
        """Let ``widget`` go, without an end to it."""
        if widget in self._widgets:
            self._widgets.remove(widget)

    def clear(self) -> None:
        """Remove everything."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets = []

    def widgets(self) -> list[QWidget]:
        """What stands here, in order."""
        return list(self._widgets)

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:
        widest = self.minimumSizeHint().width()
        return QSize(widest, self._arrange(max(self.width(), widest), move=False))

    def minimumSizeHint(self) -> QSize:
        width = max((widget.minimumSizeHint().expandedTo(widget.minimumSize()).width() for widget in self._shown()), default=0)
        height = max((widget.sizeHint().height() for widget in self._shown()), default=0)
        margins = self._margins
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange(self.width(), move=True)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _arrange(self, width: int, *, move: bool) -> int:
        """Place the widgets in ``width`` pixels if ``move``; the height that they need."""
        inner = QRect(0, 0, width, 0).marginsRemoved(QMargins(self._margins.left(), 0, self._margins.right(), 0))
        x, y, line = inner.x(), self._margins.top(), 0
        for widget in self._shown():
            hint = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
            if x > inner.x() and x + hint.width() > inner.right() + 1:
                x, y, line = inner.x(), y + line + self._gap, 0
            if move:
                widget.setGeometry(QRect(QPoint(x, y), QSize(min(hint.width(), inner.width()), hint.height())))
            x += hint.width() + self._gap
            line = max(line, hint.height())
        return y + line + self._margins.bottom()
