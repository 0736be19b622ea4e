"""Cyclic garbage is collected in the window's thread only.

Python collects in whichever thread happens to allocate. A cycle that holds widgets, collected in the thread that synchronises, would
destroy them there, and Qt ends the process for that.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000
"""Milliseconds between two looks; a look without garbage costs nothing."""
_NAME = "garbage"


def collect_here(application: QObject) -> None:
    """From now on this process collects only while ``application`` runs its events, in that thread. Asking twice is asking once."""
    gc.disable()
    if application.findChild(QTimer, _NAME) is not None:
        return
    timer = QTimer(application)
    timer.setObjectName(_NAME)
    timer.timeout.connect(_look)
    timer.start(EVERY)


def _look() -> None:
    """What the interpreter would have done by itself: each generation whose count passed its threshold, the youngest first."""
    for generation, threshold in enumerate(gc.get_threshold()):
        if gc.get_count()[generation] > threshold:
            gc.collect(generation)
