"""In place of the ticket where there is none to show: what is going on, and what can be done. And the strip that asks to sign in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QProgressBar, QPushButton, QStyle, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import button, clear, label
from desktop.ui.state_views import LoginView, StateView

WIDTH = 440


def moves() -> bool:
    """Whether the system wants things to move."""
    return bool(QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration))


class StatePanel(QFrame):
    """``acted`` carries the id of a command."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("center")
        self._view: StateView | None = None
        self.title, self.text = label(pixels=19, bold=True, wrap=True), label(tone="dim", wrap=True)
        self.progress = label(tone="dim", pixels=12)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(tr("Progress"))
        self._acts = QHBoxLayout()
        self._acts.setSpacing(8)
        inner = QWidget()
        inner.setFixedWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setSpacing(8)
        for made in (self.title, self.text, self.bar, self.progress):
            column.addWidget(made)
        column.addSpacing(8)
        column.addLayout(self._acts)
        # Not by alignment: that would not ask the wrapped texts how tall they are.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inner)
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.addStretch(2)
        whole.addLayout(middle)
        whole.addStretch(3)
        self.hide()

    def show_view(self, view: StateView | None) -> None:
        """Show a state, or be gone."""
        self.setVisible(view is not None)
        old, self._view = self._view, view
        if view is None or view == old:
            return
        self.title.setText(view.title)
        self.text.setText(view.text)
        self.progress.setText(view.progress)
        self.progress.setVisible(bool(view.progress))
        self.bar.setVisible(view.busy and moves())
        self.bar.setRange(0, 0 if view.busy else 1)
        if old is None or view.acts != old.acts:
            self._show_acts(view)

    def _show_acts(self, view: StateView) -> None:
        clear(self._acts)
        for place, (name, text) in enumerate(view.acts):
            made = button(text, "primary" if place == 0 else "")
            made.setProperty("act", name)
            made.clicked.connect(self._on_act)
            self._acts.addWidget(made)
        self._acts.addStretch(1)

    def buttons(self) -> list[QPushButton]:
        """What can be done, for tests."""
        return [made for made in self.findChildren(QPushButton) if made.isVisible()]

    def _on_act(self) -> None:
        self.acted.emit(self.sender().property("act"))


class LoginStrip(QFrame):
    """Stays until iTop lets us in again; it never takes the focus, and work goes on below it."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.fact, self._circumstances = label(bold=True, tone="bad"), label(tone="dim", wrap=True)
        self.again = button(tr("Sign in again…"), "primary")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.fact)
        words.addWidget(self._circumstances)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 7, 16, 7)
        line.setSpacing(12)
        line.addLayout(words, 1)
        line.addWidget(self.again, 0, Qt.AlignmentFlag.AlignVCenter)
        self.again.clicked.connect(self.asked)
        self.hide()

    def show_view(self, view: LoginView | None) -> None:
        """Ask, or be gone."""
        self.setVisible(view is not None)
        if view is not None:
            self.fact.setText(f"⚠ {view.fact}")
            self._circumstances.setText(view.circumstances)
            self.setAccessibleName(f"{view.fact}. {view.circumstances}")
