"""What the presenter and its helpers share: the session, the window, what is shown, and how an action is tried."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.core.changes import Changes
from desktop.core.errors import CarnetError
from desktop.core.ticket import Ticket, TicketKey
from desktop.core.timer import Timer
from desktop.store.tickets import list_tickets, search_tickets
from desktop.sync.worker import Worker
from desktop.ui.announce import Announcer
from desktop.ui.bridge import Bridge
from desktop.ui.i18n import told_error
from desktop.ui.main_window import MainWindow
from desktop.ui.reader import Reader
from desktop.ui.session import Session
from desktop.ui.snapshot import Snapshot
from desktop.ui.viewmodels import LiveTimer
from desktop.work.desk import Desk

EVERYTHING = ~Changes.NONE
FOUND_LIMIT = 50


class Stage(QObject):
    """``current`` is the uid of the timer in the bar, ``selected`` the ticket in the middle."""

    window: MainWindow
    announcer: Announcer

    def __init__(self, session: Session, worker: Worker, bridge: Bridge, reader: Reader) -> None:
        super().__init__()
        self.session, self.worker, self.bridge, self.reader = session, worker, bridge, reader
        self.current = ""
        self.selected: TicketKey | None = None
        self.snapshot: Snapshot | None = None
        self.live: LiveTimer | None = None

    def refresh(self, changed: Changes = EVERYTHING) -> None:
        """Show how things stand; ``changed`` spares the work for what did not change."""
        raise NotImplementedError

    def select(self, key: TicketKey) -> None:
        """Show a ticket."""
        raise NotImplementedError

    def open_ticket(self, key: TicketKey) -> None:
        """Go to a ticket, from wherever it was seen."""
        raise NotImplementedError

    def is_running(self) -> bool:
        return self.live is not None and self.live.timer.state == "running"

    def timer(self) -> Timer | None:
        """The timer in the bar."""
        return self.live.timer if self.live else None

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do ``action``; what cannot be done is told in words. Whether it was done."""
        try:
            action()
        except CarnetError as error:
            self.window.notice.show_message(told_error(error))
            return False
        return True

    def desk(self) -> Desk:
        """The desk of a signed-in person."""
        assert self.snapshot is not None
        return self.snapshot.desk

    def find(self, text: str) -> list[Ticket]:
        """Tickets for a search as one types, mine for none."""
        desk = self.desk()
        if text.strip():
            return search_tickets(desk.db, desk.account.id, text, FOUND_LIMIT)
        who = desk.account
        return list_tickets(desk.db, who.id, "mine", person_id=who.person_id, teams=who.teams, limit=FOUND_LIMIT)

    @Slot(str)
    def ask_itop(self, text: str) -> None:
        """Search in iTop, too; what is found appears in the list."""
        self.worker.ask(lambda server, desk: server.search(desk.db, desk.account, text))
