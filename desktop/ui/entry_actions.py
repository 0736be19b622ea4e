"""What a person does about entries in the outbox, one or several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop.core.ticket import Ticket
from desktop.store.outbox import find_entry
from desktop.ui.entry_dialog import EntryDialog
from desktop.ui.entry_views import entry_form
from desktop.ui.exporting import ExportAction
from desktop.ui.i18n import told, trn
from desktop.ui.later import Later
from desktop.ui.outbox_views import Act
from desktop.ui.stage import Stage
from desktop.work import gaps, recording
from desktop.work.counting import expected_seconds
from desktop.work.desk import Desk
from desktop.work.recording import Done

if TYPE_CHECKING:
    from desktop.ui.outbox_page import OutboxPage
    from desktop.ui.picking import TicketPicker


class EntryActions(QObject):
    """Retry, move, edit, keep, discard, restore, export."""

    def __init__(self, stage: Stage, picker: Later[TicketPicker]) -> None:
        super().__init__(stage)
        self._stage, self._picker = stage, picker
        self._uid = ""
        self.editor: EntryDialog | None = None
        self.exporter = ExportAction(stage)

    def wire(self, page: OutboxPage) -> None:
        """Do what its buttons say."""
        page.acted.connect(self.act)
        page.export_asked.connect(self.exporter.ask)

    @Slot(str, object)
    def act(self, act: str, uids: tuple[str, ...]) -> None:
        """Do what a button of the outbox says to these entries."""
        desk = self._stage.desk()
        several: dict[str, Callable[[Desk, Sequence[str]], Done]] = {
            Act.RETRY: recording.retry_all,
            Act.DISCARD: recording.discard_all,
            Act.RESTORE: recording.restore_all,
        }
        if act in (Act.MOVE, Act.ASSIGN):
            self._pick(uids)
        elif act in (Act.EDIT, Act.CORRECT):
            self.edit(uids[0])
        elif act in (Act.KEEP, Act.BREAK):
            self._do(lambda: gaps.answer_gaps(desk, uids[0], keep=act == Act.KEEP))
        elif act in several:
            self._do_all(lambda: several[act](desk, uids), act)

    def _do(self, action: Callable[[], object]) -> None:
        self._stage.attempt(action)
        self._stage.refresh()
        self._stage.worker.wake()

    def _do_all(self, action: Callable[[], Done], act: str) -> None:
        """Do it, and say what became of it: what could not be done is said with its reason."""
        results: list[Done] = []
        self._do(lambda: results.append(action()))
        for result in results:
            self._stage.window.notice.show_message(done_text(act, result))

    def _pick(self, uids: tuple[str, ...]) -> None:
        title = trn("Which ticket is it for?", "Which ticket are these {count} entries for?", len(uids))
        self._picker.get().ask(title, lambda ticket, text: self._move(uids, ticket))

    def _move(self, uids: tuple[str, ...], ticket: Ticket | None) -> None:
        if ticket is not None:
            self._do_all(lambda: recording.move_all(self._stage.desk(), uids, ticket), Act.MOVE)

    @Slot(str)
    def edit(self, uid: str) -> None:
        """Comment, activity, contract, worked and counted time; iTop gets a correction where it may have the entry already."""
        stage = self._stage
        desk = stage.desk()
        found = find_entry(desk.db, desk.account.id, uid)
        if found is None:
            return
        self._uid = uid
        assert stage.snapshot is not None
        form = entry_form(stage.snapshot, found.entry)
        self.editor = EntryDialog(found.entry, form, lambda changed: expected_seconds(stage.desk(), changed), stage.window)
        self.editor.finished.connect(self._on_edited)
        self.editor.open()

    @Slot(int)
    def _on_edited(self, result: int) -> None:
        dialog, self.editor = self.editor, None
        if dialog is None:
            return
        if result and dialog.changes:
            self._do(lambda: recording.edit(self._stage.desk(), self._uid, **dialog.changes))
        dialog.deleteLater()


def done_text(act: str, result: Done) -> str:
    """What became of an act on entries, in words."""
    count = len(result.done)
    said = {
        Act.RETRY: trn("{count} entry goes out again now.", "{count} entries go out again now.", count),
        Act.MOVE: trn("{count} entry moved.", "{count} entries moved.", count),
        Act.DISCARD: trn(
            "{count} entry discarded. It can be restored for 30 days.",
            "{count} entries discarded. They can be restored for 30 days.",
            count,
        ),
        Act.RESTORE: trn("{count} entry waits again.", "{count} entries wait again.", count),
    }[Act(act)]
    if not result.refused:
        return said
    stayed = trn(
        "{count} entry stayed: {reason}", "{count} entries stayed: {reason}", len(result.refused), reason=told(result.refused[0][1])
    )
    return f"{said} {stayed}" if count else stayed
