"""The left of the window: search, scopes with their counts, the order, and the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QStackedLayout, QVBoxLayout

from desktop.core.ticket import TicketKey
from desktop.store.listing import SCOPES, SORTS
from desktop.ui.flow import FlowRow
from desktop.ui.i18n import tr
from desktop.ui.kit import button, label, set_tone
from desktop.ui.list_model import KEY_ROLE, ListModel
from desktop.ui.list_view import ListView
from desktop.ui.patching import Step
from desktop.ui.theme import Tokens, text_font

SEARCH_MILLISECONDS = 60
"""How long nothing must be typed before the list follows."""
CHIP_ROOM, CHIP_GAP = 24, 6
"""Pixels of a chip beside its text, and between two."""
COUNTED_FIRST = ("mine", "team")


class TicketList(QFrame):
    """It knows nothing of the database: the working list's feed fills it."""

    search_changed = Signal(str)
    search_sent = Signal(str)
    scope_changed = Signal(str)
    sort_changed = Signal(str)
    rows_changed = Signal(bool)  # comfortable
    selected = Signal(object)
    opened = Signal(object)
    toggled = Signal(object)

    def __init__(self, tokens: Tokens, *, scope: str = "mine", sort: str = "due", comfortable: bool = False) -> None:
        super().__init__()
        self.setObjectName("list")
        self._scope, self._sort, self._comfortable = scope, sort, comfortable
        self._changing = False
        self._counts: dict[str, int] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Ticket, words, customer…"))
        self.search.setAccessibleName(tr("Search tickets, here and in iTop"))
        self.search.setClearButtonEnabled(True)
        self.model = ListModel()
        self.view = ListView(tokens, self.model, comfortable=comfortable)
        self.view.setAccessibleName(tr("Tickets"))
        self.scopes: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.status = label(tone="dim", pixels=12, wrap=True)
        self.sort = button("", "quiet")
        self._empty = label(tone="dim", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=SEARCH_MILLISECONDS)
        self._lay_out()
        self._make_menu()
        self._later.timeout.connect(self._send_search)
        self.search.textChanged.connect(self._on_typed)
        self.search.returnPressed.connect(self._on_enter)
        self.search.installEventFilter(self)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.opened.connect(self.opened)
        self.view.toggled.connect(self.toggled)

    def _lay_out(self) -> None:
        for scope, name in self._scope_names().items():
            made = button(name, "chip")
            made.setCheckable(True)
            made.setProperty("scope", scope)
            self._group.addButton(made)
            self.scopes[scope] = made
        self.scopes.get(self._scope, self.scopes["mine"]).setChecked(True)
        self._group.buttonClicked.connect(self._on_scope)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.status, 1)
        below.addWidget(self.sort)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 4)
        top.setSpacing(8)
        top.addWidget(self.search)
        scopes = FlowRow(gap=CHIP_GAP)
        for made in self.scopes.values():
            scopes.add(made)
        top.addWidget(scopes)
        top.addLayout(below)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._empty.setContentsMargins(24, 32, 24, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        # First where it belongs, then filled: what a stack alone in the world is given flashes up as a window.
        self._stack = QStackedLayout()
        whole.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)

    @staticmethod
    def _scope_names() -> dict[str, str]:
        return dict(zip(SCOPES, (tr("Mine"), tr("Team"), tr("Recent"), tr("All")), strict=True))

    @staticmethod
    def _sort_names() -> dict[str, str]:
        names = (tr("Due first"), tr("Last updated"), tr("By customer"), tr("By priority"), tr("Least time left"))
        return dict(zip(SORTS, names, strict=True))

    def _make_menu(self) -> None:
        menu = QMenu(self.sort)
        orders, rows = QActionGroup(menu), QActionGroup(menu)
        for name, text in self._sort_names().items():
            self._choice(menu, orders, text, self._sort == name, name).triggered.connect(self._on_sort)
        menu.addSeparator()
        for comfortable, text in ((False, tr("Compact rows")), (True, tr("Comfortable rows"))):
            self._choice(menu, rows, text, self._comfortable == comfortable, comfortable).triggered.connect(self._on_rows)
        self.orders, self.heights = orders.actions(), rows.actions()
        self.sort.setMenu(menu)
        self.sort.setProperty("menu", True)
        self._name_sort()

    @staticmethod
    def _choice(menu: QMenu, group: QActionGroup, text: str, chosen: bool, value: object) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.setData(value)
        group.addAction(action)
        return action

    def _name_sort(self) -> None:
        """What the list is sorted by; a search and what was opened lately have an order of their own."""
        searching = bool(self.search.text().strip())
        text = self._sort_names().get(self._sort, tr("Due first"))
        if searching or self._scope == "recent":
            text = tr("Open ones first") if searching else tr("Latest first")
        self.sort.setText(text)
        self.sort.setAccessibleName(tr("Order and rows: {order}", order=text))
        for action in self.orders:
            action.setEnabled(not searching and self._scope != "recent")

    def show_numbers(self, numbers: Sequence[int], steps: Sequence[Step] | None, empty: str) -> None:
        """List tickets; ``empty`` is what to say where there are none. With ``steps`` selection and place stay."""
        anchor = self.view.anchor() if steps is not None else (0, 0)
        self._changing = True
        self.model.show_numbers(numbers, steps)
        self._changing = False
        self._empty.setText(empty)
        self._stack.setCurrentIndex(0 if numbers else 1)
        if steps is None:
            self.view.scrollToTop()
        elif steps:
            self.view.keep(anchor)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many tickets a scope has."""
        self._counts = dict(counts)
        for scope, name in self._scope_names().items():
            self.scopes[scope].setAccessibleName(tr("{scope}, {count} tickets", scope=name, count=counts.get(scope, 0)))
        self._fit_chips()

    def _fit_chips(self) -> None:
        """Counts stand in the chips as far as there is room: in all, or where they say how much there is to do, or in none."""
        # A chosen chip is bold, and wider than it says.
        bold = QFontMetrics(text_font(12, QFont.Weight.DemiBold))
        names = self._scope_names()
        for counted in (tuple(names), COUNTED_FIRST, COUNTED_FIRST[:1], ()):
            texts = {scope: name if scope not in counted else self._counted(scope, name) for scope, name in names.items()}
            widths = {scope: bold.horizontalAdvance(text) + CHIP_ROOM for scope, text in texts.items()}
            if sum(widths.values()) + CHIP_GAP * (len(widths) - 1) <= self.width() - 24:
                break
        for scope, made in self.scopes.items():
            made.setText(texts[scope])
            made.setFixedWidth(widths[scope])

    def _counted(self, scope: str, name: str) -> str:
        return f"{name} {_short(self._counts[scope])}" if self._counts.get(scope) else name

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chips()

    def show_status(self, text: str, tone: str = "dim") -> None:
        """What is listed, in words."""
        self.status.setText(text)
        self.status.setToolTip(text)
        set_tone(self.status, tone)

    def select(self, number: int) -> None:
        """Select a ticket where it is listed, and no other."""
        place = self.model.place_of(number)
        self._changing = True
        if place < 0:
            self.view.setCurrentIndex(QModelIndex())
        elif self.view.currentIndex().row() != place:
            self.view.setCurrentIndex(self.model.index(place))
        self._changing = False

    def current_key(self) -> TicketKey | None:
        """The ticket that is selected here."""
        index = self.view.currentIndex()
        return index.data(KEY_ROLE) if index.isValid() else None

    def focus_search(self) -> None:
        """Type what to look for."""
        self.search.setFocus()
        self.search.selectAll()

    def _on_typed(self) -> None:
        self._name_sort()
        self._later.start()

    def _send_search(self) -> None:
        self.search_changed.emit(self.search.text())

    def _on_enter(self) -> None:
        self._later.stop()
        self._send_search()
        if self.search.text().strip():
            self.search_sent.emit(self.search.text())
        self.focus_rows()

    def focus_rows(self) -> None:
        """Go on in the list, at the selected ticket or the first."""
        if not self.model.rowCount():
            return
        self.view.setFocus()
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))

    def _on_scope(self, chosen: QPushButton) -> None:
        self._scope = chosen.property("scope")
        self.search.clear()
        self._later.stop()
        self._name_sort()
        self.scope_changed.emit(self._scope)

    def _on_sort(self) -> None:
        self._sort = self.sender().data()  # type: ignore[attr-defined]
        self._name_sort()
        self.sort_changed.emit(self._sort)

    def _on_rows(self) -> None:
        self._comfortable = self.sender().data()  # type: ignore[attr-defined]
        self.view.set_comfortable(self._comfortable)
        self.rows_changed.emit(self._comfortable)

    def _on_current(self, index: QModelIndex) -> None:
        # What a change of the list selects by itself is no choice of a person.
        if index.isValid() and not self._changing and (key := index.data(KEY_ROLE)) is not None:
            self.selected.emit(key)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.focus_rows()
                return True
            if event.key() == Qt.Key.Key_Slash and not self.search.text():
                # The key that brings people here, pressed once more.
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)


def _short(count: int) -> str:
    """A count that fits a chip."""
    return str(count) if count < 10_000 else f"{count // 1000}k"
