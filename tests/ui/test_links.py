"""What a link of the console leaves for the window: shown once, in words where nothing was started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from desktop.core.ticket import TicketKey
from desktop.store.database import open_database
from desktop.system.paths import ProfileDir
from desktop.work.showing import Left, Trouble, leave_for_window

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application
    from tests.ui.conftest import OpenWindow

TICKET = TicketKey("UserRequest", 102)
ITOP = "https://other.example.com/"


def leave(profile: ProfileDir, trouble: Trouble = Trouble.NONE, key: TicketKey = TICKET) -> None:
    with open_database(profile.database) as db:
        leave_for_window(db, Left(key, ITOP, trouble))


def test_an_open_window_goes_to_the_ticket(app: Application, profile: ProfileDir, qtbot: QtBot) -> None:
    """From whatever page, and only once."""
    app.window.show_page("settings")
    app.window.showMinimized()
    leave(profile)
    qtbot.waitUntil(lambda: app.window.page() == "tickets" and app.presenter.selected == TICKET)
    assert not app.window.isMinimized()
    app.window.show_page("settings")
    app.presenter.on_poll()
    app.presenter.show_left()
    assert app.window.page() == "settings"


@pytest.mark.parametrize(("trouble", "word"), [(Trouble.OTHER_ITOP, ITOP), (Trouble.NO_TICKET, "may not see")])
def test_what_started_nothing_is_said(app: Application, profile: ProfileDir, qtbot: QtBot, trouble: Trouble, word: str) -> None:
    """Where the link leads, or that the ticket is none."""
    selected = app.presenter.selected
    leave(profile, trouble)
    qtbot.waitUntil(app.window.notice.isVisible)
    assert word in app.window.notice.accessibleName()
    assert app.presenter.selected == selected


def test_a_ticket_that_is_not_known_here_changes_nothing(app: Application, profile: ProfileDir, qtbot: QtBot) -> None:
    """Its timer runs under its reference until it is read."""
    selected = app.presenter.selected
    leave(profile, key=TicketKey("UserRequest", 999))
    qtbot.waitUntil(lambda: app.session.db.meta("left_for_window") == "")
    assert app.presenter.selected == selected


def test_a_window_that_opens_for_it_shows_it(open_window: OpenWindow, profile: ProfileDir) -> None:
    """Without an account that is the sign-in page."""
    with open_database(profile.database):
        pass
    leave(profile)
    app = open_window()
    assert app.window.sign_in.isVisible() and app.session.db.meta("left_for_window") == ""
