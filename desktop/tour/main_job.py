"""The steps of the tour, in order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.outbox import OutboxState
from desktop.demo.server import POISON
from desktop.tour.hands import DEADLINE, DemoHands
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.ui.outbox_views import Act


class MainJob(DemoHands):
    """The main job and what can go wrong with it."""

    def run(self) -> None:
        self.app.start()
        self.window.activateWindow()
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
        page = self.window.sign_in
        self.begin("a wrong password is named")
        self.type(page.url, self.itop.url)
        self.type(page.user, self.itop.user)
        self.type(page.secret, "not the password")
        self.click(page.enter)
        self.see(lambda: page.answer.property("tone") == "bad")
        self.picture("sign-in-problem")
        self.begin("the connection is tested")
        page.secret.clear()
        self.type(page.secret, self.itop.secret)
        self.click(page.test)
        self.see(lambda: page.answer.property("tone") == "ok")
        self.picture("connection-tested")
        self.begin("tickets and contracts arrive after signing in")
        self.click(page.enter)
        self.see(lambda: self.window.tickets.model.rowCount() > 2 and self.everything_sent())
        self._first, self._second, self._third = self.choose_tickets()
        self.picture("tickets")

    def _work(self) -> None:
        bar, tickets = self.window.timer_bar, self.window.tickets
        self.begin("a ticket is found by typing")
        self.type(tickets.search, self._first.ref)
        self.see(lambda: tickets.model.rowCount() == 1)
        self.picture("search")
        self.begin("Space starts its timer")
        QTest.keyClick(tickets.search, Qt.Key.Key_Down)
        QTest.keyClick(tickets.view, Qt.Key.Key_Space)
        self.see(lambda: bar.ref.text() == self._first.ref and bar.stop.isEnabled())
        tickets.search.clear()
        self.type(bar.comment, "Diagnosis with the site contact")
        bar.activity.setCurrentIndex(1)
        bar.activity.activated.emit(1)
        self.forward(42 * 60 + 17)
        self.see(lambda: bar.clock.text() == "0:42:17" and formats.hours(2700) in bar.counts.text())
        self.picture("running")
        self.begin("F7 pauses")
        self.key(Qt.Key.Key_F7)
        self.see(lambda: bar.pause.text() == tr("Resume"))
        self.picture("paused")
        self.begin("Ctrl+K switches to another ticket")
        self.switch(self._second.ref, "switch")
        self.see(lambda: bar.ref.text() == self._second.ref and len(self.chips()) == 1)
        self.type(bar.comment, "Called back, waiting for the log files")
        self.forward(20 * 60)
        self.picture("switched")
        self.begin("the paused timer is resumed from its chip")
        self.click(self.chips()[0])
        self.see(lambda: bar.ref.text() == self._first.ref and bar.clock.text() == "0:42:17")

    def _stop_and_send(self) -> None:
        window = self.window
        before = self.consumed(self._first)
        self.begin("F8 stops without a dialog, and the contract shows what waits")
        self.key(Qt.Key.Key_F8)
        self.see(lambda: window.notice.isVisible() and QApplication.activeModalWidget() is None)
        self.see(lambda: tr("{sum} − {time} waiting", sum="", time=formats.balance(2700)) in window.contract.sentence.text())
        self.picture("stopped")
        self.begin("the stop is undone")
        self.click(window.notice.undo)
        self.see(lambda: window.timer_bar.ref.text() == self._first.ref and window.timer_bar.clock.text() == "0:42:17")
        self.begin("the entry arrives, and the contract consumes exactly what was counted")
        self.key(Qt.Key.Key_F8)
        self.sync()
        self.see(lambda: self.everything_sent() and self.consumed(self._first) == before + 2700)
        self.picture("sent")

    def _offline(self) -> None:
        window = self.window
        self.begin("without a network everything goes on, and the window says since when")
        self.itop.set_faults(["offline"])
        self.click(self.chips()[0])
        self.forward(12 * 60)
        self.key(Qt.Key.Key_F8)
        self.sync()
        self.see(lambda: formats.clock_time(self.snapshot().connection.since) in window.status.text.text() and self.snapshot().offline)
        self.expect(self.snapshot().counts.waiting == 1)
        self.picture("offline")
        self.begin("the network is back, and what waited goes out")
        self.itop.set_faults([])
        self.sync()
        self.see(lambda: self.everything_sent() and window.status.text.text() == tr("Everything is in iTop"))
        self.picture("online-again")

    def _blocked(self) -> None:
        self.begin("an entry on a deleted ticket is blocked, with its reason")
        self.switch(self._third.ref)
        self.type(self.window.timer_bar.comment, "Replaced the power supply")
        self.forward(16 * 60)
        self.key(Qt.Key.Key_F8)
        with self.deleted(self._third):
            self.sync()
            self.see(lambda: self.states() == [OutboxState.BLOCKED])
            self.key(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
            self.picture("blocked")
            self.begin("it is moved to another ticket and arrives")
            self.act(Act.MOVE)
            picker = self.app.presenter.picker.panel
            self.expect(picker is not None)
            assert picker is not None
            self.type(picker.field, self._first.ref)
            picker.search_again()
            self.picture("move")
            QTest.keyClick(picker.field, Qt.Key.Key_Return)
            self.sync()
            self.see(self.everything_sent)
        self.sync()

    def _uncertain(self) -> None:
        self.begin("an entry without an answer is uncertain")
        before = self.consumed(self._first)
        self.switch(self._first.ref)
        self.type(self.window.timer_bar.comment, "Captured the logs, opened a case")
        self.forward(28 * 60)
        self.key(Qt.Key.Key_F8)
        # The server is there; what is sent arrives, and from then on no answer comes back.
        self.itop.set_faults(["lose-answer"], begin_at="carnet/push")
        self.sync()
        self.see(lambda: self.states() == [OutboxState.UNCERTAIN])
        self.picture("uncertain")
        self.begin("iTop had it, and it is counted once")
        self.itop.set_faults([])
        self.sync()
        self.see(lambda: self.everything_sent() and self.consumed(self._first) == before + 1800)
        self.begin("what iTop never answers is blocked")
        self.switch(self._second.ref)
        self.type(self.window.timer_bar.comment, f"{POISON} makes the server fail")
        self.forward(9 * 60)
        self.key(Qt.Key.Key_F8)
        self.sync()
        self.see(lambda: self.states() == [OutboxState.BLOCKED])
        self.picture("unanswered")
        self.begin("it is edited and arrives")
        self.act(Act.EDIT)
        editor = self.app.presenter.entries.editor
        self.expect(editor is not None)
        assert editor is not None
        editor.comment.clear()
        self.type(editor.comment, "Restarted the service")
        self.picture("edit", editor)
        self.click(editor.save)
        self.sync()
        self.see(self.everything_sent)

    def _gap(self) -> None:
        window = self.window
        self.begin("time that nobody watched is asked about")
        self.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        self.switch(self._first.ref)
        with self.quiet.acquire(timeout=DEADLINE):
            self.clock.forward(49 * 60)
        self.app.presenter.on_beat()
        self.see(window.gap_strip.isVisible)
        self.picture("gap")
        self.click(window.gap_strip.was_break)
        self.see(lambda: not window.gap_strip.isVisible())
        self.begin("a stop after a few seconds asks whether it was meant")
        self.forward(20)
        self.key(Qt.Key.Key_F8)
        self.see(window.notice.discard.isVisible)
        self.picture("short")
        self.click(window.notice.discard)
        self.see(self.everything_sent)
        self.begin("work begins without a ticket")
        self.switch("call, Lenoir")
        self.forward(6 * 60)
        self.see(lambda: "Lenoir" in window.timer_bar.title.toolTip())
        self.picture("no-ticket")

    def _pages(self) -> None:
        for number, page in ((2, "contracts"), (4, "settings")):
            self.begin(f"the page {page}")
            self.key(getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
            self.see(lambda page=page: self.window.page() == page)  # type: ignore[misc]
            self.picture(page)
        self.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        for width, height in ((1000, 700), (760, 600)):
            self.begin(f"{width} × {height}")
            self.window.resize(width, height)
            self.see(lambda width=width: self.window.width() == width)  # type: ignore[misc]
            self.picture(f"at-{width}")
