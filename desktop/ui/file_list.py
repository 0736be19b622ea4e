"""The files of a ticket: loaded on a click, then opened or saved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.ui.i18n import tr
from desktop.ui.kit import button, clear, label
from desktop.ui.ticket_views import FileRow


class FileList(QFrame):
    """Hidden where the ticket has none. ``acted`` carries a file's number and "load", "open" or "save"."""

    acted = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._shown: tuple[FileRow, ...] = ()
        self._title = label(bold=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 12, 14, 12)
        whole.setSpacing(4)
        whole.addWidget(self._title)
        whole.addLayout(self._lines)
        self.hide()

    def show_rows(self, rows: tuple[FileRow, ...]) -> None:
        """A row a file."""
        self.setVisible(bool(rows))
        if rows == self._shown:
            return
        self._shown = rows
        self._title.setText(tr("Files {count}", count=len(rows)))
        clear(self._lines)
        for row in rows:
            self._lines.addLayout(self._line(row))

    def _line(self, row: FileRow) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(label(row.name, wrap=True), 1)
        line.addWidget(label(row.detail, tone="dim", pixels=12))
        acts = {"load": tr("Load")} if not row.kept else {"open": tr("Open"), "save": tr("Save as…")}
        for act, text in acts.items():
            if act == "open" and not row.opens:
                continue
            made = button(text, "link")
            made.setAccessibleName(f"{text}: {row.name}")
            made.setProperty("file", (row.number, act))
            made.clicked.connect(self._on_clicked)
            line.addWidget(made)
        return line

    def _on_clicked(self) -> None:
        number, act = self.sender().property("file")
        self.acted.emit(number, act)
