"""The working list in the window: search here and in iTop, order, what is remembered, and the thread that reads."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.ticket import TicketKey
from desktop.demo.server import EmbeddedItop
from desktop.store.database import Database, open_database
from desktop.store.listing import Question
from desktop.system.paths import ProfileDir
from desktop.system.settings import load_settings
from desktop.ui.list_feed import read_list
from desktop.ui.list_model import SECTION
from desktop.ui.reader import Answer, Reader
from tests.conftest import FakeClock
from tests.ui.conftest import OpenWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

FIRST, SECOND = TicketKey("UserRequest", 101), TicketKey("UserRequest", 102)


def listed(app: Application) -> list[str]:
    """The references in the list, in order; headings as they read."""
    model = app.window.tickets.model
    return [getattr(row, "ref", "") or row.title for row in (model.row(place) for place in range(model.rowCount()))]


def elsewhere(itop: EmbeddedItop, number: int, title: str) -> None:
    """A ticket of nobody here: it is not pulled, only found."""
    with closing(sqlite3.connect(itop.database, timeout=30)) as db, db:
        db.row_factory = sqlite3.Row
        row = dict(db.execute("SELECT * FROM ticket WHERE id = 101").fetchone())
        row |= {"id": number, "ref": f"R-{number:06d}", "title": title, "agent_id": 0, "team_id": 0}
        names = ", ".join(f'"{name}"' for name in row)
        db.execute(f"INSERT INTO ticket ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def test_what_only_itop_has_follows_below(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """A search lists what is kept here at once; what iTop names comes below a heading, and nothing that stood there moves."""
    elsewhere(itop, 300, "The OpenTicket box")
    tickets = app.window.tickets
    QTest.keyClicks(tickets.search, "ticket")
    qtbot.waitUntil(lambda: len(listed(app)) == 5 and "asking" in tickets.status.text(), timeout=10_000)
    before = listed(app)
    tickets.view.setCurrentIndex(tickets.model.index(2))
    chosen = tickets.current_key()
    qtbot.waitUntil(lambda: tickets.model.rowCount() == 7, timeout=10_000)
    assert listed(app) == [*before, "Also in iTop", "R-000300"]
    assert tickets.current_key() == chosen and tickets.view.currentIndex().row() == 2
    assert "1 more in iTop" in tickets.status.text()


def test_offline_a_search_says_what_it_covers(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """What is kept here is found all the same, and the line above says that iTop was not asked, and since when."""
    itop.set_faults(["offline"])
    app.presenter.synchronise()
    qtbot.waitUntil(lambda: app.presenter.snapshot is not None and app.presenter.snapshot.offline, timeout=10_000)
    tickets = app.window.tickets
    QTest.keyClicks(tickets.search, "ticket 101")
    qtbot.waitUntil(lambda: listed(app) == ["R-000101"])
    assert "offline since" in tickets.status.text() and tickets.status.property("tone") == "warn"
    tickets.search.clear()
    QTest.keyClicks(tickets.search, "zzz")
    qtbot.waitUntil(lambda: listed(app) == [])
    assert "when it is there again" in tickets._empty.text()


def test_enter_waits_for_the_answer_it_is_about(app: Application, qtbot: QtBot) -> None:
    """Typed and sent faster than the list follows, Space then starts what was searched for, never what stood there before."""
    tickets = app.window.tickets
    tickets.search.setFocus()
    QTest.keyClicks(tickets.search, "102")
    QTest.keyClick(tickets.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tickets.view.hasFocus() and tickets.current_key() == SECOND)
    QTest.keyClick(tickets.view, Qt.Key.Key_Space)
    assert app.window.timer_bar.ref.text() == "R-000102"
    QTest.keyClick(tickets.view, Qt.Key.Key_Space)
    assert not app.presenter.is_running()


def test_enter_opens_the_ticket(app: Application, qtbot: QtBot) -> None:
    """From the list on to the ticket, by keyboard; nothing starts."""
    tickets = app.window.tickets
    tickets.select(-1)
    tickets.view.setFocus()
    tickets.view.setCurrentIndex(tickets.model.index(1))
    QTest.keyClick(tickets.view, Qt.Key.Key_Return)
    assert app.window.pane.tabs.hasFocus() and app.presenter.live is None


def test_the_running_ticket_is_on_top_with_its_time(app: Application, now: FakeClock, qtbot: QtBot) -> None:
    """Due first means what runs first; my time today stays on the row when the timer has stopped."""
    last = app.window.tickets.model.key(4)
    assert last is not None
    app.presenter.timers.start(last)
    qtbot.waitUntil(lambda: app.window.tickets.model.key(0) == last)
    for _ in range(16):
        now.pass_time(60)
        app.presenter.on_beat()
    row = app.window.tickets.model.row(0)
    assert (row.state, row.time) == ("running", "0:16")  # type: ignore[union-attr]
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: any(getattr(app.window.tickets.model.row(place), "time", "") == "0:16" for place in range(5)))


def test_order_rows_scope_and_ticket_are_remembered(app: Application, open_window: OpenWindow, profile: ProfileDir, qtbot: QtBot) -> None:
    """The next window opens where this one was left."""
    tickets = app.window.tickets
    next(action for action in tickets.orders if action.data() == "customer").trigger()
    tickets.heights[1].trigger()
    app.presenter.select(TicketKey("Incident", 103))
    tickets.scopes["all"].click()
    app.close()
    settings = load_settings(profile.settings)
    assert (settings.list_sort, settings.list_comfortable, settings.list_scope) == ("customer", True, "all")
    again = open_window()
    qtbot.waitUntil(lambda: again.presenter.selected == TicketKey("Incident", 103))
    assert again.window.tickets.scopes["all"].isChecked() and again.window.tickets.view.row_height() > 60
    qtbot.waitUntil(lambda: again.window.tickets.current_key() == TicketKey("Incident", 103))


def test_a_ticket_that_was_opened_is_recent(app: Application, qtbot: QtBot) -> None:
    """What stays in the middle counts as opened, and its last look is kept; arrow keys pass over many."""
    app.presenter.select(SECOND)
    count = "SELECT count(*) FROM tickets WHERE id = 102 AND opened_at IS NOT NULL AND seen_at IS NOT NULL"
    qtbot.waitUntil(lambda: app.session.db.value(count) == 1)
    app.window.tickets.scopes["recent"].click()
    qtbot.waitUntil(lambda: "R-000102" in listed(app))


def test_an_answer_of_itop_keeps_what_stood_here(app: Application, qtbot: QtBot) -> None:
    """The same search asked again only adds below the heading, whatever arrived in between."""
    db, account = app.session.db, app.presenter.desk().account.id
    question = Question(account, search="ticket")
    first = read_list(db, question, None, [])
    base = first.numbers[1:]
    again = read_list(db, Question(account, search="ticket", found=(FIRST,)), question, base)
    assert again.numbers == [*base, SECTION, first.numbers[0]] and again.steps is not None and again.here == 4


def test_only_the_newest_question_is_answered(profile: ProfileDir) -> None:
    """A question that is overtaken is interrupted or forgotten; a note is written whatever comes after it, and at the end."""
    open_database(profile.database).close()
    answers: list[Answer] = []
    answered, running = threading.Event(), threading.Event()

    def deliver(answer: Answer) -> None:
        answers.append(answer)
        answered.set()

    def endless(db: Database) -> object:
        running.set()
        return db.value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")

    def note(db: Database) -> None:
        with db.transaction():
            db.set_meta("noted", "yes")

    reader = Reader(lambda: open_database(profile.database), deliver)
    reader.ask("list", endless)
    assert running.wait(10)
    reader.ask("list", lambda db: "newest")
    assert answered.wait(10)
    reader.note(note)
    reader.stop()
    assert [answer.result for answer in answers] == ["newest"]
    with open_database(profile.database) as db:
        assert db.meta("noted") == "yes"


class _Watched:
    """A connection that notes which threads touch it."""

    def __init__(self, inner: object, threads: set[int]) -> None:
        self._inner, self._threads = inner, threads

    def __getattr__(self, name: str) -> object:
        self._threads.add(threading.get_ident())
        return getattr(self._inner, name)


def test_no_other_thread_touches_what_the_reader_reads_from(profile: ProfileDir, caplog: pytest.LogCaptureFixture) -> None:
    """Not even to stop it: the reader may be closing its file at that moment, and would be told of a closed database."""
    open_database(profile.database).close()
    threads: set[int] = set()
    running, answered = threading.Event(), threading.Event()

    def open_watched() -> Database:
        db = open_database(profile.database)
        db._connection = _Watched(db._connection, threads)  # type: ignore[assignment]
        return db

    def endless(db: Database) -> object:
        running.set()
        return db.value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")

    reader = Reader(open_watched, lambda answer: answered.set())
    reader.ask("list", endless)
    assert running.wait(10)
    reader.ask("list", lambda db: "newer")
    assert answered.wait(10)
    running.clear()
    reader.ask("list", endless)
    assert running.wait(10)
    reader.stop()
    assert len(threads) == 1 and threading.get_ident() not in threads
    assert not caplog.records
