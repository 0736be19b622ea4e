"""Every contract by risk: search, filters, sorting, totals. It filters what it was given by itself; nothing is read for that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHeaderView, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget

from desktop.ui.contract_model import ROW_HEIGHT, ROW_ROLE, STACKED_HEIGHT, ContractModel, MeterDelegate, StackedDelegate
from desktop.ui.contract_rows import Column, ContractRow, Query, Show, chosen, counts, customers, totals
from desktop.ui.contract_totals import TotalsBar
from desktop.ui.flow import FlowRow
from desktop.ui.i18n import tr
from desktop.ui.kit import button, card, label
from desktop.ui.theme import Tokens, text_font

MIDDLE, NARROW = 1000, 720
"""Widths below which the customer stands below the contract, and each row is two lines of two columns."""
SEARCH_MILLISECONDS = 80
METER_WIDTH = 140
MEASURED = 60
"""Rows that give the columns their widths."""


class _Table(QTableView):
    """A click or Enter opens the row's time book."""

    opened = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(ROW_ROLE).id)
        else:
            super().keyPressEvent(event)


class ContractsList(QWidget):
    """``opened`` carries the id of the contract whose time book is wanted."""

    opened = Signal(int)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._all: list[ContractRow] = []
        self._query = Query()
        self._shape: tuple[bool, bool] | None = None
        self.search = QLineEdit()
        self.customer, self.sort = QComboBox(), QComboBox()
        self.filters: dict[Show, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.model = ContractModel(tokens)
        self.table = _Table()
        self.totals = TotalsBar(tokens, self.table)
        self.empty = label(tone="dim", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=SEARCH_MILLISECONDS)
        self._set_up_table(tokens)
        self._lay_out()
        self.search.textChanged.connect(self._on_typed)
        self.search.installEventFilter(self)
        self._later.timeout.connect(self.apply)
        self._group.buttonClicked.connect(self.apply)
        self.customer.activated.connect(self.apply)
        self.sort.activated.connect(self._on_sort)
        self.table.clicked.connect(self._on_clicked)
        self.table.opened.connect(self.opened)
        self.table.horizontalHeader().sectionClicked.connect(self._on_head)

    def _set_up_table(self, tokens: Tokens) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegateForColumn(Column.CONSUMED, MeterDelegate(tokens, table))
        self._stacked = StackedDelegate(tokens, table)
        for column in (Column.NAME, Column.BALANCE):
            table.setItemDelegateForColumn(column, self._stacked)
        table.setAccessibleName(tr("Contracts, by risk"))
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setShowGrid(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setCornerButtonEnabled(False)
        table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        header = table.horizontalHeader()
        header.setResizeContentsPrecision(MEASURED)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(Column.OUTLOOK, Qt.SortOrder.AscendingOrder)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(tr("Contract or customer…"))
        self.search.setAccessibleName(tr("Search contracts"))
        self.search.setClearButtonEnabled(True)
        words = QFontMetrics(text_font()).horizontalAdvance(self.search.placeholderText())
        self.search.setMinimumWidth(max(230, words + 44))
        self.customer.setAccessibleName(tr("Customer"))
        self.customer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sort.setAccessibleName(tr("Order"))
        for column, text in (
            (Column.OUTLOOK, tr("By risk")),
            (Column.NAME, tr("By contract")),
            (Column.CUSTOMER, tr("By customer")),
            (Column.CONSUMED, tr("By consumption")),
            (Column.BALANCE, tr("By balance")),
            (Column.WAITING, tr("By waiting time")),
            (Column.END, tr("By end")),
        ):
            self.sort.addItem(text, column)
        chips = FlowRow(gap=6)
        for show in Show:
            made = button("", "chip")
            made.setCheckable(True)
            made.setProperty("show", show)
            self._group.addButton(made)
            self.filters[show] = made
            chips.add(made)
        self.filters[Show.ALL].setChecked(True)
        fields = FlowRow(gap=8)
        for field in (self.search, self.customer, self.sort):
            fields.add(field)
        self._frame, inside = card(margin=6, spacing=0)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.totals)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(fields)
        whole.addWidget(chips)
        whole.addWidget(self.empty)
        whole.addWidget(self._frame, 100)
        whole.addStretch(1)

    def show_rows(self, rows: Sequence[ContractRow]) -> None:
        """Every contract, by risk; what was searched and filtered stays so."""
        if rows == self._all:
            return
        self._all = list(rows)
        names = customers(rows)
        if [self.customer.itemData(place) for place in range(1, self.customer.count())] != list(names):
            kept = self.customer.currentData() or ""
            self.customer.clear()
            self.customer.addItem(tr("All customers"), "")
            for name in names:
                self.customer.addItem(name, name)
            self.customer.setCurrentIndex(max(0, self.customer.findData(kept)))
        titles = {
            Show.ALL: tr("All"),
            Show.ATTENTION: tr("Needs attention"),
            Show.OVERRUN: tr("Overrun"),
            Show.ENDING: tr("Near the end"),
        }
        for show, count in counts(rows).items():
            self.filters[show].setText(f"{titles[show]} {count}")
        self.apply()

    def apply(self) -> None:
        """List what is asked for."""
        self._query = Query(
            self.search.text(),
            next(show for show, made in self.filters.items() if made.isChecked()),
            self.customer.currentData() or "",
            Column(self.sort.currentData()),
            self._query.descending,
        )
        rows = chosen(self._all, self._query)
        self.model.show_rows(rows)
        self.totals.show_totals(totals(rows))
        self._fit()
        self.empty.setText(
            tr("No contract fits. Change the words or the filter.")
            if self._all
            else tr("No contract is known here yet. They come with the first synchronisation.")
        )
        self.empty.setVisible(not rows)
        self._frame.setVisible(bool(rows))

    def _fit(self) -> None:
        """As tall as it is full, up to the page; then it scrolls."""
        rows = self.table.verticalHeader().defaultSectionSize() * self.model.rowCount()
        self._frame.setMaximumHeight(self.table.horizontalHeader().sizeHint().height() + rows + self.totals.height() + 18)

    def query(self) -> Query:
        """What is asked for."""
        return self._query

    def _on_typed(self) -> None:
        self._later.start()

    def _on_sort(self) -> None:
        self._sort_by(Column(self.sort.currentData()), descending=False)

    def _on_head(self, section: int) -> None:
        """Sort by a column; again, the other way round."""
        again = self._query.column == section
        self.sort.setCurrentIndex(self.sort.findData(Column(section)))
        self._sort_by(Column(section), descending=again and not self._query.descending)

    def _sort_by(self, column: Column, *, descending: bool) -> None:
        self._query = Query(column=column, descending=descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)
        self.apply()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW_ROLE).id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.model.rowCount():
                self._later.stop()
                self.apply()
                self.table.setFocus()
                self.table.setCurrentIndex(self.model.index(max(0, self.table.currentIndex().row()), 0))
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shape = self.width() < NARROW, self.width() < MIDDLE
        if shape != self._shape:
            # Each column that is told its way measures every column anew.
            self._shape = shape
            self._arrange(*shape)
        self._fit()

    def _arrange(self, narrow: bool, middle: bool) -> None:
        """Give the columns what room there is."""
        head = self.table.horizontalHeader()
        for column in Column:
            self.table.setColumnHidden(
                column, column not in (Column.NAME, Column.BALANCE) if narrow else middle and column is Column.CUSTOMER
            )
            stretched = column in (Column.NAME, Column.CUSTOMER)
            fixed = QHeaderView.ResizeMode.Fixed if column is Column.CONSUMED else QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if stretched else fixed)
        self.table.setColumnWidth(Column.CONSUMED, head.sectionSizeHint(Column.CONSUMED) if middle else METER_WIDTH)
        self.table.verticalHeader().setDefaultSectionSize(STACKED_HEIGHT if narrow else ROW_HEIGHT)
