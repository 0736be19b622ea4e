"""Makes the archive that an iTop administrator unpacks into ``extensions/``: ``python packaging/itop/build.py [FOLDER]``.

The same tree gives the same bytes: names in order, one date, no owner. What git does not know is left out, so that nothing that lies
about in a checkout reaches a server.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from removal import removal

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "resources" / "itop" / "carnet-timebook"
DATE = (2020, 1, 1, 0, 0, 0)
"""Of every file in the archive; a checkout's own dates differ from machine to machine."""
_VERSION = re.compile(r"'carnet-timebook/([0-9]+\.[0-9]+\.[0-9]+)'")


def version() -> str:
    """The module's version, as iTop's set-up reads it. Raises SystemExit where the module names none."""
    found = _VERSION.search((MODULE / "module.carnet-timebook.php").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit("module.carnet-timebook.php names no version.")
    return found[1]


def files() -> list[Path]:
    """The module's files that git knows, in order."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", "."], cwd=MODULE, capture_output=True, check=True)
    return sorted(MODULE / name for name in listed.stdout.decode().split("\0") if name)


def build(folder: Path) -> Path:
    """Write the archive into ``folder``; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"carnet-timebook-{version()}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for path in files():
            _add(made, f"carnet-timebook/{path.relative_to(MODULE).as_posix()}", path.read_bytes())
        _add(made, "carnet-timebook/LICENSE", (ROOT / "LICENSE").read_bytes())
        _add(made, "carnet-timebook/remove.sql", removal(MODULE / "datamodel.carnet-timebook.xml").encode())
    return archive


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))
