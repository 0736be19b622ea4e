"""The ticket: tags, title, facts, description, files, log, and the time on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QMenu, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.ui.file_list import FileList
from desktop.ui.flow import FlowRow
from desktop.ui.html import is_web_link
from desktop.ui.html_view import HtmlView
from desktop.ui.i18n import tr
from desktop.ui.kit import button, card, label, rule
from desktop.ui.theme import Tokens
from desktop.ui.ticket_views import FileRow, TicketView
from desktop.ui.time_table import TimeTable

DESCRIPTION, LOG, TIME = range(3)
"""The pages, in their order."""


def scrolled(inner: QWidget) -> QScrollArea:
    """A page that scrolls up and down only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return area


class TicketPane(QFrame):
    """The middle of the window; empty until a ticket is chosen."""

    start_asked = Signal()
    copy_asked = Signal()
    read_asked = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("center")
        self._url = ""
        self._view: TicketView | None = None
        self.ref = button("", "link")
        self.ref.setProperty("mono", True)
        self.ref.setToolTip(tr("Copy the ticket's reference") + " (Ctrl+Shift+C)")
        self.title, self.facts = label(pixels=19, bold=True, wrap=True), label(tone="dim", wrap=True)
        self._tags = FlowRow(gap=6)
        self.open_itop = button(tr("Open in iTop") + " ↗", "link")
        self.more = button("⋯", "link")
        self.more.setAccessibleName(tr("More"))
        self.more.setToolTip(tr("More"))
        self.start = button(tr("Start"), "primary")
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Parts of the ticket"))
        for _ in (DESCRIPTION, LOG, TIME):
            self.tabs.addTab("")
        self.pages = QStackedWidget()
        self.description, self.log = HtmlView(tokens, tr("Description")), HtmlView(tokens, tr("Log"))
        self.mine = TimeTable(tokens, agents=False, name=tr("Time on this ticket"))
        self.all_time = TimeTable(tokens, agents=True, name=tr("Everybody's time on this ticket"))
        self.files = FileList()
        self._mine_sum, self._all_sum = label(tone="dim", wrap=True), label(tone="dim", wrap=True)
        self._nothing = label(tr("Choose a ticket on the left, or press Ctrl+K."), tone="dim")
        self._body = QWidget()
        self._lay_out()
        self._make_menu()
        self.tabs.currentChanged.connect(self._on_tab)
        self.open_itop.clicked.connect(self._open)
        self.ref.clicked.connect(self.copy_asked)
        self.start.clicked.connect(self.start_asked)
        self.show_view(None, running=False)

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        menu.addAction(tr("Copy the ticket's reference")).triggered.connect(self.copy_asked)
        menu.addAction(tr("Copy reference and title")).triggered.connect(self._copy_title)
        menu.addAction(tr("Copy the link to iTop")).triggered.connect(self._copy_link)
        menu.addSeparator()
        menu.addAction(tr("Read it again from iTop")).triggered.connect(self.read_asked)
        self.more.setMenu(menu)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.ref)
        head.addWidget(self._tags, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.open_itop)
        head.addWidget(self.more)
        self._time_card, layout = card(spacing=6)
        names = QHBoxLayout()
        names.addWidget(label(tr("Time on this ticket"), bold=True))
        names.addWidget(self._mine_sum, 1)
        layout.addLayout(names)
        layout.addWidget(self.mine)
        all_card, layout = card(spacing=6)
        names = QHBoxLayout()
        names.addWidget(label(tr("Everybody's time on this ticket"), bold=True))
        names.addWidget(self._all_sum, 1)
        layout.addLayout(names)
        layout.addWidget(self.all_time)
        log_card, layout = card(spacing=6)
        layout.addWidget(self.log)
        for widgets in ((self.description, self.files, self._time_card), (log_card,), (all_card,)):
            self.pages.addWidget(scrolled(_column(*widgets)))
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        body.addLayout(head)
        titles = QHBoxLayout()
        titles.addWidget(self.title, 1)
        titles.addWidget(self.start, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(titles)
        body.addWidget(self.facts)
        body.addSpacing(4)
        body.addWidget(self.tabs)
        body.addWidget(rule())
        body.addSpacing(6)
        body.addWidget(self.pages, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 14, 10, 0)
        whole.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignCenter)
        whole.addWidget(self._body, 1)

    def show_view(self, view: TicketView | None, *, running: bool) -> None:
        """Show a ticket, or that none is chosen."""
        self._nothing.setVisible(view is None)
        self._body.setVisible(view is not None)
        self._view = view
        if view is None:
            return
        if view.ref != self.ref.text():
            self.tabs.setCurrentIndex(DESCRIPTION)
        self._url = view.url
        self.ref.setText(view.ref)
        self.ref.setAccessibleName(tr("{ref}, copy the reference", ref=view.ref))
        self.title.setText(view.title)
        self.facts.setText(view.facts)
        self.start.setVisible(not running)
        self._show_tags(view.tags)
        self.tabs.setTabText(DESCRIPTION, tr("Description"))
        log = tr("Log {count}", count=view.log_count)
        self.tabs.setTabText(LOG, f"{log} · {tr('{count} new', count=view.log_new)}" if view.log_new else log)
        self.tabs.setTabText(TIME, tr("Time {count}", count=len(view.all_time)))
        self._mine_sum.setText(view.mine_sum)
        self._time_card.setVisible(bool(view.mine))
        self._fill()

    def show_files(self, rows: tuple[FileRow, ...]) -> None:
        """The ticket's files, below its description."""
        self.files.show_rows(rows)

    def _fill(self) -> None:
        """Only the page in front: laying out a long log that nobody looks at would be felt."""
        view, page = self._view, self.tabs.currentIndex()
        if view is None:
            return
        if page == DESCRIPTION:
            self.description.show_html(view.description or tr("No description."))
            self.mine.show_rows(view.mine)
        elif page == LOG:
            self.log.show_html(view.log or tr("Nothing in the log yet."))
        else:
            self._all_sum.setText(view.all_sum)
            self.all_time.show_rows(view.all_time)

    def _on_tab(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self._fill()

    def _copy_title(self) -> None:
        if self._view is not None:
            QApplication.clipboard().setText(f"{self._view.ref} {self._view.title}")

    def _copy_link(self) -> None:
        QApplication.clipboard().setText(self._url)

    def take_focus(self) -> None:
        """Go on in the ticket."""
        self.tabs.setFocus()

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        if [made.text() for made in self._tag_labels()] == list(tags):
            return
        self._tags.clear()
        for text in tags:
            self._tags.add(label(text, name="tag", pixels=11))

    def _tag_labels(self) -> list[QLabel]:
        return [made for made in self._tags.widgets() if isinstance(made, QLabel)]

    def _open(self) -> None:
        if is_web_link(self._url):
            QDesktopServices.openUrl(QUrl(self._url))


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 12, 14)
    layout.setSpacing(12)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return made
