"""What a stop leaves to decide. The entry is in the outbox before anything is asked: no end of the form loses it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.core.entry import Entry
from desktop.store.outbox import find_entry
from desktop.ui.entry_dialog import EntryDialog
from desktop.ui.entry_views import Ask, asks_after_stop, entry_form, line_of
from desktop.ui.stage import Stage
from desktop.work import recording
from desktop.work.counting import expected_seconds
from desktop.work.overrun import note_overrun
from desktop.work.timing import UNDO_SECONDS

HOLD_SECONDS = 600
"""How long an entry stays here while it is asked about; after that it goes as the rules say, and an answer becomes a correction."""


class StopQuestions(QObject):
    """``dialog`` is there while it asks. ``decided`` gets the entry as it stands then, ``went_on`` its uid."""

    def __init__(self, stage: Stage, decided: Callable[[Entry], None], went_on: Callable[[str], None]) -> None:
        super().__init__(stage)
        self._stage, self._decided, self._went_on = stage, decided, went_on
        self._uid = ""
        self._asks: tuple[Ask, ...] = ()
        self.dialog: EntryDialog | None = None

    def ask(self, entry: Entry) -> bool:
        """Ask about a stop that was just recorded, if anything is to be decided; whether it is."""
        stage = self._stage
        assert stage.snapshot is not None
        asks = asks_after_stop(stage.snapshot, entry, ask_comment=stage.session.settings.ask_comment)
        if not asks or self.dialog is not None:
            return False
        desk = stage.desk()
        recording.hold(desk, entry.uid, HOLD_SECONDS)
        stage.refresh()
        self._uid, self._asks = entry.uid, asks
        self.dialog = EntryDialog(
            entry, entry_form(stage.snapshot, entry, asks), lambda changed: expected_seconds(stage.desk(), changed), stage.window
        )
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()
        return True

    @Slot(int)
    def _on_finished(self, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        stage, uid = self._stage, self._uid
        changes, went_on = dialog.changes, dialog.went_on
        dialog.deleteLater()
        self._note_overrun(uid)
        if went_on:
            self._went_on(uid)
            return
        if result and changes:

            def act() -> None:
                # An entry that left meanwhile is corrected by a new one.
                self._uid = recording.edit(stage.desk(), uid, **changes).uid

            stage.attempt(act)
        desk = stage.desk()
        recording.hold(desk, self._uid, UNDO_SECONDS)
        kept = find_entry(desk.db, desk.account.id, self._uid)
        if kept is not None:
            self._decided(kept.entry)

    def _note_overrun(self, uid: str) -> None:
        """Whatever was answered: it was read."""
        stage = self._stage
        desk = stage.desk()
        asked = find_entry(desk.db, desk.account.id, uid) if Ask.OVER in self._asks else None
        if asked is None or asked.entry.ticket is None or stage.snapshot is None:
            return
        line, ticket = line_of(stage.snapshot, asked.entry), asked.entry.ticket
        if line is not None:
            stage.attempt(lambda: note_overrun(desk, ticket, line.contract.id))
