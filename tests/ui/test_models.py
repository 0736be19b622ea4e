"""Item models, and the HTML that comes from iTop."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest

from desktop.store.listing import Listed
from desktop.ui.html import is_web_link, safe_html
from desktop.ui.html_view import HtmlView
from desktop.ui.list_model import SECTION, ListModel
from desktop.ui.patching import patch
from desktop.ui.row_painter import sign_box
from desktop.ui.theme import DARK, LIGHT, Tokens
from desktop.ui.ticket_list import TicketList
from desktop.ui.ticket_rows import SectionRow, TicketRow
from desktop.ui.ticket_views import TimeRow
from desktop.ui.time_table import TimeTable
from tests.conftest import make_ticket

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot


pytestmark = pytest.mark.usefixtures("qapp")


def plain_row(listed: Listed) -> TicketRow:
    ticket = listed.ticket
    return TicketRow(ticket.title, ticket.ref, ticket.customer, "", "", "", "", "", "")


def page(numbers: Sequence[int]) -> list[Listed]:
    return [Listed(number, make_ticket(number)) for number in numbers]


def list_model(*numbers: int) -> ListModel:
    model = ListModel()
    model.provide(page, plain_row)
    model.show_numbers(numbers, None)
    return model


def test_comments_go_below_their_rows_where_there_is_no_room(qtbot: QtBot) -> None:
    """A narrow table gives a long comment the whole width and as many lines as it needs, a wide one a column."""
    words = "Settings checked with the site contact, then the tunnel was watched until it had been renegotiated twice"
    rows = (
        TimeRow("Today 13:20", "me", "0:42", "0:45", words, "running", ""),
        TimeRow("Today 10:05", "me", "0:28", "0:30", "", "held", ""),
    )
    table = TimeTable(LIGHT, agents=False, name="time")
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    table.show_rows(rows)
    assert not table.view.isColumnHidden(3)
    table.resize(360, 400)
    assert table.view.isColumnHidden(3)
    assert table.view.rowHeight(0) > 3 * table.fontMetrics().height() > table.view.rowHeight(1)
    assert table.view.height() >= table.view.rowHeight(0) + table.view.rowHeight(1)


def test_the_ticket_model(qtmodeltester: ModelTester) -> None:
    """Keeps Qt's rules for item models, whatever is inserted, removed and moved."""
    model = list_model(*range(1, 21))
    qtmodeltester.check(model)
    chance = random.Random(7)
    for _ in range(30):
        new = chance.sample(range(1, 30), chance.randint(0, 20))
        model.show_numbers(new, patch(model.numbers(), new, 1000))
        assert model.numbers() == new


def test_a_heading_is_no_ticket() -> None:
    """What stands between tickets can neither be chosen nor started."""
    model = list_model(1, SECTION, 2)
    model.show_section(SectionRow("Also in iTop", "1 more"))
    assert model.key(1) is None and model.data(model.index(1)) == "Also in iTop"
    assert not model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable and model.flags(model.index(2)) & Qt.ItemFlag.ItemIsSelectable


def ticket_list(qtbot: QtBot, *numbers: int) -> TicketList:
    tickets = TicketList(LIGHT)
    qtbot.addWidget(tickets)
    tickets.model.provide(page, plain_row)
    tickets.resize(384, 600)
    tickets.show()
    tickets.show_numbers(numbers, None, "")
    return tickets


def test_a_hundred_thousand_tickets_read_only_the_rows_that_are_seen(qtbot: QtBot) -> None:
    """A long list costs what is on screen, not what is in it."""
    read: list[int] = []
    made: list[int] = []
    tickets = ticket_list(qtbot)
    tickets.model.provide(
        lambda numbers: read.extend(numbers) or page(numbers), lambda listed: made.append(listed.number) or plain_row(listed)
    )  # type: ignore[func-returns-value]
    tickets.show_numbers(range(1, 100_001), None, "")
    tickets.grab()
    assert 5 < len(made) < 60 and len(read) < 200
    tickets.view.scrollToBottom()
    tickets.grab()
    assert 100_000 in made and len(read) < 400


def test_what_comes_above_does_not_push_away_what_is_read(qtbot: QtBot) -> None:
    """Rows that come or go above the view leave the rows in view, the selection and the scope where they are."""
    tickets = ticket_list(qtbot, *range(1, 201))
    tickets.select(90)
    tickets.view.verticalScrollBar().setValue(84 * tickets.view.row_height() + 13)
    chosen: list[object] = []
    tickets.selected.connect(chosen.append)
    new = [500, 501, *range(2, 40), *range(41, 202), 1]
    steps = patch(tickets.model.numbers(), new)
    assert steps is not None
    tickets.show_numbers(new, steps, "")
    tickets.grab()
    top = tickets.view.indexAt(QPoint(5, 0))
    assert tickets.model.numbers()[top.row()] == 85 and tickets.view.visualRect(top).y() == -13
    assert tickets.current_key() == make_ticket(90).key and chosen == []


def test_keys_and_clicks_of_a_row(qtbot: QtBot) -> None:
    """Arrows choose, Enter opens, Space and a click on the sign start or pause; headings are passed over."""
    tickets = ticket_list(qtbot, 1, 2, SECTION, 3)
    tickets.view.setFocus()
    told: list[tuple[str, int]] = []
    tickets.selected.connect(lambda key: told.append(("selected", key.id)))
    tickets.opened.connect(lambda key: told.append(("opened", key.id)))
    tickets.toggled.connect(lambda key: told.append(("toggled", key.id)))
    tickets.focus_rows()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(tickets.view, key)
    assert told == [("selected", 1), ("selected", 2), ("selected", 3), ("opened", 3), ("toggled", 3)]
    box = sign_box(tickets.view.visualRect(tickets.model.index(0)))
    QTest.mouseClick(tickets.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert told[-1] == ("toggled", 1)
    QTest.mouseClick(tickets.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    assert told.count(("toggled", 1)) == 1


HOSTILE = """<p onclick="x()" style="background:url(http://evil.example/a)">Hello <b>you</b></p><script>alert(1)</script>
<img src="http://evil.example/b.png"><link rel=stylesheet href=http://evil.example/c><iframe src="http://evil.example/d"></iframe>
<a href="javascript:x()">js</a> <a href="file:///etc/passwd">file</a> <a href="https://good.example/">good</a><style>@import "http://evil.example"</style>"""


def test_hostile_html_becomes_harmless() -> None:
    """Nothing remote, nothing that runs, only web links; the text itself stays."""
    safe = safe_html(HOSTILE)
    assert "evil" not in safe and "script" not in safe and "onclick" not in safe and "file:" not in safe and "style" not in safe
    assert "Hello <b>you</b>" in safe and 'href="https://good.example/"' in safe


def test_plain_text_keeps_its_lines() -> None:
    """A ticket without mark-up is shown as it was written."""
    assert safe_html("a < b\nc & d") == "a &lt; b<br>c &amp; d"


@pytest.mark.parametrize(("url", "web"), [("https://a.example", True), ("http://a", True), ("file:///etc", False), ("javascript:x", False)])
def test_only_web_links_are_opened(url: str, web: bool) -> None:
    """The browser gets http and https, nothing else."""
    assert is_web_link(url) is web


def test_the_html_view_fetches_nothing(qtbot: QtBot) -> None:
    """Even where an image got through, Qt is given nothing for it."""
    view = HtmlView(LIGHT)
    qtbot.addWidget(view)
    for kind in (1, 2, 3):
        assert view.loadResource(kind, QUrl("http://evil.example/x.png")) is None
        assert view.loadResource(kind, QUrl("file:///etc/passwd")) is None


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_contrast(tokens: Tokens) -> None:
    """Text 4.5 on every ground it stands on; controls and chart parts 3."""
    values: dict[str, Any] = dataclasses.asdict(tokens)
    low = [
        (text, ground, round(contrast(values[text], values[ground]), 2))
        for text in ("ink", "dim", "accent", "ok", "warn", "bad")
        for ground in ("bg", "panel", "soft")
        if contrast(values[text], values[ground]) < 4.5
    ]
    assert not low
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert all(contrast(values[part], values[ground]) >= 3 for part in ("ctl", "bar", "pend", "bad") for ground in ("bg", "panel"))
    assert all(contrast(values[part], tokens.track) >= 3 for part in ("bar", "bad", "pend"))
