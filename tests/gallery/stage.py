"""Opens the real window on a fixture, without a worker and without a network, and takes its picture."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from desktop.app import Application, build
from desktop.store.accounts import current_account
from desktop.store.database import open_database
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import Settings, save_settings
from desktop.work.desk import Desk
from tests.gallery.fixtures import Fixture
from tests.gallery.sample import fill, key_of
from tests.gallery.scene import Scene, SceneClock

SIZES = {"1280": (1280, 800), "1000": (1000, 800), "760": (760, 800)}
DEADLINE = 60.0
SETTLE = 4
"""Rounds of events after which nested layouts are at rest."""


def prepare(fixture: Fixture, profile: ProfileDir, language: str, *, theme: str = "light") -> tuple[Scene, SceneClock]:
    """Write what ``fixture`` needs into ``profile``."""
    titles = "fr" if language == "fr" else "en"
    sample = profile.root.parent / f"sample-{titles}.sqlite"
    if not sample.exists():
        with open_database(sample) as db:
            fill(db, titles)
    shutil.copyfile(sample, profile.create().database)
    save_settings(profile.settings, Settings(language=language, theme=theme, several_timers=fixture.name == "several"))
    clock = SceneClock()
    with open_database(profile.database) as db:
        account = current_account(db)
        assert account is not None
        scene = Scene(Desk(db, clock, account), clock, titles)
        fixture.prepare(scene)
    return scene, clock


@dataclass
class Opened:
    """The window in the state of a fixture."""

    app: Application
    scene: Scene

    def resize(self, size: str) -> None:
        """Give the window one of :data:`SIZES`."""
        self.app.window.resize(*SIZES[size])
        settle()
        for act in self.scene.acts_at_each_size:
            act(self.app)
        self.rest()

    def rest(self) -> None:
        """Let the thread that reads lists answer what it was asked, and layouts come to rest."""
        answered = threading.Event()
        self.app.reader.ask("gallery", lambda db: answered.set())
        end = time.monotonic() + DEADLINE
        while not answered.wait(0.001):
            QApplication.processEvents()
            if time.monotonic() > end:
                raise TimeoutError("the list was not read")
        settle()


@contextmanager
def opened(fixture: Fixture, folder: Path, language: str = "en", theme: str = "light", size: str = "1280") -> Iterator[Opened]:
    """The window in the state of ``fixture``. ``folder`` is for files; the sample is written there once per language."""
    profile = ProfileDir(folder / fixture.name)
    scene, clock = prepare(fixture, profile, language, theme=theme)
    app = build(profile, RunSecrets(), clock)
    try:
        app.window.resize(*SIZES[size])
        app.window.show()
        app.window.activateWindow()
        if scene.selected:
            app.presenter.selected = key_of(scene.selected)
        app.presenter.refresh()
        shown = Opened(app, scene)
        shown.rest()
        for act in scene.acts:
            act(app)
        shown.resize(size)
        yield shown
    finally:
        for dialog in dialogs():
            dialog.close()
        app.close()
        app.window.deleteLater()
        app.presenter.deleteLater()
        settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        shutil.rmtree(profile.root)


def settle() -> None:
    """Let layouts come to rest."""
    for _ in range(SETTLE):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def dialogs() -> list[QDialog]:
    """What is open above the window."""
    return [made for made in QApplication.topLevelWidgets() if isinstance(made, QDialog) and made.isVisible()]


def picture(app: Application) -> QPixmap:
    """The window with its dialogs, as people see it."""
    seen = app.window.grab()
    for dialog in dialogs():
        above = dialog.grab()
        painter = QPainter(seen)
        around, size = app.window.size(), dialog.size()
        painter.fillRect(app.window.rect(), QColor(0, 0, 0, 70))
        painter.drawPixmap(QPoint((around.width() - size.width()) // 2, (around.height() - size.height()) // 3), above)
        painter.end()
    return seen
