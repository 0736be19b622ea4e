"""What the palette proposes, as records; and what pasting, asking and opening do in the window."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.ticket import TicketKey, key_from_address
from desktop.store.outbox import outbox_rows
from desktop.store.tickets import save_tickets
from desktop.store.timers import active_timers
from desktop.ui.keys import commands
from desktop.ui.palette_views import Do, PaletteRow, palette_rows, pick_rows
from desktop.ui.snapshot import read_snapshot
from desktop.work import timing
from desktop.work.desk import Desk
from tests.conftest import FakeClock, make_ticket

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

FIRST = TicketKey("UserRequest", 482)
KNOWN = (
    make_ticket(482),
    make_ticket(483, title="Mail relay rejects outgoing messages", customer="Groupe Sorel", caller="Luc Petit"),
    make_ticket(117, key=TicketKey("Incident", 117), ref="I-000482", title="Pause music on hold"),
)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    with desk.db.transaction():
        save_tickets(desk.db, desk.account.id, KNOWN, whole=True)
    return desk


def rows(desk: Desk, text: str) -> list[PaletteRow]:
    return palette_rows(read_snapshot(desk), text, commands())


def test_a_number_finds_every_ticket_that_has_it(filled: Desk) -> None:
    """482 is R-000482 and I-000482; each row says that Enter starts it."""
    found = [row for row in rows(filled, "482") if row.do is Do.START]
    assert {row.ref for row in found} == {"R-000482", "I-000482"}
    assert {row.verb for row in found} == {"Start"}


@pytest.mark.parametrize(("text", "number"), [("r482", 482), ("mail relay", 483), ("sorel", 483), ("petit", 483)])
def test_reference_words_customer_and_caller_find_it(filled: Desk, text: str, number: int) -> None:
    """Whatever a person has of a ticket is the first row."""
    assert rows(filled, text)[0].key == TicketKey("UserRequest", number)


def test_each_row_says_what_enter_does(filled: Desk, clock: FakeClock) -> None:
    """Start, switch, resume, open: by what runs and what rests."""
    uid = timing.start(filled, FIRST).uid
    clock.pass_time(900)
    assert rows(filled, "r482")[0].verb == "Open, it is running"
    assert rows(filled, "r483")[0].verb == "Switch to it"
    timing.pause(filled, uid)
    row = rows(filled, "r482")[0]
    assert (row.verb, row.do, row.uid) == ("Resume at 0:15", Do.RESUME, uid)
    assert rows(filled, "")[0].uid == uid


def test_a_commands_name_comes_before_tickets_that_have_the_word(filled: Desk) -> None:
    """ "pause" is the command, though a ticket's title begins with it; a reference is never pushed down."""
    first, *rest = rows(filled, "pause")
    assert (first.command, first.keys) == ("pause", "F7")
    assert any(row.ref == "I-000482" for row in rest)
    assert next(row for row in rows(filled, "settings") if row.command).command == "settings"


def test_past_time_says_where_and_when_it_goes(filled: Desk, clock: FakeClock) -> None:
    """A row for each ticket that is meant, with its day, hours, counted time and comment."""
    yesterday = datetime.fromtimestamp(clock.wall) - timedelta(days=1)
    found = [row for row in rows(filled, "r482 45m yesterday call back") if row.do is Do.ADD]
    assert [row.ref for row in found] == ["R-000482"]
    assert found[0].verb == "Add 0:45"
    for part in (f"{yesterday.day}", "09:00 – 09:45", "counts 0:45", "“call back”"):
        assert part in found[0].detail
    (row,) = rows(filled, "45m call from nobody known")
    assert (row.do, row.title) == (Do.ADD, "call from nobody known") and "later" in row.detail


def test_time_to_come_is_not_offered(filled: Desk, clock: FakeClock) -> None:
    """What would end in the future has no row; the same search with words stays one."""
    hour = datetime.fromtimestamp(clock.wall + 7200)
    if hour.date() == datetime.fromtimestamp(clock.wall).date():
        assert not [row for row in rows(filled, f"r482 3h at {hour:%H:%M}") if row.do is Do.ADD]


def test_picking_lists_tickets_alone(filled: Desk) -> None:
    """Where a ticket is asked for no command is offered; words only where they will do."""
    snapshot = read_snapshot(filled)
    assert {row.do for row in pick_rows(snapshot, "pause", free_text=False)} == {Do.PICK}
    assert pick_rows(snapshot, "nothing like it", free_text=False) == []
    assert [row.text for row in pick_rows(snapshot, "nothing like it", free_text=True)] == ["nothing like it"]


@pytest.mark.parametrize(
    "address",
    [
        "https://itop.example.com/pages/UI.php?operation=details&class=UserRequest&id=482",
        "https://itop.example.com/pages/UI.php?c%5Bmenu%5D=x&operation=details&class=UserRequest&id=482&",
        "pages/UI.php?operation=details&id=482&class=UserRequest#tab",
        "https://itop.example.com/pages/exec.php/object/view/UserRequest/482?exec_module=itop-portal-base",
    ],
)
def test_a_pasted_address_is_its_ticket(filled: Desk, address: str) -> None:
    """Of the console or of the portal, whatever else it carries; nothing else is one."""
    assert key_from_address(address) == FIRST
    (row,) = rows(filled, address)
    assert (row.key, row.do) == (FIRST, Do.START)
    assert key_from_address("https://itop.example.com/pages/UI.php?operation=details&class=Server&id=482") is None
    assert key_from_address("class UserRequest id 482") is None


def test_an_unknown_address_is_fetched_and_then_started(app: Application, qtbot: QtBot) -> None:
    """Enter asks iTop; the row becomes the ticket, and Enter starts it. Esc in between changes nothing."""
    desk = app.presenter.desk()
    with desk.db.transaction():
        desk.db.write("DELETE FROM tickets WHERE class = 'UserRequest' AND id = 102")
    app.presenter.refresh()
    panel = app.presenter.commands.palette.panel
    app.presenter.commands.palette.open(f"{desk.account.url}pages/UI.php?operation=details&class=UserRequest&id=102")
    assert [row.do for row in panel.model.rows] == [Do.ASK]
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [row.ref for row in panel.model.rows] == ["R-000102"], timeout=10_000)
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert [timer.ticket for timer in active_timers(desk.db, desk.account.id)] == [TicketKey("UserRequest", 102)]


def test_ctrl_enter_only_opens(app: Application) -> None:
    """The ticket is shown, on its page, and nothing runs."""
    app.window.show_page("settings")
    app.presenter.commands.palette.open("102")
    QTest.keyClick(app.presenter.commands.palette.panel.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert app.window.page() == "tickets" and app.window.pane.ref.text() == "R-000102"
    desk = app.presenter.desk()
    assert active_timers(desk.db, desk.account.id) == []


def test_words_start_without_a_ticket(app: Application) -> None:
    """What no ticket has is a timer all the same."""
    app.presenter.commands.palette.open("call, nobody known")
    QTest.keyClick(app.presenter.commands.palette.panel.field, Qt.Key.Key_Return)
    desk = app.presenter.desk()
    assert [timer.text for timer in active_timers(desk.db, desk.account.id)] == ["call, nobody known"]


def test_enter_never_waits_for_the_rows(app: Application) -> None:
    """Typed and confirmed in one breath, it is the text that counts, not the rows of the letter before; and it is done once."""
    app.presenter.commands.palette.open()
    panel = app.presenter.commands.palette.panel
    QTest.keyClicks(panel.field, "102 45m")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    desk = app.presenter.desk()
    assert [row.entry.worked_seconds for row in outbox_rows(desk.db, desk.account.id)] == [2700]


def test_typing_waits_for_the_reader_and_enter_for_nobody(app: Application, qtbot: QtBot) -> None:
    """While the thread that reads is busy the window answers and the rows stay; Enter takes what was typed all the same."""
    free = threading.Event()
    app.presenter.commands.palette.open()
    panel = app.presenter.commands.palette.panel
    before = list(panel.model.rows)
    app.reader.ask("busy", lambda db: free.wait(10))
    with qtbot.waitSignal(panel.wanted):
        QTest.keyClicks(panel.field, "104")
    assert panel.model.rows == before and not panel.is_current()
    free.set()
    qtbot.waitUntil(lambda: [row.ref for row in panel.model.rows if row.key] == ["R-000104"])
    free.clear()
    app.reader.ask("busy", lambda db: free.wait(10))
    QTest.keyClick(panel.field, Qt.Key.Key_Backspace)
    QTest.keyClicks(panel.field, "2")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    free.set()
    desk = app.presenter.desk()
    assert [timer.ticket for timer in active_timers(desk.db, desk.account.id)] == [TicketKey("UserRequest", 102)]
