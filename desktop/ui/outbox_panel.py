"""The card beside the outbox's list: what is wrong with the chosen entry, and what a person can do; or what several can have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.ui.flow import FlowRow
from desktop.ui.i18n import tr
from desktop.ui.kit import button, label, reference, set_tone
from desktop.ui.outbox_views import Act, OutboxRowView, SelectionView, label_of


class OutboxPanel(QFrame):
    """One button per act, kept for good, so that the focus stays where it was when entries change under it."""

    acted = Signal(str, object)
    """An act and the uids it is for."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._uids: dict[Act, tuple[str, ...]] = {}
        self.state, self._ref, self._title = label(pixels=12, bold=True), reference(), label(bold=True, wrap=True, pixels=15)
        self._headline, self._comment = label(tone="dim", wrap=True), label(wrap=True)
        self.reason, self.remedy = label(bold=True, wrap=True), label(wrap=True)
        self.since, self.next_try = label(tone="dim", wrap=True, pixels=12), label(tone="dim", wrap=True, pixels=12)
        self.buttons: dict[Act, QPushButton] = {}
        self._acts = FlowRow(gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(4)
        column.addWidget(self.state)
        column.addWidget(self._ref)
        column.addWidget(self._title)
        column.addWidget(self._headline)
        column.addWidget(self._comment)
        column.addSpacing(8)
        column.addWidget(self.reason)
        column.addWidget(self.remedy)
        column.addSpacing(4)
        column.addWidget(self.since)
        column.addWidget(self.next_try)
        column.addSpacing(10)
        column.addWidget(self._acts)
        column.addStretch(1)
        for act in Act:
            made = button("")
            made.setProperty("act", act.value)
            made.clicked.connect(self._on_act)
            made.hide()
            self.buttons[act] = made

    def show_nothing(self) -> None:
        """Nothing is chosen, and nothing can be done."""
        self._say(title="")
        self._offer([])

    def show_entry(self, view: OutboxRowView) -> None:
        """One entry."""
        self._say(
            state=view.state,
            tone=view.tone,
            ref=view.ref,
            title=view.title,
            headline=view.headline,
            comment=view.comment,
            reason=view.reason,
            remedy=view.remedy,
            since=view.since,
            next_try=view.next_try,
        )
        acts = (*view.acts, Act.EXPORT) if view.exported else view.acts
        self._offer([(act, label_of(act), (view.uid,)) for act in acts], primary=view.needs_person, name=view.ref)

    def show_several(self, view: SelectionView) -> None:
        """Several entries at once."""
        self._say(title=view.fact, headline=tr("What cannot be done to one of them does not hold the others up."))
        self._offer(view.acts)

    def _say(self, *, tone: str = "", **texts: str) -> None:
        places: dict[str, QWidget] = {
            "state": self.state,
            "ref": self._ref,
            "title": self._title,
            "headline": self._headline,
            "comment": self._comment,
            "reason": self.reason,
            "remedy": self.remedy,
            "since": self.since,
            "next_try": self.next_try,
        }
        for name, made in places.items():
            text = texts.get(name, "")
            made.setText(text)  # type: ignore[attr-defined]
            made.setVisible(bool(text))
        set_tone(self.state, tone or "dim")
        set_tone(self.reason, tone)

    def _offer(self, acts: Sequence[tuple[Act, str, tuple[str, ...]]], *, primary: bool = False, name: str = "") -> None:
        """Show the buttons of ``acts``, as many beside each other as fit."""
        self._uids = {act: uids for act, _, uids in acts}
        wanted = [self.buttons[act] for act, _, _ in acts]
        if self._acts.widgets() != wanted:
            for made in self._acts.widgets():
                self._acts.take(made)
            for made in wanted:
                self._acts.add(made)
        for place, (act, text, _) in enumerate(acts):
            made = self.buttons[act]
            made.setText(text)
            made.setAccessibleName(f"{text} {name}".strip())
            self._set_kind(made, "primary" if primary and place == 0 else "")
            made.show()
        for act, made in self.buttons.items():
            if act not in self._uids:
                made.hide()
        self._order([self.buttons[act] for act, _, _ in acts])

    def _order(self, made: Sequence[QPushButton]) -> None:
        """Tab goes through the buttons as they stand."""
        for one, other in pairwise(made):
            QWidget.setTabOrder(one, other)

    def _set_kind(self, made: QPushButton, kind: str) -> None:
        if made.property("kind") != kind:
            made.setProperty("kind", kind)
            made.style().unpolish(made)
            made.style().polish(made)

    def first_act(self) -> Act | None:
        """What is proposed."""
        return next(iter(self._uids), None)

    def uids(self, act: Act) -> tuple[str, ...]:
        """The entries that a button would be for; nothing where it is not offered."""
        return self._uids.get(act, ())

    def _on_act(self) -> None:
        act = Act(self.sender().property("act"))
        self.acted.emit(act.value, self._uids.get(act, ()))
