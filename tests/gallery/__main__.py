"""``make gallery``: every fixture in every language, theme and size, one page of pictures and contact sheets.

Two processes share the work: one at 100 %, one at 200 %, because a process has one scale.
"""

from __future__ import annotations

import argparse
import html
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LANGUAGES, THEMES = ("en", "fr"), ("light", "dark")
COLUMNS, ROWS, THUMB = 3, 3, 640


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("pictures/gallery"))
    parser.add_argument("--only", nargs="*", default=[], help="names of fixtures")
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--themes", nargs="*", default=THEMES)
    parser.add_argument("--sizes", nargs="*", default=["1280", "1000", "760", "200%"])
    parser.add_argument("--render", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.render:
        return _render(given)
    began = time.monotonic()
    given.folder.mkdir(parents=True, exist_ok=True)
    if not given.only:
        for old in given.folder.glob("*.png"):
            old.unlink()
    runs = [(scale, sizes) for scale, sizes in (("1", [s for s in given.sizes if s != "200%"]), ("2", ["1280"])) if sizes]
    if "200%" not in given.sizes:
        runs = runs[:1]
    children = [_child(given, scale, sizes) for scale, sizes in runs]
    failed = sum(child.wait() != 0 for child in children)
    pictures = _page(given.folder)
    _sheets(given.folder, pictures)
    print(f"{len(pictures)} pictures in {time.monotonic() - began:.0f} s: {given.folder / 'index.html'}")
    return min(failed, 1)


def _child(given: argparse.Namespace, scale: str, sizes: list[str]) -> subprocess.Popen[bytes]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale, "TZ": "Europe/Paris"}
    command = [sys.executable, "-m", "tests.gallery", str(given.folder), "--render", "--sizes", *sizes]
    command += ["--languages", *given.languages, "--themes", *given.themes, *(["--only", *given.only] if given.only else [])]
    return subprocess.Popen(command, env=environment)


def _render(given: argparse.Namespace) -> int:
    """All pictures of one scale, in this process."""
    from desktop.app import application
    from desktop.ui.quiet import quieten
    from tests.gallery.fixtures import FIXTURES
    from tests.gallery.stage import opened, picture

    quieten()
    application()
    scale = os.environ.get("QT_SCALE_FACTOR", "1")
    names = given.only or list(FIXTURES)
    with tempfile.TemporaryDirectory(prefix="carnet-gallery-") as folder:
        for language in given.languages:
            for theme in given.themes:
                for name in names:
                    with opened(FIXTURES[name], Path(folder), language, theme) as shown:
                        for size in given.sizes:
                            shown.resize(size)
                            called = "200" if scale == "2" else size
                            picture(shown.app).save(str(given.folder / f"{name}.{language}-{theme}.{called}.png"))
    return 0


def _page(folder: Path) -> list[Path]:
    """One page of every picture, by state; returns the pictures in its order."""
    from tests.gallery.fixtures import FIXTURES

    parts, pictures = [], []
    for fixture in FIXTURES.values():
        found = sorted(folder.glob(f"{fixture.name}.*.png"), key=lambda path: (path.name.split(".")[2], path.name))
        if not found:
            continue
        pictures += found
        shown = "".join(
            f'<figure><a href="{path.name}"><img loading="lazy" src="{path.name}" alt="{html.escape(fixture.caption)}"></a>'
            f"<figcaption>{path.stem.partition('.')[2]}</figcaption></figure>"
            for path in found
        )
        parts.append(f'<h2 id="{fixture.name}">{fixture.name}</h2><p>{html.escape(fixture.caption)}</p><div>{shown}</div>')
    style = (
        "body{font:14px sans-serif;margin:24px;background:#8884}div{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}img{width:420px;"
        "border:1px solid #888}figcaption{font-size:11px}h2{margin:28px 0 0}"
    )
    links = " · ".join(f'<a href="#{name}">{name}</a>' for name in FIXTURES)
    page = f"<!doctype html><meta charset=utf-8><title>Carnet: every state</title><style>{style}</style><p>{links}</p>{''.join(parts)}"
    (folder / "index.html").write_text(page, encoding="utf-8")
    return pictures


def _sheets(folder: Path, pictures: list[Path]) -> None:
    """Contact sheets per language, theme and size, so that the whole can be looked at."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter

    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    sheets = folder / "sheets"
    sheets.mkdir(exist_ok=True)
    for old in sheets.glob("*.png"):
        old.unlink()
    groups: dict[str, list[Path]] = {}
    for path in pictures:
        groups.setdefault(path.stem.partition(".")[2], []).append(path)
    for group, members in groups.items():
        for sheet in range(0, len(members), COLUMNS * ROWS):
            images = [QImage(str(path)) for path in members[sheet : sheet + COLUMNS * ROWS]]
            images = [image.scaledToWidth(THUMB, Qt.TransformationMode.SmoothTransformation) for image in images]
            height = max(image.height() for image in images) + 24
            whole = QImage(COLUMNS * (THUMB + 8), height * -(-len(images) // COLUMNS), QImage.Format.Format_RGB32)
            whole.fill(Qt.GlobalColor.gray)
            painter = QPainter(whole)
            for place, image in enumerate(images):
                x, y = place % COLUMNS * (THUMB + 8), place // COLUMNS * height
                painter.drawText(x + 4, y + 16, members[sheet + place].name)
                painter.drawImage(x, y + 22, image)
            painter.end()
            whole.save(str(sheets / f"{group}-{sheet // (COLUMNS * ROWS) + 1}.png"))
    del app


if __name__ == "__main__":
    sys.exit(main())
