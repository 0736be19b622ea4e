"""Widgets die in the window's thread, whoever makes garbage."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.garbage import collect_here


@pytest.fixture(autouse=True)
def _usual_collection() -> Iterator[None]:
    enabled = gc.isenabled()
    yield
    if enabled:
        gc.enable()


class Watched(QWidget):
    """Part of a cycle; notes in which thread it ended."""

    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.cycle = self
        self.ended = ended

    def __del__(self) -> None:
        self.ended.append(threading.get_ident())


def test_a_cycle_of_widgets_ends_where_it_began(qapp: QApplication, qtbot: QtBot) -> None:
    """Another thread allocates enough to collect ten times over; the widget waits for its own."""
    collect_here(qapp)
    gc.collect()
    ended: list[int] = []
    Watched(ended)

    def make_garbage() -> None:
        for _ in range(5000):
            cycle: list[object] = []
            cycle.append(cycle)

    thread = threading.Thread(target=make_garbage)
    thread.start()
    thread.join()
    assert ended == []
    # Nothing is collected here by hand: the look does it, in the event loop.
    qtbot.waitUntil(lambda: ended == [threading.get_ident()], timeout=10_000)
