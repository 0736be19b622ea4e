"""The composition root of the window."""

from __future__ import annotations

import sys

import desktop.ui.plain  # noqa: F401 - before Qt

# isort: split

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.core.clock import Clock, SystemClock
from desktop.core.errors import StoreError
from desktop.sync.worker import Worker
from desktop.system.logs import start_log
from desktop.system.paths import ProfileDir
from desktop.system.secrets import Secrets
from desktop.system.settings import load_settings
from desktop.ui.bridge import Bridge
from desktop.ui.garbage import collect_here
from desktop.ui.i18n import speak, told_error
from desktop.ui.main_window import MainWindow
from desktop.ui.pages import Pages
from desktop.ui.presenter import Presenter
from desktop.ui.reader import Reader
from desktop.ui.session import Session
from desktop.ui.sign_in_flow import SignInFlow
from desktop.ui.tab_order import focus_place, place_of_focus
from desktop.ui.theme import apply_palette, apply_sheet, tokens_for

GIVE_WAY_SECONDS = 0.001
UNSEEN_MILLISECONDS = 2000
"""How long the first synchronisation waits for the window to be seen."""
STOP_SECONDS = 5.0
"""How long closing waits for what is being sent; nothing is lost when it takes longer."""


class Application(QObject):
    """Everything that runs while the window is open. Make it with :func:`build`, end it with :meth:`close`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        # Threads that read and send must give way to the window sooner than after Python's usual 5 ms.
        sys.setswitchinterval(GIVE_WAY_SECONDS)
        self.bridge = Bridge()
        self.worker = Worker(session.engine, session.worker_desk, self.bridge.report, self.bridge.say_running, session.cancelled)
        self.reader = Reader(session.reading_db, self.bridge.give_read)
        self.closed = self._begun = False
        self._translator = QTranslator()
        self._show_window()
        application().styleHints().colorSchemeChanged.connect(self._on_system_theme)

    def start(self) -> None:
        """Show the window and begin to synchronise."""
        self.window.painted.connect(self._begin_synchronising, Qt.ConnectionType.QueuedConnection)
        self.window.show()
        self.presenter.show_left()
        # A window that starts where it is not seen is never painted; it synchronises all the same.
        QTimer.singleShot(UNSEEN_MILLISECONDS, self._begin_synchronising)

    @Slot()
    def _begin_synchronising(self) -> None:
        """Once, when the window shows what is kept here and answers."""
        if not self._begun and not self.closed:
            self._begun = True
            self.worker.start()
            QTimer.singleShot(0, self._watch_network)

    @Slot()
    def _watch_network(self) -> None:
        """Hear of the network's return where this system tells it; elsewhere the next probe finds out."""
        from PySide6.QtNetwork import QNetworkInformation  # not needed for the window to appear

        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            QNetworkInformation.instance().reachabilityChanged.connect(self._on_network)

    @Slot()
    def _on_network(self) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        # Site is enough: many an iTop is in the house.
        away = (QNetworkInformation.Reachability.Disconnected, QNetworkInformation.Reachability.Local)
        if not self.closed and QNetworkInformation.instance().reachability() not in away:
            self.worker.network_returned()

    @Slot()
    def close(self) -> None:
        """End, waiting a bounded time for the worker. Timers stay as they are."""
        if self.closed:
            return
        self.closed = True
        self.presenter.leave()
        last = self.presenter.selected
        self.session.change_settings(window=self.window.layout_text(), last_ticket=str(last) if last else "")
        self.reader.stop()
        self.worker.stop(STOP_SECONDS)
        self.window.hide()
        self.session.db.close()

    def _show_window(self) -> None:
        app, settings = application(), self.session.settings
        language = speak(settings.language)
        self._translate_qt(language)
        tokens = tokens_for(settings.theme)
        apply_palette(app, tokens)
        pages = Pages(tokens, self.session)
        self.flow = SignInFlow(self.session, pages.sign_in, self.bridge)
        self.presenter = Presenter(self.session, self.worker, self.bridge, self.reader)
        self.window = MainWindow(tokens, settings, pages)
        apply_sheet(app, tokens)
        self.window.restore_layout(settings.window)
        self.presenter.attach(self.window)
        self.flow.entering.connect(self.presenter.accounts.leave_timers)
        self.flow.entered.connect(self._on_entered)
        self.presenter.rebuild_asked.connect(self._rebuild, Qt.ConnectionType.QueuedConnection)
        self.window.closing.connect(self.close)

    def _translate_qt(self, language: str) -> None:
        """Qt's own words, such as those of a field's context menu."""
        QApplication.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and self._translator.load(QLocale(language), "qtbase", "_", folder):
            QApplication.installTranslator(self._translator)

    @Slot()
    def _rebuild(self) -> None:
        """Language or theme changed: the same window anew, at the same place."""
        old, presenter, flow = self.window, self.presenter, self.flow
        presenter.detach()
        old.closing.disconnect(self.close)
        self._show_window()
        self.presenter.current, self.presenter.selected = presenter.current, presenter.selected
        self.presenter.accounts.adding = presenter.accounts.adding
        self.window.restore_layout(old.layout_text())
        self.window.show_page(old.page())
        self.presenter.refresh()
        self.window.show()
        focus_place(self.window, place_of_focus(old))
        old.hide()
        for gone in (flow, presenter, old):
            gone.deleteLater()

    @Slot()
    def _on_system_theme(self) -> None:
        if not self.closed and not self.session.settings.theme and not self.presenter.window.isHidden():
            self._rebuild()

    @Slot()
    def _on_entered(self) -> None:
        self.presenter.accounts.entered()


def application() -> QApplication:
    """The one QApplication of this process, made where there is none."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Carnet")
    made.setDesktopFileName("carnet")
    return made


def build(profile: ProfileDir, secrets: Secrets, clock: Clock | None = None) -> Application:
    """Everything wired, not yet shown. Raises StoreError where the local file cannot be used."""
    collect_here(application())
    return Application(Session.open(profile, secrets, clock or SystemClock()))


def run_window(profile: ProfileDir, secrets: Secrets) -> int:
    """Show the window until it is closed; the exit code. Raises StoreError, told on the screen too, where the local file cannot be used."""
    app = application()
    # Where to write is found when the window is seen: what rotates a log loads half of Python's network.
    QTimer.singleShot(0, lambda: start_log(profile))
    try:
        running = build(profile, secrets)
    except StoreError as error:
        # Started from a menu, nobody reads what is written on standard error.
        speak(load_settings(profile.settings).language)
        QMessageBox.critical(None, "Carnet", told_error(error))
        raise
    running.start()
    code = app.exec()
    running.close()
    return code
