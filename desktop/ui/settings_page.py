"""Settings: look, timers, accounts, network, where things are kept, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, qVersion
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

import desktop
from desktop.system.paths import ProfileDir
from desktop.system.settings import Settings
from desktop.ui.accounts_list import AccountsList
from desktop.ui.i18n import tr
from desktop.ui.kit import button, card, label
from desktop.ui.network_card import NetworkCard
from desktop.ui.ticket_pane import scrolled

WIDTH = 720


class SettingsPage(QWidget):
    """Each change is handed over at once; there is nothing to save."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    rows_chosen = Signal(bool)
    """Whether the list's rows are comfortable."""
    several_chosen = Signal(bool)
    ask_comment_chosen = Signal(bool)
    add_asked = Signal()
    open_asked = Signal(str)

    def __init__(self, settings: Settings, profile: ProfileDir, *, lasting: bool) -> None:
        super().__init__()
        self.setObjectName("page")
        self._profile = profile
        self.language = _choice([("", tr("As the system")), ("en", "English"), ("fr", "Français")], settings.language)
        self.theme = _choice([("", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))], settings.theme)
        rows = [(False, tr("Compact rows")), (True, tr("Comfortable rows"))]
        self.rows = _choice(rows, settings.list_comfortable)
        self.several = QCheckBox(tr("Several timers may run at once"))
        self.several.setChecked(settings.several_timers)
        self.ask_comment = QCheckBox(tr("Ask for a comment when stopping without one"))
        self.ask_comment.setChecked(settings.ask_comment)
        self.accounts = AccountsList()
        self.add = button(tr("Add an account…"))
        self.network = NetworkCard(settings.proxy, settings.ca_file)
        self.open_folder, self.open_log = button(tr("Open the folder")), button(tr("Open the log"))
        self._lay_out(lasting)
        self.language.activated.connect(self._on_language)
        self.theme.activated.connect(self._on_theme)
        self.rows.activated.connect(self._on_rows)
        self.several.toggled.connect(self.several_chosen)
        self.ask_comment.toggled.connect(self.ask_comment_chosen)
        self.add.clicked.connect(self.add_asked)
        self.open_folder.clicked.connect(self._on_folder)
        self.open_log.clicked.connect(self._on_log)

    def _lay_out(self, lasting: bool) -> None:
        inner = QWidget()
        # The whole column, not each card: else texts are measured for a width that they do not get.
        inner.setMaximumWidth(WIDTH + 44)
        column = QVBoxLayout(inner)
        column.setContentsMargins(22, 16, 22, 18)
        column.setSpacing(6)
        column.addWidget(label(tr("Settings"), pixels=19, bold=True))
        for title, frame in (
            (tr("Look"), self._look()),
            (tr("Timers"), self._timers()),
            (tr("Accounts"), self._accounts(lasting)),
            (tr("Network"), self._network()),
            (tr("Where things are kept"), self._places()),
            (tr("About Carnet"), _about()),
        ):
            column.addSpacing(8)
            column.addWidget(label(title, pixels=12, bold=True))
            column.addWidget(frame)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = scrolled(inner)
        # It follows the focus of what is in it; a stop of its own would be one more press of Tab.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(area)

    def _look(self) -> QFrame:
        frame, layout = card(spacing=10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        for place, (name, made) in enumerate(
            ((tr("Language"), self.language), (tr("Theme"), self.theme), (tr("List of tickets"), self.rows))
        ):
            text = label(name)
            text.setBuddy(made)
            made.setAccessibleName(name)
            made.setMinimumWidth(220)
            grid.addWidget(text, place, 0)
            grid.addWidget(made, place, 1)
        grid.setColumnStretch(2, 1)
        layout.addLayout(grid)
        return frame

    def _timers(self) -> QFrame:
        frame, layout = card(spacing=2)
        layout.addWidget(self.several)
        layout.addWidget(label(tr("Otherwise starting a timer pauses the one that runs. A ticket never has two."), tone="dim", wrap=True))
        layout.addWidget(self.ask_comment)
        return frame

    def _accounts(self, lasting: bool) -> QFrame:
        frame, layout = card(spacing=10)
        layout.addWidget(self.accounts)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        kept = tr("Each account keeps its own entries. What one recorded stays here and goes out when that account is signed in.")
        layout.addWidget(label(kept, tone="dim", wrap=True, pixels=12))
        keyring = (
            tr("Passwords and tokens are kept in this system's keyring, nowhere else.")
            if lasting
            else tr("This system has no keyring: passwords and tokens are kept only until Carnet is closed.")
        )
        layout.addWidget(label(keyring, tone="dim", wrap=True, pixels=12))
        return frame

    def _network(self) -> QFrame:
        frame, layout = card(spacing=10)
        layout.addWidget(self.network)
        return frame

    def _places(self) -> QFrame:
        frame, layout = card(spacing=8)
        # A field, so that the path can be chosen and copied without a mouse.
        folder = QLineEdit(str(self._profile.root))
        folder.setReadOnly(True)
        folder.setCursorPosition(0)
        folder.setAccessibleName(tr("The folder of your entries and settings"))
        layout.addWidget(folder)
        layout.addWidget(label(tr("Entries, timers, settings and the log. No password is in it."), tone="dim", wrap=True, pixels=12))
        layout.addLayout(_beside(self.open_folder, self.open_log))
        return frame

    def _on_language(self) -> None:
        self.language_chosen.emit(self.language.currentData())

    def _on_theme(self) -> None:
        self.theme_chosen.emit(self.theme.currentData())

    def show_rows(self, comfortable: bool) -> None:
        """The list's own menu chose."""
        self.rows.setCurrentIndex(self.rows.findData(comfortable))

    def _on_rows(self) -> None:
        self.rows_chosen.emit(self.rows.currentData())

    def _on_folder(self) -> None:
        self.open_asked.emit(str(self._profile.root))

    def _on_log(self) -> None:
        log = self._profile.log
        # Until something was written there is no such file.
        self.open_asked.emit(str(log if log.exists() else self._profile.root))


def _about() -> QFrame:
    frame, layout = card(spacing=2)
    layout.addWidget(label(f"Carnet {desktop.__version__}", bold=True))
    layout.addWidget(label(tr("Free software under the GNU Affero General Public License, version 3 or later."), tone="dim", wrap=True))
    layout.addWidget(label(f"Qt {qVersion()} · Python {platform.python_version()}", tone="dim", pixels=12))
    return frame


def _beside(*buttons: QPushButton) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    for made in buttons:
        line.addWidget(made)
    line.addStretch(1)
    return line


def _choice(options: Sequence[tuple[object, str]], current: object) -> QComboBox:
    made = QComboBox()
    for value, text in options:
        made.addItem(text, value)
    made.setCurrentIndex(max(0, made.findData(current)))
    return made
