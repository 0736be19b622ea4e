"""Pictures and files of the ticket in the middle: asked for when a person wants them, kept in the profile directory."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop.core.changes import Changes
from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.sync.report import Report
from desktop.system.file_cache import FileCache
from desktop.ui import formats, texts
from desktop.ui.html import Pictures
from desktop.ui.i18n import tr
from desktop.ui.stage import Stage
from desktop.ui.ticket_views import FileRow
from desktop.work.desk import zone_of

if TYPE_CHECKING:
    from desktop.sync.server import Failure, Server
    from desktop.work.desk import Desk

ATTACHMENT, PICTURE = "Attachment", "InlineImage"
OPENED = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "text/plain", "text/csv", "application/pdf")
"""Types that a viewer opens; anything else, which might run, is saved where a person wants it and not opened from here."""
_ENDINGS = {"text/plain": ".txt", "text/csv": ".csv", "application/pdf": ".pdf", "image/jpeg": ".jpg"}


@record
class FileNews:
    """What came of asking. ``numbers`` are a ticket's attachments and when each came, None where one file was asked for.

    ``problem`` is a reason code.
    """

    key: TicketKey
    numbers: Mapping[int, int | None] | None = None
    kind: str = ""
    number: int = 0
    problem: str = ""


class TicketFiles(QObject):
    """``changed`` when the ticket in the middle has other files, or one more of them is kept here."""

    changed = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._numbers: dict[TicketKey, Mapping[int, int | None]] = {}
        self._asked: set[tuple[str, int]] = set()
        stage.bridge.fetched.connect(self._on_news)
        stage.bridge.reported.connect(self._on_report)

    def cache(self) -> FileCache:
        """The files of the account signed in."""
        return FileCache(self._stage.session.profile.files / str(self._stage.desk().account.id))

    def pictures(self) -> Pictures:
        """Which pictures can be shown."""
        return Pictures(self._stage.desk().account.url, self.cache().numbers(PICTURE))

    def picture_path(self, number: int) -> Path | None:
        if self._stage.snapshot is None:
            return None
        found = self.cache().find(PICTURE, number)
        return found[1] if found else None

    def rows(self, key: TicketKey) -> tuple[FileRow, ...]:
        """Attachments of a ticket: those that iTop listed, else those that are kept here."""
        kept = {file.number: file for file in self.cache().of_ticket(str(key))}
        numbers = self._numbers.get(key, dict.fromkeys(kept))
        rows = []
        for place, (number, at) in enumerate(numbers.items(), 1):
            file = kept.get(number)
            if file is None:
                waiting = (ATTACHMENT, number) in self._asked
                rows.append(FileRow(number, self._unnamed(place, at), tr("loading…") if waiting else "", False, False))
            else:
                rows.append(FileRow(number, file.name or str(place), formats.file_size(file.size), True, file.mimetype in OPENED))
        return tuple(rows)

    def _unnamed(self, place: int, at: int | None) -> str:
        """A file whose name only its contents would tell: which it is, and since when it is there."""
        if at is None:
            return tr("File {number}", number=place)
        return tr("File {number}, attached {when}", number=place, when=formats.moment_inside(at, self._stage.session.clock.now().wall))

    @Slot(object)
    def look(self, key: TicketKey) -> None:
        """A ticket was opened: which files has it?"""
        bridge = self._stage.bridge

        def ask(server: Server, desk: Desk) -> Changes | Failure:
            found = server.list_files(key, zone_of(desk.account))
            if isinstance(found, dict):
                bridge.give_file(FileNews(key, found))
            # An iTop without attachments, or no right to them, is no reason to worry anybody.
            return Changes.NONE

        self._stage.worker.ask(ask)

    def load(self, kind: str, number: int, secret: str = "") -> None:
        """Bring a file here, because a person asked for it."""
        stage, bridge = self._stage, self._stage.bridge
        key = stage.selected
        if key is None or stage.snapshot is None or (kind, number) in self._asked:
            return
        if stage.snapshot.offline:
            stage.window.notice.show_message(tr("Offline: this can be loaded when iTop is there again."))
            return
        self._asked.add((kind, number))
        cache = self.cache()

        def fetch(server: Server, desk: Desk) -> Changes | Failure:
            from desktop.sync.server import Failure  # with the engine, not with the window

            found = server.fetch_file(kind, number, key, secret)
            if isinstance(found, Failure):
                bridge.give_file(FileNews(key, kind=kind, number=number, problem=found.reason))
                return Changes.NONE
            try:
                cache.keep(found.file, found.data)
            except OSError:
                bridge.give_file(FileNews(key, kind=kind, number=number, problem="file_not_kept"))
            else:
                bridge.give_file(FileNews(key, kind=kind, number=number))
            return Changes.NONE

        stage.worker.ask(fetch)
        self.changed.emit()

    def load_picture(self, number: int, secret: str) -> None:
        self.load(PICTURE, number, secret)

    def act(self, number: int, wanted: str) -> None:
        """ "load", "open" or "save" an attachment."""
        found = self.cache().find(ATTACHMENT, number)
        if found is None or wanted == "load":
            self.load(ATTACHMENT, number)
            return
        file, path = found
        if wanted == "open" and file.mimetype in OPENED:
            # A viewer goes by the ending; the name is ours, since iTop's could be anything.
            copy = path.with_suffix(_ENDINGS.get(file.mimetype, "." + file.mimetype.rpartition("/")[2]))
            if not copy.exists():
                shutil.copy(path, copy)
                copy.chmod(0o600)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))
            return
        dialog = QFileDialog(self._stage.window, tr("Save the file"), Path(file.name).name or "file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(Path(file.name.replace("\\", "/")).name or "file")
        dialog.fileSelected.connect(lambda target: self._save(path, target))
        dialog.open()

    def _save(self, path: Path, target: str) -> None:
        try:
            shutil.copyfile(path, target)
        except OSError as error:
            self._stage.window.notice.show_message(tr("The file could not be saved: {error}", error=error.strerror or ""))

    @Slot(object)
    def _on_news(self, news: FileNews) -> None:
        if self._stage.snapshot is None:
            return
        self._asked.discard((news.kind, news.number))
        if news.numbers is not None:
            self._numbers[news.key] = news.numbers
        if news.problem:
            self._stage.window.notice.show_message(texts.file_problem(news.problem))
        if news.key == self._stage.selected:
            self.changed.emit()

    @Slot(object)
    def _on_report(self, report: Report) -> None:
        """iTop could not be reached for what was asked."""
        if report.reading and report.problem and self._asked and self._stage.snapshot is not None:
            self._asked.clear()
            self._stage.window.notice.show_message(texts.file_problem(report.problem))
            self.changed.emit()
