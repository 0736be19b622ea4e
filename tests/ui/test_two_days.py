"""Two working days in the real window: what the agent did, what Carnet kept and what iTop holds are the same to the second."""

from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import Application, build
from desktop.core.outbox import OutboxState
from desktop.core.ticket import Ticket
from desktop.demo.server import EmbeddedItop
from desktop.store.outbox import entries_between
from desktop.store.tickets import ticket_by_reference
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import Settings, save_settings
from desktop.tour.hands import DEADLINE, DemoHands, TourClock
from desktop.ui.formats import local
from desktop.ui.i18n import tr
from desktop.ui.outbox_views import Act
from desktop.work import overview

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

FIRST, OVERRUN, BY_DAY, GONE, OTHER = "R-000101", "R-000102", "I-000103", "R-000104", "I-000105"
MINUTE = 60


class Agent(DemoHands):
    """A person at work. ``worked`` is what they did, in seconds by reference: all time that passed over a running timer."""

    def __init__(self, app: Application, itop: EmbeddedItop, clock: TourClock, pictures: Path) -> None:
        super().__init__(app, itop, clock, pictures)
        self.worked: Counter[str] = Counter()
        self._at = ""

    def forward(self, seconds: int) -> None:
        super().forward(seconds)
        if self._at:
            self.worked[self._at] += seconds

    def until(self, epoch: int) -> None:
        self.forward(max(0, epoch - self.clock.wall))

    def work(self, ref: str, minutes: int, comment: str = "") -> None:
        """Begin, or go on with, a ticket and stay on it; what ran before pauses."""
        self.switch(ref)
        self.see(lambda: self.window.timer_bar.ref.text() == ref)
        self._at = ref
        if comment:
            self.type(self.window.timer_bar.comment, comment)
        self.forward(minutes * MINUTE)

    def stop(self) -> None:
        """One key; a form only over the balance, which is put off. The time to undo passes while the next call comes in."""
        ref = self.window.timer_bar.ref.text()
        self.key(Qt.Key.Key_F8)
        asked = self.app.presenter.timers.questions.dialog
        if asked is not None:
            assert ref == OVERRUN
            QTest.keyClick(asked, Qt.Key.Key_Escape)
        self.see(lambda: self.window.notice.isVisible() and QApplication.activeModalWidget() is None)
        self._at = ""
        self.forward(MINUTE)

    def pause(self) -> None:
        self.key(Qt.Key.Key_F7)
        self.see(lambda: self.window.timer_bar.pause.text() == tr("Resume"))
        self._at = ""

    def take_chips(self) -> None:
        """Before lunch and in the evening: each chip is taken up and stopped."""
        while self.chips():
            self.click(self.chips()[0])
            self._at = self.window.timer_bar.ref.text()
            self.stop()

    def sleep(self, minutes: int) -> None:
        """The lid is closed: nothing ticks, both clocks go on, and nobody works."""
        with self.quiet.acquire(timeout=DEADLINE):
            self.clock.forward(minutes * MINUTE)
        self.app.presenter.on_beat()
        self.see(self.window.gap_strip.isVisible)

    def page(self, number: Qt.Key) -> None:
        self.key(number, Qt.KeyboardModifier.ControlModifier)

    def send(self) -> None:
        self.sync()
        self.see(self.everything_sent)

    def ticket(self, ref: str) -> Ticket:
        desk = self.snapshot().desk
        found = ticket_by_reference(desk.db, desk.account.id, ref)
        assert found is not None
        return found


@pytest.fixture
def agent(qtbot: QtBot, tmp_path: Path, itop: EmbeddedItop) -> Iterator[Agent]:
    """Signed in, with the five tickets of the small sample read."""
    profile = ProfileDir(tmp_path / "profile").create()
    save_settings(profile.settings, Settings(language="en", theme="light"))
    clock = TourClock(wall=int(itop.now()))
    itop.now = clock.server
    app = build(profile, RunSecrets(), clock)
    hands = Agent(app, itop, clock, tmp_path)
    try:
        app.start()
        app.window.activateWindow()
        page = app.window.sign_in
        for field, text in ((page.url, itop.url), (page.user, itop.user), (page.secret, itop.secret)):
            hands.type(field, text)
        hands.click(page.enter)
        hands.see(lambda: app.window.tickets.model.rowCount() == 5 and hands.everything_sent())
        yield hands
    finally:
        app.close()
        app.window.deleteLater()


def next_morning(epoch: int) -> int:
    """08:30 of the day after, on this machine's wall clock."""
    tomorrow = (local(epoch) + timedelta(days=1)).replace(hour=8, minute=30, second=0, microsecond=0)
    return int(tomorrow.timestamp())


def a_day(agent: Agent) -> None:
    """Online till ten, offline till noon with a gap, an entry on a ticket that is gone, an overrun, home with an empty outbox."""
    morning = next_morning(agent.clock.wall)
    agent.until(morning)
    agent.work(FIRST, 25, "VPN, with the site contact")
    agent.work(OTHER, 20, "Call back")
    for page in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_1):
        agent.page(page)
    agent.stop()
    agent.send()
    agent.work(BY_DAY, 15)
    agent.until(morning + 90 * MINUTE)
    agent.itop.set_faults(["offline"])
    agent.work(FIRST, 35, " and the router")
    agent.sleep(20)
    agent.forward(5 * MINUTE)
    agent.click(agent.window.gap_strip.was_break)
    agent.see(lambda: not agent.window.gap_strip.isVisible())
    agent.stop()
    agent.work(OTHER, 10)
    agent.stop()
    agent.sync()
    agent.see(lambda: agent.snapshot().offline and agent.snapshot().counts.waiting == 2)
    agent.until(morning + 210 * MINUTE)
    agent.itop.set_faults([])
    agent.take_chips()
    agent.send()
    agent.until(morning + 270 * MINUTE)
    agent.work(GONE, 30, "Moved the mailbox")
    with agent.deleted(agent.ticket(GONE)):
        agent.stop()
        agent.sync()
        agent.see(lambda: agent.states() == [OutboxState.BLOCKED])
        agent.page(Qt.Key.Key_3)
        agent.act(Act.MOVE)
        picker = agent.app.presenter.picker.panel
        assert picker is not None
        agent.type(picker.field, FIRST)
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
        agent.worked[FIRST] += agent.worked.pop(GONE)
        agent.send()
    agent.page(Qt.Key.Key_1)
    agent.sync()
    agent.work(OVERRUN, 50, "Longer than the contract is good for")
    agent.pause()
    agent.forward(10 * MINUTE)
    agent.stop()
    agent.take_chips()
    agent.send()
    # Nothing was left on it, so that the window has as much to show on each evening.
    agent.app.presenter.select(agent.ticket(GONE).key)


def in_itop(itop: EmbeddedItop) -> list[sqlite3.Row]:
    """Every entry that is worth something, read as anybody could."""
    with closing(sqlite3.connect(itop.database)) as server:
        server.row_factory = sqlite3.Row
        return server.execute(
            """SELECT e.uid, t.ref, e.worked_seconds, e.counted_seconds, e.state, e.contract_id FROM contract_time_entry e
            JOIN ticket t ON t.id = e.ticket_id ORDER BY e.uid"""
        ).fetchall()


def live_objects() -> tuple[int, int]:
    """Widgets and Python objects that are still there when all that is over was collected."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for _ in range(3):
        gc.collect()
    return len(QApplication.allWidgets()), len(gc.get_objects())


def test_two_days(agent: Agent, itop: EmbeddedItop) -> None:
    """Failure stories 5, 12, 24, 39, 51: nothing lost, nothing doubled, sleep is no work, an overrun is held, and nothing piles up."""
    a_day(agent)
    widgets, objects = live_objects()
    a_day(agent)
    later_widgets, later_objects = live_objects()
    assert later_widgets <= widgets
    assert later_objects <= objects * 1.05

    rows = in_itop(itop)
    worked: Counter[str] = Counter()
    for row in rows:
        worked[row["ref"]] += row["worked_seconds"]
    assert worked == agent.worked

    desk = agent.snapshot().desk
    kept = entries_between(desk.db, desk.account.id, 0, 2**40)
    mine = sorted((row.entry.uid, row.entry.worked_seconds, row.entry.counted_seconds, row.entry.state.value) for row in kept)
    assert mine == [(row["uid"], row["worked_seconds"], row["counted_seconds"], row["state"]) for row in rows]
    assert {row["state"] for row in rows} == {"counted", "held"}

    for line in overview.contract_lines(desk):
        counted = sum(row["counted_seconds"] for row in rows if row["contract_id"] == line.contract.id)
        assert line.contract.indicators is not None
        assert (line.contract.indicators.consumed, line.waiting) == (counted, 0)
