"""What the window says in passing: what was just recorded, and the status bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import KeyButton, button, label, reference, set_tone
from desktop.ui.theme import Tokens
from desktop.ui.viewmodels import NoticeView, StatusView

MESSAGE_SECONDS = 8
STATUS_MARGINS, STATUS_GAP = 24, 18
LONG_MILLISECONDS = 500
"""How long a run may take before it is told and can be stopped."""
"""Pixels at both ends of the status bar together, and between its texts."""


class Notice(QFrame):
    """The strip after a stop. It goes by itself; no click is needed.

    Enter is Details while it has the focus; arrows leave it for the list. ``left`` says that the focus has to go somewhere.
    """

    undone = Signal(str)
    details_asked = Signal(str)
    discarded = Signal(str)
    left = Signal()
    said = Signal(str, bool)  # what it says, and whether that is urgent

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._around = parent
        self._uid = ""
        self._typing = False
        self._fact, self._circumstances, self._ref = label(bold=True), label(tone="dim"), reference()
        self._question, self._overlap = label(tr("Was it meant?")), label(tone="warn")
        self.keep, self.discard = button(tr("Keep")), button(tr("Discard"))
        self.details = KeyButton(tr("Details…"), "Enter", tokens)
        self.undo = KeyButton(tr("Undo"), "Ctrl+Z", tokens)
        words, actions = QHBoxLayout(), QHBoxLayout()
        for layout, widgets in (
            (words, (self._fact, self._circumstances, self._ref, self._question)),
            (actions, (self.keep, self.discard, self.details, self.undo)),
        ):
            layout.setSpacing(8)
            for made in widgets:
                layout.addWidget(made)
        words.addStretch(1)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 8, 10, 8)
        self._line.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(words)
        column.addWidget(self._overlap)
        self._line.addLayout(column, 1)
        self._line.addLayout(actions)
        for action in (self.keep, self.discard, self.details, self.undo):
            action.installEventFilter(self)
            action.setAutoDefault(True)
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
        self._overlap.setText(view.overlap)
        self._set_visible(True, self._circumstances, self._ref)
        self._set_visible(bool(view.overlap), self._overlap)
        self.undo.setVisible(view.undo)
        self._set_visible(view.asks, self._question, self.keep, self.discard)
        self.details.setVisible(not view.asks)
        self.setAccessibleName(" ".join(part for part in (view.fact, view.circumstances, view.ref, view.overlap) if part))
        self.said.emit(self.accessibleName(), False)
        self._going.start(seconds * 1000)
        self.show()
        self.raise_()
        self.place()

    def show_message(self, text: str) -> None:
        """Say why something could not be done."""
        self._fact.setText(text)
        beside = (self._circumstances, self._ref, self._question, self._overlap)
        self._set_visible(False, *beside, self.keep, self.discard, self.details, self.undo)
        self.setAccessibleName(text)
        self.said.emit(text, True)
        self._going.start(MESSAGE_SECONDS * 1000)
        self.show()
        self.raise_()
        self.place()

    def note_focus(self) -> None:
        """Before something is recorded: whoever types into another field than the comment's goes on typing afterwards."""
        focused = QApplication.focusWidget()
        self._typing = isinstance(focused, QLineEdit) and not focused.property("description")

    def take_focus(self) -> None:
        """So that Enter shows the details."""
        if self._typing:
            return
        (self.keep if self.keep.isVisible() else self.details).setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self) -> None:
        """Be gone."""
        self._going.stop()
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if had_focus:
            self.left.emit()

    def can_undo(self) -> bool:
        """Whether what it shows can be taken back now."""
        return self.isVisible() and self.undo.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.go()
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _set_visible(self, visible: bool, *widgets: QWidget) -> None:
        for widget in widgets:
            widget.setVisible(visible)

    def place(self) -> None:
        """Above the status bar, in the middle; its buttons below its words where they do not fit beside them."""
        around = self._around.rect()
        room = around.width() - 40
        self._line.setDirection(QBoxLayout.Direction.LeftToRight)
        if self._line.sizeHint().width() > room:
            self._line.setDirection(QBoxLayout.Direction.TopToBottom)
        width = min(room, max(560, self._line.sizeHint().width() + 12))
        height = max(50, self._line.sizeHint().height())
        self.setGeometry((around.width() - width) // 2, around.height() - 28 - 12 - height, width, height)

    def _on_undo(self) -> None:
        self.go()
        self.undone.emit(self._uid)

    def _on_details(self) -> None:
        self.go()
        self.details_asked.emit(self._uid)

    def _on_discard(self) -> None:
        self.go()
        self.discarded.emit(self._uid)


class StatusBar(QFrame):
    """In words: what is not in iTop yet, what happens about it, today, and which server."""

    outbox_asked = Signal()
    sync_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(30)
        self.text, self.sync = button("", "quiet"), button("", "quiet")
        self.next_try = label(tone="dim", pixels=12)
        self.today, self._server = label(tone="dim", pixels=12), label(tone="dim", pixels=12)
        self._running = self._stopping = False
        self._long = QTimer(self, singleShot=True, interval=LONG_MILLISECONDS)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, STATUS_MARGINS - 10, 0)
        line.setSpacing(STATUS_GAP)
        line.addWidget(self.text)
        line.addWidget(self.next_try)
        line.addWidget(self.sync)
        line.addStretch(1)
        line.addWidget(self.today)
        line.addWidget(self._server)
        self._long.timeout.connect(self._say_running)
        self.text.clicked.connect(self.outbox_asked)
        self.sync.clicked.connect(self._on_sync)
        self._say_running()

    def show_view(self, view: StatusView) -> None:
        self.text.setText(view.text)
        self.text.setToolTip(view.tip)
        set_tone(self.text, view.tone)
        self.next_try.setText(view.next_try)
        self.today.setText(view.today)
        self._server.setText(view.server)
        self._fit()

    def show_running(self, running: bool) -> None:
        """The synchronisation began or ended; one that takes longer than a moment can be stopped."""
        self._running = running
        self._stopping = self._stopping and running
        if running:
            self._long.start()
        else:
            self._long.stop()
            self._say_running()

    def _say_running(self) -> None:
        text = tr("Stop synchronising") if self._running else tr("Synchronise now")
        if self._stopping:
            text = tr("Stopping after this call…")
        self.sync.setText(text)
        self.sync.setEnabled(not self._stopping)
        self._fit()

    def _on_sync(self) -> None:
        if not self._running:
            self.sync_asked.emit()
        elif not self._long.isActive():
            self._stopping = True
            self._say_running()
            self.cancel_asked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the server goes first, then the day; what is not in iTop yet always stays."""
        room = self.width() - STATUS_MARGINS - self.text.sizeHint().width()
        for made in (self.sync, self.next_try, self.today, self._server):
            room -= made.sizeHint().width() + STATUS_GAP if made.text() else 0
            made.setVisible(room >= 0 and bool(made.text()))
