"""The window as people use it: keys, clicks, what is shown."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.ticket import TicketKey
from desktop.demo.server import EmbeddedItop
from desktop.store.accounts import current_account
from desktop.store.database import open_database
from desktop.store.outbox import outbox_rows
from desktop.store.timers import active_timers
from desktop.system.paths import ProfileDir
from desktop.system.settings import load_settings
from desktop.work import timing
from desktop.work.desk import Desk
from tests.conftest import FakeClock
from tests.ui.conftest import OpenWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

FIRST, SECOND = TicketKey("UserRequest", 101), TicketKey("UserRequest", 102)


def work(app: Application, now: FakeClock, minutes: int) -> None:
    """Let the open window's time pass, with its heartbeat."""
    for _ in range(minutes):
        now.pass_time(60)
        app.presenter.on_beat()


def test_stop_needs_no_dialog_and_can_be_undone(app: Application, now: FakeClock, qtbot: QtBot) -> None:
    """F8 records at once what the comment says; Undo, and the timer has never stopped."""
    app.presenter.timers.start(FIRST)
    QTest.keyClicks(app.window.timer_bar.comment, "First call")
    work(app, now, 16)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert QApplication.activeModalWidget() is None
    desk = app.presenter.desk()
    (row,) = outbox_rows(desk.db, desk.account.id)
    assert (row.entry.comment, row.entry.worked_seconds, row.entry.counted_seconds) == ("First call", 960, 1800)
    assert row.next_try_at == now.wall + timing.UNDO_SECONDS
    assert app.window.notice.isVisible() and "39h" in app.window.contract.headline.text()
    now.pass_time(5)
    app.window.notice.undo.click()
    assert outbox_rows(desk.db, desk.account.id) == []
    assert app.window.timer_bar.clock.text() == "0:16:05"
    assert app.window.timer_bar.comment.text() == "First call"


def test_a_second_stop_key_stops_nothing_else(app: Application, now: FakeClock) -> None:
    """After a stop the paused timers stay chips: F8 pressed twice never ends one of them."""
    app.presenter.timers.start(FIRST)
    app.presenter.timers.start(SECOND)
    work(app, now, 2)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    desk = app.presenter.desk()
    assert len(outbox_rows(desk.db, desk.account.id)) == 1
    assert [timer.ticket for timer in active_timers(desk.db, desk.account.id)] == [FIRST]


def test_a_stop_after_seconds_asks_and_can_be_discarded(app: Application, now: FakeClock) -> None:
    """Under a minute of work the notice asks whether it was meant; discarded, nothing is sent."""
    app.presenter.timers.start(FIRST)
    now.pass_time(20)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert app.window.notice.keep.isVisible()
    app.window.notice.discard.click()
    assert app.presenter.desk() and app.window.timer_bar.stop.isEnabled() is False
    assert app.presenter.snapshot is not None and app.presenter.snapshot.counts.total == 0


def test_tickets_are_found_as_one_types(app: Application, qtbot: QtBot) -> None:
    """Reference or words; the list follows, and Escape brings the scope back."""
    tickets = app.window.tickets
    QTest.keyClicks(tickets.search, "r102")
    qtbot.waitUntil(lambda: tickets.model.rowCount() == 1)
    QTest.keyClick(tickets.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: tickets.model.rowCount() == 5)
    QTest.keyClicks(tickets.search, "nothing like it")
    qtbot.waitUntil(lambda: tickets.model.rowCount() == 0)


def test_what_the_command_line_does_is_seen(app: Application, profile: ProfileDir, now: FakeClock, qtbot: QtBot) -> None:
    """A timer started by another process appears within a second."""
    with open_database(profile.database) as db:
        account = current_account(db)
        assert account is not None
        timing.start(Desk(db, now, account, source="command line"), SECOND)
    qtbot.waitUntil(lambda: app.window.timer_bar.ref.text() == "R-000102", timeout=5_000)


def test_the_comment_survives_a_foreign_write(app: Application, profile: ProfileDir, now: FakeClock, qtbot: QtBot) -> None:
    """What is being typed is never overwritten by what comes from elsewhere."""
    app.presenter.timers.start(FIRST)
    app.window.timer_bar.comment.setFocus()
    QTest.keyClicks(app.window.timer_bar.comment, "half a sent")
    app.presenter.refresh()
    assert app.window.timer_bar.comment.text() == "half a sent"
    QTest.keyClick(app.window.timer_bar.comment, Qt.Key.Key_Return)
    assert app.presenter.desk() and active_timers(app.presenter.desk().db, app.presenter.desk().account.id)[0].comment == "half a sent"


def test_closing_while_the_worker_sends(app: Application, itop: EmbeddedItop, profile: ProfileDir, now: FakeClock, qtbot: QtBot) -> None:
    """The window closes in bounded time; the timer runs on, and the entry is kept or already in iTop, once."""
    app.presenter.timers.start(FIRST)
    work(app, now, 5)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    app.presenter.timers.start(SECOND)
    now.pass_time(timing.UNDO_SECONDS + 1)
    itop.set_faults(["slow"])
    app.presenter.synchronise()
    app.window.close()
    assert app.closed
    with open_database(profile.database) as db:
        account = current_account(db)
        assert account is not None
        (timer,) = active_timers(db, account.id)
        assert (timer.ticket, timer.state, timer.watched) == (SECOND, "running", False)


def test_language_and_theme_change_at_once(app: Application, profile: ProfileDir, qtbot: QtBot) -> None:
    """The same page in the other language; the choice is kept."""
    app.window.show_page("settings")
    app.window.settings.language.setCurrentIndex(2)
    app.window.settings.language.activated.emit(2)
    qtbot.waitUntil(lambda: app.window.nav["settings"].text() == "Réglages")
    assert app.window.page() == "settings"
    assert load_settings(profile.settings).language == "fr"
    app.window.settings.language.activated.disconnect()


def sign_in(app: Application, url: str, secret: str = "x") -> None:
    page = app.window.sign_in
    for field, text in ((page.url, url), (page.user, "camille"), (page.secret, secret)):
        field.clear()
        QTest.keyClicks(field, text)
    page.test.click()


def test_sign_in_names_what_is_wrong(open_window: OpenWindow, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """Wrong password, no server, no iTop, no address: each has its own sentence, and nothing is entered."""
    app = open_window()
    page = app.window.sign_in
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    for url, words in (
        (itop.url, "did not accept"),
        (nobody, "No server answers"),
        ("ftp://itop.example.com/", "is not an address"),
    ):
        sign_in(app, url)
        qtbot.waitUntil(lambda words=words: words in page.answer.text(), timeout=15_000)
        assert page.answer.property("tone") == "bad"
    sign_in(app, itop.url, itop.secret)
    qtbot.waitUntil(lambda: "Camille Roy" in page.answer.text(), timeout=15_000)
    assert app.session.desk() is None


def test_open_http_needs_a_word_once(open_window: OpenWindow, qtbot: QtBot) -> None:
    """Where a password would travel readable, nothing is sent before a person accepts that."""
    page = open_window().window.sign_in
    QTest.keyClicks(page.url, "http://itop.example.com/")
    assert page.http_choice.isVisible() and not page.enter.isEnabled() and not page.test.isEnabled()
    page.http_choice.setChecked(True)
    assert page.enter.isEnabled()
    page.url.clear()
    QTest.keyClicks(page.url, "https://itop.example.com/")
    assert not page.http_choice.isVisible() and page.enter.isEnabled()


def test_signing_out_keeps_what_was_recorded(app: Application, now: FakeClock) -> None:
    """The sign-in page comes back with address and name; timers stay."""
    app.presenter.timers.start(FIRST)
    account = app.presenter.desk().account
    app.window.settings.accounts.buttons[account.id].click()
    assert app.window.sign_in.isVisible()
    assert app.session.db.value("SELECT count(*) FROM timers") == 1
