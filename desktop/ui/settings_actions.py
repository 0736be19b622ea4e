"""What a person sets becomes a setting, at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from desktop.core.changes import Changes
from desktop.ui.stage import Stage


class SettingsActions(QObject):
    """``rebuild_asked``: language or theme changed, so the window is made anew."""

    rebuild_asked = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        settings = stage.window.settings
        settings.language_chosen.connect(self._on_language)
        settings.theme_chosen.connect(self._on_theme)
        settings.rows_chosen.connect(self._on_rows)
        stage.window.tickets.rows_changed.connect(settings.show_rows)
        settings.several_chosen.connect(self._on_several)
        settings.ask_comment_chosen.connect(self._on_ask_comment)
        settings.open_asked.connect(self.open_path)
        for network in (settings.network, stage.window.sign_in.network):
            network.proxy_chosen.connect(self._on_proxy)
            network.ca_file_chosen.connect(self._on_ca_file)

    def _on_language(self, language: str) -> None:
        self._stage.session.change_settings(language=language)
        self.rebuild_asked.emit()

    def _on_theme(self, theme: str) -> None:
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
        self._stage.window.settings.network.show_ca_file(path)
        self._stage.worker.wake(impatient=True)

    @Slot(str)
    def open_path(self, path: str) -> None:
        """Show a folder or a file with what the system has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))
