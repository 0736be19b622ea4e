"""The outbox as people use it: chosen, acted on one by one or together, by mouse and by keyboard."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.core.errors import StoreError
from desktop.core.outbox import OutboxState
from desktop.core.ticket import TicketKey
from desktop.demo.server import EmbeddedItop
from desktop.store import outbox
from desktop.store.tickets import find_ticket
from desktop.ui.outbox_list import VIEW_ROLE, OutboxModel
from desktop.ui.outbox_views import Act, Group, OutboxRowView
from desktop.work import recording, timing
from tests.conftest import FakeClock
from tests.ui.conftest import OpenWindow

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

TICKET = TicketKey("UserRequest", 101)


def view(uid: str, **changes: object) -> OutboxRowView:
    made = OutboxRowView(
        uid, Group.PERSON, "R-000101", "", "0:15", 900, "", "blocked", "bad", "It is.", "Do.", "since 9:00", "", (Act.RETRY,), True
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def add(app: Application, count: int = 1, *, state: OutboxState | None = None, reason: str = "ticket_gone") -> list[str]:
    """Entries in the outbox, in ``state``; the worker is not told of them."""
    desk = app.presenter.desk()
    ticket = find_ticket(desk.db, desk.account.id, TICKET)
    uids = [recording.add(desk, ticket, "", 900 + place, comment=f"work {place}").uid for place in range(count)]
    if state is not None:
        with desk.db.transaction():
            for uid in uids:
                outbox.set_state(desk.db, uid, state, desk.now().wall, reason=reason)
    return uids


def show(app: Application) -> None:
    app.window.show_page("outbox")
    app.presenter.refresh()


def states(app: Application) -> dict[str, OutboxState]:
    desk = app.presenter.desk()
    return {row.entry.uid: row.state for row in outbox.outbox_rows(desk.db, desk.account.id, discarded=True)}


def test_the_outbox_model(qtmodeltester: ModelTester) -> None:
    """Keeps Qt's rules for item models, also while it changes."""
    model = OutboxModel()
    qtmodeltester.check(model)
    model.show_rows([view(str(number)) for number in range(9)])
    model.show_rows([view(str(number), comment="new") for number in (8, 1, 2, 10, 3, 11)])
    qtmodeltester.check(model)


@pytest.mark.parametrize("seed", range(20))
def test_a_patched_list_is_the_list(qapp: object, seed: int) -> None:
    """Whatever comes, goes and changes place: the rows are those shown, and what was chosen stays chosen."""
    chance = random.Random(seed)
    model = OutboxModel()
    uids = [str(number) for number in range(12)]
    for _ in range(12):
        wanted = chance.sample(uids, chance.randrange(len(uids) + 1))
        kept = {uid: QPersistentModelIndex(model.index(model.row_of(uid))) for uid in wanted if model.row_of(uid) >= 0}
        rows = [view(uid, comment=str(chance.randrange(3))) for uid in wanted]
        model.show_rows(rows)
        assert [model.index(place).data(VIEW_ROLE) for place in range(model.rowCount())] == rows
        assert all(index.data(VIEW_ROLE).uid == uid for uid, index in kept.items())


def test_what_is_chosen_and_the_focus_stay_across_refreshes(app: Application) -> None:
    """Nothing that arrives from elsewhere takes the place, the selection or the focus away."""
    first, second, third = add(app, 3, state=OutboxState.BLOCKED)
    show(app)
    page = app.window.outbox
    made = page.button_for(second, Act.EDIT)
    assert made is not None
    made.setFocus()
    add(app, 2, state=OutboxState.BLOCKED)
    recording.discard(app.presenter.desk(), first)
    app.presenter.refresh()
    assert [row.uid for row in page.list.chosen_rows()] == [second] and made.hasFocus()
    page.list.setFocus()
    recording.discard(app.presenter.desk(), second)
    app.presenter.refresh()
    assert page.list.hasFocus() and [row.uid for row in page.list.chosen_rows()] == [third]


def test_by_keyboard_alone(app: Application, qtbot: QtBot) -> None:
    """Enter does what is proposed, Delete discards, Ctrl+A takes all; what is discarded comes back."""
    uids = add(app, 3, state=OutboxState.BLOCKED)
    show(app)
    page = app.window.outbox
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    picker = app.presenter.picker.panel
    assert picker is not None
    QTest.keyClicks(picker.field, "R-000102")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.presenter.picker.panel is None)
    desk = app.presenter.desk()
    moved = outbox.outbox_row(desk.db, desk.account.id, uids[0])
    assert moved is None or moved.entry.ticket == TicketKey("UserRequest", 102)
    page.show_filter("person")
    QTest.keyClick(page.list, Qt.Key.Key_Home)
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert states(app)[uids[1]] is OutboxState.DISCARDED and "30 days" in app.window.notice.accessibleName()
    page.show_filter("discarded")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert states(app).get(uids[1]) is not OutboxState.DISCARDED


def test_several_are_handled_together(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """Failure story 4: forty blocked entries are sent again by one button; one that cannot be is told, and the others arrive."""
    itop.set_faults(["offline"])
    uids = add(app, 40, state=OutboxState.BLOCKED, reason="right_missing")
    (lone,) = add(app, 1, state=OutboxState.UNCONFIRMED)
    show(app)
    page = app.window.outbox
    page.list.selectAll()
    assert page.panel.uids(Act.RETRY) == tuple(uids) and lone in page.panel.uids(Act.EXPORT)
    page.panel.buttons[Act.RETRY].click()
    assert {states(app)[uid] for uid in uids} <= {OutboxState.WAITING, OutboxState.SENDING}
    itop.set_faults([])
    app.presenter.synchronise()
    qtbot.waitUntil(lambda: set(states(app)) == {lone}, timeout=15_000)
    app.presenter.refresh()
    page.show_filter("today")
    assert page.list.rows.rowCount() == 40
    assert all(row.state == "in iTop ✓" for row in page.list.chosen_rows())


def test_export_from_the_window(app: Application, tmp_path: Path) -> None:
    """What is chosen is written where a person says; a place that cannot be written is told in words."""
    first, second = add(app, 2, state=OutboxState.BLOCKED)
    show(app)
    page, exporter = app.window.outbox, app.presenter.entries.exporter
    made = page.button_for(first, Act.EXPORT)
    assert made is not None
    made.click()
    assert exporter.dialog is not None
    exporter.dialog.reject()
    exporter.write(tmp_path / "one.json")
    assert [record["uid"] for record in json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))] == [first]
    page.export.click()
    assert exporter.dialog is not None
    exporter.dialog.reject()
    exporter.write(tmp_path / "all")
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3 and "the ticket was deleted" in lines[1] and second in lines[2]
    exporter.write(tmp_path / "nowhere" / "x.csv")
    assert "cannot be written" in app.window.notice.accessibleName()


def test_a_thousand_blocked_entries_make_no_widgets(app: Application) -> None:
    """Failure story 50: a thousand rows cost a list that paints what is seen, and one card."""
    add(app, 5, state=OutboxState.BLOCKED)
    show(app)
    page = app.window.outbox
    before = len(page.findChildren(QWidget))
    page.show_rows([view(str(number)) for number in range(1000)], "")
    page.list.selectAll()
    page.grab()
    assert page.list.rows.rowCount() == 1000 and "1000 entries selected" in page.panel.findChildren(QLabel)[2].text()
    assert len(page.findChildren(QWidget)) == before


def test_synchronising_is_told_and_can_be_stopped(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """A run that takes longer than half a second offers to be stopped; afterwards it can be asked for again, and everything arrives."""
    status = app.window.status
    assert status.sync.text() == "Synchronise now"
    (uid,) = add(app)
    itop.set_faults(["slow"])
    status.sync.click()
    qtbot.waitUntil(lambda: status.sync.text() == "Stop synchronising", timeout=10_000)
    status.sync.click()
    assert not status.sync.isEnabled() and status.sync.text() == "Stopping after this call…"
    qtbot.waitUntil(lambda: status.sync.text() == "Synchronise now" and status.sync.isEnabled(), timeout=20_000)
    itop.set_faults([])
    status.sync.click()
    qtbot.waitUntil(lambda: uid not in states(app), timeout=15_000)


def test_a_wrong_clock_is_told_calmly(app: Application, now: FakeClock, qtbot: QtBot) -> None:
    """In the status bar, beside what is more pressing; the timer that runs is not moved by it."""
    app.presenter.timers.start(TICKET)
    now.step_wall(-900)
    app.presenter.synchronise()
    qtbot.waitUntil(lambda: "behind iTop's" in app.window.status.text.text(), timeout=15_000)
    assert app.window.status.text.text().startswith("Everything is in iTop")
    assert app.window.timer_bar.clock.text() == "0:00:00"


def test_a_full_disk_is_told_and_nothing_is_lost(app: Application, now: FakeClock) -> None:
    """Failure story 49: Stop on a full disk says so in words; the timer runs on, and stops as soon as there is room."""
    app.presenter.timers.start(TICKET)
    now.pass_time(600)
    db = app.presenter.desk().db
    pages = db.value("PRAGMA page_count")
    db.rows(f"PRAGMA max_page_count = {pages}")
    filled = 0
    try:
        while True:
            add(app)
            filled += 1
    except StoreError:
        pass
    app.presenter.timers.stop()
    assert "disk is full" in app.window.notice.accessibleName()
    assert app.window.timer_bar.stop.isEnabled()
    db.rows("PRAGMA max_page_count = 1073741823")
    app.presenter.timers.stop()
    assert len(states(app)) == filled + 1


def test_closing_before_the_next_try_loses_nothing(
    app: Application, open_window: OpenWindow, itop: EmbeddedItop, now: FakeClock, qtbot: QtBot
) -> None:
    """Failure stories 12 and 13: stopped while offline, closed before anything was tried, opened again: it is there, and arrives."""
    itop.now = lambda: now.wall
    itop.set_faults(["offline"])
    app.presenter.timers.start(TICKET)
    for _ in range(15):
        now.pass_time(60)
        app.presenter.on_beat()
    app.presenter.timers.stop()
    (uid,) = states(app)
    app.window.close()
    again = open_window()
    assert states(again) == {uid: OutboxState.WAITING}
    now.pass_time(timing.UNDO_SECONDS + 600)
    itop.set_faults([])
    again.presenter.synchronise()
    qtbot.waitUntil(lambda: uid not in states(again), timeout=15_000)
    show(again)
    again.window.outbox.show_filter("today")
    assert [row.uid for row in again.window.outbox.list.chosen_rows()] == [uid]
