"""The tour: the real window driven through the main job."""

from __future__ import annotations

from pathlib import Path

from desktop.demo.server import EmbeddedItop
from desktop.system.paths import ProfileDir


def run_tours(pictures: Path, itop: EmbeddedItop, profile: ProfileDir) -> list[Path]:
    """Drive the window through the main job; the pictures saved."""
    raise NotImplementedError
