"""Item models, and the HTML that comes from iTop."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QUrl

from desktop.core.ticket import Ticket
from desktop.ui.contract_views import ContractRow, Meter
from desktop.ui.contracts_page import ContractModel
from desktop.ui.html import is_web_link, safe_html
from desktop.ui.theme import DARK, LIGHT, Tokens
from desktop.ui.ticket_list import TicketList, TicketModel
from desktop.ui.ticket_pane import HtmlView
from desktop.ui.ticket_views import TicketRow
from tests.conftest import make_ticket

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot


pytestmark = pytest.mark.usefixtures("qapp")


def plain_row(ticket: Ticket) -> TicketRow:
    return TicketRow(ticket.title, ticket.ref, ticket.customer, "", "", "", "", "", "")


def test_the_ticket_model(qtmodeltester: ModelTester) -> None:
    """Keeps Qt's rules for item models."""
    model = TicketModel(plain_row)
    model.show_tickets([make_ticket(number) for number in range(20)])
    qtmodeltester.check(model)


def test_the_contract_model(qtmodeltester: ModelTester) -> None:
    """Keeps Qt's rules for item models."""
    model = ContractModel(LIGHT)
    model.show_rows([ContractRow("Support", "Ateliers Morel", Meter(500), "1h", "—", "1h", "", (2, 0))])
    qtmodeltester.check(model)


def test_ten_thousand_tickets_make_only_the_rows_that_are_seen(qtbot: QtBot) -> None:
    """A long list costs what is on screen, not what is in it."""
    made: list[str] = []

    def make_row(ticket: Ticket) -> TicketRow:
        made.append(ticket.ref)
        return plain_row(ticket)

    tickets = TicketList(LIGHT, make_row)
    qtbot.addWidget(tickets)
    tickets.resize(384, 600)
    tickets.show()
    tickets.show_tickets([make_ticket(number) for number in range(10_000)], "")
    tickets.grab()
    assert 5 < len(made) < 60


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
    view = HtmlView()
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
