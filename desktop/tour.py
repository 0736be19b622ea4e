"""The tour: the real window driven through the main job, with a picture of each step and an error naming the step that failed.

Time is a clock that the tour moves; the embedded iTop reads the same one, so that counted time is believable and sums agree.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget

from desktop.app import Application, build
from desktop.core.clock import Instant
from desktop.core.contract import RoundingPer
from desktop.core.outbox import OutboxState
from desktop.core.ticket import Ticket
from desktop.demo.database import journal
from desktop.demo.server import POISON, EmbeddedItop
from desktop.store.tickets import list_tickets
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import Settings, save_settings
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.ui.outbox_views import Act
from desktop.ui.snapshot import Snapshot
from desktop.work.timing import UNDO_SECONDS

DEADLINE = 30.0
"""Seconds of real time that anything on screen may take."""
FAILED = "failed.png"
BEAT = 60
RIVALS = 5
"""Times that another call may take the answer meant for the first call of a synchronisation."""
LANGUAGES = ("en", "fr")
THEMES = ("light", "dark")


def _strike(fault: str, *pattern: bool) -> str:
    """``fault`` with the seed that makes it strike the next calls as ``pattern`` says."""
    for seed in itertools.count():
        chance = random.Random(seed)  # noqa: S311 - the embedded iTop draws the same numbers
        if all((chance.random() < 0.5) is wanted for wanted in pattern):
            return f"{fault}:0.5:{seed}"
    raise AssertionError(pattern)


LOSE_SECOND_ANSWER = _strike("lose-answer", False, True, True, True, True, True)
"""The server is there; what is sent to it arrives, and no answer comes back."""


class TourError(AssertionError):
    """A step did not show what it promises."""


@dataclass
class TourClock:
    """Both clocks of a machine that only ages when it is told to."""

    wall: int = field(default_factory=lambda: int(time.time()))
    boot: float = 1000.0

    def now(self) -> Instant:
        return Instant(self.wall, self.boot, "tour")

    def server(self) -> float:
        """The embedded iTop's clock."""
        return self.wall

    def forward(self, seconds: int) -> None:
        self.wall += seconds
        self.boot += seconds


def run_tours(pictures: Path, itop: EmbeddedItop, profile: ProfileDir) -> list[Path]:
    """The tour in every language and theme, each from an empty profile directory; the pictures saved."""
    for language in LANGUAGES:
        for theme in THEMES:
            name = f"{language}-{theme}"
            run_tour(pictures / name, itop, ProfileDir(profile.root / f"tour-{name}"), language=language, theme=theme)
    return sorted(pictures.glob("*/*.png"))


def run_tour(pictures: Path, itop: EmbeddedItop, profile: ProfileDir, *, language: str, theme: str) -> None:
    """Drive the window through the main job. Raises TourError naming the step where anything expected is not on screen."""
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / FAILED).unlink(missing_ok=True)
    save_settings(profile.create().settings, Settings(language=language, theme=theme))
    clock = TourClock()
    usual, itop.now = itop.now, clock.server
    app = build(profile, RunSecrets(), clock)
    try:
        Tour(app, itop, clock, pictures).run()
    finally:
        app.close()
        itop.set_faults([])
        itop.now = usual


class Tour:
    """The steps in order. Everything is done with keys and clicks on the widgets that people use."""

    def __init__(self, app: Application, itop: EmbeddedItop, clock: TourClock, pictures: Path) -> None:
        self._app, self._itop, self._clock, self._pictures = app, itop, clock, pictures
        self._window = app.window
        self._step = "start"
        self._number = 0
        self._quiet = FileLock(app.session.profile.sync_lock)

    def run(self) -> None:
        self._app.start()
        self._window.activateWindow()
        self._sign_in()
        self._work()
        self._stop_and_send()
        self._offline()
        self._blocked()
        self._uncertain()
        self._gap()
        self._pages()

    # The steps

    def _sign_in(self) -> None:
        page = self._window.sign_in
        self._begin("a wrong password is named")
        self._type(page.url, self._itop.url)
        self._type(page.user, self._itop.user)
        self._type(page.secret, "not the password")
        self._click(page.enter)
        self._see(lambda: page.answer.property("tone") == "bad")
        self._picture("sign-in-problem")
        self._begin("the connection is tested")
        page.secret.clear()
        self._type(page.secret, self._itop.secret)
        self._click(page.test)
        self._see(lambda: page.answer.property("tone") == "ok")
        self._picture("connection-tested")
        self._begin("tickets and contracts arrive after signing in")
        self._click(page.enter)
        self._see(lambda: self._window.tickets.model.rowCount() > 2 and self._everything_sent())
        self._first, self._second, self._third = self._choose_tickets()
        self._picture("tickets")

    def _work(self) -> None:
        bar, tickets = self._window.timer_bar, self._window.tickets
        self._begin("a ticket is found by typing")
        self._type(tickets.search, self._first.ref)
        self._see(lambda: tickets.model.rowCount() == 1)
        self._picture("search")
        self._begin("Enter starts its timer")
        QTest.keyClick(tickets.search, Qt.Key.Key_Down)
        QTest.keyClick(tickets.view, Qt.Key.Key_Return)
        self._see(lambda: bar.ref.text() == self._first.ref and bar.stop.isEnabled())
        tickets.search.clear()
        self._type(bar.comment, "Diagnosis with the site contact")
        bar.activity.setCurrentIndex(1)
        bar.activity.activated.emit(1)
        self._forward(42 * 60 + 17)
        self._see(lambda: bar.clock.text() == "0:42:17" and formats.hours(2700) in bar.counts.text())
        self._picture("running")
        self._begin("F7 pauses")
        self._key(Qt.Key.Key_F7)
        self._see(lambda: bar.pause.text() == tr("Resume"))
        self._picture("paused")
        self._begin("Ctrl+K switches to another ticket")
        self._switch(self._second.ref, "switch")
        self._see(lambda: bar.ref.text() == self._second.ref and len(self._chips()) == 1)
        self._type(bar.comment, "Called back, waiting for the log files")
        self._forward(20 * 60)
        self._picture("switched")
        self._begin("the paused timer is resumed from its chip")
        self._click(self._chips()[0])
        self._see(lambda: bar.ref.text() == self._first.ref and bar.clock.text() == "0:42:17")

    def _stop_and_send(self) -> None:
        window = self._window
        before = self._consumed(self._first)
        self._begin("F8 stops without a dialog, and the contract shows what waits")
        self._key(Qt.Key.Key_F8)
        self._see(lambda: window.notice.isVisible() and QApplication.activeModalWidget() is None)
        self._see(lambda: tr(" − {time} waiting", time=formats.balance(2700)) in window.contract.sentence.text())
        self._picture("stopped")
        self._begin("the stop is undone")
        self._click(window.notice.undo)
        self._see(lambda: window.timer_bar.ref.text() == self._first.ref and window.timer_bar.clock.text() == "0:42:17")
        self._begin("the entry arrives, and the contract consumes exactly what was counted")
        self._key(Qt.Key.Key_F8)
        self._sync()
        self._see(lambda: self._everything_sent() and self._consumed(self._first) == before + 2700)
        self._picture("sent")

    def _offline(self) -> None:
        window = self._window
        self._begin("without a network everything goes on, and the window says since when")
        self._itop.set_faults(["offline"])
        self._click(self._chips()[0])
        self._forward(12 * 60)
        self._key(Qt.Key.Key_F8)
        self._sync()
        self._see(lambda: formats.clock_time(self._snapshot().connection.since) in window.status.text.text() and self._snapshot().offline)
        self._expect(self._snapshot().counts.waiting == 1)
        self._picture("offline")
        self._begin("the network is back, and what waited goes out")
        self._itop.set_faults([])
        self._sync()
        self._see(lambda: self._everything_sent() and window.status.text.text() == tr("Everything is in iTop"))
        self._picture("online-again")

    def _blocked(self) -> None:
        self._begin("an entry on a deleted ticket is blocked, with its reason")
        self._switch(self._third.ref)
        self._type(self._window.timer_bar.comment, "Replaced the power supply")
        self._forward(16 * 60)
        self._key(Qt.Key.Key_F8)
        with self._deleted(self._third):
            self._sync()
            self._see(lambda: self._states() == [OutboxState.BLOCKED])
            self._key(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
            self._picture("blocked")
            self._begin("it is moved to another ticket and arrives")
            self._act(Act.MOVE)
            picker = self._app.presenter.entries.picker
            self._expect(picker is not None)
            assert picker is not None
            self._type(picker.field, self._first.ref)
            self._picture("move", picker)
            QTest.keyClick(picker.field, Qt.Key.Key_Return)
            self._sync()
            self._see(self._everything_sent)
        self._sync()

    def _uncertain(self) -> None:
        self._begin("an entry without an answer is uncertain")
        before = self._consumed(self._first)
        self._switch(self._first.ref)
        self._type(self._window.timer_bar.comment, "Captured the logs, opened a case")
        self._forward(28 * 60)
        self._key(Qt.Key.Key_F8)
        for _ in range(RIVALS):
            self._itop.set_faults([LOSE_SECOND_ANSWER])
            self._sync()
            if self._states() == [OutboxState.UNCERTAIN]:
                break
        self._expect(self._states() == [OutboxState.UNCERTAIN])
        self._picture("uncertain")
        self._begin("iTop had it, and it is counted once")
        self._itop.set_faults([])
        self._sync()
        self._see(lambda: self._everything_sent() and self._consumed(self._first) == before + 1800)
        self._begin("what iTop never answers is blocked")
        self._switch(self._second.ref)
        self._type(self._window.timer_bar.comment, f"{POISON} makes the server fail")
        self._forward(9 * 60)
        self._key(Qt.Key.Key_F8)
        self._sync()
        self._see(lambda: self._states() == [OutboxState.BLOCKED])
        self._picture("unanswered")
        self._begin("it is edited and arrives")
        self._act(Act.EDIT)
        editor = self._app.presenter.entries.editor
        self._expect(editor is not None)
        assert editor is not None
        editor.comment.clear()
        self._type(editor.comment, "Restarted the service")
        self._picture("edit", editor)
        self._click(editor.save)
        self._sync()
        self._see(self._everything_sent)

    def _gap(self) -> None:
        window = self._window
        self._begin("time that nobody watched is asked about")
        self._key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        self._switch(self._first.ref)
        with self._quiet.acquire(timeout=DEADLINE):
            self._clock.forward(49 * 60)
        self._app.presenter.on_beat()
        self._see(window.gap_strip.isVisible)
        self._picture("gap")
        self._click(window.gap_strip.was_break)
        self._see(lambda: not window.gap_strip.isVisible())
        self._begin("a stop after a few seconds asks whether it was meant")
        self._forward(20)
        self._key(Qt.Key.Key_F8)
        self._see(window.notice.discard.isVisible)
        self._picture("short")
        self._click(window.notice.discard)
        self._see(self._everything_sent)
        self._begin("work begins without a ticket")
        self._switch("call, Lenoir")
        self._forward(6 * 60)
        self._see(lambda: "Lenoir" in window.timer_bar.title.toolTip())
        self._picture("no-ticket")

    def _pages(self) -> None:
        for number, page in ((2, "contracts"), (4, "settings")):
            self._begin(f"the page {page}")
            self._key(getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
            self._see(lambda page=page: self._window.page() == page)  # type: ignore[misc]
            self._picture(page)
        self._key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        for width, height in ((1000, 700), (760, 600)):
            self._begin(f"{width} × {height}")
            self._window.resize(width, height)
            self._see(lambda width=width: self._window.width() == width)  # type: ignore[misc]
            self._picture(f"at-{width}")

    # What the steps are made of

    def _begin(self, step: str) -> None:
        self._step = step

    def _see(self, condition: Callable[[], bool]) -> None:
        """Let the window live until ``condition`` holds."""
        end = time.monotonic() + DEADLINE
        while not condition():
            self._expect(time.monotonic() < end)
            QTest.qWait(5)

    def _expect(self, condition: bool) -> None:
        if not condition:
            path = self._pictures / FAILED
            self._window.grab().save(str(path))
            raise TourError(f"The tour did not see what it expected: {self._step} ({path})")

    def _picture(self, name: str, dialog: QDialog | None = None) -> None:
        self._number += 1
        QTest.qWait(1)
        picture = self._window.grab()
        if dialog is not None:
            _lay_over(picture, dialog)
        picture.save(str(self._pictures / f"{self._number:02d}-{name}.png"))

    def _type(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        QTest.keyClicks(field, text)

    def _click(self, widget: QPushButton) -> None:
        self._see(lambda: widget.isVisible() and widget.isEnabled())
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def _key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._window.activateWindow()
        self._see(self._window.isActiveWindow)
        QTest.keyClick(self._window, key, modifier)

    def _switch(self, text: str, picture: str = "") -> None:
        self._key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        switcher = self._app.presenter.timers.switcher
        self._expect(switcher is not None)
        assert switcher is not None
        self._type(switcher.field, text)
        if picture:
            self._picture(picture, switcher)
        QTest.keyClick(switcher.field, Qt.Key.Key_Return)
        self._see(lambda: self._app.presenter.timers.switcher is None)

    def _act(self, act: Act) -> None:
        made = self._window.outbox.button_for(self._snapshot().outbox[0].row.entry.uid, act)
        self._expect(made is not None)
        assert made is not None
        self._click(made)

    def _forward(self, seconds: int) -> None:
        """Time passes as it does for a window that is open: with its heartbeat."""
        # Not while the worker compares the two clocks.
        with self._quiet.acquire(timeout=DEADLINE):
            while seconds > 0:
                self._clock.forward(min(seconds, BEAT))
                self._app.presenter.on_beat()
                seconds -= BEAT
        self._app.presenter.on_second()

    def _sync(self) -> None:
        """Let the time to undo pass, then ask for a synchronisation and see it end."""
        self._forward(UNDO_SECONDS + 1)
        self._window.notice.go()
        before = self._app.presenter.runs
        self._app.presenter.synchronise()
        self._see(lambda: self._app.presenter.runs > before)

    def _snapshot(self) -> Snapshot:
        assert self._app.presenter.snapshot is not None
        return self._app.presenter.snapshot

    def _states(self) -> list[OutboxState]:
        return [line.row.state for line in self._snapshot().outbox if line.row.state is not OutboxState.DISCARDED]

    def _everything_sent(self) -> bool:
        return self._snapshot().counts.total == 0 and self._snapshot().connection.synced_at > 0

    def _chips(self) -> list[QPushButton]:
        return [made for made in self._window.timer_bar.findChildren(QPushButton) if made.property("kind") == "chip" and made.isVisible()]

    def _consumed(self, ticket: Ticket) -> int:
        line = self._snapshot().contract_of(ticket)
        assert line is not None and line.contract.indicators is not None
        return line.contract.indicators.consumed

    def _choose_tickets(self) -> tuple[Ticket, Ticket, Ticket]:
        """One on a contract that counts started quarters of an hour with hours left, one of another contract, and a third."""
        snapshot = self._snapshot()
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
        self._expect(first is not None)
        assert first is not None
        rest = [ticket for ticket in found if ticket.key != first.key and lines[ticket.key] is not None]
        rest.sort(key=lambda ticket: lines[ticket.key] == lines[first.key])
        self._expect(len(rest) > 1)
        return first, rest[0], rest[1]

    @contextmanager
    def _deleted(self, ticket: Ticket) -> Iterator[None]:
        """Meanwhile the ticket is gone from the embedded iTop."""
        with closing(sqlite3.connect(self._itop.database, timeout=30)) as db, db:
            db.row_factory = sqlite3.Row
            row = dict(db.execute("SELECT * FROM ticket WHERE id = ?", (ticket.key.id,)).fetchone())
            db.execute("DELETE FROM ticket WHERE id = ?", (ticket.key.id,))
        try:
            yield
        finally:
            names = ", ".join(f'"{name}"' for name in row)
            with closing(sqlite3.connect(self._itop.database, timeout=30)) as db, db:
                db.execute(f"INSERT INTO ticket ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))  # noqa: S608 - its own names
                journal(db, self._clock.wall, ticket.key.cls, ticket.key.id)


def _lay_over(picture: QPixmap, dialog: QWidget) -> None:
    """A dialog on its window, as people see it."""
    painter = QPainter(picture)
    above = dialog.grab()
    corner = QPoint((picture.width() - above.width()) // 2, (picture.height() - above.height()) // 3)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
    painter.drawPixmap(corner, above)
    painter.end()
