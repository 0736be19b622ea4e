"""The hands and eyes of the tour: keys and clicks on the widgets that people use, and waiting until something is on screen."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from desktop.app import Application
from desktop.core.clock import Instant
from desktop.core.contract import RoundingPer
from desktop.core.outbox import OutboxState
from desktop.core.ticket import Ticket
from desktop.demo.database import journal
from desktop.demo.server import EmbeddedItop
from desktop.store.tickets import list_tickets
from desktop.ui.outbox_views import Act
from desktop.ui.snapshot import Snapshot
from desktop.work.timing import UNDO_SECONDS

DEADLINE = 30.0
"""Seconds of real time that anything on screen may take."""
FAILED = "failed.png"
BEAT = 60
SETTLE = 5
"""Rounds of events after which nested layouts are at rest."""


class TourError(AssertionError):
    """A step did not show what it promises."""


@dataclass
class TourClock:
    """Both clocks of a machine that only ages when it is told to."""

    wall: int
    boot: float = 1000.0

    def now(self) -> Instant:
        return Instant(self.wall, self.boot, "tour")

    def server(self) -> float:
        """The embedded iTop's clock."""
        return self.wall

    def forward(self, seconds: int) -> None:
        self.wall += seconds
        self.boot += seconds


class Hands:
    """What steps are made of. ``app`` runs on ``clock``."""

    def __init__(self, app: Application, clock: TourClock, pictures: Path) -> None:
        self.app, self.clock, self.pictures = app, clock, pictures
        self.window = app.window
        self._step = "start"
        self._number = 0
        self.quiet = FileLock(app.session.profile.sync_lock)

    def begin(self, step: str) -> None:
        self._step = step

    def see(self, condition: Callable[[], bool]) -> None:
        """Let the window live until ``condition`` holds."""
        end = time.monotonic() + DEADLINE
        while not condition():
            self.expect(time.monotonic() < end)
            QTest.qWait(5)

    def expect(self, condition: bool) -> None:
        if not condition:
            path = self.pictures / FAILED
            self.window.grab().save(str(path))
            raise TourError(f"The tour did not see what it expected: {self._step} ({path})")

    def picture(self, name: str, dialog: QDialog | None = None) -> None:
        self._number += 1
        for _ in range(SETTLE):
            QTest.qWait(1)
        picture = self.window.grab()
        if dialog is not None:
            _lay_over(picture, dialog)
        picture.save(str(self.pictures / f"{self._number:02d}-{name}.png"))

    def type(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        QTest.keyClicks(field, text)

    def click(self, widget: QPushButton) -> None:
        self.see(lambda: widget.isVisible() and widget.isEnabled())
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.window.activateWindow()
        self.see(self.window.isActiveWindow)
        QTest.keyClick(self.window, key, modifier)

    def switch(self, text: str, picture: str = "") -> None:
        self.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        panel = self.app.presenter.commands.palette.panel
        self.expect(panel.isVisible())
        self.type(panel.field, text)
        panel.search_again()
        if picture:
            self.picture(picture)
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
        self.see(lambda: not panel.isVisible())

    def act(self, act: Act) -> None:
        uid = self.snapshot().outbox[0].row.entry.uid
        self.see(lambda: self.window.outbox.button_for(uid, act) is not None)
        made = self.window.outbox.button_for(uid, act)
        assert made is not None
        self.click(made)

    def forward(self, seconds: int) -> None:
        """Time passes as it does for a window that is open: with its heartbeat."""
        # Not while the worker compares the two clocks.
        with self.quiet.acquire(timeout=DEADLINE):
            while seconds > 0:
                self.clock.forward(min(seconds, BEAT))
                self.app.presenter.on_beat()
                seconds -= BEAT
        self.app.presenter.on_second()

    def sync(self) -> None:
        """Let the time to undo pass, then ask for a synchronisation and see it end."""
        self.forward(UNDO_SECONDS + 1)
        self.window.notice.go()
        before = self.app.presenter.runs
        self.app.presenter.synchronise()
        self.see(lambda: self.app.presenter.runs > before)

    def snapshot(self) -> Snapshot:
        assert self.app.presenter.snapshot is not None
        return self.app.presenter.snapshot

    def states(self) -> list[OutboxState]:
        return [line.row.state for line in self.snapshot().outbox if line.row.state is not OutboxState.DISCARDED]

    def everything_sent(self) -> bool:
        return self.snapshot().counts.total == 0 and self.snapshot().connection.synced_at > 0

    def chips(self) -> list[QPushButton]:
        return [made for made in self.window.timer_bar.findChildren(QPushButton) if made.property("kind") == "chip" and made.isVisible()]

    def consumed(self, ticket: Ticket) -> int:
        line = self.snapshot().contract_of(ticket)
        assert line is not None and line.contract.indicators is not None
        return line.contract.indicators.consumed

    def choose_tickets(self) -> tuple[Ticket, Ticket, Ticket]:
        """One on a contract that counts started quarters of an hour with hours left, one of another contract, and a third."""
        snapshot = self.snapshot()
        who = snapshot.desk.account
        found = list_tickets(snapshot.desk.db, who.id, "mine", person_id=who.person_id, teams=who.teams)
        lines = {ticket.key: snapshot.contract_of(ticket) for ticket in found}
        first = next(
            (
                ticket
                for ticket in found
                if (line := lines[ticket.key]) is not None
                and (line.contract.rule.rounding, line.contract.rule.per) == (15, RoundingPer.ENTRY)
                and (line.projected or 0) > 4 * 3600
            ),
            None,
        )
        self.expect(first is not None)
        assert first is not None
        # The job itself asks nothing; what is over its balance would.
        rest = [ticket for ticket in found if ticket.key != first.key and (line := lines[ticket.key]) and (line.projected or 0) > 3600]
        rest.sort(key=lambda ticket: lines[ticket.key] == lines[first.key])
        self.expect(len(rest) > 1)
        return first, rest[0], rest[1]


class DemoHands(Hands):
    """On the embedded iTop, which reads the same clock."""

    def __init__(self, app: Application, itop: EmbeddedItop, clock: TourClock, pictures: Path) -> None:
        super().__init__(app, clock, pictures)
        self.itop = itop

    @contextmanager
    def deleted(self, ticket: Ticket) -> Iterator[None]:
        """Meanwhile the ticket is gone from the embedded iTop."""
        with closing(sqlite3.connect(self.itop.database, timeout=30)) as db, db:
            db.row_factory = sqlite3.Row
            row = dict(db.execute("SELECT * FROM ticket WHERE id = ?", (ticket.key.id,)).fetchone())
            db.execute("DELETE FROM ticket WHERE id = ?", (ticket.key.id,))
        try:
            yield
        finally:
            names = ", ".join(f'"{name}"' for name in row)
            with closing(sqlite3.connect(self.itop.database, timeout=30)) as db, db:
                db.execute(f"INSERT INTO ticket ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))  # noqa: S608 - its own names
                journal(db, self.clock.wall, ticket.key.cls, ticket.key.id)


def _lay_over(picture: QPixmap, dialog: QWidget) -> None:
    """A dialog on its window, as people see it."""
    painter = QPainter(picture)
    above = dialog.grab()
    corner = QPoint((picture.width() - above.width()) // 2, (picture.height() - above.height()) // 3)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
    painter.drawPixmap(corner, above)
    painter.end()
