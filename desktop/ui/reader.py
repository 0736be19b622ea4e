"""The thread that reads for the window: long lists, searches, sums. No Qt here; answers go through the bridge.

Only the newest question of a kind matters: an older one that waits is forgotten, one that runs is stopped. Small notes that must not
keep the window waiting are written here, too; those are never lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from desktop.core.record import record
from desktop.store.database import Database

Work = Callable[[Database], object]

_log = logging.getLogger(__name__)


@record
class Answer:
    """What ``kind`` of question was asked, and what came of it."""

    kind: str
    result: object


class Reader:
    """One thread with its own connection. ``open_db`` and ``deliver`` are called in that thread, which begins with the first question."""

    def __init__(self, open_db: Callable[[], Database], deliver: Callable[[Answer], None]) -> None:
        self._open_db = open_db
        self._deliver = deliver
        self._changed = threading.Condition()
        self._waiting: dict[str, Work] = {}
        self._notes: list[Work] = []
        self._running = ""
        self._ending = False
        self._thread: threading.Thread | None = None

    def ask(self, kind: str, work: Work) -> None:
        """Do ``work`` soon; its result is delivered as an :class:`Answer`, unless another question of the kind comes first."""
        with self._changed:
            self._waiting[kind] = work
            self._start()

    def note(self, work: Work) -> None:
        """Do ``work``, a small write, before anything is read; nobody is told."""
        with self._changed:
            self._notes.append(work)
            self._start()

    def _start(self) -> None:
        if self._thread is None and not self._ending:
            self._thread = threading.Thread(target=self._loop, name="carnet-reader", daemon=True)
            self._thread.start()
        self._changed.notify()

    def stop(self, seconds: float = 5.0) -> None:
        """End; what was asked is no longer answered, what was to be noted is."""
        with self._changed:
            self._ending = True
            self._waiting.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(seconds)

    def _loop(self) -> None:
        try:
            db = self._open_db()
        except Exception:
            _log.exception("the local file cannot be read")
            with self._changed:
                # The next question tries again.
                self._thread = None
            return
        db.stop_when(self._is_overtaken)
        try:
            while (found := self._next()) is not None:
                kind, work = found
                if kind:
                    self._read(db, kind, work)
                else:
                    self._write(db, work)
        finally:
            db.close()

    def _next(self) -> tuple[str, Work] | None:
        """What is next: a note has no kind. None at the end."""
        with self._changed:
            self._running = ""
            while not self._notes and not self._waiting and not self._ending:
                self._changed.wait()
            if self._notes:
                return "", self._notes.pop(0)
            if self._ending:
                return None
            self._running = kind = next(iter(self._waiting))
            return kind, self._waiting.pop(kind)

    def _write(self, db: Database, work: Work) -> None:
        try:
            work(db)
        except Exception:
            _log.exception("a note was not written")

    def _read(self, db: Database, kind: str, work: Work) -> None:
        try:
            result = work(db)
        except Exception:
            # Stopped for a newer question is no failure.
            if not self._is_outdated(kind):
                _log.exception("reading %s failed", kind)
        else:
            if not self._is_outdated(kind):
                self._deliver(Answer(kind, result))

    def _is_overtaken(self) -> bool:
        """Whether what is being read is no longer wanted. Asked often, in the reader's thread: without the lock, a look later will do."""
        return bool(self._running) and (self._ending or self._running in self._waiting)

    def _is_outdated(self, kind: str) -> bool:
        with self._changed:
            return self._ending or kind in self._waiting
