"""The whole main job in the real window on a real iTop with the extension, by an agent who may write nothing but what the verbs grant."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.app import Application, build
from desktop.core.contract import Indicators
from desktop.core.entry import Entry
from desktop.core.outbox import OutboxState
from desktop.core.ticket import Ticket
from desktop.store.outbox import find_entry
from desktop.store.tickets import ticket_by_reference
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import Settings, save_settings
from desktop.tour.hands import Hands, TourClock
from desktop.ui import formats
from desktop.ui.book_model import BookColumn
from desktop.ui.contract_model import ROW_ROLE
from desktop.ui.i18n import tr
from desktop.ui.outbox_views import Act
from tests.live.gate import Gate, gate_to
from tests.live.world import PASSWORD, World

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("propagateSizeHints")]

MINUTE, QUARTER = 60, 900
DAY_BEGUN = 7 * 3600
"""Seconds by which the agent's clock is behind: the day that passes in a test must not end in iTop's future."""


class Agent(Hands):
    """A person at work, and what iTop says of it."""

    def __init__(self, app: Application, clock: TourClock, pictures: Path, world: World, gate: Gate) -> None:
        super().__init__(app, clock, pictures)
        self.world, self.gate = world, gate

    def sign_in(self, secret: str = PASSWORD) -> None:
        page = self.window.sign_in
        for field, text in ((page.url, self.gate.url), (page.user, self.world.agent.user), (page.secret, secret)):
            field.clear()
            self.type(field, text)
        self.click(page.enter)

    def ticket(self, ref: str) -> Ticket:
        desk = self.snapshot().desk
        found = ticket_by_reference(desk.db, desk.account.id, ref)
        assert found is not None
        return found

    def work(self, ref: str, seconds: int, comment: str = "") -> None:
        self.switch(ref)
        self.see(lambda: self.window.timer_bar.ref.text() == ref)
        if comment:
            self.type(self.window.timer_bar.comment, comment)
        self.forward(seconds)

    def stop(self) -> str:
        """One key; the uid of what was recorded."""
        known = {line.row.entry.uid for line in self.snapshot().outbox}
        self.key(Qt.Key.Key_F8)
        self.see(lambda: self.window.notice.isVisible() and QApplication.activeModalWidget() is None)
        (uid,) = {line.row.entry.uid for line in self.snapshot().outbox} - known
        return uid

    def send(self) -> None:
        self.sync()
        self.see(self.everything_sent)

    def page(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def entry(self, uid: str) -> Entry:
        desk = self.snapshot().desk
        found = find_entry(desk.db, desk.account.id, uid)
        assert found is not None
        return found.entry

    def itop_says(self, contract: int) -> Indicators:
        fields = "time_provisioned, time_consumed, time_balance, time_consumed_percent"
        row = self.world.admin.read("CustomerContract", contract, fields)[0]
        provisioned, consumed, balance = (int(row[name]) for name in fields.split(", ")[:3])
        percent = row["time_consumed_percent"]
        return Indicators(provisioned, consumed, balance, int(percent) if percent != "" else None)

    def sees_the_same(self, contract: int) -> bool:
        """To the second what Carnet knows of a contract, and in words what its card beside the ticket says, are iTop's."""
        truth = self.itop_says(contract)
        shown = {made.accessibleName() for made in self.window.contract.figures if made.isVisible()}
        said = {
            tr("{name}: {value}", name=tr("Provisioned"), value=formats.balance(truth.provisioned)),
            tr("{name}: {value}", name=tr("Consumed"), value=formats.balance(truth.consumed)),
            tr("{name}: {value}", name=tr("Balance in iTop"), value=formats.balance(truth.balance)),
        }
        return self.snapshot().contracts[contract].contract.indicators == truth and said <= shown

    def today_button(self, uid: str, act: Act) -> QPushButton:
        self.page(Qt.Key.Key_3)
        self.see(lambda: self.window.outbox.button_for(uid, act) is not None)
        made = self.window.outbox.button_for(uid, act)
        assert made is not None
        return made


@pytest.fixture(scope="module")
def contract(world: World) -> int:
    """Started quarters of an hour, 100 of them."""
    number = world.contract(time_rounding=15)
    assert world.manager.provide(number, 100 * QUARTER)["status"] == "created"
    return number


def make_ticket(world: World, contract: int, title: str = "Écran noir") -> tuple[int, str]:
    number = world.ticket(title=title, team_id=world.team, agent_id=world.people["agent"], time_contract_id=contract)
    return number, str(world.admin.read("UserRequest", number, "ref")[0]["ref"])


@pytest.fixture(scope="module")
def refs(world: World, contract: int) -> tuple[str, str]:
    return make_ticket(world, contract)[1], make_ticket(world, contract, "Réseau lent")[1]


@pytest.fixture
def opened(qtbot: QtBot, world: World, refs: tuple[str, str], tmp_path: Path) -> Iterator[Agent]:
    """A new profile directory: the window shows its sign-in page."""
    profile = ProfileDir(tmp_path / "profile").create()
    save_settings(profile.settings, Settings(language="en", theme="light"))
    clock = TourClock(wall=int(time.time()) - DAY_BEGUN)
    app = build(profile, RunSecrets(), clock)
    with gate_to(world.admin.url) as gate:
        try:
            app.start()
            app.window.activateWindow()
            yield Agent(app, clock, tmp_path, world, gate)
        finally:
            app.close()
            app.window.deleteLater()


@pytest.fixture
def agent(opened: Agent) -> Agent:
    """Signed in, tickets and contracts read."""
    opened.sign_in()
    opened.see(lambda: opened.app.presenter.snapshot is not None and opened.everything_sent())
    opened.see(lambda: opened.window.tickets.model.rowCount() > 0)
    return opened


def rows(world: World, *uids: str) -> list[tuple[int, int, str]]:
    return sorted((int(row["worked_seconds"]), int(row["counted_seconds"]), row["state"]) for row in world.stored(*uids))


def test_the_whole_job(opened: Agent, world: World, contract: int, refs: tuple[str, str]) -> None:
    """Sign in, find, start, say what it is, pause, switch, resume, stop, see what counts, send: iTop has it to the second."""
    travel = world.manager.make("ContractTimeActivity", name="Sur site", factor_percent=100)
    refused = world.agent.call("core/create", **{"class": "ContractTimeEntry", "fields": {}, "comment": "x"})
    assert refused["code"] != 0
    first, second = refs
    window, bar = opened.window, opened.window.timer_bar
    opened.sign_in("not the password")
    opened.see(lambda: window.sign_in.answer.property("tone") == "bad")
    opened.sign_in()
    opened.see(lambda: opened.app.presenter.snapshot is not None and opened.everything_sent())

    opened.type(window.tickets.search, first)
    opened.see(lambda: window.tickets.model.rowCount() == 1)
    QTest.keyClick(window.tickets.search, Qt.Key.Key_Down)
    QTest.keyClick(window.tickets.view, Qt.Key.Key_Space)
    opened.see(lambda: bar.ref.text() == first and bar.stop.isEnabled())
    window.tickets.search.clear()
    opened.type(bar.comment, "Cable replaced")
    bar.activity.setCurrentIndex(bar.activity.findData(travel))
    bar.activity.activated.emit(bar.activity.currentIndex())
    opened.see(lambda: opened.sees_the_same(contract))
    before = opened.itop_says(contract)
    opened.forward(20 * MINUTE)
    opened.key(Qt.Key.Key_F7)
    opened.see(lambda: bar.pause.text() == tr("Resume"))
    opened.work(second, 10 * MINUTE)
    opened.click(opened.chips()[0])
    opened.see(lambda: bar.ref.text() == first)
    opened.forward(22 * MINUTE + 17)
    uid = opened.stop()
    # Other tests may have entered the same minutes, which is told after it.
    assert window.notice.accessibleName().startswith(f"{formats.hours(3 * QUARTER)} counted for 0:42 worked on {first}")
    assert opened.snapshot().contracts[contract].waiting == 3 * QUARTER
    opened.click(opened.chips()[0])
    other = opened.stop()
    opened.send()

    opened.app.presenter.select(opened.ticket(first).key)
    opened.see(lambda: opened.sees_the_same(contract))
    after = opened.itop_says(contract)
    assert (after.consumed - before.consumed, before.balance - after.balance) == (4 * QUARTER, 4 * QUARTER)
    assert rows(world, uid, other) == [(600, QUARTER, "counted"), (2537, 3 * QUARTER, "counted")]
    stored = world.admin.read(
        "ContractTimeEntry", f"SELECT ContractTimeEntry WHERE uid = '{uid}'", "comment, activity_id, agent_id, source"
    )
    assert stored == [
        {"comment": "Cable replaced", "activity_id": str(travel), "agent_id": str(world.people["agent"]), "source": "desktop"}
    ]


def test_offline_and_back(agent: Agent, world: World, contract: int, refs: tuple[str, str]) -> None:
    """The network is not needed to record; the window says so, and nothing is there twice afterwards."""
    agent.gate.open = False
    agent.work(refs[0], 12 * MINUTE)
    uid = agent.stop()
    agent.sync()
    agent.see(lambda: agent.snapshot().offline and agent.snapshot().counts.waiting == 1)
    assert agent.window.contract.headline.figure.text().startswith("about ")
    assert world.stored(uid) == []
    agent.gate.open = True
    agent.send()
    assert agent.window.status.text.text().startswith(tr("Everything is in iTop"))
    assert rows(world, uid) == [(720, QUARTER, "counted")]
    agent.see(lambda: agent.sees_the_same(contract))


def test_a_lost_answer_counts_once(agent: Agent, world: World, contract: int, refs: tuple[str, str]) -> None:
    """The request arrived, its answer did not."""
    before = agent.itop_says(contract)
    agent.work(refs[0], 20 * MINUTE)
    uid = agent.stop()
    agent.gate.cut_answers = 1
    agent.sync()
    agent.see(lambda: agent.gate.cut_answers == 0)
    agent.send()
    assert rows(world, uid) == [(1200, 2 * QUARTER, "counted")]
    assert agent.itop_says(contract).consumed == before.consumed + 2 * QUARTER
    agent.see(lambda: agent.sees_the_same(contract))


def test_a_confirmed_entry_is_corrected(agent: Agent, world: World, contract: int, refs: tuple[str, str]) -> None:
    """A reversal and a replacement in iTop, one thing in the window."""
    before = agent.itop_says(contract)
    agent.work(refs[0], 30 * MINUTE, "Premier essai")
    uid = agent.stop()
    agent.send()
    agent.click(agent.today_button(uid, Act.CORRECT))
    editor = agent.app.presenter.entries.editor
    assert editor is not None
    editor.worked.clear()
    agent.type(editor.worked, "0:50")
    assert editor.counted.text() == formats.hours(4 * QUARTER)
    agent.click(editor.save)
    agent.send()
    fields = "uid, worked_seconds, counted_seconds, state, replaces"
    found = world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE '{uid}' IN (uid, reverses, replaces)", fields)
    assert {row["state"]: int(row["counted_seconds"]) for row in found} == {"reversed": 1800, "reversal": -1800, "counted": 3600}
    assert agent.itop_says(contract).consumed == before.consumed + 3600
    agent.page(Qt.Key.Key_1)
    agent.app.presenter.select(agent.ticket(refs[0]).key)
    agent.see(lambda: agent.sees_the_same(contract))


def test_a_contract_that_blocks_holds(agent: Agent, world: World) -> None:
    """The form says it before it goes; afterwards it is in iTop, held, counted nothing, and the window says so."""
    number = world.contract(time_overrun="block")
    assert world.manager.provide(number, 600)["status"] == "created"
    _, ref = make_ticket(world, number)
    agent.sync()
    agent.work(ref, 30 * MINUTE)
    agent.key(Qt.Key.Key_F8)
    dialog = agent.app.presenter.timers.questions.dialog
    assert dialog is not None and any("held" in text for text, _ in dialog._form.sentences)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    (uid,) = (line.row.entry.uid for line in agent.snapshot().outbox)
    agent.send()
    assert rows(world, uid) == [(1800, 0, "held")]
    assert agent.entry(uid).state.value == "held"
    agent.see(lambda: agent.sees_the_same(number))
    assert [row.state for row in agent.window.pane.mine.model._rows] == [tr("held")]


def test_a_blocked_entry_is_told_and_moved(agent: Agent, world: World, contract: int, refs: tuple[str, str]) -> None:
    """Its ticket is gone: the reason and what to do about it in words, and a way out."""
    number, ref = make_ticket(world, contract, "Doublon")
    agent.sync()
    agent.work(ref, 14 * MINUTE)
    uid = agent.stop()
    gone = world.admin.call("core/delete", **{"class": "UserRequest", "key": number, "comment": "tests/live"})
    assert gone["code"] == 0, gone
    agent.sync()
    agent.see(lambda: agent.states() == [OutboxState.BLOCKED])
    agent.page(Qt.Key.Key_3)
    agent.see(lambda: agent.window.outbox.panel.isVisible())
    assert agent.window.outbox.button_for(uid, Act.MOVE) is not None
    assert agent.window.outbox.panel.reason.text() and agent.window.outbox.panel.remedy.text()
    agent.act(Act.MOVE)
    picker = agent.app.presenter.picker.panel
    assert picker is not None
    agent.type(picker.field, refs[0])
    picker.search_again()
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    agent.send()
    assert rows(world, uid) == [(840, QUARTER, "counted")]
    assert world.stored(uid)[0]["ticket_id"] == str(agent.ticket(refs[0]).key.id)


def test_panel_and_book_show_what_itop_holds(agent: Agent, world: World, contract: int, refs: tuple[str, str]) -> None:
    """Every contract's row, and the book's first balance and figures, are those of core/get."""
    uid = world.agent.push_one(world.entry(agent.ticket(refs[1]).key.id, 1000, contract=contract))["stored"]["counted_seconds"]
    assert uid == 2 * QUARTER
    agent.send()
    agent.page(Qt.Key.Key_2)
    panel = agent.window.contracts
    model = panel.list.model
    agent.see(lambda: panel.isVisible() and model.rowCount() > 0)
    shown = {row.id: row for row in (model.index(place, 0, QModelIndex()).data(ROW_ROLE) for place in range(model.rowCount()))}
    fields = "id, time_provisioned, time_consumed, time_balance"
    truth = world.agent.read("CustomerContract", "SELECT CustomerContract", fields)
    assert {int(row["id"]) for row in truth} >= set(shown)
    for row in truth:
        if (one := shown.get(int(row["id"]))) is not None:
            sums = tuple(int(row[name]) for name in ("time_provisioned", "time_consumed", "time_balance"))
            assert (one.provisioned, one.consumed, one.balance) == sums, one.name
    assert contract in shown
    panel.list.opened.emit(contract)
    agent.see(lambda: panel.book_id == contract and panel.book.book.rowCount() > 0)
    known = agent.itop_says(contract)
    book = panel.book
    assert book.book.index(0, BookColumn.BALANCE).data() == formats.balance(known.balance)
    said = {made.accessibleName() for made in book.figures}
    assert tr("{name}: {value}", name=tr("Consumed"), value=formats.balance(known.consumed)) in said
    counted = world.admin.read("ContractTimeEntry", f"SELECT ContractTimeEntry WHERE contract_id = {contract}", "uid, counted_seconds")
    assert sum(int(row["counted_seconds"]) for row in counted) == known.consumed
    assert sum(ticket.counted for ticket in book._view.tickets) == known.consumed  # type: ignore[union-attr]
