"""The thread that synchronises: woken by a new entry, by "sync now", by the schedule. No Qt here."""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.core.changes import Changes
from desktop.core.errors import CarnetError
from desktop.core.outbox import LOOK_UP_AFTER
from desktop.store import outbox
from desktop.sync.connection import LONGEST_PROBE, read_connection
from desktop.sync.policy import Consequence
from desktop.sync.report import Report

if TYPE_CHECKING:
    from desktop.sync.engine import Engine
    from desktop.sync.server import Failure, Server
    from desktop.work.desk import Desk

SHORTEST_WAIT = 0.2
LONGEST_WAIT = 3600.0
BUSY_WAIT = 2.0
"""Seconds until another try while another process synchronises this profile."""
CANCELLED_WAIT = 60.0
"""Seconds for which nothing is begun by itself after a person ended a run."""
RETURN_SPREAD = 10.0
"""Seconds over which the machines of an office come back after an outage of their network."""

Action = Callable[["Server", "Desk"], "Changes | Failure"]

_log = logging.getLogger(__name__)


class Worker:
    """One thread with its own SQLite connection. ``make_engine``, ``open_desk`` and ``on_report`` are called in that thread.

    ``make_engine`` is called once, so that what only sending needs is loaded while the window already answers. ``open_desk`` returns
    None while nobody is signed in. ``on_running`` is told when a run begins and when it has ended; ``cancelled`` is what the engine's
    client asks before each call.
    """

    def __init__(
        self,
        make_engine: Callable[[], Engine],
        open_desk: Callable[[], Desk | None],
        on_report: Callable[[Report], None],
        on_running: Callable[[bool], None] = lambda running: None,
        cancelled: threading.Event | None = None,
    ) -> None:
        self._make_engine = make_engine
        self._open_desk = open_desk
        self._on_report = on_report
        self._on_running = on_running
        self._cancelled = cancelled or threading.Event()
        self._held_until = 0.0
        self._wake = threading.Event()
        self._impatient = threading.Event()
        self._ending = threading.Event()
        self._actions: queue.SimpleQueue[Action] = queue.SimpleQueue()
        # A daemon, because a call that hangs must not keep the program from ending; the store survives that as it survives a kill.
        self._thread = threading.Thread(target=self._loop, name="carnet-sync", daemon=True)
        self._engine: Engine | None = None
        self._pulled_at = 0.0
        self._pause = 0.0
        self._returned_at = float("inf")
        self._jitter = random.Random()  # noqa: S311 - it only spreads clients out

    def start(self) -> None:
        self._thread.start()

    def wake(self, *, impatient: bool = False) -> None:
        """Look at what is due; ``impatient`` ignores back-off and reads iTop anew ("sync now")."""
        if impatient:
            self._impatient.set()
        self._wake.set()

    def cancel(self) -> None:
        """End the run under way after the call that is being made; what waits goes out later."""
        self._cancelled.set()

    def network_returned(self) -> None:
        """Look soon whether iTop can be reached again. A refused login is not tried again for that."""
        self._returned_at = time.monotonic() + self._jitter.uniform(0, RETURN_SPREAD)
        self._wake.set()

    def ask(self, action: Action) -> None:
        """One reading outside the schedule, such as a ticket opened or a search."""
        self._actions.put(action)
        self._wake.set()

    def stop(self, seconds: float = 5.0) -> bool:
        """End after what is under way, waiting at most ``seconds``. Whether it ended; if not, nothing is lost all the same."""
        self._ending.set()
        self._wake.set()
        if self._thread.ident is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _loop(self) -> None:
        wait: float | None = 0.0
        while not self._ending.is_set():
            self._wake.wait(wait)
            self._wake.clear()
            if not self._ending.is_set():
                wait = self._turn()
            if wait is not None:
                wait = min(wait, LONGEST_WAIT)

    def _turn(self) -> float | None:
        """One look at what there is to do; seconds until the next, None for "when woken"."""
        try:
            self._engine = engine = self._engine or self._make_engine()
            desk = self._open_desk()
            if desk is None:
                self._drop_actions()
                return None
            with desk.db:
                self._answer(engine, desk)
                if self._due(desk):
                    report = self._run(engine, desk)
                    self._on_report(report)
                    if report.busy:
                        return BUSY_WAIT
                return max(self._next(desk), self._held_until - time.monotonic())
        except CarnetError as error:
            self._on_report(Report(Changes.CONNECTION, problem="local", detail=str(error), consequence=Consequence.PAUSE))
        except Exception as error:  # the thread that sends people's minutes must never die silently
            _log.exception("synchronisation stopped on an unexpected error")
            self._on_report(Report(Changes.CONNECTION, problem="internal", detail=type(error).__name__, consequence=Consequence.PAUSE))
        return 30.0

    def _drop_actions(self) -> None:
        while not self._actions.empty():
            self._actions.get()

    def _answer(self, engine: Engine, desk: Desk) -> None:
        while not self._actions.empty() and not self._ending.is_set():
            action = self._actions.get()
            self._on_report(engine.with_server(desk, lambda server, action=action: action(server, desk)))  # type: ignore[misc]

    def _due(self, desk: Desk) -> bool:
        if self._impatient.is_set():
            return True
        return time.monotonic() >= self._held_until and self._next(desk) <= SHORTEST_WAIT

    def _run(self, engine: Engine, desk: Desk) -> Report:
        impatient = self._impatient.is_set()
        self._impatient.clear()
        self._returned_at = float("inf")
        pull = impatient or self._seconds_to_pull(desk) <= 0
        self._cancelled.clear()
        self._on_running(True)
        try:
            report = engine.run_once(desk, impatient=impatient, pull=pull)
        finally:
            self._on_running(False)
            self._cancelled.clear()
        if report.cancelled:
            self._held_until = time.monotonic() + CANCELLED_WAIT
        if report.busy and impatient:
            self._impatient.set()
        if pull and report.online and not report.problem:
            self._pulled_at = time.monotonic()
            self._pause = desk.account.poll_seconds * self._jitter.uniform(0.9, 1.1)
        _log.info("pushed %d, known %d, %s", report.pushed, report.known, report.problem or "well")
        return report

    def _seconds_to_pull(self, desk: Desk) -> float:
        return self._pulled_at + self._pause - time.monotonic() if self._pulled_at else 0.0

    def _next(self, desk: Desk) -> float:
        """Seconds until something is due: a probe while there is a problem, else an entry or the next reading."""
        now = desk.now().wall
        connection = read_connection(desk.db)
        if connection.problem and connection.problem != "never":
            probe = connection.next_probe_at - now
            if probe > LONGEST_PROBE:
                return 0.0  # noted by a clock that was wrong
            returned = float("inf") if connection.online else self._returned_at - time.monotonic()
            return max(0.0, min(probe, returned))
        due = outbox.next_due(desk.db, desk.account.id, LOOK_UP_AFTER)
        entry = float("inf") if due is None else float(due - now)
        return max(0.0, min(entry, self._seconds_to_pull(desk)))
