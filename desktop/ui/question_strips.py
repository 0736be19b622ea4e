"""The strips under the timer bar: time that nobody watched, and work over the balance. They ask calmly and never take the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.core.durations import parse_duration
from desktop.core.errors import UsageError
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.ui.kit import button, label, row, set_tone
from desktop.ui.strip_views import GapView, OverView

NARROW = 940
"""Width in pixels below which the answers have a line of their own."""


class GapStrip(QFrame):
    """Each answer carries the uid of the timer or entry that is asked about."""

    answered = Signal(str, bool)
    split = Signal(str, int)
    other_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._view: GapView | None = None
        self.fact, self._circumstances = label(bold=True), label(tone="dim", wrap=True)
        self.was_break, self.keep = button(tr("It was a break")), button(tr("Keep"))
        self.other, self.part = button(tr("Other ticket…")), button(tr("Split…"))
        self.worked = QLineEdit()
        self.worked.setPlaceholderText("0:20")
        self.worked.setFixedWidth(84)
        self.worked.setAccessibleName(tr("How much of it was work (0:20, 20m)"))
        self._of = label(tone="dim")
        self.accept, self.back = button(tr("Keep this part"), "primary"), button(tr("Back"))
        self._answers, self._splitting = QWidget(), QWidget()
        self._line = QHBoxLayout(self)
        self._lay_out()
        self.was_break.clicked.connect(self._on_break)
        self.keep.clicked.connect(self._on_keep)
        self.other.clicked.connect(self._on_other)
        self.part.clicked.connect(self.begin_split)
        self.accept.clicked.connect(self._on_accept)
        self.back.clicked.connect(self.end_split)
        self.worked.returnPressed.connect(self._on_accept)
        self.worked.textEdited.connect(self._on_typed)
        self.worked.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.fact)
        words.addWidget(self._circumstances)
        self._answers.setLayout(row(self.was_break, self.keep, self.other, self.part))
        self._splitting.setLayout(row(label(tr("Worked")), self.worked, self._of, self.accept, self.back))
        self._line.setContentsMargins(16, 7, 16, 7)
        self._line.setSpacing(8)
        self._line.addLayout(words, 1)
        self._line.addWidget(self._answers)
        self._line.addWidget(self._splitting)
        self._splitting.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The answers go below the question where they would press it."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def show_view(self, view: GapView | None) -> None:
        """Ask, or be gone. What is being typed stays while the same is asked."""
        if view is None or self._view is None or view.uid != self._view.uid:
            self.end_split()
        self._view = view
        self.setVisible(view is not None)
        if view is not None:
            self.fact.setText(view.fact)
            self._circumstances.setText(view.circumstances)
            self._of.setText(tr("of {time}", time=formats.duration(view.seconds)))
            self.setAccessibleName(f"{view.fact}. {view.circumstances}")

    def begin_split(self) -> None:
        """Ask how much of it was work, in place of the answers."""
        self._answers.hide()
        self._splitting.show()
        self.worked.clear()
        set_tone(self._of, "dim")
        self.worked.setFocus()

    def end_split(self) -> None:
        """Back to the answers."""
        had_focus = any(made.hasFocus() for made in (self.worked, self.accept, self.back))
        self._splitting.hide()
        self._answers.show()
        if had_focus and self.isVisible():
            self.part.setFocus()

    def _on_typed(self) -> None:
        set_tone(self._of, "dim")

    def _on_break(self) -> None:
        if self._view is not None:
            self.answered.emit(self._view.uid, False)

    def _on_keep(self) -> None:
        if self._view is not None:
            self.answered.emit(self._view.uid, True)

    def _on_other(self) -> None:
        if self._view is not None:
            self.other_asked.emit(self._view.uid)

    def _on_accept(self) -> None:
        if self._view is None:
            return
        try:
            kept = parse_duration(self.worked.text())
        except UsageError:
            kept = -1
        if 0 < kept <= self._view.seconds:
            self.split.emit(self._view.uid, kept)
        else:
            set_tone(self._of, "bad")
            self._of.setText(tr("at most {time}, as 0:20 or 20m", time=formats.duration(self._view.seconds)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.end_split()
            return True
        return super().eventFilter(watched, event)


class OverStrip(QFrame):
    """Says that the running timer goes over the balance, until a person has taken note of it."""

    noted = Signal(object, int)  # the ticket and the contract

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._view: OverView | None = None
        self.text = label(bold=True, wrap=True)
        self.understood = button(tr("Understood"))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 7, 16, 7)
        line.setSpacing(12)
        line.addWidget(self.text, 1)
        line.addWidget(self.understood)
        self.understood.clicked.connect(self._on_understood)
        self.hide()

    def show_view(self, view: OverView | None) -> None:
        """Warn, or be gone."""
        self._view = view
        if view is not None:
            self.text.setText(f"⚠ {view.text}")
            set_tone(self.text, view.tone)
            self.setAccessibleName(view.text)
        self.setVisible(view is not None)

    def _on_understood(self) -> None:
        if self._view is not None:
            self.noted.emit(self._view.ticket, self._view.contract_id)
