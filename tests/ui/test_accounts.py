"""Signing in, several accounts and the settings, as people use them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.core.account import Account
from desktop.core.outbox import OutboxState
from desktop.core.ticket import TicketKey
from desktop.demo.accounts import TOKEN
from desktop.demo.server import EmbeddedItop
from desktop.store import outbox
from desktop.store.database import open_database
from desktop.store.tickets import find_ticket
from desktop.sync.client import Login
from desktop.sync.earlier import LOOK_EVERY
from desktop.sync.sign_in import enter, try_sign_in
from desktop.system.paths import ProfileDir
from desktop.system.settings import load_settings
from desktop.ui import i18n, texts
from desktop.ui.network_card import proxy_address
from desktop.work import recording, timing
from tests.conftest import FakeClock
from tests.sync.test_earlier_account import changing
from tests.ui.conftest import OpenWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application

FIRST = TicketKey("UserRequest", 101)


def fill(app: Application, url: str, user: str, secret: str) -> None:
    page = app.window.sign_in
    for field, text in ((page.url, url), (page.user, user), (page.secret, secret)):
        field.setText(text)


def said(widget: QWidget) -> str:
    return " ".join(made.text() for made in widget.findChildren(QLabel))


def test_enter_goes_on_to_what_is_missing_then_signs_in(open_window: OpenWindow, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """Address, Enter, name, Enter, password, Enter: no mouse, and the address as it stands in a browser."""
    app = open_window()
    page = app.window.sign_in
    page.url.setFocus()
    QTest.keyClicks(page.url, f" {itop.url}pages/UI.php?c[menu]=WelcomeMenuPage ")
    QTest.keyClick(page.url, Qt.Key.Key_Return)
    assert page.user.hasFocus()
    QTest.keyClicks(page.user, "camille")
    QTest.keyClick(page.user, Qt.Key.Key_Return)
    assert page.secret.hasFocus()
    QTest.keyClicks(page.secret, itop.secret)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.session.desk() is not None, timeout=15_000)
    desk = app.session.desk()
    assert desk is not None and desk.account.url == itop.url and page.secret.text() == ""


def test_what_was_found_is_shown_before_anything_is_entered(
    open_window: OpenWindow, itop: EmbeddedItop, now: FakeClock, qtbot: QtBot
) -> None:
    """iTop and its version, who in which team, what keeps the time, and a clock that is wrong."""
    app = open_window()
    page = app.window.sign_in
    now.step_wall(-600)
    fill(app, itop.url, "camille", itop.secret)
    page.test.click()
    qtbot.waitUntil(lambda: "Camille Roy" in page.answer.text(), timeout=15_000)
    text = page.answer.text()
    assert "iTop 3.2.0" in text and "in the team" in text and "time book" in text and "behind iTop's" in text
    assert app.session.desk() is None


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(
    "reason",
    [
        *("unreachable", "name", "certificate", "ca_file", "proxy", "maintenance", "timeout", "cut", "http", "moved", "web_login"),
        *("html", "login_page", "json", "oversized", "not_itop", "wrong_password", "wrong_token", "no_rest", "portal_user", "no_person"),
        *("no_verb", "refused", "not_understood", "internal"),
    ],
)
def test_each_refusal_has_a_sentence_of_its_own(reason: str, language: str) -> None:
    """What went wrong and what to do, never the command line's options."""
    i18n.speak(language)
    text = texts.sign_in_problem(reason)
    parts = [part for part in re.split(r"[.;:] ", text) if part]
    assert len(parts) >= 2 and "--" not in text
    assert reason == "not_understood" or text != texts.sign_in_problem("a code of tomorrow")


def test_a_sign_in_that_hangs_can_be_left(open_window: OpenWindow, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """After half a second there is a way out; what iTop says later is not shown any more."""
    app = open_window()
    page = app.window.sign_in
    itop.set_faults(["hang"])
    fill(app, itop.url, "camille", itop.secret)
    page.enter.click()
    assert not page.enter.isEnabled() and not page.cancel.isVisible()
    qtbot.waitUntil(page.cancel.isVisible)
    page.cancel.click()
    assert page.enter.isEnabled() and not page.cancel.isVisible() and "Nothing was entered" in page.answer.text()
    itop.set_faults([])
    page.test.click()
    qtbot.waitUntil(lambda: "Camille Roy" in page.answer.text(), timeout=15_000)


def test_a_token_needs_no_name_and_says_where_it_is_made(open_window: OpenWindow, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """The hint shows the way in iTop; spaces pasted with the token do no harm."""
    app = open_window()
    page = app.window.sign_in
    page.by_token.setChecked(True)
    assert not page.user.isVisible() and "Personal tokens" in said(page)
    page.url.setText(itop.url)
    page.secret.setText(f" {TOKEN}\n")
    page.enter.click()
    qtbot.waitUntil(lambda: app.session.desk() is not None, timeout=15_000)


def test_without_a_keyring_that_is_said_and_nothing_is_written(app: Application, profile: ProfileDir, itop: EmbeddedItop) -> None:
    """In words on both pages; no file of the profile holds the secret."""
    assert "no keyring" in said(app.window.sign_in) and "no keyring" in said(app.window.settings)
    held = [path for path in profile.root.rglob("*") if path.is_file() and itop.secret.encode() in path.read_bytes()]
    assert held == []


def test_accounts_are_switched_and_none_sends_anothers(app: Application, itop: EmbeddedItop, now: FakeClock, qtbot: QtBot) -> None:
    """Failure story 10: an entry of Camille's waits while Hugo works, is announced beside her name, and goes when she is back."""
    desk = app.presenter.desk()
    camille = desk.account
    hers = recording.add(desk, find_ticket(desk.db, camille.id, FIRST), "", 900).uid
    with desk.db.transaction():
        # Not due before she comes back, so that Hugo is the only one who could send it.
        outbox.set_state(desk.db, hers, OutboxState.WAITING, now.wall, next_try_at=now.wall + 600)
    timing.start(desk, FIRST)
    app.window.settings.add.click()
    page = app.window.sign_in
    assert page.isVisible() and page.back.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    app.window.settings.add.click()
    fill(app, itop.url, "hugo", itop.secret)
    page.enter.click()
    qtbot.waitUntil(lambda: app.presenter.snapshot is not None and app.presenter.desk().account.user == "hugo", timeout=15_000)
    qtbot.waitUntil(lambda: app.presenter.snapshot is not None and app.presenter.snapshot.connection.synced_at > 0, timeout=15_000)
    assert app.session.db.value("SELECT state FROM outbox WHERE uid = ?", (hers,)) == "waiting"
    assert app.window.timer_bar.ref.text() == ""
    assert "1 entry waits here" in app.window.settings.accounts.buttons[camille.id].accessibleName()
    now.pass_time(1800)
    app.window.settings.accounts.buttons[camille.id].click()
    qtbot.waitUntil(lambda: app.session.db.value("SELECT count(*) FROM outbox") == 0, timeout=15_000)
    assert app.presenter.desk().account.id == camille.id
    app.presenter.on_beat()
    assert not app.window.gap_strip.isVisible() and app.window.timer_bar.ref.text() == "R-000101"


def test_an_account_without_its_secret_is_asked_for_that_alone(app: Application, itop: EmbeddedItop, qtbot: QtBot) -> None:
    """Failure story 10: signing out drops the secret and nothing else; the account is listed with what waits, and comes back."""
    itop.set_faults(["offline"])
    desk = app.presenter.desk()
    recording.add(desk, find_ticket(desk.db, desk.account.id, FIRST), "", 900)
    account = desk.account
    app.window.settings.accounts.buttons[account.id].click()
    page = app.window.sign_in
    assert page.isVisible() and not page.back.isVisible()
    row = page.accounts.buttons[account.id]
    assert "1 entry waits here" in row.accessibleName()
    row.click()
    assert (page.url.text(), page.user.text()) == (itop.url, "camille") and "Give it once more" in page.answer.text()
    itop.set_faults([])
    page.secret.setText(itop.secret)
    page.enter.click()
    qtbot.waitUntil(lambda: app.session.db.value("SELECT count(*) FROM outbox") == 0, timeout=15_000)


def test_settings_are_kept_as_what_differs(app: Application, profile: ProfileDir, tmp_path: Path) -> None:
    """Each choice at once; a proxy with a password and a file that is no certificate are refused in words."""
    page = app.window.settings
    page.several.setChecked(True)
    network = page.network
    network.proxy.setCurrentIndex(2)
    network.proxy.activated.emit(2)
    network.address.setText("http://me:secret@proxy:3128")
    network.address.editingFinished.emit()
    assert "without name and password" in network.problem.text() and load_settings(profile.settings).proxy == ""
    network.address.setText(" Proxy.example.com:3128/ ")
    network.address.editingFinished.emit()
    assert network.problem.text() == "" and load_settings(profile.settings).proxy == "http://proxy.example.com:3128"
    (tmp_path / "notes.txt").write_text("no certificate")
    network.take_file(tmp_path / "notes.txt")
    assert "no certificate" in network.problem.text()
    network.proxy.setCurrentIndex(1)
    network.proxy.activated.emit(1)
    kept = json.loads(profile.settings.read_text(encoding="utf-8"))
    assert kept == {"language": "en", "theme": "light", "several_timers": True, "proxy": "none"}


@pytest.mark.parametrize(
    ("typed", "proxy"),
    [
        ("proxy:3128", "http://proxy:3128"),
        ("https://p.example.com:8080/x", "https://p.example.com:8080"),
        ("socks5://p:1", ""),
        ("u:p@h:1", ""),
        ("", ""),
    ],
)
def test_proxies(typed: str, proxy: str) -> None:
    """A proxy is a host and a port; nothing with a secret in it, as settings are a readable file."""
    assert proxy_address(typed) == proxy


def test_where_things_are_is_said_and_opened(app: Application, profile: ProfileDir, qtbot: QtBot) -> None:
    """The folder is shown as text, too; version and licence stand below."""
    page = app.window.settings
    page.open_asked.disconnect()
    with qtbot.waitSignal(page.open_asked) as opened:
        page.open_folder.click()
    assert opened.args == [str(profile.root)] and str(profile.root) in [field.text() for field in page.findChildren(QLineEdit)]
    assert "Affero" in said(page) and "Carnet 0." in said(page)


def test_the_height_of_rows_is_one_setting(app: Application, profile: ProfileDir) -> None:
    """Chosen in the settings or in the list's own menu: both say the same, and it is kept."""
    page, tickets = app.window.settings, app.window.tickets
    page.rows.setCurrentIndex(1)
    page.rows.activated.emit(1)
    assert tickets.heights[1].isChecked() and load_settings(profile.settings).list_comfortable
    tickets.heights[0].trigger()
    assert page.rows.currentData() is False and not load_settings(profile.settings).list_comfortable


def test_the_window_turns_to_the_time_book(
    open_window: OpenWindow, profile: ProfileDir, now: FakeClock, tmp_path: Path, qtbot: QtBot
) -> None:
    """The extension comes to its iTop: balances appear, and a sentence says what happened."""
    with changing(tmp_path / "changing") as place:
        login = Login(place.itop.user, place.itop.secret)
        account = try_sign_in(place.itop.url, login)
        assert isinstance(account, Account)
        with open_database(profile.database) as db:
            enter(db, open_window.secrets, account, login)  # type: ignore[attr-defined]
        app = open_window()
        qtbot.waitUntil(lambda: app.presenter.snapshot is not None and app.presenter.snapshot.connection.synced_at > 0, timeout=15_000)
        assert app.presenter.desk().account.profile == "work-order"
        place.upgrade()
        now.pass_time(LOOK_EVERY)
        app.presenter.synchronise()
        qtbot.waitUntil(lambda: app.presenter.desk().account.profile == "carnet" and app.window.notice.isVisible(), timeout=15_000)
        assert "time book" in app.window.notice.accessibleName()
        qtbot.waitUntil(lambda: app.window.contract.sentence.isVisible() or app.window.contract.headline.isVisible())
        assert all(line.contract.indicators is not None for line in app.presenter.snapshot.contracts.values())  # type: ignore[union-attr]
        app.close()
