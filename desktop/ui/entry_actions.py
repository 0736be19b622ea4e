"""What a person does about entries in the outbox."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.core.ticket import TicketKey
from desktop.store.outbox import find_entry
from desktop.store.tickets import find_ticket
from desktop.ui.dialogs import EditDialog, Switcher
from desktop.ui.i18n import tr
from desktop.ui.outbox_views import Act
from desktop.ui.stage import Stage
from desktop.ui.theme import tokens_for
from desktop.work import gaps, recording


class EntryActions(QObject):
    """Retry, move, edit, keep, discard, restore."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._uid = ""
        self.picker: Switcher | None = None
        self.editor: EditDialog | None = None
        stage.window.outbox.acted.connect(self.act)
        stage.window.notice.details_asked.connect(self.edit)

    @Slot(str, str)
    def act(self, act: str, uid: str) -> None:
        """Do what a button of the outbox says."""
        desk = self._stage.desk()
        done: dict[str, Callable[[], object]] = {
            Act.RETRY: lambda: recording.retry(desk, uid),
            Act.KEEP: lambda: gaps.answer_gaps(desk, uid, keep=True),
            Act.BREAK: lambda: gaps.answer_gaps(desk, uid, keep=False),
            Act.DISCARD: lambda: recording.discard(desk, uid),
            Act.RESTORE: lambda: recording.restore(desk, uid),
        }
        if act in (Act.MOVE, Act.ASSIGN):
            self._pick(uid)
        elif act == Act.EDIT:
            self.edit(uid)
        else:
            self._do(done[act])

    def _do(self, action: Callable[[], object]) -> None:
        self._stage.attempt(action)
        self._stage.refresh()
        self._stage.worker.wake()

    def _pick(self, uid: str) -> None:
        stage = self._stage
        self._uid = uid
        self.picker = Switcher(
            tokens_for(stage.session.settings.theme),
            stage.make_row,
            stage.find,
            stage.window,
            title=tr("Which ticket is it for?"),
            free_text=False,
        )
        self.picker.asked.connect(stage.ask_itop)
        self.picker.finished.connect(self._on_picked)
        self.picker.open()

    @Slot(int)
    def _on_picked(self, result: int) -> None:
        dialog, self.picker = self.picker, None
        if dialog is None:
            return
        desk, key = self._stage.desk(), dialog.ticket
        ticket = find_ticket(desk.db, desk.account.id, key) if isinstance(key, TicketKey) else None
        if result and ticket is not None:
            self._do(lambda: recording.move(desk, self._uid, ticket))
        dialog.deleteLater()

    @Slot(str)
    def edit(self, uid: str) -> None:
        """Comment, activity, worked time; iTop gets a correction where it may have the entry already."""
        stage = self._stage
        desk = stage.desk()
        found = find_entry(desk.db, desk.account.id, uid)
        if found is None:
            return
        self._uid = uid
        ticket = find_ticket(desk.db, desk.account.id, found.entry.ticket) if found.entry.ticket else None
        activities = [(activity.id, activity.name) for activity in stage.snapshot.activities] if stage.snapshot else []
        self.editor = EditDialog(found.entry, ticket.ref if ticket else found.entry.text, activities, stage.window)
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

    def on_refreshed(self) -> None:
        """Tickets may have come for the one who looks for one."""
        if self.picker is not None and self.picker.model.rowCount() == 0:
            self.picker.search_again()
