"""The keyboard: keys counted as fingers press them, from wherever the focus is, and every command reachable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from desktop.core.outbox import OutboxState
from desktop.core.ticket import TicketKey
from desktop.core.timer import TimerState
from desktop.demo.server import EmbeddedItop
from desktop.store.database import open_database
from desktop.store.outbox import outbox_rows, set_state
from desktop.store.tickets import find_ticket
from desktop.store.timers import active_timers
from desktop.system.paths import ProfileDir
from desktop.ui.kit import KeyButton
from desktop.work import recording, timing
from tests.conftest import FakeClock
from tests.ui.conftest import OpenWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

FIRST, SECOND = TicketKey("UserRequest", 101), TicketKey("UserRequest", 102)
CTRL = Qt.KeyboardModifier.ControlModifier


class Fingers:
    """Presses keys on whatever has the focus, and counts them; a chord counts once."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self.pressed = 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.pressed += 1
        QTest.keyClick(QApplication.focusWidget() or self._app.window, key, modifier)

    def type(self, text: str) -> None:
        for letter in text:
            self.pressed += 1
            QTest.keyClicks(QApplication.focusWidget() or self._app.window, letter)


@pytest.fixture
def fingers(app: Application) -> Iterator[Fingers]:
    yield Fingers(app)


def work(app: Application, now: FakeClock, minutes: int) -> None:
    """Let the open window's time pass, with its heartbeat."""
    for _ in range(minutes):
        now.pass_time(60)
        app.presenter.on_beat()


def running(app: Application) -> list[TicketKey | None]:
    desk = app.presenter.desk()
    return [timer.ticket for timer in active_timers(desk.db, desk.account.id) if timer.state is TimerState.RUNNING]


def places(app: Application) -> dict[str, QWidget]:
    """A place for the focus on every page, text fields among them."""
    window = app.window
    return {
        "comment": window.timer_bar.comment,
        "search": window.tickets.search,
        "list": window.tickets.view,
        "ticket": window.pane.tabs,
        "contracts": window.contracts,
        "outbox": window.outbox,
        "settings": window.settings.language,
    }


@pytest.mark.parametrize("place", ["comment", "search", "list", "ticket", "contracts", "outbox", "settings"])
def test_five_keys_start_a_known_ticket_from_anywhere(app: Application, fingers: Fingers, place: str) -> None:
    """Ctrl+K, its three figures, Enter: five keys with the reference's own, wherever the focus is, also while typing."""
    app.presenter.timers.start(FIRST)
    if place in ("contracts", "outbox", "settings"):
        app.window.show_page(place)
    places(app)[place].setFocus()
    fingers.key(Qt.Key.Key_K, CTRL)
    fingers.type("102")
    fingers.key(Qt.Key.Key_Return)
    assert running(app) == [SECOND]
    assert fingers.pressed == 5
    assert not app.presenter.commands.palette.panel.isVisible()


@pytest.mark.parametrize("place", ["comment", "search", "list", "ticket", "contracts", "outbox", "settings"])
def test_one_key_stops_from_anywhere(app: Application, fingers: Fingers, now: FakeClock, place: str) -> None:
    """F8, also while typing: the entry is in the outbox with what was typed."""
    app.presenter.timers.start(FIRST)
    work(app, now, 1)
    QTest.keyClicks(app.window.timer_bar.comment, "half a sent")
    if place in ("contracts", "outbox", "settings"):
        app.window.show_page(place)
    places(app)[place].setFocus()
    fingers.key(Qt.Key.Key_F8)
    desk = app.presenter.desk()
    (row,) = outbox_rows(desk.db, desk.account.id)
    assert (row.entry.ticket, row.entry.comment, running(app), fingers.pressed) == (FIRST, "half a sent", [], 1)


def test_past_time_takes_nine_keys(app: Application, fingers: Fingers) -> None:
    """Ctrl+K, 102, a space, 45m, Enter: nine keys; the text of a day and a comment comes on top, and Ctrl+Z takes it back."""
    fingers.key(Qt.Key.Key_K, CTRL)
    fingers.type("102 45m")
    fingers.key(Qt.Key.Key_Return)
    assert fingers.pressed == 9
    desk = app.presenter.desk()
    (row,) = outbox_rows(desk.db, desk.account.id)
    assert (row.entry.ticket, row.entry.worked_seconds) == (SECOND, 2700)
    assert row.next_try_at == desk.now().wall + timing.UNDO_SECONDS
    fingers.key(Qt.Key.Key_Z, CTRL)
    assert outbox_rows(desk.db, desk.account.id) == []


def test_past_time_on_the_chosen_ticket_takes_five_keys(app: Application, fingers: Fingers) -> None:
    """Ctrl+N brings its reference along: 45m and Enter are left; a day and a comment go where they are said to."""
    app.presenter.select(SECOND)
    fingers.key(Qt.Key.Key_N, CTRL)
    fingers.type("45m")
    fingers.key(Qt.Key.Key_Return)
    assert fingers.pressed == 5
    fingers.key(Qt.Key.Key_N, CTRL)
    fingers.type("9:15-10:00 yesterday call back")
    fingers.key(Qt.Key.Key_Return)
    desk = app.presenter.desk()
    first, second = outbox_rows(desk.db, desk.account.id)
    assert first.entry.ticket == second.entry.ticket == SECOND
    assert second.entry.comment == "call back" and second.entry.ended_at - second.entry.started_at == 2700
    assert 0 < first.entry.ended_at - second.entry.ended_at < 2 * 24 * 3600


def test_every_key_on_a_button_is_in_the_table(app: Application) -> None:
    """What a button shows is what the window listens to; and no key is meant twice."""
    keys = [key for command in app.presenter.commands.table for key in command.keys]
    assert len(keys) == len(set(keys))
    shown = {made.key for made in app.window.findChildren(KeyButton)}
    assert shown <= {*keys, "Enter"}


def test_every_command_has_what_it_does(app: Application) -> None:
    """Nothing in the table is a name alone."""
    actions = app.presenter.commands
    for command in actions.table:
        assert command.id == "chip" or command.id in actions._done, command.id


def test_every_command_is_given_by_its_name(app: Application, fingers: Fingers, now: FakeClock) -> None:
    """Typed in the palette, each command that is offered is the row that Enter takes, alone or before everything else."""
    app.presenter.timers.start(FIRST)
    for command in app.presenter.commands.offered():
        app.presenter.commands.palette.open(command.name)
        rows = app.presenter.commands.palette.panel.model.rows
        assert rows[0].command == command.id, command.name
    app.presenter.commands.palette.panel.close_over()
    fingers.key(Qt.Key.Key_K, CTRL)
    fingers.type("pause")
    fingers.key(Qt.Key.Key_Return)
    assert running(app) == []


def test_ctrl_z_is_the_fields_own_while_it_has_something_to_undo(app: Application, fingers: Fingers, now: FakeClock) -> None:
    """Typing is undone first; the stop only from where nothing is typed."""
    app.presenter.timers.start(FIRST)
    work(app, now, 1)
    app.window.tickets.search.setFocus()
    fingers.key(Qt.Key.Key_F8)
    assert app.window.tickets.search.hasFocus()
    fingers.type("vpn")
    fingers.key(Qt.Key.Key_Z, CTRL)
    assert app.window.tickets.search.text() == "" and running(app) == []
    fingers.key(Qt.Key.Key_Z, CTRL)
    assert running(app) == [FIRST]


def test_enter_after_a_stop_shows_the_details(app: Application, fingers: Fingers, now: FakeClock) -> None:
    """The notice has the focus where nobody types; an arrow goes on in the list instead."""
    app.presenter.timers.start(FIRST)
    work(app, now, 5)
    app.window.timer_bar.comment.setFocus()
    fingers.key(Qt.Key.Key_F8)
    fingers.key(Qt.Key.Key_Return)
    editor = app.presenter.entries.editor
    assert editor is not None and editor.isVisible()
    editor.reject()
    app.presenter.timers.start(SECOND)
    work(app, now, 5)
    app.window.timer_bar.comment.setFocus()
    fingers.key(Qt.Key.Key_F8)
    fingers.key(Qt.Key.Key_Down)
    assert app.window.tickets.view.hasFocus() and app.presenter.entries.editor is None


def test_paused_timers_have_keys_of_their_own(app: Application, fingers: Fingers) -> None:
    """Alt+1 takes up the first chip."""
    app.presenter.timers.start(FIRST)
    app.presenter.timers.start(SECOND)
    fingers.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert running(app) == [FIRST]


def test_f6_goes_round_the_window(app: Application, fingers: Fingers) -> None:
    """Bar, navigation, list, ticket, contract, status: each part is reached, and the round closes."""
    app.presenter.timers.start(FIRST)
    window = app.window
    window.timer_bar.comment.setFocus()
    parts = [window.navigation, window.tickets, window.pane, window.status, window.timer_bar]
    seen = []
    for _ in range(8):
        fingers.key(Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(next((part for part in parts if part.isAncestorOf(focused)), None))
    assert set(parts) <= set(seen)


def test_all_keys_are_shown_on_one_panel(app: Application, fingers: Fingers) -> None:
    """F1 from anywhere, ? outside of text fields; Escape brings the focus back to where it was. Tab stays inside."""
    app.window.tickets.search.setFocus()
    fingers.key(Qt.Key.Key_F1)
    panel = app.presenter.commands.help
    assert panel.isVisible() and panel.isAncestorOf(QApplication.focusWidget())
    for _ in range(5):
        fingers.key(Qt.Key.Key_Tab)
        assert panel.isAncestorOf(QApplication.focusWidget())
    fingers.key(Qt.Key.Key_Escape)
    assert not panel.isVisible() and app.window.tickets.search.hasFocus()
    fingers.type("?")
    assert app.window.tickets.search.text() == "?" and not panel.isVisible()
    app.window.tickets.view.setFocus()
    fingers.type("?")
    assert panel.isVisible()


def test_the_slash_searches_and_stays_a_letter_in_texts(app: Application, fingers: Fingers) -> None:
    """Outside of a text field it goes to the search; in one it is a letter."""
    app.presenter.timers.start(FIRST)
    app.window.tickets.view.setFocus()
    fingers.type("/")
    assert app.window.tickets.search.hasFocus() and app.window.tickets.search.text() == ""
    app.window.timer_bar.comment.setFocus()
    fingers.type("1/2")
    assert app.window.timer_bar.comment.text() == "1/2"


def test_start_pause_and_stop_are_told(app: Application, now: FakeClock, qtbot: QtBot) -> None:
    """A screen reader hears what runs, what rests and what was counted, without the focus moving."""
    told: list[str] = []
    app.presenter.announcer.announced.connect(told.append)
    app.presenter.timers.start(FIRST)
    assert "R-000101" in told[-1] and told[-1].endswith("runs")
    work(app, now, 5)
    app.presenter.timers.pause_or_resume()
    assert told[-1].endswith("is paused")
    app.presenter.timers.stop()
    assert "counted" in told[-1] and "R-000101" in told[-1]


def test_a_blocked_entry_is_told_where_nobody_looks(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """iTop refuses an entry while the list is in front: a screen reader hears that it needs a person, once."""
    told: list[str] = []
    app.presenter.announcer.announced.connect(told.append)
    desk = app.presenter.desk()
    ticket = find_ticket(desk.db, desk.account.id, FIRST)
    with closing(sqlite3.connect(itop.database, timeout=30)) as db, db:
        db.execute("DELETE FROM ticket WHERE id = ?", (FIRST.id,))
    recording.add(desk, ticket, "", 900)
    app.presenter.synchronise()
    qtbot.waitUntil(lambda: len(told) > 0)
    assert told == ["1 entry needs you: open the outbox"] == [app.window.status.text.text()]
    runs = app.presenter.runs
    app.presenter.synchronise()
    qtbot.waitUntil(lambda: app.presenter.runs > runs)
    assert len(told) == 1


def test_what_another_process_found_blocked_is_told_too(app: Application, profile: ProfileDir) -> None:
    """The window sees it in the file before any report of its own."""
    told: list[str] = []
    app.presenter.announcer.announced.connect(told.append)
    desk = app.presenter.desk()
    uid = recording.add(desk, find_ticket(desk.db, desk.account.id, FIRST), "", 900, undo_seconds=600).uid
    app.presenter.refresh()
    with open_database(profile.database) as db, db.transaction():
        set_state(db, uid, OutboxState.BLOCKED, desk.now().wall, reason="ticket_gone")
    app.presenter.on_poll()
    assert told == ["1 entry needs you: open the outbox"]


def test_what_is_typed_after_a_start_is_the_comment(app: Application, fingers: Fingers) -> None:
    """The window begins in the list; a timer started by Ctrl+K is ready to be described, and Enter goes back to the list."""
    assert app.window.tickets.view.hasFocus()
    fingers.key(Qt.Key.Key_K, CTRL)
    fingers.type("102")
    fingers.key(Qt.Key.Key_Return)
    fingers.type("Call back")
    fingers.key(Qt.Key.Key_Return)
    desk = app.presenter.desk()
    assert [timer.comment for timer in active_timers(desk.db, desk.account.id)] == ["Call back"]
    assert app.window.tickets.view.hasFocus()


def test_another_theme_leaves_the_focus_where_it_is(app: Application, qtbot: QtBot) -> None:
    """The window is made anew under the hands of whoever chose the theme."""
    app.window.show_page("settings")
    app.window.settings.theme.setFocus()
    before = app.window
    app.presenter.commands.run("theme_dark")
    qtbot.waitUntil(lambda: app.window is not before and app.window.isActiveWindow())
    assert app.window.settings.theme.hasFocus()


@pytest.mark.parametrize(("page", "key"), [("outbox", Qt.Key.Key_3), ("contracts", Qt.Key.Key_2), ("tickets", Qt.Key.Key_1)])
def test_the_key_of_a_page_goes_to_its_rows(app: Application, fingers: Fingers, page: str, key: Qt.Key) -> None:
    """Arrows and Enter go on from there; where nothing is listed, Tab does from the page's first control."""
    desk = app.presenter.desk()
    recording.add(desk, find_ticket(desk.db, desk.account.id, FIRST), "", 900, undo_seconds=600)
    app.presenter.refresh()
    app.window.timer_bar.switch.setFocus()
    fingers.key(key, CTRL)
    focused = app.window.focusWidget()
    assert isinstance(focused, QAbstractItemView) and app.window.pages.currentWidget().isAncestorOf(focused)
    assert app.window.page() == page


def test_signing_in_needs_no_mouse(open_window: OpenWindow, itop: EmbeddedItop) -> None:
    """The address has the focus at first, Tab goes from field to field, Enter signs in."""
    page = open_window().window.sign_in
    assert page.url.hasFocus()
    for text in (itop.url, itop.user, itop.secret):
        QTest.keyClicks(QApplication.focusWidget(), text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert (page.url.text(), page.user.text(), page.secret.text()) == (itop.url, itop.user, itop.secret)


def test_another_account_is_a_command_away(app: Application, fingers: Fingers) -> None:
    """Ctrl+K finds it by its name; the sign-in page is ready to be typed in, and Escape goes back."""
    fingers.key(Qt.Key.Key_K, CTRL)
    fingers.type("another account")
    fingers.key(Qt.Key.Key_Return)
    page = app.window.sign_in
    assert page.isVisible() and page.url.hasFocus() and page.back.isVisible()
    fingers.key(Qt.Key.Key_Escape)
    assert not page.isVisible() and app.window.tickets.view.hasFocus()


def test_enter_goes_to_what_an_open_address_asks(open_window: OpenWindow) -> None:
    """With http nothing is sent before that is accepted; Enter does not stay without an answer."""
    page = open_window().window.sign_in
    for text in ("http://itop.example.com/", "camille", "secret"):
        QTest.keyClicks(QApplication.focusWidget(), text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.http_choice.hasFocus() and not page.is_busy()
    QTest.keyClick(page.http_choice, Qt.Key.Key_Space)
    assert page.enter.isEnabled()
