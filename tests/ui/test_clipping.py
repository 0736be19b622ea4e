"""No text is cut where it should not be, in any state, language, width or scale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtWidgets import QApplication

from desktop.ui.i18n import PSEUDO
from tests.gallery.fixtures import FIXTURES
from tests.gallery.stage import SIZES, opened
from tests.ui.clipping import cut_texts, open_windows

PARTS = 4
"""Processes at 200 %, each for its share of the states: more would only begin more often."""


def findings(folder: Path, language: str, name: str) -> list[str]:
    """What is cut in the named state at every width."""
    found = []
    with opened(FIXTURES[name], folder, language) as shown:
        for size in SIZES:
            shown.resize(size)
            found += [f"{name} {language} {size}: {text}" for window in open_windows() for text in cut_texts(window)]
    return found


@pytest.mark.parametrize("language", ["en", "fr", PSEUDO])
@pytest.mark.parametrize("name", FIXTURES)
def test_nothing_is_cut(qapp: QApplication, gallery: Path, name: str, language: str) -> None:
    """Every word of Carnet's own and every figure is whole at 1280, 1000 and 760 pixels, in each language and a longer one."""
    found = findings(gallery, language, name)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_cut_at_twice_the_size(part: int) -> None:
    """The same at 200 %, in a process of that scale."""
    environment = os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.ui.test_clipping", *list(FIXTURES)[part::PARTS]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


if __name__ == "__main__":
    import tempfile

    from desktop.app import application

    application()
    with tempfile.TemporaryDirectory() as place:
        cut = [text for name in sys.argv[1:] for text in findings(Path(place), "fr", name)]
    print("\n".join(cut))
    sys.exit(bool(cut))
