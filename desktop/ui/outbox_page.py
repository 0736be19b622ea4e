"""The outbox: what iTop has not confirmed, why, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.i18n import tr, trn
from desktop.ui.kit import KeyButton, button, card, clear, label, reference
from desktop.ui.outbox_views import Act, OutboxRowView
from desktop.ui.theme import Tokens
from desktop.ui.ticket_pane import scrolled

SHOWN = 100
"""Entries with widgets of their own; the rest is told as a number."""


class OutboxPage(QWidget):
    """Signals an act and the entry's uid; the presenter does it."""

    acted = Signal(str, str)
    sync_asked = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shown: list[OutboxRowView] | None = None
        self._status = label(tone="dim", wrap=True)
        self.sync = KeyButton(tr("Synchronise now"), "F5", tokens)
        self.sync.clicked.connect(self.sync_asked)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(22, 4, 22, 18)
        column.addLayout(self._rows)
        column.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(22, 16, 22, 4)
        titles = QVBoxLayout()
        titles.addWidget(label(tr("The outbox"), pixels=19, bold=True))
        titles.addWidget(self._status)
        head.addLayout(titles, 1)
        head.addWidget(self.sync)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(head)
        whole.addWidget(scrolled(inner), 1)

    def show_rows(self, rows: Sequence[OutboxRowView], status: str) -> None:
        """Show entries, made anew only when something about them changed."""
        self._status.setText(status)
        if list(rows) == self._shown:
            return
        self._shown = list(rows)
        clear(self._rows)
        for view in rows[:SHOWN]:
            self._rows.addWidget(self._card(view))
        if len(rows) > SHOWN:
            rest = len(rows) - SHOWN
            self._rows.addWidget(label(trn("and {count} more", "and {count} more", rest), tone="dim"))
        if not rows:
            self._rows.addWidget(
                label(tr("Nothing waits here. What you record appears until iTop has confirmed it."), tone="dim", wrap=True)
            )

    def button_for(self, uid: str, act: Act) -> QPushButton | None:
        """The button of an act, for keyboards and tests."""
        found = self.findChildren(QPushButton)
        return next((made for made in found if made.property("uid") == uid and made.property("act") == act and made.isVisible()), None)

    def _card(self, view: OutboxRowView) -> QFrame:
        frame, layout = card(margin=12, spacing=3)
        frame.setAccessibleName(f"{view.ref}, {view.headline}, {view.state}")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(reference(view.ref))
        first.addWidget(label(view.headline, bold=True))
        first.addStretch(1)
        first.addWidget(label(view.state, tone=view.tone or "dim"))
        layout.addLayout(first)
        if view.comment:
            layout.addWidget(label(view.comment, wrap=True))
        if view.reason.casefold() != view.state.casefold():
            layout.addWidget(label(view.reason, tone=view.tone or "dim", wrap=True, bold=view.tone == "bad"))
        if view.acts:
            layout.addSpacing(5)
            line = QHBoxLayout()
            line.setSpacing(8)
            for place, (act, text) in enumerate(view.acts):
                line.addWidget(self._button(view, act, text, primary=place == 0 and view.needs_person))
            line.addStretch(1)
            layout.addLayout(line)
        return frame

    def _button(self, view: OutboxRowView, act: Act, text: str, *, primary: bool) -> QPushButton:
        made = button(text, "primary" if primary else "")
        made.setProperty("uid", view.uid)
        made.setProperty("act", act.value)
        made.setAccessibleName(f"{text} {view.ref}")
        made.clicked.connect(self._on_act)
        return made

    def _on_act(self) -> None:
        sender = self.sender()
        self.acted.emit(sender.property("act"), sender.property("uid"))
