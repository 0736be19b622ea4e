"""What a screen reader says by itself, without the focus going anywhere."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class Announcer(QObject):
    """``announced`` is emitted with each text handed over."""

    announced = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def say(self, text: str, *, urgent: bool = False) -> None:
        """Have ``text`` spoken; ``urgent`` may interrupt what is being read."""
        if not text:
            return
        self.announced.emit(text)
        from PySide6 import QtGui
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # Python's side of it is made with the first word

        kind = getattr(QtGui, "QAccessibleAnnouncementEvent", None)
        if kind is None:
            # Qt before 6.8 has no announcements: an alert makes readers look at the window's description.
            self._window.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self._window, QAccessible.Event.Alert))
            return
        event = kind(self._window, text)
        polite = QAccessible.AnnouncementPoliteness
        event.setPoliteness(polite.Assertive if urgent else polite.Polite)
        QAccessible.updateAccessibility(event)
