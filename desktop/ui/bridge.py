"""The one crossing between other threads and the window: plain values go in, signals come out on the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bridge(QObject):
    """Callable from any thread. Receivers are slots of objects that live on the window's thread, so Qt queues the call."""

    reported = Signal(object)
    running = Signal(bool)
    sign_in_answered = Signal(object)
    read = Signal(object)
    searched = Signal(object)
    fetched = Signal(object)

    def report(self, report: object) -> None:
        """A worker's report."""
        self.reported.emit(report)

    def say_running(self, running: bool) -> None:
        """The worker began a run, or ended one."""
        self.running.emit(running)

    def answer_sign_in(self, answer: object) -> None:
        """What iTop said to a sign-in."""
        self.sign_in_answered.emit(answer)

    def give_read(self, answer: object) -> None:
        """What the reader read."""
        self.read.emit(answer)

    def give_search(self, found: object) -> None:
        """What iTop named for a search."""
        self.searched.emit(found)

    def give_file(self, fetched: object) -> None:
        """A picture or file of a ticket, or why there is none."""
        self.fetched.emit(fetched)
