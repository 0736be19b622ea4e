"""The two dialogs, which appear only when asked for: find a ticket quickly, and edit an entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop.core.durations import clock_text, parse_duration
from desktop.core.entry import Entry
from desktop.core.errors import UsageError
from desktop.core.ticket import Ticket
from desktop.ui.i18n import tr
from desktop.ui.kit import Message, button, label
from desktop.ui.theme import Tokens
from desktop.ui.ticket_list import KEY_ROLE, TicketDelegate, TicketModel
from desktop.ui.ticket_views import TicketRow


class Switcher(QDialog):
    """Type a reference or words, Enter takes the ticket. With ``free_text`` words without a ticket will do, too."""

    asked = Signal(str)  # ask iTop, too

    def __init__(
        self,
        tokens: Tokens,
        make_row: Callable[[Ticket], TicketRow],
        search: Callable[[str], Sequence[Ticket]],
        parent: QWidget,
        *,
        title: str,
        free_text: bool,
    ) -> None:
        super().__init__(parent)
        self._search, self._free_text = search, free_text
        self.ticket: object = None
        self.text = ""
        self.setWindowTitle(title)
        self.resize(560, 420)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Reference or words…"))
        self.field.setAccessibleName(title)
        self.model = TicketModel(make_row)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(TicketDelegate(tokens, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(tr("Tickets"))
        self._hint = label(tone="dim", pixels=12, wrap=True)
        self.take = button(tr("Start") if free_text else tr("Take this ticket"), "primary")
        cancel = button(tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addWidget(self._hint, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.take)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(label(title, pixels=15, bold=True))
        whole.addWidget(self.field)
        whole.addWidget(self.view, 1)
        whole.addLayout(buttons)
        self.take.setDefault(True)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_typed)
        self.take.clicked.connect(self._on_take)
        self.view.doubleClicked.connect(self._on_take)
        cancel.clicked.connect(self.reject)
        self.search_again()

    def search_again(self) -> None:
        """The text changed, or iTop sent tickets."""
        text = self.field.text().strip()
        found = self._search(text)
        self.model.show_tickets(found)
        if found:
            self.view.setCurrentIndex(self.model.index(0))
            self._hint.setText("")
        elif text and self._free_text:
            self._hint.setText(tr("No such ticket here. Start without one: “{text}” gets its ticket later.", text=text))
        else:
            self._hint.setText(tr("No such ticket here. It is asked for in iTop, too.") if text else "")
        self.take.setEnabled(bool(found) or (self._free_text and bool(text)))

    def _on_typed(self) -> None:
        self.search_again()
        if self.field.text().strip() and not self.model.rowCount():
            self.asked.emit(self.field.text().strip())

    def _on_take(self) -> None:
        index = self.view.currentIndex()
        self.text = self.field.text().strip()
        self.ticket = index.data(KEY_ROLE) if index.isValid() else None
        if self.ticket is not None or (self._free_text and self.text):
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            place = self.view.currentIndex().row() + step
            if 0 <= place < self.model.rowCount():
                self.view.setCurrentIndex(self.model.index(place))
            return True
        return super().eventFilter(watched, event)


class EditDialog(QDialog):
    """Comment, activity and worked time of an entry. ``changes`` are the fields that differ."""

    def __init__(self, entry: Entry, ref: str, activities: Sequence[tuple[int, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = entry
        self.changes: dict[str, object] = {}
        title = tr("Edit the entry on {ref}", ref=ref)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.comment, self.worked, self.activity = QLineEdit(entry.comment), QLineEdit(clock_text(entry.worked_seconds)), QComboBox()
        self.activity.addItem(tr("No activity"), 0)
        for number, name in activities:
            self.activity.addItem(name, number)
        self.activity.setCurrentIndex(max(0, self.activity.findData(entry.activity_id)))
        self.problem = Message()
        self.save, cancel = button(tr("Save"), "primary"), button(tr("Cancel"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 14)
        whole.setSpacing(6)
        whole.addWidget(label(title, pixels=15, bold=True))
        for name, field in (
            (tr("Comment"), self.comment),
            (tr("Worked (0:45, 45m or 1h30)"), self.worked),
            (tr("Activity"), self.activity),
        ):
            text = label(name, tone="dim")
            text.setBuddy(field)
            field.setAccessibleName(name)
            whole.addWidget(text)
            whole.addWidget(field)
        whole.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        whole.addSpacing(8)
        whole.addLayout(buttons)
        self.save.setDefault(True)
        self.save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.reject)

    def _on_save(self) -> None:
        changes: dict[str, object] = {"comment": self.comment.text(), "activity_id": self.activity.currentData()}
        if self.worked.text().strip() != clock_text(self._entry.worked_seconds):
            try:
                changes["worked_seconds"] = parse_duration(self.worked.text())
            except UsageError:
                self.problem.say(tr("Write the time as 0:45, 45m or 1h30; it must be longer than nothing."), "bad")
                return
        self.changes = {name: value for name, value in changes.items() if value != getattr(self._entry, name)}
        self.accept()
