"""One window per profile directory: it is open where the lock is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from desktop.system.paths import ProfileDir


@contextmanager
def as_the_window(profile: ProfileDir) -> Iterator[bool]:
    """Whether this process is the one with the window; False where another has it open."""
    lock = FileLock(profile.create().window_lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
