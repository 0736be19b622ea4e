"""Writing entries of the outbox to a file that a person chooses."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from desktop.store.outbox import OutboxRow
from desktop.ui import formats, texts
from desktop.ui.i18n import tr, trn
from desktop.ui.stage import Stage
from desktop.ui.ticket_views import state_word
from desktop.work.exporting import SUFFIXES, export


class ExportAction(QObject):
    """Asks where to, then writes; what cannot be written is told in words."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._uids: tuple[str, ...] = ()
        self.dialog: QFileDialog | None = None

    @Slot(object)
    def ask(self, uids: tuple[str, ...]) -> None:
        """Where shall these entries go?"""
        self._uids = uids
        day = formats.local(self._stage.session.clock.now().wall).date()
        dialog = QFileDialog(self._stage.window, tr("Export entries"), str(Path.home() / f"carnet-{day.isoformat()}.csv"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([tr("Spreadsheet (*.csv)"), tr("Data for programs (*.json)")])
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(self._on_filter)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.open()

    @Slot(str)
    def _on_filter(self, name: str) -> None:
        if self.dialog is not None:
            self.dialog.setDefaultSuffix("json" if "json" in name else "csv")

    @Slot(int)
    def _on_finished(self, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        chosen = dialog.selectedFiles()
        if result and chosen:
            self.write(Path(chosen[0]))
        dialog.deleteLater()

    def write(self, path: Path) -> None:
        """Write the entries asked for to ``path``."""
        stage = self._stage
        if stage.snapshot is None:
            return
        wanted = set(self._uids)
        lines = [line for line in stage.snapshot.outbox if line.row.entry.uid in wanted]
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(f"{path.name}.csv")
        written: list[int] = []
        if stage.attempt(lambda: written.append(export(stage.desk(), path, lines, _why))):
            text = trn("{count} entry written to {file}", "{count} entries written to {file}", written[0], file=path.name)
            stage.window.notice.show_message(text)


def _why(row: OutboxRow) -> str:
    why = texts.outbox_reason(row)
    return f"{why.happened} {why.remedy}" if why.happened else state_word(row.state)[0]
