"""A contract's time book: its figures, provisions and entries with the running balance, and the tickets with their time."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QHeaderView, QPushButton, QStackedWidget, QTabBar, QTableView, QVBoxLayout, QWidget

from desktop.core.ticket import TicketKey
from desktop.ui.book_model import KEY_ROLE, BookColumn, BookModel, TicketsModel, WhatDelegate
from desktop.ui.book_views import BookShow, BookView, show_counts, shown_lines, tickets_sum
from desktop.ui.contract_parts import FigureRow, PaceBars
from desktop.ui.flow import FlowRow
from desktop.ui.i18n import tr
from desktop.ui.kit import MeterBar, button, card, label, set_tone
from desktop.ui.theme import Tokens
from desktop.ui.ticket_pane import scrolled

NARROW = 960
"""Width below which the figures are a tab of their own."""
TIGHT = 740
"""Width below which agents and worked time give way."""
MEASURED = 60
"""Rows that give the columns their widths."""
SIDE_WIDTH = 268
FIGURES = 2
"""The place of the figures' tab."""
ROW_HEIGHT = 44


class _Table(QTableView):
    """Enter or a double click opens the line's ticket."""

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(self._on_double)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_double(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_double(self, index: QModelIndex) -> None:
        key = index.data(KEY_ROLE)
        if isinstance(key, TicketKey):
            self.opened.emit(key)


class BookPage(QWidget):
    """``back_asked`` leads to the list of contracts."""

    back_asked = Signal()
    ticket_asked = Signal(object)
    figure_asked = Signal(int, object, QWidget)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._view: BookView | None = None
        self._show = BookShow.ALL
        self.back = button(tr("All contracts"), "link")
        self.back.setText("‹ " + tr("All contracts"))
        self._name, self._facts = label(pixels=19, bold=True, wrap=True), label(tone="dim", wrap=True)
        self.headline, self._headline_note = label(pixels=19, bold=True), label(tone="dim")
        self._note = label(tone="dim", pixels=12, wrap=True)
        self.tabs = QTabBar()
        self.filters: dict[BookShow, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.book, self.tickets = BookModel(tokens), TicketsModel(tokens)
        self.lines, self.shares = _Table(tr("Time book")), _Table(tr("Tickets with their time"))
        self._sum = label(bold=True, wrap=True)
        self.meter, self.bars = MeterBar(tokens), PaceBars(tokens)
        self._consumed, self._outlook, self._rule = (label(tone=tone, wrap=True) for tone in ("dim", "", "dim"))
        self.figures: list[FigureRow] = []
        self._lay_out(tokens)
        self.back.clicked.connect(self.back_asked)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._group.buttonClicked.connect(self._on_filter)
        for table in (self.lines, self.shares):
            table.opened.connect(self.ticket_asked)

    def _lay_out(self, tokens: Tokens) -> None:
        self.lines.setModel(self.book)
        self.lines.setItemDelegateForColumn(BookColumn.WHAT, WhatDelegate(tokens, self.lines))
        self.shares.setModel(self.tickets)
        for table, wide in ((self.lines, BookColumn.WHAT), (self.shares, 1)):
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            table.horizontalHeader().setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
            # Widths come from some rows: a long book must not be measured whole, and dates differ little.
            table.horizontalHeader().setResizeContentsPrecision(MEASURED)
        chips = FlowRow(gap=6)
        for show in BookShow:
            made = button("", "chip")
            made.setCheckable(True)
            made.setProperty("show", show)
            self._group.addButton(made)
            self.filters[show] = made
            chips.add(made)
        self.filters[BookShow.ALL].setChecked(True)
        book_tab, ticket_tab = QWidget(), QWidget()
        for tab, table, above in ((book_tab, self.lines, chips), (ticket_tab, self.shares, None)):
            column = QVBoxLayout(tab)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(8)
            if above is not None:
                column.addWidget(above)
            else:
                column.addWidget(self._sum)
            frame, inside = card(margin=6)
            inside.addWidget(table)
            column.addWidget(frame, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(book_tab)
        self._stack.addWidget(ticket_tab)
        figures_tab = QWidget()
        self._figures_column = QVBoxLayout(figures_tab)
        self._figures_column.setContentsMargins(0, 0, 0, 0)
        self._figures_column.addStretch(1)
        self._stack.addWidget(scrolled(figures_tab))
        self.tabs.setExpanding(False)
        self.tabs.addTab(tr("Time book"))
        self.tabs.addTab(tr("Tickets"))
        main = QVBoxLayout()
        main.setSpacing(8)
        main.addWidget(self.tabs)
        main.addWidget(self._stack, 1)
        main.addWidget(self._note)
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._facts)
        head.addLayout(names, 1)
        head.addWidget(self.headline, 0, Qt.AlignmentFlag.AlignTop)
        self._headline_note.setContentsMargins(0, 6, 0, 0)
        head.addWidget(self._headline_note, 0, Qt.AlignmentFlag.AlignTop)
        self._body = body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(main, 1)
        body.addWidget(self._side(), 0, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addLayout(head)
        whole.addLayout(body, 1)

    def _side(self) -> QWidget:
        """The figures and the pace, beside the lines where there is room."""
        self._aside = QWidget()
        self._aside.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(self._aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        figures, self._figure_layout = card(margin=8, spacing=0)
        above = QVBoxLayout()
        above.setContentsMargins(6, 4, 6, 8)
        above.setSpacing(6)
        above.addWidget(self.meter)
        above.addWidget(self._consumed)
        self._figure_layout.addLayout(above)
        self._pace, pace = card(spacing=8)
        pace.addWidget(label(tr("COUNTED PER WEEK, LAST 12"), tone="dim", pixels=11))
        pace.addWidget(self.bars)
        pace.addWidget(self._outlook)
        for made in (figures, self._pace, self._rule):
            column.addWidget(made)
        return self._aside

    def show_view(self, view: BookView) -> None:
        """Show a book, or the same one with what changed."""
        same = self._view is not None and self._view.card.contract_id == view.card.contract_id
        if view == self._view:
            return
        self._view = view
        shown = view.card
        for made, text in (
            (self._name, shown.name),
            (self._facts, shown.facts),
            (self.headline, shown.headline),
            (self._headline_note, shown.headline_note),
            (self._note, view.note),
            (self._consumed, shown.meter.text if shown.meter else ""),
            (self._outlook, shown.outlook),
            (self._rule, shown.rule),
            (self._sum, tickets_sum(view.tickets)),
        ):
            made.setText(text)
            made.setVisible(bool(text))
        set_tone(self.headline, shown.tone)
        self.meter.setVisible(shown.meter is not None)
        if shown.meter is not None:
            self.meter.show_meter(shown.meter)
        self.bars.show_view(shown.pace)
        self._pace.setVisible(shown.pace is not None or bool(shown.outlook))
        self.bars.setVisible(shown.pace is not None)
        self._show_figures(view)
        self._show_filters(view)
        if not same:
            self.lines.scrollToTop()
        self._fill()
        self.tickets.show_tickets(view.tickets, view.now)

    def choose(self, show: BookShow) -> None:
        """List a part of the book."""
        self.tabs.setCurrentIndex(0)
        self._show = show
        self.filters[show].setChecked(True)
        self._fill()

    def _fill(self) -> None:
        if self._view is not None:
            self.book.show_lines(shown_lines(self._view.lines, self._show), self._view.now)

    def _show_figures(self, view: BookView) -> None:
        for place, figure in enumerate(view.figures):
            if place == len(self.figures):
                made = FigureRow(figure)
                made.asked.connect(self._on_figure)
                self.figures.append(made)
                self._figure_layout.addWidget(made)
            self.figures[place].show_view(figure)
        for place, made in enumerate(self.figures):
            made.setVisible(place < len(view.figures))

    def _show_filters(self, view: BookView) -> None:
        names = {
            BookShow.ALL: tr("All"),
            BookShow.PROVISIONS: tr("Provisions"),
            BookShow.ENTRIES: tr("Entries"),
            BookShow.HERE: tr("Not in iTop yet"),
            BookShow.HELD: tr("Held"),
        }
        for show, count in show_counts(view.lines).items():
            self.filters[show].setText(f"{names[show]} {count}")
            self.filters[show].setVisible(bool(count) or show in (BookShow.ALL, self._show))

    def _on_filter(self, made: QPushButton) -> None:
        self.choose(made.property("show"))

    def _on_figure(self, figure: object) -> None:
        if self._view is not None:
            self.figure_asked.emit(self._view.card.contract_id, figure, self.sender())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow, tight = self.width() < NARROW, self.width() < TIGHT
        if narrow != (self.tabs.count() > FIGURES):
            self._move_figures(narrow)
        for column in (BookColumn.WHO, BookColumn.WORKED):
            self.lines.setColumnHidden(column, tight)
        for share in (2, 3):
            self.shares.setColumnHidden(share, tight)

    def _move_figures(self, narrow: bool) -> None:
        """Into their tab, or beside the lines."""
        if narrow:
            self._figures_column.insertWidget(0, self._aside, 0, Qt.AlignmentFlag.AlignLeft)
            self.tabs.addTab(tr("Figures"))
        else:
            self._body.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignTop)
            self.tabs.removeTab(FIGURES)
