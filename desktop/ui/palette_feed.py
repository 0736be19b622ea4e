"""Rows for a palette: read in the reader's thread as one types, at once where a person must not wait."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.core.record import record
from desktop.ui.palette_views import PaletteRow
from desktop.ui.reader import Answer
from desktop.ui.snapshot import Snapshot
from desktop.ui.stage import Stage

Rows = Callable[[Snapshot], list[PaletteRow]]
Show = Callable[[str, list[PaletteRow]], object]


@record
class Found:
    """The rows for what was typed."""

    text: str
    rows: list[PaletteRow]


class PaletteFeed(QObject):
    """``rows_for`` is asked in the window's thread for what makes the rows of a text; that is then called where the reading is done.
    ``kind`` tells its answers from those of another palette."""

    def __init__(self, parent: QObject, stage: Stage, kind: str, rows_for: Callable[[str], Rows], show: Show) -> None:
        super().__init__(parent)
        self._stage, self._kind, self._rows_for, self._show = stage, kind, rows_for, show
        stage.bridge.read.connect(self._on_read)

    def find(self, text: str) -> list[PaletteRow]:
        """The rows for ``text``, now."""
        snapshot = self._stage.snapshot
        return self._rows_for(text)(snapshot) if snapshot is not None else []

    @Slot(str)
    def ask(self, text: str) -> None:
        """Have the rows for ``text`` read, and shown when they are."""
        snapshot = self._stage.snapshot
        if snapshot is not None:
            rows = self._rows_for(text)
            self._stage.reader.ask(self._kind, lambda db: Found(text, rows(snapshot.on(db))))

    @Slot(object)
    def _on_read(self, answer: Answer) -> None:
        if answer.kind == self._kind and isinstance(answer.result, Found):
            self._show(answer.result.text, answer.result.rows)
