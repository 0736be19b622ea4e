"""One window per profile directory: it is open where the lock is held."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from desktop.system.paths import ProfileDir


@contextmanager
def as_the_window(profile: ProfileDir) -> Iterator[bool]:
    """Whether this process is the one with the window; False where another has it open."""
    # Closing the file, as the end of the process does, gives it free.
    with profile.create().window_lock.open("ab") as file:
        yield _hold(file)


def _hold(file: IO[bytes]) -> bool:
    """Lock ``file`` where nobody else has. By hand, because a library for it would be a twentieth of the window's start."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
