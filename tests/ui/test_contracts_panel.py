"""The contracts' list, its model, the time book and the panel beside the tickets, as people use them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.core.ticket import TicketKey
from desktop.ui import contract_actions
from desktop.ui.book_views import BookShow
from desktop.ui.contract_figures import Figure, Meter
from desktop.ui.contract_model import ROW_ROLE, ContractModel
from desktop.ui.contract_rows import Column, ContractRow, Rows
from desktop.ui.contracts_list import ContractsList
from desktop.ui.theme import LIGHT

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

HOUR = 3600
TICKET = TicketKey("UserRequest", 101)


def row(number: int, hours: int = 5, customer: str = "Ateliers Morel", tone: str = "") -> ContractRow:
    return ContractRow(
        number, f"Support {number}", customer, Meter(500), 10 * HOUR, (10 - hours) * HOUR, hours * HOUR, 0, hours * HOUR, None, False, "—",
        "lasts", "dim", tone, bool(tone), (0 if tone else 3, hours * HOUR),
    )  # fmt: skip


pytestmark = pytest.mark.usefixtures("qapp")


def test_the_model_is_patched(qtmodeltester: ModelTester) -> None:
    """Whatever comes, goes, moves and changes: Qt's rules hold, and what is selected stays with its contract."""
    model = ContractModel(LIGHT)
    model.show_rows([row(number) for number in range(1, 21)])
    qtmodeltester.check(model)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    chance = random.Random(5)
    for _ in range(40):
        held = {number: QPersistentModelIndex(model.index(model.row_of(number), 0)) for number in range(1, 25) if model.row_of(number) >= 0}
        numbers = chance.sample(range(1, 25), chance.randint(1, 20))
        model.show_rows([row(number, chance.randint(1, 9)) for number in numbers])
        assert [model.index(place, 0).data(ROW_ROLE).id for place in range(model.rowCount())] == numbers
        for number, index in held.items():
            assert index.isValid() == (number in numbers) and (not index.isValid() or index.data(ROW_ROLE).id == number)
    assert not resets


def test_the_list_searches_filters_and_sorts_by_keyboard(qtbot: QtBot) -> None:
    """Words, a filter, an order; Down goes to the rows, Enter opens one; Escape empties the search."""
    made = ContractsList(LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.show_rows([row(1, -1, tone="bad"), row(2, 2, "Groupe Sorel"), row(3, 8)])
    opened: list[int] = []
    made.opened.connect(opened.append)
    made.sort.setCurrentIndex(made.sort.findData(Column.BALANCE))
    made.sort.activated.emit(0)
    made.table.horizontalHeader().sectionClicked.emit(Column.BALANCE)
    assert [made.model.index(place, 0).data(ROW_ROLE).id for place in range(3)] == [3, 2, 1]
    QTest.keyClicks(made.search, "sorel")
    QTest.keyClick(made.search, Qt.Key.Key_Down)
    assert made.model.rowCount() == 1 and made.focusWidget() is made.table
    QTest.keyClick(made.table, Qt.Key.Key_Return)
    assert opened == [2]
    QTest.keyClick(made.search, Qt.Key.Key_Escape)
    made.apply()
    assert made.model.rowCount() == 3
    made.filters[next(show for show in made.filters if show == "overrun")].click()
    assert made.model.rowCount() == 1 and "1 contract" in made.totals.accessibleName()
    made.customer.setCurrentIndex(made.customer.findData("Groupe Sorel"))
    made.apply()
    assert made.model.rowCount() == 0 and made.empty.isVisible()


def test_what_is_asked_for_survives_new_figures(qtbot: QtBot) -> None:
    """A refresh changes figures, not the search, the selection or the customer."""
    made = ContractsList(LIGHT)
    qtbot.addWidget(made)
    made.show()
    rows = [row(1, 3), row(2, 2, "Groupe Sorel"), row(3, 8)]
    made.show_rows(rows)
    made.customer.setCurrentIndex(made.customer.findData("Ateliers Morel"))
    made.apply()
    made.table.setCurrentIndex(made.model.index(1, 0))
    made.show_rows([replace(rows[2], here=900), *rows[:2], row(4, 1, "Zeta")])
    assert made.customer.currentData() == "Ateliers Morel"
    assert made.table.currentIndex().data(ROW_ROLE).id == 3 and made.table.currentIndex().row() == 0


def test_a_figure_opens_what_it_is_made_of(app: Application, qtbot: QtBot) -> None:
    """Space on a figure opens it, Escape closes it and gives the focus back; its button opens the book on what was asked."""
    app.presenter.select(TICKET)
    card = app.window.contract
    figure = card.figures[0]
    figure.setFocus()
    QTest.keyClick(figure, Qt.Key.Key_Space)
    assert card.popup is not None and card.popup.isVisible()
    QTest.keyClick(card.popup, Qt.Key.Key_Escape)
    assert not app.window.findChildren(type(card.popup), options=Qt.FindChildOption.FindDirectChildrenOnly) or not card.popup.isVisible()
    assert figure.hasFocus()
    figure.click()
    card.popup.book.click()
    assert app.window.page() == "contracts" and app.window.contracts.book_id == card.contract_id()
    assert app.window.contracts.book.filters[BookShow.PROVISIONS].isChecked()
    QTest.keyClick(app.window.contracts.book, Qt.Key.Key_Escape)
    assert app.window.contracts.book_id == 0


def test_the_panel_beside_the_tickets_is_remembered(app: Application, qtbot: QtBot) -> None:
    """Docked, it takes its room from the tickets and shows the same rows; language or theme may change: it stays."""
    app.window.show_page("contracts")
    app.window.contracts.beside.click()
    dock = app.window.contracts_dock
    qtbot.waitUntil(dock.isVisible)
    assert app.window.page() == "tickets" and dock.panel.list.model.rowCount() > 0
    dock.panel.list.opened.emit(dock.panel.list.model.index(0, 0).data(ROW_ROLE).id)
    assert dock.panel.book_id != 0 and app.window.contracts.book_id == 0
    text = app.window.layout_text()
    dock.close()
    app.window.restore_layout(text)
    assert app.window.contracts_dock.isVisible()


def test_asking_for_hours_copies_a_text(app: Application, qtbot: QtBot) -> None:
    """The text says the figures of the card; nothing is sent."""
    app.presenter.select(TICKET)
    app.window.contract.hours_asked.emit(app.window.contract.contract_id())
    dialog = app.presenter.contracts.dialog
    assert dialog is not None and app.window.contract.name.text() in dialog.text.toPlainText()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.text.toPlainText() and dialog.answer.text() == "Copied."
    dialog.reject()
    qtbot.waitUntil(lambda: app.presenter.contracts.dialog is None)


def test_a_line_of_the_book_leads_to_its_ticket(app: Application, qtbot: QtBot) -> None:
    """Enter on an entry opens the ticket."""
    app.presenter.select(TICKET)
    app.presenter.timers.start(TICKET)
    app.window.contract.book_asked.emit(app.window.contract.contract_id(), Figure.PROJECTED)
    book = app.window.contracts.book
    book.lines.setCurrentIndex(book.book.index(0, 0))
    QTest.keyClick(book.lines, Qt.Key.Key_Return)
    assert app.window.page() == "tickets" and app.presenter.selected == TICKET


def test_a_long_book_is_made_elsewhere(app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a few hundred entries the book comes from the reader's thread, the same one."""
    app.presenter.select(TICKET)
    number = app.window.contract.contract_id()
    monkeypatch.setattr(contract_actions, "AT_ONCE", -1)
    app.window.contract.book_asked.emit(number, Figure.PROVISIONED)
    qtbot.waitUntil(lambda: app.window.contracts.book_id == number)
    assert app.window.contracts.book.filters[BookShow.PROVISIONS].isChecked()
    assert app.window.contracts.book.headline.text() == app.window.contract.headline.text()


def test_only_rows_that_moved_are_made_anew(app: Application) -> None:
    """A timer moves its contract's row; the others stay the very same objects."""
    rows = Rows()
    app.presenter.select(TICKET)
    snapshot = app.presenter.snapshot
    assert snapshot is not None
    before = {row.id: row for row in rows.of(snapshot)}
    number = app.window.contract.contract_id()
    lines = dict(snapshot.contracts) | {number: replace(snapshot.contracts[number], waiting=900)}
    after = {row.id: row for row in rows.of(replace(snapshot, contracts=lines))}
    assert after[number].here == 900 and all(after[other] is before[other] for other in before if other != number)
