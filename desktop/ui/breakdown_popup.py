"""What a figure is made of, in a frame above the window beside the figure."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.breakdown_views import Breakdown
from desktop.ui.i18n import tr
from desktop.ui.kit import button, label, rule

WIDTH = 360
EDGE = 8
"""Pixels kept free at the window's edges."""


class BreakdownPopup(QFrame):
    """Escape, a click elsewhere or leaving it closes it; the focus goes back to the figure."""

    book_asked = Signal(int, object)

    def __init__(self, contract_id: int, view: Breakdown, beside: QWidget) -> None:
        super().__init__(beside.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.setAccessibleName(view.title)
        self._contract_id, self._figure, self._beside = contract_id, view.figure, beside
        self.setFixedWidth(WIDTH)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 12, 14, 10)
        whole.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(view.title, bold=True), 1)
        head.addWidget(label(view.shown, bold=True))
        whole.addLayout(head)
        if view.parts:
            whole.addWidget(rule())
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(1)
        for place, part in enumerate(view.parts):
            grid.addWidget(label(part.text, wrap=True), 2 * place, 0)
            grid.addWidget(label(part.shown), 2 * place, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            if part.detail:
                grid.addWidget(label(part.detail, tone="dim", pixels=12, wrap=True), 2 * place + 1, 0)
        whole.addLayout(grid)
        if view.note:
            whole.addWidget(label(view.note, tone="dim", pixels=12, wrap=True))
        self.book = button(tr("Open the time book"), "link")
        self.book.clicked.connect(self._on_book)
        whole.addWidget(self.book, 0, Qt.AlignmentFlag.AlignLeft)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        self.setGraphicsEffect(shadow)

    def open(self) -> None:
        """Open under the figure, or above it where there is no room, within the window."""
        window = self._beside.window()
        self.resize(WIDTH, max(self.heightForWidth(WIDTH), self.minimumSizeHint().height()))
        at = self._beside.mapTo(window, QPoint(self._beside.width() - self.width(), self._beside.height() + 4))
        top = at.y() if at.y() + self.height() + EDGE <= window.height() else at.y() - self._beside.height() - self.height() - 8
        left = min(max(EDGE, at.x()), window.width() - self.width() - EDGE)
        self.move(left, max(EDGE, top))
        self.show()
        self.raise_()
        self.book.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        window.installEventFilter(self)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self and not self.isAncestorOf(new):
            self.close()

    def _on_book(self) -> None:
        self._beside.setFocus()
        self.book_asked.emit(self._contract_id, self._figure)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._beside.setFocus()
            self.close()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window of another size has the figure elsewhere; a click that takes no focus reaches the window."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.MouseButtonPress):
            self.close()
        return False
