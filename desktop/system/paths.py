"""Where things are: the profile directory of a person, and the resources that come with the program."""

from __future__ import annotations

from pathlib import Path

from desktop.core.record import record

HERE = Path(__file__).resolve().parent


@record
class ProfileDir:
    """One person's Carnet: everything local lives under ``root`` and moves with it."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "carnet.sqlite"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def sync_lock(self) -> Path:
        return self.root / "sync.lock"

    @property
    def window_lock(self) -> Path:
        return self.root / "window.lock"

    @property
    def log(self) -> Path:
        return self.root / "carnet.log"

    @property
    def files(self) -> Path:
        """Where pictures and files of tickets are kept, a folder for each account."""
        return self.root / "files"

    def create(self) -> ProfileDir:
        """The directory made, readable by its owner only."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def default_profile_dir() -> ProfileDir:
    """The profile directory where the system keeps applications' data."""
    from platformdirs import user_data_path  # costs 5 ms that `status --profile-dir` need not pay

    return ProfileDir(user_data_path("carnet", appauthor=False))


def resources() -> Path:
    """The folder of icons, translations and profiles, in a checkout or beside the installed package."""
    for candidate in (HERE.parents[1] / "resources", HERE.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("Carnet's resources folder is missing; install the program again")
