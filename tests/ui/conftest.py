"""The real window on an embedded iTop, offscreen."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from desktop.core.account import Account
from desktop.demo.server import EmbeddedItop
from desktop.store.database import open_database
from desktop.sync.client import Login
from desktop.sync.sign_in import enter, try_sign_in
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import Settings, save_settings
from desktop.ui.i18n import speak
from tests.conftest import FakeClock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.app import Application

PATIENCE = 60_000
"""Milliseconds until a test gives up waiting."""


@pytest.fixture(autouse=True)
def _nothing_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test begins in English, and the windows of one are gone before the next dresses its own."""
    speak("en")
    yield
    if "qapp" in request.fixturenames:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where states of the gallery are opened: their sample is written there once per language."""
    return tmp_path_factory.mktemp("gallery")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Any warning of Qt fails a test of the window."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            # The offscreen platform has no window manager to tell.
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)"))


class PatientBot(QtBot):
    """Waits as long as a loaded machine may need: only a test that fails takes that long."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture
def itop(tmp_path: Path) -> Iterator[EmbeddedItop]:
    with EmbeddedItop(tmp_path / "itop", sample="small") as server:
        yield server


@pytest.fixture
def profile(tmp_path: Path) -> ProfileDir:
    made = ProfileDir(tmp_path / "profile").create()
    save_settings(made.settings, Settings(language="en", theme="light"))
    return made


@pytest.fixture
def now() -> FakeClock:
    """A clock that starts where the server's is."""
    return FakeClock(wall=int(time.time()))


OpenWindow = Callable[[], "Application"]


@pytest.fixture
def open_window(qtbot: QtBot, profile: ProfileDir, now: FakeClock) -> Iterator[OpenWindow]:
    """Open the window on ``profile``; it is closed at the end."""
    from desktop.app import build

    opened: list[Application] = []
    secrets = RunSecrets()

    def make() -> Application:
        app = build(profile, secrets, now)
        opened.append(app)
        app.start()
        app.window.activateWindow()
        qtbot.waitUntil(app.window.isActiveWindow)
        return app

    make.secrets = secrets  # type: ignore[attr-defined]
    yield make
    for app in opened:
        app.close()
        app.window.deleteLater()


@pytest.fixture
def app(open_window: OpenWindow, itop: EmbeddedItop, profile: ProfileDir, qtbot: QtBot) -> Application:
    """The window, signed in, with tickets and contracts read."""
    login = Login(itop.user, itop.secret)
    account = try_sign_in(itop.url, login)
    assert isinstance(account, Account)
    with open_database(profile.database) as db:
        enter(db, open_window.secrets, account, login)  # type: ignore[attr-defined]
    made = open_window()
    qtbot.waitUntil(lambda: made.presenter.snapshot is not None and made.presenter.snapshot.connection.synced_at > 0, timeout=15_000)
    qtbot.waitUntil(lambda: made.window.tickets.model.rowCount() == 5)
    return made
