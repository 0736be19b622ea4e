"""The contract beside the ticket: its headline is the projected balance, under it the sentence that adds up to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desktop.ui.contract_views import ContractCardView, age_text
from desktop.ui.i18n import tr
from desktop.ui.kit import MeterBar, card, clear, label, set_tone
from desktop.ui.theme import Tokens
from desktop.ui.ticket_pane import scrolled

WIDTH = 326


class ContractCard(QFrame):
    """The right side of the window."""

    chosen = Signal(int)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(WIDTH)
        self._view: ContractCardView | None = None
        self._caption = label(tone="dim", pixels=11)
        self.name = label(pixels=15, bold=True, wrap=True)
        self._facts = label(tone="dim", wrap=True)
        self.headline = label(pixels=24, bold=True, wrap=True)
        self._headline_note = label(tone="dim", wrap=True)
        self.sentence = label(tone="dim", wrap=True)
        self.meter = MeterBar(tokens)
        self._consumed = label(tone="dim", wrap=True)
        self._note = label(wrap=True)
        self._choices = QVBoxLayout()
        self._indicator_card, self._indicator_layout = card()
        self._grid = QGridLayout()
        self._rule = label(tone="dim", pixels=12, wrap=True)
        self.age = label(tone="dim", pixels=12, wrap=True)
        self._lay_out()
        self.show_view(None, 0)

    def _lay_out(self) -> None:
        self._main_card, layout = card()
        for made in (self._caption, self.name, self._facts):
            layout.addWidget(made)
        layout.addSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.headline, 1)
        self._headline_note.setContentsMargins(0, 9, 0, 0)
        head.addWidget(self._headline_note)
        self._head_stretch = head
        layout.addLayout(head)
        layout.addWidget(self.sentence)
        layout.addSpacing(6)
        layout.addWidget(self.meter)
        layout.addSpacing(4)
        layout.addWidget(self._consumed)
        layout.addLayout(self._choices)
        layout.addWidget(self._note)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        self._indicator_layout.addLayout(self._grid)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(10)
        column.addWidget(self._main_card)
        column.addWidget(self._indicator_card)
        for made in (self._rule, self.age):
            made.setContentsMargins(4, 0, 4, 0)
            column.addWidget(made)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))

    def show_view(self, view: ContractCardView | None, now: int) -> None:
        """Show a contract; nothing without one to show."""
        old, self._view = self._view, view
        self._main_card.setVisible(view is not None)
        self._indicator_card.setVisible(view is not None and bool(view.indicators))
        if view is None:
            self._rule.setText("")
            self.age.setText("")
            return
        for made, text in (
            (self._caption, view.caption),
            (self.name, view.name),
            (self._facts, view.facts),
            (self.headline, view.headline),
            (self._headline_note, view.headline_note),
            (self.sentence, view.sentence),
            (self._note, view.note),
            (self._rule, view.rule),
            (self._consumed, view.meter.text if view.meter else ""),
        ):
            made.setText(text)
            made.setVisible(bool(text))
        # A short headline leaves room for the words after it; a sentence takes the line.
        self.headline.setWordWrap(not view.headline_note)
        self._head_stretch.setStretch(0, 0 if view.headline_note else 1)
        self._head_stretch.setStretch(1, 1 if view.headline_note else 0)
        set_tone(self.headline, view.tone)
        self.meter.setVisible(view.meter is not None)
        if view.meter is not None:
            self.meter.show_meter(view.meter)
        if old is None or view.indicators != old.indicators:
            self._show_indicators(view)
        if old is None or (view.choices, view.can_choose) != (old.choices, old.can_choose):
            self._show_choices(view)
        self.show_age(now)

    def show_age(self, now: int) -> None:
        """How old the figures are, each second."""
        if self._view is not None:
            text = age_text(self._view, now)
            if text != self.age.text():
                self.age.setText(text)

    def _show_indicators(self, view: ContractCardView) -> None:
        clear(self._grid)
        for place, (name, value) in enumerate(view.indicators):
            made = label(value)
            made.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(label(name, tone="dim"), place, 0)
            self._grid.addWidget(made, place, 1, Qt.AlignmentFlag.AlignRight)

    def _show_choices(self, view: ContractCardView) -> None:
        clear(self._choices)
        for number, name, left in view.choices:
            line = QHBoxLayout()
            made = QRadioButton(name)
            made.setEnabled(view.can_choose)
            made.setProperty("contract", number)
            made.setAccessibleName(tr("{name}, {left}", name=name, left=left))
            made.toggled.connect(self._on_choice)
            line.addWidget(made, 1)
            line.addWidget(label(left, tone="dim"))
            self._choices.addLayout(line)

    def _on_choice(self, checked: bool) -> None:
        if checked:
            self.chosen.emit(self.sender().property("contract"))
