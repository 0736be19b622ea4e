"""What a person sets becomes a setting, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from desktop.core.changes import Changes
from desktop.ui.stage import Stage

if TYPE_CHECKING:
    from desktop.ui.network_card import NetworkCard
    from desktop.ui.settings_page import SettingsPage


class SettingsActions(QObject):
    """``rebuild_asked``: language or theme changed, so the window is made anew."""

    rebuild_asked = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        stage.window.later.settings.then(self._wire)
        stage.window.later.sign_in.then(lambda page: self._wire_network(page.network))

    def _wire(self, page: SettingsPage) -> None:
        page.language_chosen.connect(self.choose_language)
        page.theme_chosen.connect(self.choose_theme)
        page.rows_chosen.connect(self._on_rows)
        self._stage.window.tickets.rows_changed.connect(page.show_rows)
        page.several_chosen.connect(self._on_several)
        page.ask_comment_chosen.connect(self._on_ask_comment)
        page.open_asked.connect(self.open_path)
        self._wire_network(page.network)

    def _wire_network(self, network: NetworkCard) -> None:
        network.proxy_chosen.connect(self._on_proxy)
        network.ca_file_chosen.connect(self._on_ca_file)

    @Slot(str)
    def choose_language(self, language: str) -> None:
        """Another language from now on; an empty one is the system's."""
        self._stage.session.change_settings(language=language)
        self.rebuild_asked.emit()

    @Slot(str)
    def choose_theme(self, theme: str) -> None:
        """Other colours from now on; an empty theme is the system's."""
        self._stage.session.change_settings(theme=theme)
        self.rebuild_asked.emit()

    def _on_rows(self, comfortable: bool) -> None:
        # The list's own menu does it, so that both say the same.
        action = next(action for action in self._stage.window.tickets.heights if action.data() == comfortable)
        action.trigger()

    def _on_several(self, several: bool) -> None:
        self._stage.session.change_settings(several_timers=several)
        self._stage.refresh(Changes.TIMERS)

    def _on_ask_comment(self, ask: bool) -> None:
        self._stage.session.change_settings(ask_comment=ask)

    def _on_proxy(self, proxy: str) -> None:
        self._stage.session.change_settings(proxy=proxy)
        self._stage.worker.wake(impatient=True)

    def _on_ca_file(self, path: str) -> None:
        self._stage.session.change_settings(ca_file=path)
        if (page := self._stage.window.later.settings.built) is not None:
            page.network.show_ca_file(path)
        self._stage.worker.wake(impatient=True)

    @Slot(str)
    def open_path(self, path: str) -> None:
        """Show a folder or a file with what the system has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))
