"""The ticket: tags, title, facts, description, log, and the time on it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.html import is_web_link
from desktop.ui.i18n import tr
from desktop.ui.kit import button, card, clear, label, reference, rule
from desktop.ui.theme import Tokens
from desktop.ui.ticket_views import TicketView, TimeRow


class HtmlView(QTextBrowser):
    """Shows harmless HTML as tall as it is. Loads nothing, from anywhere; web links open in the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._open)

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Nothing: what iTop's HTML names is never fetched."""
        return None

    def show_html(self, html: str) -> None:
        if html != self.property("shown"):
            self.setProperty("shown", html)
            self.setHtml(html)

    def sizeHint(self) -> QSize:
        return QSize(300, int(self.document().size().height()) + 2)

    def _fit(self) -> None:
        self.setFixedHeight(int(self.document().size().height()) + 2)

    def _open(self, url: QUrl) -> None:
        if is_web_link(url.toString()):
            QDesktopServices.openUrl(url)


class TimeTable(QWidget):
    """Rows of work: start, worked, counted, comment, state; with agents where several people's are shown."""

    def __init__(self, *, agents: bool) -> None:
        super().__init__()
        self._agents = agents
        self._shown: tuple[TimeRow, ...] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)

    def show_rows(self, rows: tuple[TimeRow, ...]) -> None:
        if rows == self._shown:
            return
        self._shown = rows
        clear(self._grid)
        heads = [tr("start"), tr("worked\nh:mm"), tr("counted\nh:mm"), *([tr("who")] if self._agents else []), "", ""]
        for column, text in enumerate(heads):
            made = label(text, tone="dim", pixels=11)
            made.setAlignment(Qt.AlignmentFlag.AlignRight if column in (1, 2) else Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(made, 0, column, _side(column) & ~Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignBottom)
        for place, row in enumerate(rows):
            self._add(place * 2 + 1, row)
        self._grid.setColumnStretch(len(heads) - 2, 1)

    def _add(self, place: int, row: TimeRow) -> None:
        self._grid.addWidget(rule(), place, 0, 1, self._grid.columnCount() or 5)
        texts = [row.start, row.worked, row.counted, *([row.agent] if self._agents else []), row.comment, row.state]
        last = len(texts) - 1
        for column, text in enumerate(texts):
            tone = "dim" if column == 0 else row.tone if column == last or (row.tone == "acc" and column in (1, 2)) else ""
            if column == last and not tone:
                tone = "dim"
            made = label(text, tone=tone, wrap=column == last - 1)
            self._grid.addWidget(made, place + 1, column, _side(column, column == last))


def _side(column: int, last: bool = False) -> Qt.AlignmentFlag:
    if column in (1, 2) or last:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
    return Qt.AlignmentFlag.AlignTop if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


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

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("center")
        self._url = ""
        self.ref, self.title, self.facts = reference(), label(pixels=19, bold=True, wrap=True), label(tone="dim", wrap=True)
        self._tags = QHBoxLayout()
        self.open_itop = button(tr("Open in iTop") + " ↗", "link")
        self.start = button(tr("Start"), "primary")
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _ in range(3):
            self.tabs.addTab("")
        self.pages = QStackedWidget()
        self.description, self.log = HtmlView(), HtmlView()
        self.description.setAccessibleName(tr("Description"))
        self.log.setAccessibleName(tr("Log"))
        self.mine, self.all_time = TimeTable(agents=False), TimeTable(agents=True)
        self._mine_sum = label(tone="dim")
        self._nothing = label(tr("Choose a ticket on the left, or press Ctrl+K."), tone="dim")
        self._body = QWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.open_itop.clicked.connect(self._open)
        self.start.clicked.connect(self.start_asked)
        self.show_view(None, running=False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.ref)
        self._tags.setSpacing(6)
        head.addLayout(self._tags)
        head.addStretch(1)
        head.addWidget(self.open_itop)
        head.addWidget(self.start)
        time_card, layout = card(spacing=6)
        names = QHBoxLayout()
        names.addWidget(label(tr("Time on this ticket"), bold=True))
        names.addWidget(self._mine_sum)
        names.addStretch(1)
        layout.addLayout(names)
        layout.addWidget(self.mine)
        all_card, layout = card(spacing=6)
        layout.addWidget(self.all_time)
        log_card, layout = card(spacing=6)
        layout.addWidget(self.log)
        for widgets in ((self.description, time_card), (log_card,), (all_card,)):
            self.pages.addWidget(scrolled(_column(*widgets)))
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        body.addLayout(head)
        body.addWidget(self.title)
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
        if view is None:
            return
        if view.ref != self.ref.text():
            self.tabs.setCurrentIndex(0)
        self._url = view.url
        self.ref.setText(view.ref)
        self.title.setText(view.title)
        self.facts.setText(view.facts)
        self.start.setVisible(not running)
        self._show_tags(view.tags)
        self.tabs.setTabText(0, tr("Description"))
        self.tabs.setTabText(1, tr("Log {count}", count=view.log_count))
        self.tabs.setTabText(2, tr("Time {count}", count=len(view.all_time)))
        self.description.show_html(view.description or tr("No description."))
        self.log.show_html(view.log or tr("Nothing in the log yet."))
        self._mine_sum.setText(view.mine_sum)
        self.mine.show_rows(view.mine)
        self.all_time.show_rows(view.all_time)

    def take_focus(self) -> None:
        """Go on in the ticket."""
        self.tabs.setFocus()

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        if [made.text() for made in self._tag_labels()] == list(tags):
            return
        clear(self._tags)
        for text in tags:
            self._tags.addWidget(label(text, name="tag", pixels=11))

    def _tag_labels(self) -> list[QLabel]:
        items = (self._tags.itemAt(place) for place in range(self._tags.count()))
        return [made for item in items if item is not None and isinstance(made := item.widget(), QLabel)]

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
