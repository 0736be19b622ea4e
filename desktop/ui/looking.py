"""What a person looks at: which ticket, since when, and what in it is new to them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.core.ticket import TicketKey
from desktop.store.tickets import seen_at
from desktop.ui.stage import Stage
from desktop.work import reading

OPENED_MILLISECONDS = 400
"""How long a ticket must stay chosen to count as opened; arrow keys pass over many."""


class Looking(QObject):
    """``since`` is when the ticket in the middle was last looked at before now; what came later is new. Notes are written in the reader's
    thread: a disk that takes its time must not be felt."""

    opened = Signal(object)

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._key: TicketKey | None = None
        self._opened = False
        self.since: int | None = None
        self._timer = QTimer(self, singleShot=True, interval=OPENED_MILLISECONDS)
        self._timer.timeout.connect(self._on_opened)

    def look_at(self, key: TicketKey) -> None:
        """The ticket is in the middle from now on."""
        if key == self._key:
            return
        self.look_away()
        desk = self._stage.desk()
        self._key, self._opened = key, False
        self.since = seen_at(desk.db, desk.account.id, key)
        self._timer.start()

    def look_away(self) -> None:
        """The ticket leaves the middle: all of it was seen until now."""
        self._timer.stop()
        if self._key is not None and self._opened and self._stage.snapshot is not None:
            key, desk = self._key, self._stage.desk()
            self._stage.reader.note(lambda db: reading.see_ticket(replace(desk, db=db), key))
        self._key = None

    @Slot()
    def _on_opened(self) -> None:
        key = self._key
        if key is None or self._stage.snapshot is None:
            return
        self._opened = True
        desk = self._stage.desk()
        self._stage.reader.note(lambda db: reading.open_ticket(replace(desk, db=db), key))
        self._stage.worker.ask(lambda server, desk: server.fetch_ticket(desk.db, desk.account, key))
        self.opened.emit(key)
