"""Settings: language, theme, several timers, and signing out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QVBoxLayout, QWidget

from desktop.system.settings import Settings
from desktop.ui.i18n import tr
from desktop.ui.kit import button, card, label


class SettingsPage(QWidget):
    """Each change is handed over at once; there is nothing to save."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    several_chosen = Signal(bool)
    ask_comment_chosen = Signal(bool)
    sign_out_asked = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("page")
        self.language = _choice([("", tr("As the system")), ("en", "English"), ("fr", "Français")], settings.language)
        self.theme = _choice([("", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))], settings.theme)
        self.several = QCheckBox(tr("Several timers may run at once"))
        self.several.setChecked(settings.several_timers)
        self.ask_comment = QCheckBox(tr("Ask for a comment when stopping without one"))
        self.ask_comment.setChecked(settings.ask_comment)
        self.sign_out = button(tr("Sign out"))
        self._account = label(tone="dim", wrap=True)
        self._lay_out()
        self.language.activated.connect(self._on_language)
        self.theme.activated.connect(self._on_theme)
        self.several.toggled.connect(self.several_chosen)
        self.ask_comment.toggled.connect(self.ask_comment_chosen)
        self.sign_out.clicked.connect(self.sign_out_asked)

    def _lay_out(self) -> None:
        look, layout = card(spacing=10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        for place, (name, made) in enumerate(((tr("Language"), self.language), (tr("Theme"), self.theme))):
            text = label(name)
            text.setBuddy(made)
            made.setAccessibleName(name)
            made.setMinimumWidth(220)
            grid.addWidget(text, place, 0)
            grid.addWidget(made, place, 1)
        grid.setColumnStretch(2, 1)
        layout.addLayout(grid)
        timers, layout = card(spacing=2)
        layout.addWidget(self.several)
        layout.addWidget(label(tr("Otherwise starting a timer pauses the one that runs. A ticket never has two."), tone="dim", wrap=True))
        layout.addWidget(self.ask_comment)
        account, layout = card(spacing=10)
        layout.addWidget(self._account)
        layout.addWidget(self.sign_out, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(label(tr("What you recorded stays here and goes out when you sign in again."), tone="dim", wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 18)
        column.setSpacing(12)
        column.addWidget(label(tr("Settings"), pixels=19, bold=True))
        for frame in (look, timers, account):
            frame.setMaximumWidth(720)
            column.addWidget(frame)
        column.addStretch(1)

    def show_account(self, text: str) -> None:
        self._account.setText(text)

    def _on_language(self) -> None:
        self.language_chosen.emit(self.language.currentData())

    def _on_theme(self) -> None:
        self.theme_chosen.emit(self.theme.currentData())


def _choice(options: list[tuple[str, str]], current: str) -> QComboBox:
    made = QComboBox()
    for value, text in options:
        made.addItem(text, value)
    made.setCurrentIndex(max(0, made.findData(current)))
    return made
