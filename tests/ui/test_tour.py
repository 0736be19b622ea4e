"""The tour is a test of the whole window, too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("PySide6")

from desktop.demo.server import EmbeddedItop
from desktop.system.paths import ProfileDir
from desktop.tour import run_tour

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("fr", "dark")])
def test_the_main_job(qtbot: QtBot, tmp_path: Path, language: str, theme: str) -> None:
    """The main job, offline and blocked entries included, done in the real window on what ``make demo`` shows; pictures of every step."""
    with EmbeddedItop(tmp_path / "itop") as itop:
        run_tour(tmp_path / "pictures", itop, ProfileDir(tmp_path / "tour"), language=language, theme=theme)
    assert len(list((tmp_path / "pictures").glob("*.png"))) >= 20
