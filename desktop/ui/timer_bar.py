"""The timer bar, always on top: the clock, the ticket, the comment, what it counts as, and the keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.flow import FlowRow
from desktop.ui.i18n import tr
from desktop.ui.keys import CHIPS, native
from desktop.ui.kit import KeyButton, button, label, reference, set_tone
from desktop.ui.theme import Tokens, text_font
from desktop.ui.viewmodels import Chip, TimerBarView

TWO_LINES = 1100
"""Width in pixels below which the comment has a line of its own."""
FIELD_PLACE = 2
"""Of the comment in the line, after clock and ticket."""
TYPED_MILLISECONDS = 600
"""Pause in typing after which the comment is kept."""


class ElidedLabel(QLabel):
    """A label that cuts its text at the end where there is no room; the whole is its tooltip."""

    def __init__(self, *, tone: str = "", pixels: int = 13, bold: bool = False) -> None:
        super().__init__()
        self._text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(text_font(pixels, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._cut()

    def resizeEvent(self, event: object) -> None:
        self._cut()

    def _cut(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width()))


class TimerBar(QFrame):
    """Signals carry the timer's uid where there may be several."""

    stop_asked = Signal()
    pause_asked = Signal()
    switch_asked = Signal()
    chip_chosen = Signal(str)
    ticket_asked = Signal(str)  # the timer that shall be given one
    described = Signal(str, str, int)  # uid, comment, activity id

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._view = TimerBarView()
        self._dirty = False
        self.clock = label("0:00:00", tone="dim", pixels=24, bold=True)
        self.clock.setMinimumWidth(112)
        self.ref = reference()
        self.title = ElidedLabel(bold=True)
        self.counts = label(tone="dim", pixels=12)
        self.comment = QLineEdit()
        self.comment.setPlaceholderText(tr("What are you doing?"))
        self.comment.setToolTip(tr("The comment goes into the time book"))
        self.comment.setAccessibleName(tr("Comment"))
        self.comment.setProperty("description", True)
        self.comment.installEventFilter(self)
        self.activity = QComboBox()
        self.activity.setAccessibleName(tr("Activity"))
        self.activity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activity.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.give_ticket = button(tr("Give it a ticket…"), "chip")
        self.give_ticket.hide()
        self.stop = KeyButton(tr("Stop"), "F8", tokens, "primary")
        self.pause = KeyButton(tr("Pause"), "F7", tokens)
        self.switch = KeyButton(tr("Switch…"), "Ctrl+K", tokens)
        self._field = QFrame()
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        self._below_row = QWidget()
        self._chip_row = FlowRow(margins=QMargins(16, 0, 16, 9))
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MILLISECONDS)
        self._lay_out()
        self._typed.timeout.connect(self.keep_description)
        self.comment.textEdited.connect(self._on_typed)
        self.comment.editingFinished.connect(self.keep_description)
        self.activity.activated.connect(self._on_typed)
        self.activity.activated.connect(self.keep_description)
        self.stop.clicked.connect(self.stop_asked)
        self.pause.clicked.connect(self.pause_asked)
        self.switch.clicked.connect(self.switch_asked)
        self.give_ticket.clicked.connect(self._on_give_ticket)

    def _lay_out(self) -> None:
        about = QVBoxLayout()
        about.setSpacing(1)
        names = QHBoxLayout()
        names.setSpacing(6)
        names.addWidget(self.ref)
        names.addWidget(self.title, 1)
        about.addLayout(names)
        about.addWidget(self.counts)
        self._field.setObjectName("field")
        inner = QHBoxLayout(self._field)
        inner.setContentsMargins(10, 0, 4, 0)
        inner.addWidget(self.comment, 1)
        inner.addWidget(self.activity)
        line = self._line
        line.setContentsMargins(16, 9, 16, 8)
        line.setSpacing(14)
        line.addWidget(self.clock)
        line.addLayout(about, 5)
        line.addWidget(self._field, 9)
        for made in (self.stop, self.pause, self.switch):
            line.addWidget(made)
        self._below.setContentsMargins(16, 0, 16, 8)
        self._below_row.setLayout(self._below)
        self._below_row.hide()
        self._chip_row.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(line)
        whole.addWidget(self._below_row)
        whole.addWidget(self._chip_row)

    def show_view(self, view: TimerBarView) -> None:
        """Show a timer, or that there is none. What is being typed is never overwritten."""
        other = view.uid != self._view.uid
        if other:
            self.keep_description()
        old, self._view = self._view, view
        self.ref.setText(view.ref)
        self.ref.setVisible(bool(view.ref))
        self.title.show_text(view.title if view.uid else tr("No timer is running"))
        set_tone(self.clock, "acc" if view.running else "dim")
        self.stop.setEnabled(bool(view.uid))
        self.pause.setEnabled(bool(view.uid))
        self.pause.setText(tr("Pause") if view.running or not view.uid else tr("Resume"))
        self._field.setEnabled(bool(view.uid))
        if other or view.activities != old.activities:
            self._fill_activities(view)
        if other or (not self._dirty and self.comment.text() != view.comment):
            self.comment.setText(view.comment)
            self._dirty = False
        if other or not self._dirty:
            self.activity.setCurrentIndex(max(0, self.activity.findData(view.activity_id)))
        if other or view.chips != old.chips or bool(view.ref) != bool(old.ref):
            self._show_chips(view.chips)
        if not view.uid:
            self.show_time("0:00:00", tr("Ctrl+K starts one on any ticket"))

    def chips(self) -> tuple[Chip, ...]:
        """The timers beside the one in the bar."""
        return self._view.chips

    def show_time(self, clock: str, counts: str) -> None:
        """The running clock and what it counts as: the only thing that changes each second."""
        self.clock.setText(clock)
        if self.counts.text() != counts:
            self.counts.setText(counts)

    def set_compact(self, compact: bool) -> None:
        """Where there is little room: no keys on the buttons."""
        for made in (self.stop, self.pause, self.switch):
            made.set_compact(compact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The comment gets a line of its own where it would be too short to read."""
        super().resizeEvent(event)
        below = self.width() < TWO_LINES
        if below == self._below_row.isVisibleTo(self):
            return
        (self._line if below else self._below).removeWidget(self._field)
        if below:
            self._below.addWidget(self._field)
        else:
            self._line.insertWidget(FIELD_PLACE, self._field, 9)
        self._below_row.setVisible(below)

    def keep_description(self) -> None:
        """Hand over what was typed, if anything was."""
        self._typed.stop()
        if self._dirty and self._view.uid:
            self._dirty = False
            self.described.emit(self._view.uid, self.comment.text(), self.activity.currentData() or 0)

    def _on_typed(self) -> None:
        self._dirty = True
        self._typed.start()

    def _fill_activities(self, view: TimerBarView) -> None:
        self.activity.clear()
        self.activity.addItem(tr("No activity"), 0)
        for number, name in view.activities:
            self.activity.addItem(name, number)
        self.activity.setVisible(bool(view.activities))

    def _show_chips(self, chips: tuple[Chip, ...]) -> None:
        lacks_ticket = bool(self._view.uid) and not self._view.ref
        self._chip_row.take(self.give_ticket)
        self._chip_row.clear()
        self._chip_row.add(self.give_ticket)
        self.give_ticket.setVisible(lacks_ticket)
        for place, chip in enumerate(chips):
            made = button(f"{'●' if chip.running else '❙❙'} {chip.text}", "chip")
            made.setAccessibleName(chip.action)
            made.setToolTip(f"{chip.action} ({native(f'Alt+{place + 1}')})" if place < CHIPS else chip.action)
            made.setProperty("uid", chip.uid)
            made.clicked.connect(self._on_chip)
            self._chip_row.add(made)
            if not chip.ticket:
                give = button(tr("Give it a ticket…"), "link")
                give.setAccessibleName(tr("Give a ticket: {name}", name=chip.text))
                give.setProperty("uid", chip.uid)
                give.clicked.connect(self._on_chip_ticket)
                self._chip_row.add(give)
        self._chip_row.setVisible(bool(chips) or lacks_ticket)

    def _on_give_ticket(self) -> None:
        self.ticket_asked.emit(self._view.uid)

    def _on_chip_ticket(self) -> None:
        self.ticket_asked.emit(self.sender().property("uid"))

    def _on_chip(self) -> None:
        self.chip_chosen.emit(self.sender().property("uid"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._field.setProperty("focused", event.type() is QEvent.Type.FocusIn)
            self._field.style().unpolish(self._field)
            self._field.style().polish(self._field)
        return super().eventFilter(watched, event)
