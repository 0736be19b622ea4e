"""All keys on one panel, made from the table that also makes the shortcuts."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.keys import Command, Habit
from desktop.ui.kit import button, label
from desktop.ui.overlay import Overlay
from desktop.ui.theme import mono_font
from desktop.ui.ticket_pane import scrolled


class KeyboardHelp(Overlay):
    """Opened by F1 or ?; closed by Escape."""

    def __init__(self, window: QWidget, table: tuple[Command, ...], habits: tuple[Habit, ...]) -> None:
        super().__init__(window, tr("All keys"), 860, 620)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.close_over)
        head = QHBoxLayout()
        head.setContentsMargins(22, 16, 16, 8)
        head.addWidget(label(tr("All keys"), pixels=19, bold=True))
        head.addStretch(1)
        head.addWidget(self.close_button)
        rows = [(command.group, command.name, command.shown_keys) for command in table if command.keys]
        here = [(habit.group, habit.name, habit.keys) for habit in habits]
        columns = QHBoxLayout()
        columns.setContentsMargins(22, 4, 22, 18)
        columns.setSpacing(36)
        places = len({group for group, _, _ in here})
        groups = [(name, list(found)) for name, found in groupby(rows + here, key=lambda row: row[0])]
        for part in ([groups[0], *groups[-places:]], groups[1:-places]):
            columns.addLayout(self._column(part), 1)
        inner = QWidget()
        inner.setLayout(columns)
        self.body.addLayout(head)
        self.body.addWidget(scrolled(inner), 1)

    def _column(self, groups: list[tuple[str, list[tuple[str, str, str]]]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        for group, rows in groups:
            column.addWidget(label(group, tone="dim", pixels=12, bold=True))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(7)
            grid.setColumnStretch(0, 1)
            for place, (_, name, keys) in enumerate(rows):
                shown = label(keys, tone="dim")
                shown.setFont(mono_font(12))
                grid.addWidget(label(name, wrap=True), place, 0)
                grid.addWidget(shown, place, 1, Qt.AlignmentFlag.AlignRight)
            column.addLayout(grid)
            column.addSpacing(10)
        column.addStretch(1)
        return column
