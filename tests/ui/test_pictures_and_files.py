"""Pictures and files of a ticket: nothing comes by itself, what is asked for comes once and is kept."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QUrl

from desktop.core.ticket import LogEntry, TicketKey
from desktop.demo.database import connect, insert, transaction
from desktop.demo.desk.files import blob, png
from desktop.demo.server import EmbeddedItop
from desktop.store.tickets import find_ticket, save_tickets
from desktop.system.file_cache import FileCache, KeptFile
from desktop.ui.html import Pictures, picture_of, safe_html
from desktop.ui.html_view import HtmlView
from desktop.ui.theme import LIGHT
from desktop.ui.ticket_files import PICTURE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

FIRST = TicketKey("UserRequest", 101)
ORIGIN = "https://itop.example.com/"
INLINE = "pages/ajax.document.php?operation=download_inlineimage&amp;id=5&amp;s=abc123"


@pytest.mark.parametrize(
    "source",
    [
        f'<img src="{ORIGIN}{INLINE}">',
        '<img src="" data-img-id="5" data-img-secret="abc123">',
        f'<img alt="a > b" src="{ORIGIN}{INLINE}" data-img-id="5" onerror="x()">',
    ],
)
def test_a_picture_of_itop_is_a_link_until_it_is_kept(source: str) -> None:
    """However iTop writes it; once kept it is an image of our own scheme, and never one with an address."""
    link = safe_html(f"<p>See {source}</p>", Pictures(ORIGIN))
    assert "<img" not in link and "carnet-picture:5?abc123" in link and "itop.example.com" not in link
    shown = safe_html(f"<p>See {source}</p>", Pictures(ORIGIN, frozenset({5})))
    assert '<img src="carnet-picture:5"' in shown and "itop.example.com" not in shown
    assert picture_of("carnet-picture:5?abc123") == (5, "abc123") and picture_of("carnet-picture:../5") is None


@pytest.mark.parametrize(
    "source",
    [
        f'<img src="https://evil.example/{INLINE}" data-img-id="5">',
        '<img src="https://itop.example.com.evil.example/x.png">',
        '<img src="//evil.example/x.png" data-img-id="5">',
        '<img src="file:///etc/passwd">',
        '<img src="data:image/png;base64,AAAA">',
        '<img srcset="https://evil.example/x.png 2x">',
        '<img src="carnet-picture:5">',
        '<svg><image href="https://evil.example/x.svg"/></svg>',
    ],
)
def test_a_picture_of_anywhere_else_is_never_shown(source: str) -> None:
    """Not even as a link: who looks at a ticket tells nobody."""
    shown = safe_html(f"<p>See {source}</p>", Pictures(ORIGIN, frozenset({5})))
    assert "<img" not in shown and "evil" not in shown and "file:" not in shown and "<svg" not in shown


def test_tables_quotes_and_code_keep_their_form() -> None:
    """Each is dressed by the theme, not flattened."""
    shown = safe_html("<table><tr><td>a</td></tr></table><blockquote>said</blockquote><pre>x = 1\n  y</pre><ul><li>one</li></ul>")
    for part in ('class="data"', 'class="bar"', 'class="code"', "<pre>x = 1\n  y</pre>", "<li>one"):
        assert part in shown


def test_html_of_a_ticket_loads_nothing_remote(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever gets into the view, it asks for our own pictures only, and reads no other file."""
    asked: list[str] = []
    wanted = HtmlView.loadResource

    def note(self: HtmlView, kind: int, url: QUrl | str) -> object:
        given = wanted(self, kind, url)
        asked.append(f"{url if isinstance(url, str) else url.toString()} {given is None}")
        return given

    monkeypatch.setattr(HtmlView, "loadResource", note)
    view = HtmlView(LIGHT)
    qtbot.addWidget(view)
    found: list[int] = []
    view.set_pictures(lambda number: found.append(number))
    view.resize(400, 300)
    view.show_html(
        '<img src="carnet-picture:7"><img src="http://127.0.0.1:9/a.png"><img src="file:///etc/hostname">'
        '<table background="http://127.0.0.1:9/d.png"><tr><td>x</td></tr></table><link rel="stylesheet" href="http://127.0.0.1:9/c.css">'
    )
    view.grab()
    assert asked and all(one.endswith(" True") for one in asked)
    assert set(found) == {7}


def give(itop: EmbeddedItop, **tables: dict[str, object]) -> None:
    """Put files on ticket 101 of the embedded iTop."""
    with connect(itop.database) as db, transaction(db):
        for table, record in tables.items():
            insert(db, table, {"item_class": "UserRequest", "item_id": 101, "item_org_id": 2, "temp_id": "t"} | record)


def opened(app: Application, qtbot: QtBot) -> None:
    """Ticket 101 in the middle, its files listed."""
    app.presenter.select(FIRST)
    qtbot.waitUntil(lambda: bool(app.presenter.files.rows(FIRST)), timeout=10_000)


def test_a_picture_comes_on_a_click_and_is_kept(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """The click asks iTop with the ticket's secret; from then on the picture is shown, from a file that only its owner reads."""
    picture = blob("a.png", "image/png", png([[(10, 20, 30)] * 30] * 20))
    give(itop, inline_image={"id": 5, "secret": "abc123", "contents": picture}, attachment={"id": 9, "contents": picture})
    with connect(itop.database) as db, transaction(db):
        text = '<p>Look</p><img src="" data-img-id="5" data-img-secret="abc123">'
        db.execute("UPDATE ticket SET description = ? WHERE id = 101", (text,))
    opened(app, qtbot)
    app.worker.ask(lambda server, desk: server.fetch_ticket(desk.db, desk.account, FIRST))
    view = app.window.pane.description
    qtbot.waitUntil(lambda: "carnet-picture:5?abc123" in view.toHtml(), timeout=10_000)
    assert app.presenter.files.cache().numbers(PICTURE) == frozenset()
    view.anchorClicked.emit(QUrl("carnet-picture:5?abc123"))
    qtbot.waitUntil(lambda: app.presenter.files.cache().numbers(PICTURE) == {5}, timeout=10_000)
    qtbot.waitUntil(lambda: "<img" in view.toHtml())
    path = app.presenter.files.picture_path(5)
    assert path is not None and stat.S_IMODE(path.stat().st_mode) == 0o600
    image = view.loadResource(2, QUrl("carnet-picture:5"))
    assert (image.width(), image.height()) == (30, 20)


def test_a_wrong_secret_brings_nothing(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """The words say what happened, and nothing is kept."""
    give(
        itop,
        inline_image={"id": 5, "secret": "right", "contents": blob("a.png", "image/png", b"x")},
        attachment={"id": 9, "contents": None},
    )
    opened(app, qtbot)
    app.presenter.files.load_picture(5, "wrong")
    qtbot.waitUntil(lambda: "no longer in iTop" in app.window.notice.accessibleName(), timeout=10_000)
    assert app.presenter.files.cache().numbers(PICTURE) == frozenset()


def test_an_attachment_is_listed_loaded_and_still_there_offline(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """Its name comes with it; what a viewer would run can be saved, not opened; loading offline is refused in words."""
    give(itop, attachment={"id": 3, "contents": blob("run.exe", "application/x-msdownload", b"MZ")})
    opened(app, qtbot)
    files = app.presenter.files
    (row,) = files.rows(FIRST)
    assert (row.kept, row.opens) == (False, False)
    files.act(3, "load")
    qtbot.waitUntil(lambda: files.rows(FIRST)[0].kept, timeout=10_000)
    (row,) = files.rows(FIRST)
    assert (row.name, row.opens) == ("run.exe", False)
    itop.set_faults(["offline"])
    app.presenter.synchronise()
    qtbot.waitUntil(lambda: app.presenter.snapshot is not None and app.presenter.snapshot.offline, timeout=10_000)
    files.load("Attachment", 4)
    assert "Offline" in app.window.notice.accessibleName()


def test_the_oldest_files_make_room(tmp_path: Path) -> None:
    """The cache stays within its size, and a damaged description is no file."""
    cache = FileCache(tmp_path / "files", altogether=25)
    for number in (1, 2, 3):
        path = cache.keep(KeptFile("Attachment", number, "../../evil", "text/plain", 10, "UserRequest::1"), b"0123456789")
        assert path.parent == tmp_path / "files"
    assert cache.numbers("Attachment") == {2, 3} and len(cache.of_ticket("UserRequest::1")) == 2
    (tmp_path / "files" / "Attachment-3.json").write_text("{", encoding="utf-8")
    assert cache.find("Attachment", 3) is None


def test_new_messages_are_marked_since_the_last_look(app: Application, qtbot: QtBot) -> None:
    """What others wrote since is new in the log and on its tab; looked at once, it is not."""
    desk = app.presenter.desk()
    ticket = find_ticket(desk.db, desk.account.id, FIRST)
    assert ticket is not None
    logs = (LogEntry("public", desk.now().wall - 50, "Anne Durand", "<p>Still broken</p>"),)
    with desk.db.transaction():
        desk.db.write("UPDATE tickets SET seen_at = ? WHERE id = 101", (desk.now().wall - 100,))
        save_tickets(
            desk.db,
            desk.account.id,
            [type(ticket)(**{name: getattr(ticket, name) for name in ticket.__slots__} | {"logs": logs})],
            whole=True,
        )
    app.presenter.select(TicketKey("UserRequest", 102))
    app.presenter.select(FIRST)
    assert "1 new" in app.window.pane.tabs.tabText(1)
    app.window.pane.tabs.setCurrentIndex(1)
    assert "● new" in app.window.pane.log.toPlainText()
