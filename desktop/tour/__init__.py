"""The tour: the real window driven through the main job, with a picture of each step and an error naming the step that failed.

Time is a clock that the tour moves; the embedded iTop reads the same one, so that counted time is believable and sums agree.
"""

from __future__ import annotations

from pathlib import Path

from desktop.app import build
from desktop.demo.server import EmbeddedItop
from desktop.system.paths import ProfileDir
from desktop.system.secrets import RunSecrets
from desktop.system.settings import Settings, save_settings
from desktop.tour.hands import FAILED, TourClock, TourError
from desktop.tour.main_job import MainJob

LANGUAGES = ("en", "fr")
THEMES = ("light", "dark")


def run_tours(pictures: Path, itop: EmbeddedItop, profile: ProfileDir) -> list[Path]:
    """The tour in every language and theme, each from an empty profile directory; the pictures saved."""
    for language in LANGUAGES:
        for theme in THEMES:
            name = f"{language}-{theme}"
            run_tour(pictures / name, itop, ProfileDir(profile.root / f"tour-{name}"), language=language, theme=theme)
    return sorted(pictures.glob("*/*.png"))


def run_tour(pictures: Path, itop: EmbeddedItop, profile: ProfileDir, *, language: str, theme: str) -> None:
    """Drive the window through the main job. Raises TourError naming the step where anything expected is not on screen."""
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / FAILED).unlink(missing_ok=True)
    save_settings(profile.create().settings, Settings(language=language, theme=theme))
    # It stays the server's clock: a server's time does not go back, and the next tour goes on from there.
    clock = TourClock(wall=int(itop.now()))
    itop.now = clock.server
    app = build(profile, RunSecrets(), clock)
    try:
        MainJob(app, itop, clock, pictures).run()
    finally:
        app.close()
        itop.set_faults([])


__all__ = ["TourError", "run_tour", "run_tours"]
