"""Answers to what the strips under the bar say, and tickets for timers that have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop.core.ticket import Ticket, TicketKey
from desktop.ui.i18n import tr
from desktop.ui.later import Later
from desktop.ui.stage import Stage
from desktop.ui.viewmodels import recorded_notice
from desktop.work import gaps, timing
from desktop.work.overrun import note_overrun
from desktop.work.timing import UNDO_SECONDS

if TYPE_CHECKING:
    from desktop.ui.picking import TicketPicker


class GapActions(QObject):
    """Each is one use case, then a refresh."""

    def __init__(self, stage: Stage, picker: Later[TicketPicker]) -> None:
        super().__init__(stage)
        self._stage, self._picker = stage, picker
        strip, bar = stage.window.gap_strip, stage.window.timer_bar
        strip.answered.connect(self.answer)
        strip.split.connect(self.split)
        strip.other_asked.connect(self.ask_other)
        bar.ticket_asked.connect(self.ask_ticket)
        stage.window.over_strip.noted.connect(self.note_overrun)

    @Slot(str, bool)
    def answer(self, uid: str, keep: bool) -> None:
        """All of it was work, or a break."""
        self._do(lambda: gaps.answer_gaps(self._stage.desk(), uid, keep=keep))

    @Slot(str, int)
    def split(self, uid: str, kept: int) -> None:
        """Part of it was work."""
        self._do(lambda: gaps.split_gaps(self._stage.desk(), uid, kept))

    @Slot(str)
    def ask_other(self, uid: str) -> None:
        """It was work on something else: ask on what."""
        self._picker.get().ask(tr("Which ticket was it?"), lambda ticket, text: self._give(uid, ticket, text), free_text=True)

    def _give(self, uid: str, ticket: Ticket | None, text: str) -> None:
        stage = self._stage

        def act() -> None:
            entry = gaps.give_gaps(stage.desk(), uid, ticket, text, undo_seconds=UNDO_SECONDS)
            # Not taken back by a key: the question is answered, and the entry can be moved or discarded.
            stage.window.notice.show_view(recorded_notice(entry, ticket.ref if ticket else text, None, undo=False), UNDO_SECONDS)

        self._do(act)

    @Slot(str)
    def ask_ticket(self, uid: str) -> None:
        """A timer began without a ticket: ask for it."""
        self._picker.get().ask(tr("Which ticket is it for?"), lambda ticket, text: self._assign(uid, ticket))

    def _assign(self, uid: str, ticket: Ticket | None) -> None:
        if ticket is not None:
            self._do(lambda: timing.assign(self._stage.desk(), uid, ticket))

    @Slot(object, int)
    def note_overrun(self, ticket: TicketKey, contract_id: int) -> None:
        """A person knows that this goes over the balance."""
        self._do(lambda: note_overrun(self._stage.desk(), ticket, contract_id))

    def _do(self, action: Callable[[], object]) -> None:
        stage = self._stage
        stage.window.timer_bar.keep_description()
        stage.attempt(action)
        stage.refresh()
        stage.worker.wake()
