"""The form of an entry: opened by a person, or by a stop that leaves something to decide. The entry is kept whatever happens to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.durations import clock_text, parse_duration
from desktop.core.entry import CountedBy, Entry
from desktop.core.errors import UsageError
from desktop.ui.entry_views import Ask, EntryForm
from desktop.ui.i18n import tr
from desktop.ui.kit import Message, button, label

NOTHING = ("0", "0:00", "0m", "0h")


class EntryDialog(QDialog):
    """``changes`` are the fields that differ. ``went_on`` says that the timer shall run on instead.

    ``expected`` gives the counted seconds by the rule for an entry as it stands in the form.
    """

    def __init__(self, entry: Entry, form: EntryForm, expected: Callable[[Entry], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._entry, self._form, self._expected = entry, form, expected
        self._by_hand = entry.counted_by is CountedBy.PERSON
        self.changes: dict[str, object] = {}
        self.went_on = False
        self.setWindowTitle(form.title)
        self.setMinimumWidth(500)
        self.comment, self.worked = QLineEdit(entry.comment), QLineEdit(clock_text(entry.worked_seconds))
        self.counted, self.reason = QLineEdit(clock_text(entry.counted_seconds)), QLineEdit(entry.reason)
        self.activity = QComboBox()
        self.contracts = QButtonGroup(self)
        self.by_rule = button(tr("As the rule counts"), "link")
        self.problem = Message()
        self.save = button(tr("Save"), "primary")
        self.later = button(tr("Not now") if form.asks else tr("Cancel"))
        self.go_on = button(tr("Go on working"))
        self._reason_label = QLabel()
        self._fill()
        self._lay_out()
        self._show_reason()
        for made in (self.worked.textEdited, self.activity.activated, self.contracts.idClicked):
            made.connect(self._follow_rule)
        self.counted.textEdited.connect(self._on_counted)
        self.by_rule.clicked.connect(self._on_rule)
        self.save.clicked.connect(self._on_save)
        self.later.clicked.connect(self.reject)
        self.go_on.clicked.connect(self._on_go_on)
        (self.comment if not form.contracts or Ask.CONTRACT not in form.asks else self.contracts.buttons()[0]).setFocus()

    def _fill(self) -> None:
        self.activity.addItem(tr("No activity"), 0)
        for number, name in self._form.activities:
            self.activity.addItem(name, number)
        self.activity.setCurrentIndex(max(0, self.activity.findData(self._entry.activity_id)))
        choices = list(self._form.contracts)
        asked = Ask.CONTRACT in self._form.asks
        if choices and not asked:
            own = self._form.by_rule
            choices.insert(0, (0, tr("As the ticket says: {contract}", contract=own) if own else tr("The one that iTop chooses"), ""))
        for place, (number, name, left) in enumerate(choices):
            made = QRadioButton(f"{name} · {left}" if left else name)
            made.setChecked(number == self._entry.contract_id or (asked and place == 0))
            self.contracts.addButton(made, number)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 14)
        whole.setSpacing(6)
        whole.addWidget(label(self._form.title, pixels=15, bold=True, wrap=True))
        whole.addWidget(label(self._form.fact, tone="dim"))
        for text, tone in self._form.sentences:
            whole.addWidget(label(text, tone=tone, wrap=True, bold=bool(tone)))
        whole.addSpacing(4)
        if self.contracts.buttons():
            whole.addWidget(label(tr("Contract"), tone="dim"))
            for made in self.contracts.buttons():
                whole.addWidget(made)
        self._add(whole, tr("Comment"), self.comment)
        times = QHBoxLayout()
        times.setSpacing(12)
        for name, field in ((tr("Worked (0:45, 45m or 1h30)"), self.worked), (tr("Counted"), self.counted)):
            column = QVBoxLayout()
            column.setSpacing(6)
            self._add(column, name, field)
            times.addLayout(column, 1)
        whole.addLayout(times)
        self._reason_label = self._add(whole, tr("Why it is counted otherwise than the rule says"), self.reason)
        whole.addWidget(self.by_rule, 0, Qt.AlignmentFlag.AlignLeft)
        self._add(whole, tr("Activity"), self.activity)
        whole.addWidget(self.problem)
        whole.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go_on)
        buttons.addStretch(1)
        buttons.addWidget(self.later)
        buttons.addWidget(self.save)
        whole.addLayout(buttons)
        self.go_on.setVisible(bool(self._form.asks))
        self.save.setDefault(True)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(made is self.save)

    def _add(self, layout: QVBoxLayout, name: str, field: QWidget) -> QLabel:
        text = label(name, tone="dim")
        text.setBuddy(field)
        field.setAccessibleName(name)
        layout.addWidget(text)
        layout.addWidget(field)
        return text

    def _as_typed(self) -> Entry:
        """The entry as the form stands, counted by the rule. Raises UsageError where the worked time cannot be read."""
        worked = self._entry.worked_seconds
        if self.worked.text().strip() != clock_text(worked):
            worked = parse_duration(self.worked.text())
        chosen = self._entry.contract_id
        if self.contracts.buttons() and self.contracts.checkedId() >= 0:
            chosen = self.contracts.checkedId()
        return replace(
            self._entry,
            comment=self.comment.text().strip(),
            worked_seconds=worked,
            activity_id=self.activity.currentData(),
            contract_id=chosen,
            contract_by=self._chosen_by(chosen),
            counted_by=CountedBy.RULE,
            reason="",
        )

    def _chosen_by(self, contract: int) -> CountedBy:
        if contract == self._entry.contract_id:
            return self._entry.contract_by
        return CountedBy.PERSON if contract else CountedBy.RULE

    def _follow_rule(self) -> None:
        """What is not set by hand follows the other fields."""
        if self._by_hand:
            return
        try:
            self.counted.setText(clock_text(self._expected(self._as_typed())))
        except UsageError:
            return

    def _on_counted(self) -> None:
        self._by_hand = True
        self._show_reason()

    def _on_rule(self) -> None:
        self._by_hand = False
        self._follow_rule()
        self._show_reason()
        self.counted.setFocus()

    def _show_reason(self) -> None:
        for made in (self._reason_label, self.reason, self.by_rule):
            made.setVisible(self._by_hand)
        self._fit()

    def _fit(self) -> None:
        """As high as what it shows."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(layout.sizeHint().height(), layout.heightForWidth(self.width())))

    def _on_go_on(self) -> None:
        self.went_on = True
        self.reject()

    def _on_save(self) -> None:
        try:
            wanted = self._as_typed()
            if self._by_hand:
                wanted = self._counted_by_hand(wanted)
        except UsageError:
            self._refuse(tr("Write the time as 0:45, 45m or 1h30; it must be longer than nothing."), self.worked)
            return
        if wanted.counted_by is CountedBy.PERSON and not wanted.reason:
            self._refuse(tr("Say why it is counted otherwise than the rule says. iTop keeps the reason."), self.reason)
        elif Ask.COMMENT in self._form.asks and not wanted.comment:
            self._refuse(tr("Write what was done, or choose “Not now”."), self.comment)
        else:
            names = ("comment", "worked_seconds", "activity_id", "contract_id", "contract_by", "counted_by", "reason")
            self.changes = {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(self._entry, name)}
            if wanted.counted_by is CountedBy.PERSON and self._differs(wanted):
                self.changes |= {"counted_seconds": wanted.counted_seconds, "reason": wanted.reason}
            self.accept()

    def _differs(self, wanted: Entry) -> bool:
        old = self._entry
        return (wanted.counted_seconds, wanted.reason, wanted.counted_by) != (old.counted_seconds, old.reason, old.counted_by)

    def _counted_by_hand(self, wanted: Entry) -> Entry:
        text = self.counted.text().strip()
        if text == clock_text(self._entry.counted_seconds) and self._entry.counted_by is CountedBy.PERSON:
            seconds = self._entry.counted_seconds
        else:
            seconds = 0 if text in NOTHING else parse_duration(text)
        if seconds == self._expected(wanted) and self._entry.counted_by is CountedBy.RULE:
            # Typed, but the same: the rule goes on counting.
            return replace(wanted, counted_seconds=seconds)
        return replace(wanted, counted_seconds=seconds, counted_by=CountedBy.PERSON, reason=self.reason.text().strip())

    def _refuse(self, text: str, field: QLineEdit) -> None:
        self.problem.say(text, "bad")
        self._fit()
        field.setFocus()
