"""The contract beside the ticket: its headline is the projected balance, under it the sentence that adds up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QRadioButton, QVBoxLayout, QWidget

from desktop.ui.contract_figures import Figure
from desktop.ui.contract_parts import FigureRow, Headline, PaceBars
from desktop.ui.contract_views import CardState, ContractCardView, age_text
from desktop.ui.i18n import tr
from desktop.ui.kit import MeterBar, button, card, clear, label, set_tone
from desktop.ui.theme import Tokens
from desktop.ui.ticket_pane import scrolled

if TYPE_CHECKING:
    from desktop.ui.breakdown_popup import BreakdownPopup
    from desktop.ui.breakdown_views import Breakdown

WIDTH = 326
_LISTED = (CardState.SEVERAL, CardState.NOT_VALID)
"""States that list the contracts; elsewhere a button opens them."""


class ContractCard(QFrame):
    """The right side of the window. It shows; what a click leads to is the presenter's."""

    chosen = Signal(int)
    figure_asked = Signal(int, object, QWidget)
    book_asked = Signal(int, object)
    hours_asked = Signal(int)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(WIDTH)
        self._view: ContractCardView | None = None
        self._caption = label(tone="dim", pixels=11)
        self.name = label(pixels=15, bold=True, wrap=True)
        self._facts = label(tone="dim", wrap=True)
        self.headline = Headline()
        self.sentence = label(tone="dim", wrap=True)
        self._stale = label(tone="dim", wrap=True)
        self.meter = MeterBar(tokens)
        self._consumed = label(tone="dim", wrap=True)
        self._note = label(wrap=True)
        self._choice_note = label(tone="dim", wrap=True)
        self._choices = QVBoxLayout()
        self.choose = button("")
        self.ask = button(tr("Ask for hours…"))
        self.figures: list[FigureRow] = []
        self.bars = PaceBars(tokens)
        self.outlook = label(wrap=True)
        self._rule = label(tone="dim", pixels=12, wrap=True)
        self.age = label(tone="dim", pixels=12, wrap=True)
        self.popup: BreakdownPopup | None = None
        self._lay_out()
        self.headline.asked.connect(self._on_headline)
        self.ask.clicked.connect(self._on_ask)
        self.choose.clicked.connect(self._on_choose)
        self.show_view(None, 0)

    def _lay_out(self) -> None:
        self._main_card, layout = card()
        for made in (self._caption, self.name, self._facts):
            layout.addWidget(made)
        layout.addSpacing(8)
        layout.addWidget(self.headline)
        layout.addWidget(self.sentence)
        layout.addWidget(self._stale)
        layout.addSpacing(6)
        layout.addWidget(self.meter)
        layout.addSpacing(4)
        layout.addWidget(self._consumed)
        layout.addWidget(self._note)
        layout.addLayout(self._choices)
        layout.addWidget(self._choice_note)
        layout.addSpacing(2)
        layout.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self._figure_card, self._figure_layout = card(margin=8, spacing=0)
        self._pace_card, pace = card(spacing=8)
        self._pace_caption = label(tr("COUNTED PER WEEK, LAST 12"), tone="dim", pixels=11)
        pace.addWidget(self._pace_caption)
        pace.addWidget(self.bars)
        pace.addWidget(self.outlook)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(10)
        for part in (self._main_card, self._figure_card, self._pace_card):
            column.addWidget(part)
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
        self._figure_card.setVisible(view is not None and bool(view.indicators))
        self._pace_card.setVisible(view is not None and bool(view.pace or view.outlook))
        if view is None:
            self._rule.setText("")
            self.age.setText("")
            return
        if view != old:
            self._show_texts(view)
            self._show_figures(view)
            if old is None or (view.choices, view.can_choose, view.state) != (old.choices, old.can_choose, old.state):
                self._show_choices(view)
        self.show_age(now)

    def contract_id(self) -> int:
        """The contract that is shown; 0 where there is none."""
        return self._view.contract_id if self._view else 0

    def _show_texts(self, view: ContractCardView) -> None:
        for made, text in (
            (self._caption, view.caption),
            (self.name, view.name),
            (self._facts, view.facts),
            (self.sentence, view.sentence),
            (self._stale, view.as_of_text),
            (self._note, view.note),
            (self._choice_note, view.choice_note),
            (self._rule, view.rule),
            (self._consumed, view.meter.text if view.meter else ""),
            (self.outlook, view.outlook),
        ):
            made.setText(text)
            made.setVisible(bool(text))
        self.headline.show_text(view.headline, view.headline_note, view.tone, clickable=bool(view.parts))
        set_tone(self._facts, view.facts_tone)
        self.meter.setVisible(view.meter is not None)
        if view.meter is not None:
            self.meter.show_meter(view.meter)
        self.bars.show_view(view.pace)
        self.bars.setVisible(view.pace is not None)
        self._pace_caption.setVisible(view.pace is not None)
        self.ask.setVisible(view.can_ask)

    def show_age(self, now: int) -> None:
        """How old the figures are, each second."""
        if self._view is not None:
            text = age_text(self._view, now)
            self.age.setVisible(bool(text))
            if text != self.age.text():
                self.age.setText(text)

    def _show_figures(self, view: ContractCardView) -> None:
        """The rows that are there are kept, so that the focus stays on its figure."""
        for place, figure in enumerate(view.indicators):
            if place < len(self.figures):
                self.figures[place].show_view(figure)
                continue
            made = FigureRow(figure)
            made.asked.connect(self._on_figure)
            self.figures.append(made)
            self._figure_layout.addWidget(made)
        for place, made in enumerate(self.figures):
            made.setVisible(place < len(view.indicators))

    def _show_choices(self, view: ContractCardView) -> None:
        clear(self._choices)
        listed = view.state in _LISTED
        for choice in view.choices if listed else ():
            line = QHBoxLayout()
            made = QRadioButton(choice.name)
            made.setEnabled(view.can_choose)
            made.setProperty("contract", choice.id)
            made.setAccessibleName(tr("{name}, {left}", name=choice.name, left=choice.left))
            made.setToolTip(choice.end)
            made.clicked.connect(self._on_choice)
            line.addWidget(made, 1)
            line.addWidget(label(choice.left, tone="dim"))
            self._choices.addLayout(line)
        missing = view.state is CardState.NO_CONTRACT
        self.choose.setText(tr("Choose a contract…") if missing else tr("Another contract…"))
        self.choose.setProperty("kind", "primary" if missing else "quiet")
        self.choose.style().unpolish(self.choose)
        self.choose.style().polish(self.choose)
        self.choose.setVisible(bool(view.choices) and view.can_choose and not listed)

    def show_breakdown(self, contract_id: int, view: Breakdown, beside: QWidget) -> None:
        """Open what a figure is made of beside it."""
        from desktop.ui.breakdown_popup import BreakdownPopup

        self.popup = BreakdownPopup(contract_id, view, beside)
        self.popup.book_asked.connect(self.book_asked)
        self.popup.open()

    def _on_figure(self, figure: Figure) -> None:
        if self._view is not None:
            self.figure_asked.emit(self._view.contract_id, figure, self.sender())

    def _on_headline(self) -> None:
        if self._view is not None:
            self.figure_asked.emit(self._view.contract_id, Figure.PROJECTED, self.headline.figure)

    def _on_ask(self) -> None:
        if self._view is not None:
            self.hours_asked.emit(self._view.contract_id)

    def _on_choice(self) -> None:
        self.chosen.emit(self.sender().property("contract"))

    def _on_choose(self) -> None:
        """The contracts in a menu: what is left and until when beside each."""
        if self._view is None:
            return
        menu = QMenu(self)
        for choice in self._view.choices:
            action = menu.addAction(f"{choice.name} · {choice.left} · {choice.end}".replace("&", "&&"))
            action.setData(choice.id)
        menu.triggered.connect(self._on_menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def _on_menu(self, action: object) -> None:
        self.chosen.emit(action.data())  # type: ignore[attr-defined]
