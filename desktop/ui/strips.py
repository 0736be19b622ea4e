"""What the window says in passing: the stop just done, time that nobody watched, and the status bar."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import KeyButton, button, label, reference, set_tone
from desktop.ui.theme import Tokens
from desktop.ui.viewmodels import GapView, NoticeView, StatusView

MESSAGE_SECONDS = 8
STATUS_MARGINS, STATUS_GAP = 24, 18
"""Pixels at both ends of the status bar together, and between its texts."""


class Notice(QFrame):
    """The strip after a stop. It goes by itself; no click is needed."""

    undone = Signal(str)
    details_asked = Signal(str)
    discarded = Signal(str)

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._around = parent
        self._uid = ""
        self._fact, self._circumstances, self._ref = label(bold=True), label(tone="dim"), reference()
        self._question = label(tr("Was it meant?"))
        self.keep, self.discard = button(tr("Keep")), button(tr("Discard"))
        self.details = button(tr("Details…"))
        self.undo = KeyButton(tr("Undo"), "Ctrl+Z", tokens)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 10, 8)
        line.setSpacing(8)
        for text in (self._fact, self._circumstances, self._ref, self._question):
            line.addWidget(text)
        line.addStretch(1)
        for action in (self.keep, self.discard, self.details, self.undo):
            line.addWidget(action)
        self._going = QTimer(self, singleShot=True)
        self._going.timeout.connect(self.go)
        self.keep.clicked.connect(self.go)
        self.discard.clicked.connect(self._on_discard)
        self.details.clicked.connect(self._on_details)
        self.undo.clicked.connect(self._on_undo)
        self.hide()

    def show_view(self, view: NoticeView, seconds: int) -> None:
        """Show a stop for ``seconds``."""
        self._uid = view.uid
        for made, text in ((self._fact, view.fact), (self._circumstances, view.circumstances), (self._ref, view.ref)):
            made.setText(text)
        self._set_visible(True, self._circumstances, self._ref, self.undo)
        self._set_visible(view.asks, self._question, self.keep, self.discard)
        self.details.setVisible(not view.asks)
        self.setAccessibleName(f"{view.fact} {view.circumstances} {view.ref}")
        self._going.start(seconds * 1000)
        self.show()
        self.raise_()
        self.place()

    def show_message(self, text: str) -> None:
        """Say why something could not be done."""
        self._fact.setText(text)
        self._set_visible(False, self._circumstances, self._ref, self._question, self.keep, self.discard, self.details, self.undo)
        self.setAccessibleName(text)
        self._going.start(MESSAGE_SECONDS * 1000)
        self.show()
        self.raise_()
        self.place()

    def go(self) -> None:
        self._going.stop()
        self.hide()

    def _set_visible(self, visible: bool, *widgets: QWidget) -> None:
        for widget in widgets:
            widget.setVisible(visible)

    def place(self) -> None:
        """Above the status bar, in the middle."""
        around = self._around.rect()
        width = min(around.width() - 40, max(560, self.sizeHint().width()))
        self.setGeometry((around.width() - width) // 2, around.height() - 28 - 12 - 50, width, 50)

    def _on_undo(self) -> None:
        self.go()
        self.undone.emit(self._uid)

    def _on_details(self) -> None:
        self.go()
        self.details_asked.emit(self._uid)

    def _on_discard(self) -> None:
        self.go()
        self.discarded.emit(self._uid)


class GapStrip(QFrame):
    """Asks about time that nobody watched, calmly, for as long as it takes."""

    answered = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._uid = ""
        self.fact, self._circumstances = label(bold=True), label(tone="dim")
        self.was_break, self.keep = button(tr("It was a break")), button(tr("Keep"))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 7, 16, 7)
        line.setSpacing(8)
        line.addWidget(self.fact)
        line.addWidget(self._circumstances)
        line.addStretch(1)
        line.addWidget(self.was_break)
        line.addWidget(self.keep)
        self.was_break.clicked.connect(self._on_break)
        self.keep.clicked.connect(self._on_keep)
        self.hide()

    def show_view(self, view: GapView | None) -> None:
        self.setVisible(view is not None)
        if view is not None:
            self._uid = view.uid
            self.fact.setText(view.fact)
            self._circumstances.setText(view.circumstances)

    def _on_break(self) -> None:
        self.answered.emit(self._uid, False)

    def _on_keep(self) -> None:
        self.answered.emit(self._uid, True)


class StatusBar(QFrame):
    """In words: what is not in iTop yet, today, and which server."""

    outbox_asked = Signal()
    sync_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(30)
        self.text = button("", "quiet")
        self.today, self._server = label(tone="dim", pixels=12), label(tone="dim", pixels=12)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, STATUS_MARGINS - 10, 0)
        line.setSpacing(STATUS_GAP)
        line.addWidget(self.text)
        line.addStretch(1)
        line.addWidget(self.today)
        line.addWidget(self._server)
        self.text.clicked.connect(self.outbox_asked)
        QShortcut(QKeySequence("Ctrl+R"), self, self.sync_asked.emit)

    def show_view(self, view: StatusView) -> None:
        self.text.setText(view.text)
        self.text.setToolTip(view.tip)
        set_tone(self.text, view.tone)
        self.today.setText(view.today)
        self._server.setText(view.server)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the server goes first, then the day; what is not in iTop yet always stays."""
        room = self.width() - STATUS_MARGINS - self.text.sizeHint().width()
        for made in (self.today, self._server):
            room -= made.sizeHint().width() + STATUS_GAP
            made.setVisible(room >= 0 and bool(made.text()))
