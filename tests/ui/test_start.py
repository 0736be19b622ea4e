"""The window opens from what is kept here, where it was left, before anything is asked of iTop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QMessageLogContext, QtMsgType

from desktop.app import build
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import load_settings
from desktop.ui.quiet import NOISE, hear
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


def test_only_the_known_line_is_silenced(capfd: pytest.CaptureFixture[str]) -> None:
    """A warning that nobody knows is still told."""
    for text in (NOISE, "QPainter::begin: something odd"):
        hear(QtMsgType.QtWarningMsg, QMessageLogContext(), text)
    told = capfd.readouterr().err
    assert "something odd" in told and NOISE not in told
