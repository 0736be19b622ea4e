"""The window: sign-in, or timer bar, pages and status bar. It arranges; the presenter decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.system.settings import Settings
from desktop.ui.beside import Beside
from desktop.ui.contract_card import ContractCard
from desktop.ui.desk_page import DeskPage
from desktop.ui.i18n import tr
from desktop.ui.kit import icon, label
from desktop.ui.pages import Pages
from desktop.ui.question_strips import GapStrip, OverStrip
from desktop.ui.state_panel import LoginStrip
from desktop.ui.strips import Notice, StatusBar
from desktop.ui.tab_order import move_focus
from desktop.ui.theme import Tokens
from desktop.ui.ticket_list import TicketList
from desktop.ui.ticket_pane import TicketPane
from desktop.ui.timer_bar import TimerBar

if TYPE_CHECKING:
    from desktop.ui.contracts_panel import ContractsPanel
    from desktop.ui.outbox_page import OutboxPage
    from desktop.ui.settings_page import SettingsPage
    from desktop.ui.sign_in import SignInPage

COMPACT = 940
"""Width below which buttons do without their keys."""
PAGES = ("tickets", "contracts", "outbox", "settings")


class MainWindow(QMainWindow):
    """``closing`` is emitted once, when a person closes the window. ``later`` are the pages that are built when they are shown."""

    closing = Signal()
    page_changed = Signal(str)
    painted = Signal()

    def __init__(self, tokens: Tokens, settings: Settings, later: Pages) -> None:
        super().__init__()
        self.setWindowTitle("Carnet")
        self.setWindowIcon(icon("carnet", tokens))
        self.setMinimumSize(640, 480)
        self.resize(1360, 850)
        self.later = later
        self.timer_bar = TimerBar(tokens)
        self.gap_strip, self.over_strip = GapStrip(), OverStrip()
        self.login_strip = LoginStrip()
        self.tickets = TicketList(tokens, scope=settings.list_scope, sort=settings.list_sort, comfortable=settings.list_comfortable)
        self.pane = TicketPane(tokens)
        self.contract = ContractCard(tokens)
        self.status = StatusBar()
        self.nav: dict[str, QToolButton] = {}
        self._nav_group = QButtonGroup(self)
        self._badge = QLabel()
        self.pages = QStackedWidget()
        self._page = PAGES[0]
        self._whole = QStackedWidget()
        self._compact = self._seen = False
        self._lay_out(tokens)
        self.notice = Notice(tokens, self._desk)
        # Arrows and Space do what a person comes for; Qt would begin at a button of the bar.
        self.tickets.view.setFocus()

    def _lay_out(self, tokens: Tokens) -> None:
        self.desk = DeskPage(tokens, self.tickets, self.pane, self.contract)
        self.pages.addWidget(self.desk)
        for page in (self.later.contracts, self.later.outbox, self.later.settings):
            page.then(self.pages.addWidget)
        body = QHBoxLayout()
        body.setSpacing(0)
        self.navigation = self._navigation(tokens)
        body.addWidget(self.navigation)
        self.beside = Beside(self.later.docked, self.pages)
        self.contracts_dock = self.beside.dock
        self.beside.room_changed.connect(self._arrange)
        body.addWidget(self.beside, 1)
        self._desk = QWidget()
        whole = QVBoxLayout(self._desk)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.timer_bar)
        whole.addWidget(self.login_strip)
        whole.addWidget(self.gap_strip)
        whole.addWidget(self.over_strip)
        whole.addLayout(body, 1)
        whole.addWidget(self.status)
        self._whole.addWidget(self._desk)
        self.later.sign_in.then(self._whole.addWidget)
        self.setCentralWidget(self._whole)

    def _navigation(self, tokens: Tokens) -> QWidget:
        frame = QFrame()
        frame.setObjectName("nav")
        frame.setFixedWidth(84)
        column = QVBoxLayout(frame)
        column.setContentsMargins(4, 10, 4, 10)
        column.setSpacing(4)
        names = {"tickets": tr("Tickets"), "contracts": tr("Contracts"), "outbox": tr("Outbox"), "settings": tr("Settings")}
        for name in PAGES:
            made = QToolButton()
            made.setProperty("kind", "nav")
            made.setText(names[name])
            made.setIcon(icon(name, tokens))
            made.setIconSize(QSize(20, 20))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            made.setCheckable(True)
            made.setFixedSize(76, 50)
            made.setProperty("page", name)
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.clicked.connect(self._on_nav)
            self._nav_group.addButton(made)
            self.nav[name] = made
            if name == "settings":
                column.addStretch(1)
            column.addWidget(made)
        self._badge = label(name="badge")
        self._badge.setParent(self.nav["outbox"])
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()
        self.nav["tickets"].setChecked(True)
        return frame

    @property
    def contracts(self) -> ContractsPanel:
        return self.later.contracts.get()

    @property
    def outbox(self) -> OutboxPage:
        return self.later.outbox.get()

    @property
    def settings(self) -> SettingsPage:
        return self.later.settings.get()

    @property
    def sign_in(self) -> SignInPage:
        return self.later.sign_in.get()

    def show_sign_in(self, wanted: bool) -> None:
        """The sign-in page instead of everything else."""
        before = self._whole.currentWidget()
        self._whole.setCurrentWidget(self.sign_in if wanted else self._desk)
        if before is self._desk and wanted:
            self.sign_in.begin()
        elif before is not self._desk and not wanted:
            self.tickets.view.setFocus()

    def come_forward(self) -> None:
        """Before the other windows, as far as the system lets a program do that by itself."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def show_page(self, name: str) -> None:
        """One of :data:`PAGES`."""
        self.nav[name].setChecked(True)
        self._page = name
        self.pages.setCurrentWidget(self.desk if name == "tickets" else getattr(self.later, name).get())
        self.page_changed.emit(name)

    def page(self) -> str:
        return self._page

    def show_badge(self, count: int) -> None:
        """How many entries wait, on the outbox's button."""
        self._badge.setVisible(count > 0)
        self._badge.setText(str(count))
        self._badge.adjustSize()
        self._badge.move(self.nav["outbox"].width() - self._badge.width() - 10, 4)
        self.nav["outbox"].setAccessibleName(tr("Outbox, {count} waiting", count=count) if count else tr("Outbox"))

    def _on_nav(self) -> None:
        self.show_page(self.sender().property("page"))

    def _arrange(self) -> None:
        """Give each width what it can show."""
        self.desk.arrange(self.width() - self.contracts_dock.taken())
        if self._compact != (self.width() < COMPACT):
            self._compact = not self._compact
            self.timer_bar.set_compact(self._compact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.notice.place()

    def layout_text(self) -> str:
        """Place, sizes and page, to be given to :meth:`restore_layout` at the next start."""
        places = (self.saveGeometry(), self.beside.saveState())
        geometry, panel = (bytes(place.toBase64().data()).decode("ascii") for place in places)
        return f"{geometry}|{self.desk.list_width()}|{self.page()}|{panel}"

    def restore_layout(self, text: str) -> None:
        """Take the place, sizes and page that a person left the window with; anything unreadable changes nothing."""
        geometry, width, page, panel = (*text.split("|"), "", "", "", "")[:4]
        if geometry and width.isascii() and width.isdigit():
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore")))
            self.desk.set_list_width(int(width))
            self.beside.restoreState(QByteArray.fromBase64(panel.encode("ascii", "ignore")))
        if page in PAGES:
            self.show_page(page)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus(self, forward=forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
