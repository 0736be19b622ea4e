"""What a stop asks, and what becomes of time that nobody watched, in the real window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.contract import Contract, CountingRule, Indicators, Overrun
from desktop.core.entry import CountedBy
from desktop.core.outbox import OutboxState
from desktop.core.ticket import TicketKey
from desktop.store.accounts import current_account
from desktop.store.contracts import all_contracts, save_contract
from desktop.store.database import open_database
from desktop.store.outbox import OutboxRow, outbox_rows
from desktop.store.tickets import find_ticket
from desktop.store.timers import active_timers
from desktop.system.paths import ProfileDir
from desktop.ui.entry_dialog import EntryDialog
from desktop.ui.stop_questions import HOLD_SECONDS
from desktop.work.timing import UNDO_SECONDS
from tests.conftest import FakeClock

if TYPE_CHECKING:
    from desktop.app import Application

FIRST, SECOND = TicketKey("UserRequest", 101), TicketKey("UserRequest", 102)
OTHER_ON_THE_SAME = TicketKey("Incident", 105)


def work(app: Application, now: FakeClock, minutes: int) -> None:
    """Let the open window's time pass, with its heartbeat."""
    for _ in range(minutes):
        now.pass_time(60)
        app.presenter.on_beat()


def rows(app: Application) -> list[OutboxRow]:
    desk = app.presenter.desk()
    return outbox_rows(desk.db, desk.account.id)


def change_contract(app: Application, **changes: object) -> Contract:
    """The contract of the first ticket, otherwise than iTop said."""
    desk = app.presenter.desk()
    assert app.presenter.snapshot is not None
    ticket = find_ticket(desk.db, desk.account.id, FIRST)
    assert ticket is not None
    line = app.presenter.snapshot.contract_of(ticket)
    contract = line.contract if line else all_contracts(desk.db, desk.account.id)[0]
    changed = replace(contract, **changes)  # type: ignore[arg-type]
    with desk.db.transaction():
        save_contract(desk.db, desk.account.id, changed, services=[ticket.service_id])
    app.presenter.refresh()
    return changed


def stop_over(app: Application, now: FakeClock, overrun: Overrun) -> EntryDialog | None:
    """Forty minutes on a contract with ten minutes left."""
    change_contract(app, overrun=overrun, rule=CountingRule(), indicators=Indicators(36000, 35400, 600, 98))
    app.presenter.timers.start(FIRST)
    work(app, now, 40)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    return app.presenter.timers.questions.dialog


@pytest.mark.parametrize(("overrun", "word"), [(Overrun.ALLOW, ""), (Overrun.WARN, "warning"), (Overrun.BLOCK, "held")])
def test_over_the_balance_a_person_is_asked(app: Application, now: FakeClock, overrun: Overrun, word: str) -> None:
    """Only where the contract warns or holds; the entry is kept before anything is asked, and sent no sooner than the answer."""
    strip = app.window.over_strip
    dialog = stop_over(app, now, overrun)
    assert (dialog is not None) == bool(word)
    (row,) = rows(app)
    assert (row.state, row.entry.worked_seconds) == (OutboxState.WAITING, 2400)
    if dialog is None:
        assert app.window.notice.isVisible()
        return
    assert any(word in text for text, _ in dialog._form.sentences)
    assert row.next_try_at == now.wall + HOLD_SECONDS
    dialog.reject()
    (row,) = rows(app)
    assert row.next_try_at == now.wall + UNDO_SECONDS and app.window.notice.can_undo()
    assert not strip.isVisible()


def test_the_warning_comes_while_the_timer_runs_without_taking_the_focus(app: Application, now: FakeClock) -> None:
    """The strip appears when the balance is passed, the comment goes on being typed; noted, it stays away."""
    change_contract(app, overrun=Overrun.WARN, rule=CountingRule(), indicators=Indicators(36000, 35400, 600, 98))
    app.presenter.timers.start(FIRST)
    app.window.timer_bar.comment.setFocus()
    work(app, now, 5)
    assert not app.window.over_strip.isVisible()
    work(app, now, 10)
    assert app.window.over_strip.isVisible() and app.window.timer_bar.comment.hasFocus()
    app.window.over_strip.understood.click()
    work(app, now, 5)
    assert not app.window.over_strip.isVisible()


def test_over_the_balance_is_said_once_for_a_ticket_and_a_day(app: Application, now: FakeClock) -> None:
    """By the strip or by the form, whichever comes first; another ticket and another day are other decisions."""
    dialog = stop_over(app, now, Overrun.WARN)
    assert dialog is not None
    dialog.save.click()
    app.presenter.timers.start(FIRST)
    work(app, now, 10)
    assert not app.window.over_strip.isVisible()
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert app.presenter.timers.questions.dialog is None and app.window.notice.isVisible()
    app.presenter.timers.start(OTHER_ON_THE_SAME)
    work(app, now, 10)
    app.window.over_strip.understood.click()
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert app.presenter.timers.questions.dialog is None
    now.pass_time(24 * 3600)
    app.presenter.timers.start(FIRST)
    work(app, now, 10)
    assert app.window.over_strip.isVisible()
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert app.presenter.timers.questions.dialog is not None


def test_going_on_is_as_if_the_stop_had_not_been(app: Application, now: FakeClock) -> None:
    """The form's third way out: the timer runs with all of its time."""
    dialog = stop_over(app, now, Overrun.BLOCK)
    assert dialog is not None
    dialog.go_on.click()
    assert rows(app) == [] and app.window.timer_bar.clock.text() == "0:40:00"


def test_a_form_that_is_never_answered_loses_nothing(app: Application, now: FakeClock, profile: ProfileDir) -> None:
    """The program ends while the form is open: the entry is in the file, once, and goes out by itself later."""
    dialog = stop_over(app, now, Overrun.BLOCK)
    assert dialog is not None and dialog.isVisible()
    with open_database(profile.database) as db:
        account = current_account(db)
        assert account is not None
        (row,) = outbox_rows(db, account.id)
        assert (row.state, row.entry.worked_seconds, row.next_try_at) == (OutboxState.WAITING, 2400, now.wall + HOLD_SECONDS)
        assert active_timers(db, account.id) == []
    app.close()
    with open_database(profile.database) as db:
        assert [kept.entry.uid for kept in outbox_rows(db, account.id)] == [row.entry.uid]


def test_several_contracts_are_chosen_among(app: Application, now: FakeClock) -> None:
    """The proposed one is ready to be taken; the entry goes there, by a person's word."""
    contract = change_contract(app)
    desk = app.presenter.desk()
    ticket = find_ticket(desk.db, desk.account.id, FIRST)
    assert ticket is not None
    with desk.db.transaction():
        save_contract(desk.db, desk.account.id, replace(contract, id=9001, name="Projet migration", end=None), services=[ticket.service_id])
        desk.db.write("UPDATE tickets SET contract_id = NULL WHERE class = ? AND id = ?", (FIRST.cls, FIRST.id))
    app.presenter.refresh()
    app.presenter.timers.start(FIRST)
    work(app, now, 16)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    dialog = app.presenter.timers.questions.dialog
    assert dialog is not None and dialog.contracts.checkedId() == contract.id
    dialog.contracts.button(9001).click()
    dialog.save.click()
    (row,) = rows(app)
    assert (row.entry.contract_id, row.entry.contract_by, row.entry.worked_seconds) == (9001, CountedBy.PERSON, 960)


def test_a_comment_is_asked_for_only_where_that_is_set(app: Application, now: FakeClock) -> None:
    """With the setting a stop without a comment asks; switching never does, and a comment that is there is enough."""
    app.session.change_settings(ask_comment=True)
    app.presenter.timers.start(FIRST)
    work(app, now, 5)
    app.presenter.timers.start(SECOND)
    assert app.presenter.timers.questions.dialog is None
    QTest.keyClicks(app.window.timer_bar.comment, "Call back")
    work(app, now, 5)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert app.presenter.timers.questions.dialog is None
    app.presenter.timers.start(FIRST)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    dialog = app.presenter.timers.questions.dialog
    assert dialog is not None
    dialog.save.click()
    assert dialog.isVisible() and "what was done" in dialog.problem.text()
    QTest.keyClicks(dialog.comment, "First call")
    dialog.save.click()
    assert [row.entry.comment for row in rows(app)] == ["Call back", "First call"]
    assert app.window.notice.isVisible()


def test_counted_time_set_by_hand_needs_its_reason(app: Application, now: FakeClock) -> None:
    """Without one nothing is saved; with one the entry says who counted and why; as the rule counts, it is the rule's again."""
    app.presenter.timers.start(FIRST)
    work(app, now, 28)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    uid = rows(app)[0].entry.uid
    by_rule = rows(app)[0].entry.counted_seconds
    app.presenter.entries.edit(uid)
    editor = app.presenter.entries.editor
    assert editor is not None and not editor.reason.isVisible()
    editor.counted.clear()
    QTest.keyClicks(editor.counted, "0:15")
    assert editor.reason.isVisible()
    editor.save.click()
    assert editor.isVisible() and rows(app)[0].entry.counted_by is CountedBy.RULE
    QTest.keyClicks(editor.reason, "half of it was ours")
    editor.save.click()
    entry = rows(app)[0].entry
    assert (entry.counted_seconds, entry.counted_by, entry.reason) == (900, CountedBy.PERSON, "half of it was ours")
    app.presenter.entries.edit(uid)
    editor = app.presenter.entries.editor
    assert editor is not None
    editor.by_rule.click()
    editor.save.click()
    entry = rows(app)[0].entry
    assert (entry.counted_seconds, entry.counted_by, entry.reason) == (by_rule, CountedBy.RULE, "")


def away(app: Application, now: FakeClock) -> None:
    """Ten minutes of work, then the lid is closed for forty-nine; the comment is being typed."""
    app.presenter.timers.start(FIRST)
    app.window.timer_bar.comment.setFocus()
    work(app, now, 10)
    now.pass_time(49 * 60)
    app.presenter.on_beat()
    assert app.window.gap_strip.isVisible() and app.window.timer_bar.comment.hasFocus()


def test_part_of_the_time_away_is_kept(app: Application, now: FakeClock) -> None:
    """F9 goes to the question, which never came by itself; too much is refused in words, Escape brings the answers back."""
    away(app, now)
    strip = app.window.gap_strip
    QTest.keyClick(app.window.timer_bar.comment, Qt.Key.Key_F9)
    assert strip.was_break.hasFocus()
    strip.part.click()
    QTest.keyClicks(strip.worked, "50m")
    QTest.keyClick(strip.worked, Qt.Key.Key_Return)
    assert strip.isVisible() and "at most" in strip._of.text()
    QTest.keyClick(strip.worked, Qt.Key.Key_Escape)
    assert strip.part.hasFocus()
    strip.part.click()
    QTest.keyClicks(strip.worked, "0:20")
    QTest.keyClick(strip.worked, Qt.Key.Key_Return)
    assert not strip.isVisible() and app.window.timer_bar.clock.text() == "0:30:00"


def test_the_time_away_was_work_on_another_ticket(app: Application, now: FakeClock) -> None:
    """It becomes an entry there; the timer goes on with its own time. Escape in between changes nothing."""
    away(app, now)
    app.window.gap_strip.other.click()
    panel = app.presenter.picker.panel
    assert panel is not None
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert app.presenter.picker.panel is None and app.window.gap_strip.isVisible() and rows(app) == []
    app.window.gap_strip.other.click()
    panel = app.presenter.picker.panel
    assert panel is not None
    QTest.keyClicks(panel.field, "102")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    (row,) = rows(app)
    assert (row.entry.ticket, row.entry.worked_seconds) == (SECOND, 49 * 60)
    assert not app.window.gap_strip.isVisible() and app.window.timer_bar.clock.text() == "0:10:00"


def test_a_stop_with_an_open_question_goes_on_asking(app: Application, now: FakeClock) -> None:
    """Stopped before the answer, the entry waits here, and the strip still asks."""
    away(app, now)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert rows(app)[0].state is OutboxState.UNCONFIRMED and app.window.gap_strip.isVisible()
    app.window.gap_strip.keep.click()
    (row,) = rows(app)
    assert (row.state, row.entry.worked_seconds) == (OutboxState.WAITING, 59 * 60)
    assert not app.window.gap_strip.isVisible()


def test_a_timer_without_a_ticket_is_given_one(app: Application, now: FakeClock) -> None:
    """From the bar, or from its chip while another runs."""
    app.presenter.timers.start(None, "call, Lenoir")
    assert app.window.timer_bar.give_ticket.isVisible()
    app.presenter.timers.start(FIRST)
    QTest.keyClick(app.window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    panel = app.presenter.picker.panel
    assert panel is not None
    QTest.keyClicks(panel.field, "102")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    desk = app.presenter.desk()
    assert {timer.ticket for timer in active_timers(desk.db, desk.account.id)} == {FIRST, SECOND}


def test_minutes_entered_before_are_told(app: Application, now: FakeClock) -> None:
    """In the notice, to the eye and to the ear, and in the form; a stop after that says nothing of it."""
    for text in ("R-000102 30m", "R-000101 20m"):
        app.presenter.commands.palette.open(text)
        panel = app.presenter.commands.palette.panel
        panel.search_again()
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
    notice = app.window.notice
    assert "0:20 of it was entered already: R-000102 " in notice.accessibleName()
    assert notice._overlap.isVisible() and notice._overlap.text() in notice.accessibleName()
    notice.details.click()
    editor = app.presenter.entries.editor
    assert editor is not None and (notice._overlap.text(), "warn") in editor._form.sentences
    editor.reject()
    app.presenter.timers.start(FIRST)
    work(app, now, 5)
    QTest.keyClick(app.window, Qt.Key.Key_F8)
    assert notice.isVisible() and not notice._overlap.isVisible()
