"""Pictures and files of tickets, kept in the profile directory: readable by their owner only, limited in size, the oldest go first."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from desktop.core.record import record

LARGEST = 20 * 1024 * 1024
"""Bytes of one file that is kept."""
ALTOGETHER = 200 * 1024 * 1024
"""Bytes of all files; beyond, those go that were not used for longest."""


@record
class KeptFile:
    """A file as iTop named it. ``kind`` is iTop's class, ``number`` its id there; ``ticket`` is "UserRequest::482"."""

    kind: str
    number: int
    name: str
    mimetype: str
    size: int
    ticket: str = ""


class FileCache:
    """The files of one account in ``folder``, which is made with the first."""

    def __init__(self, folder: Path, *, altogether: int = ALTOGETHER) -> None:
        self._folder, self._altogether = folder, altogether

    def keep(self, file: KeptFile, data: bytes) -> Path:
        """Write a file, whole or not at all."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(file.kind, file.number)
        self._write(path, data)
        self._write(path.with_suffix(".json"), json.dumps(asdict(file)).encode())
        self._make_room(path)
        return path

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        temporary = path.with_suffix(path.suffix + ".new")
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(data)
        temporary.replace(path)

    def find(self, kind: str, number: int) -> tuple[KeptFile, Path] | None:
        """A file that is kept, and where; None where it is not."""
        path = self._path(kind, number)
        found = self._described(path.with_suffix(".json"))
        if found is None or not path.exists():
            return None
        os.utime(path)
        return found, path

    def of_ticket(self, ticket: str) -> list[KeptFile]:
        """Attachments of a ticket that are kept, by their numbers."""
        found = [self._described(path) for path in self._folder.glob("Attachment-*.json")]
        return sorted((file for file in found if file is not None and file.ticket == ticket), key=lambda file: file.number)

    def numbers(self, kind: str) -> frozenset[int]:
        """Which files of ``kind`` are kept."""
        names = (path.stem.removeprefix(f"{kind}-") for path in self._folder.glob(f"{kind}-*.json"))
        return frozenset(int(name) for name in names if name.isdigit())

    def _path(self, kind: str, number: int) -> Path:
        # Never iTop's own name for the file: that could be anything, on any system.
        return self._folder / f"{kind}-{int(number)}.bin"

    @staticmethod
    def _described(path: Path) -> KeptFile | None:
        try:
            return KeptFile(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _make_room(self, newest: Path) -> None:
        files = sorted(self._folder.glob("*.bin"), key=lambda path: path.stat().st_mtime)
        total = sum(path.stat().st_size for path in files)
        for path in files:
            if total <= self._altogether:
                return
            if path != newest:
                total -= path.stat().st_size
                path.unlink(missing_ok=True)
                path.with_suffix(".json").unlink(missing_ok=True)
