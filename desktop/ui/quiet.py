"""Silences one line of the platform without a screen, which says the same of every window; everything else is told as ever."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

NOISE = "This plugin does not support propagateSizeHints()"


def hear(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """A message of Qt."""
    if text != NOISE:
        sys.stderr.write(qFormatLogMessage(kind, context, text) + "\n")


def quieten() -> None:
    """For programs that draw offscreen: the tour, the gallery. Never in a window that people use, nor in tests, which listen themselves."""
    qInstallMessageHandler(hear)
