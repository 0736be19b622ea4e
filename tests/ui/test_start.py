"""The window opens from what is kept here, where it was left, before anything is asked of iTop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QEvent, QMessageLogContext, QObject, QTimer, QtMsgType
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from desktop.app import build, run_window
from desktop.core.errors import StoreError
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import load_settings
from desktop.ui.main_window import PAGES
from desktop.ui.quiet import NOISE, hear
from tests.e2e.processes import ENVIRONMENT, ROOT
from tests.gallery.fixtures import FIXTURES
from tests.gallery.stage import prepare

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.app import Application


@pytest.fixture
def left(qtbot: QtBot, tmp_path: Path) -> Application:
    """A window that was left on the contracts, with a wider list; opened again, not yet started."""
    profile = ProfileDir(tmp_path / "profile")
    _, clock = prepare(FIXTURES["running"], profile, "en")
    first = build(profile, RunSecrets(), clock)
    first.window.resize(780, 700)
    first.window.show()
    first.window.desk.set_list_width(420)
    first.window.show_page("contracts")
    first.close()
    first.window.deleteLater()
    assert load_settings(profile.settings).window
    return build(profile, RunSecrets(), clock)


def test_it_opens_where_it_was_left(left: Application, qtbot: QtBot) -> None:
    """Page, size and width of the list are as they were."""
    window = left.window
    window.show()
    qtbot.waitUntil(window.isVisible)
    assert (window.page(), window.width(), window.height()) == ("contracts", 780, 700)
    assert window.desk.list_width() == 420
    left.close()
    window.deleteLater()


def test_it_answers_before_it_synchronises(left: Application, qtbot: QtBot) -> None:
    """The first synchronisation begins after the window was painted with what is kept here."""
    seen: list[tuple[str, str]] = []
    left.worker.start = lambda: seen.append((left.window.timer_bar.ref.text(), left.window.timer_bar.clock.text()))  # type: ignore[method-assign]
    left.start()
    assert not seen
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("R-000482", "0:42:17")]
    left.close()
    left.window.deleteLater()


_FIRST_SIGHT = """
import sys
from pathlib import Path
from desktop.app import application, build
from desktop.system.paths import ProfileDir
from desktop.system.secrets import system_secrets

def seen():
    print(*sys.modules)
    application().quit()

running = build(ProfileDir(Path(sys.argv[1])), system_secrets())
running.window.painted.connect(seen)
running.start()
application().exec()
running.close()
"""
LATER = (
    "httpx",
    "keyring",
    "sqlite_utils",
    "PySide6.QtNetwork",
    "desktop.sync.client",
    "desktop.sync.engine",
    "desktop.ui.book_page",
    "desktop.ui.contracts_panel",
    "desktop.ui.keyboard_help",
    "desktop.ui.outbox_page",
    "desktop.ui.palette",
    "desktop.ui.settings_page",
    "desktop.ui.sign_in",
)


def test_what_is_not_seen_is_not_loaded(tmp_path: Path) -> None:
    """When the window is first painted nothing was loaded of the pages that are not in front, nor of what speaks to iTop."""
    profile = ProfileDir(tmp_path / "profile")
    prepare(FIXTURES["running"], profile, "en")
    command = [sys.executable, "-c", _FIRST_SIGHT, str(profile.root)]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert "desktop.ui.ticket_list" in loaded
    assert sorted(loaded & set(LATER)) == []


def test_what_is_not_qt_is_loaded_before_qt() -> None:
    """PySide would read the source of each such module."""
    command = [sys.executable, "-c", "import sys, desktop.app; print(*sys.modules)"]
    loaded = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True).stdout.split()
    after = [name for name in loaded[loaded.index("PySide6") :] if name.startswith("desktop.")]
    assert after
    sources = {name: ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in after}
    assert [name for name, path in sources.items() if path.exists() and "PySide6" not in path.read_text(encoding="utf-8")] == []


def test_a_page_is_built_when_it_is_shown(left: Application) -> None:
    """Of a window that was left on the contracts, those are there, and each other page with its first sight."""
    window, later = left.window, left.window.later
    parts = {"contracts": later.contracts, "outbox": later.outbox, "settings": later.settings, "sign_in": later.sign_in}
    assert [name for name, part in parts.items() if part.built is not None] == ["contracts"]
    for name in ("outbox", "settings"):
        window.show_page(name)
        assert window.pages.currentWidget() is parts[name].built
    assert later.sign_in.built is None and later.docked.built is None
    window.resize(1360, 800)
    window.show()
    window.beside.show_panel()
    assert window.contracts_dock.widget() is later.docked.built
    left.close()
    window.deleteLater()


def test_a_page_built_later_has_the_language_of_then(left: Application, qtbot: QtBot) -> None:
    """Language and theme change by their commands, which need no page; what is built afterwards is built in them."""
    first = left.window
    left.presenter.commands.run("language_fr")
    left.presenter.commands.run("theme_dark")
    qtbot.waitUntil(lambda: left.window is not first)
    qtbot.wait(0)
    window = left.window
    assert window.page() == "contracts" and window.later.settings.built is None
    window.show_page("settings")
    assert (window.settings.language.currentData(), window.settings.theme.currentData()) == ("fr", "dark")
    assert window.settings.add.text() == "Ajouter un compte…"
    left.close()
    window.deleteLater()


class _Windows(QObject):
    """Hears of every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_nothing_flashes_up_beside_the_window(left: Application, qapp: QApplication) -> None:
    """While it opens and every page is built no part of it is a window of its own for a moment, which would take the focus, too."""
    windows = _Windows()
    qapp.installEventFilter(windows)
    left.window.resize(1360, 800)
    left.window.show()
    for name in PAGES:
        left.window.show_page(name)
    left.window.beside.show_panel()
    left.window.show_sign_in(True)
    left.presenter.commands.help.open(left.presenter.commands.help.close_button)
    left.presenter.commands.palette.open()
    left.close()
    qapp.removeEventFilter(windows)
    assert windows.shown == ["MainWindow"]
    left.window.deleteLater()


def test_only_the_known_line_is_silenced(capfd: pytest.CaptureFixture[str]) -> None:
    """A warning that nobody knows is still told."""
    for text in (NOISE, "QPainter::begin: something odd"):
        hear(QtMsgType.QtWarningMsg, QMessageLogContext(), text)
    told = capfd.readouterr().err
    assert "something odd" in told and NOISE not in told


def test_a_damaged_file_is_told_on_the_screen(qapp: QApplication, profile: ProfileDir) -> None:
    """Started from a menu, nobody reads what is written on standard error; the file itself stays as it is."""
    profile.database.write_bytes(b"no database" * 100)
    said: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    QTimer.singleShot(0, read)
    with pytest.raises(StoreError):
        run_window(profile, RunSecrets())
    assert "is damaged" in said[0] and str(profile.database) in said[0]
    assert profile.database.read_bytes() == b"no database" * 100
