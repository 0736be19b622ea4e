"""The accounts that signed in here, each with what waits of it and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import button, clear, label
from desktop.ui.sign_in_views import AccountRow


class AccountsList(QWidget):
    """A row per account. Few people have more than two, so these are plain widgets, made anew only when something changed."""

    switched = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[AccountRow] | None = None
        self.buttons: dict[int, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_rows(self, rows: Sequence[AccountRow]) -> None:
        """Show accounts."""
        if list(rows) == self._shown:
            return
        self._shown = list(rows)
        clear(self._column)
        self.buttons = {row.id: self._add(row) for row in rows}

    def _add(self, row: AccountRow) -> QPushButton:
        line = QHBoxLayout()
        line.setSpacing(10)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(row.name, bold=True))
        about = " · ".join(part for part in (row.server, tr("signed in") if row.current else "", row.waiting) if part)
        texts.addWidget(label(about, tone="dim", pixels=12, wrap=True))
        made = button(tr("Sign out") if row.current else tr("Go on as this one"))
        made.setAccessibleName(f"{made.text()}: {row.spoken}")
        made.setProperty("account", row.id)
        made.clicked.connect(self.left if row.current else self._on_switch)
        line.addLayout(texts, 1)
        line.addWidget(made)
        self._column.addLayout(line)
        return made

    def _on_switch(self) -> None:
        self.switched.emit(self.sender().property("account"))
