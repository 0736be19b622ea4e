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


def findings(folder: Path, language: str, names: list[str]) -> list[str]:
    """What is cut in the named states at every width."""
    found = []
    for name in names:
        with opened(FIXTURES[name], folder, language) as shown:
            for size in SIZES:
                shown.resize(size)
                found += [f"{name} {language} {size}: {text}" for window in open_windows() for text in cut_texts(window)]
    return found


@pytest.mark.parametrize("language", ["en", "fr", PSEUDO])
def test_nothing_is_cut(qapp: QApplication, tmp_path: Path, language: str) -> None:
    """Every word of Carnet's own and every figure is whole at 1280, 1000 and 760 pixels, in each language and a longer one."""
    found = findings(tmp_path, language, list(FIXTURES))
    assert not found, "\n".join(found)


def test_nothing_is_cut_at_twice_the_size() -> None:
    """The same at 200 %, in a process of that scale."""
    environment = os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.test_clipping"], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


if __name__ == "__main__":
    import tempfile

    from desktop.app import application

    application()
    with tempfile.TemporaryDirectory() as place:
        cut = findings(Path(place), "fr", list(FIXTURES))
    print("\n".join(cut))
    sys.exit(bool(cut))
