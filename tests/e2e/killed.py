"""A command that kills itself at a chosen moment: ``python -m tests.e2e.killed N before|after --profile-dir …``.

``kill -9`` strikes right before, or right after, the N-th transaction of the command is committed: the two sides of every promise.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.cli import main
from desktop.store.database import Database

_honest = Database.transaction
_count = 0


def strike(number: int, moment: str) -> None:
    """From now on this process dies at transaction ``number``."""

    @contextmanager
    def deadly(self: Database) -> Iterator[None]:
        global _count
        _count += 1
        mine = _count == number
        with _honest(self):
            yield
            if mine and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)

    Database.transaction = deadly  # type: ignore[method-assign]


if __name__ == "__main__":
    strike(int(sys.argv[1]), sys.argv[2])
    del sys.argv[1:3]
    main()
