"""The outbox: what iTop has not confirmed, why, and what a person can do about it; and what arrived today."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import KeyButton, button, label
from desktop.ui.outbox_list import OutboxList
from desktop.ui.outbox_panel import OutboxPanel
from desktop.ui.outbox_views import FILTERS, Act, OutboxRowView, empty_text, filter_names, group_counts, selection
from desktop.ui.theme import Tokens, text_font

NARROW = 820
"""Width below which the card stands under the list."""
PANEL_WIDTH = 348
SLIM_WIDTH = 300
"""The card's width where the page is less than 1000 pixels wide."""


class OutboxPage(QWidget):
    """Signals an act and the entries it is for; the presenter does it."""

    acted = Signal(str, object)
    export_asked = Signal(object)
    sync_asked = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("page")
        self._all: list[OutboxRowView] = []
        self._filter = "open"
        self._chip_metrics = QFontMetrics(text_font(12, QFont.Weight.DemiBold))
        self._status = label(tone="dim", wrap=True)
        self.sync = KeyButton(tr("Synchronise now"), "F5", tokens)
        self.export = button(tr("Export all…"))
        self.list = OutboxList(tokens)
        self.list.setAccessibleName(tr("Entries"))
        self.panel = OutboxPanel()
        self._empty = label(tone="dim", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._empty.setContentsMargins(24, 32, 24, 0)
        self.filters: dict[str, QPushButton] = {}
        self._lay_out()
        self.sync.clicked.connect(self.sync_asked)
        self.export.clicked.connect(self._on_export_all)
        self.list.chosen.connect(self._show_chosen)
        self.list.taken.connect(self._on_taken)
        self.list.deleted.connect(self._on_deleted)
        self.panel.acted.connect(self._on_act)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(22, 16, 22, 0)
        titles = QVBoxLayout()
        titles.addWidget(label(tr("The outbox"), pixels=19, bold=True))
        titles.addWidget(self._status)
        head.addLayout(titles, 1)
        for made in (self.export, self.sync):
            head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        chips = QHBoxLayout()
        chips.setContentsMargins(22, 8, 22, 8)
        group = QButtonGroup(self)
        for name in FILTERS:
            made = button(filter_names()[name], "chip")
            made.setCheckable(True)
            made.setProperty("filter", name)
            made.clicked.connect(self._on_filter)
            group.addButton(made)
            chips.addWidget(made)
            self.filters[name] = made
        self.filters["open"].setChecked(True)
        chips.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setContentsMargins(0, 0, 22, 18)
        self._body.setSpacing(16)
        self._body.addWidget(self._empty, 1)
        self._body.addWidget(self.list, 1)
        self._body.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(head)
        whole.addLayout(chips)
        whole.addLayout(self._body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._body.setContentsMargins(22 if narrow else 0, 0, 22, 18)
        # The width is given: a wrapped text would else ask for as much as it likes.
        self.panel.setFixedWidth(max(240, self.width() - 44) if narrow else SLIM_WIDTH if self.width() < 1000 else PANEL_WIDTH)

    def show_rows(self, rows: Sequence[OutboxRowView], status: str) -> None:
        """Show entries. What is chosen, and where the focus is, stays."""
        self._status.setText(status)
        self._all = list(rows)
        counts, names = group_counts(rows), filter_names()
        for name, made in self.filters.items():
            text = f"{names[name]} {counts[name]}" if counts[name] else names[name]
            made.setText(text)
            # The chosen one is bolder, for which a button leaves no room by itself.
            made.setMinimumWidth(self._chip_metrics.horizontalAdvance(text) + 26)
        self.export.setEnabled(bool(counts["open"]))
        self._fill()

    def _fill(self) -> None:
        focus = self.focusWidget()
        within = focus is not None and (focus is self.list or self.panel.isAncestorOf(focus))
        self.list.rows.show_rows([row for row in self._all if row.group in FILTERS[self._filter]])
        if not self.list.selectedIndexes() and self.list.rows.rowCount():
            current = self.list.currentIndex()
            self.list.choose_index(current if current.isValid() else self.list.rows.index(0))
        self._show_chosen()
        if within and focus is not None and not focus.isVisibleTo(self):
            # It is gone with what it was for: go on in the list, or at the filters where that is empty.
            (self.list if self.list.rows.rowCount() else self.filters[self._filter]).setFocus()

    def _show_chosen(self) -> None:
        rows = self.list.chosen_rows()
        listed = self.list.rows.rowCount() > 0
        self._empty.setText(empty_text(self._filter))
        self._empty.setVisible(not listed)
        self.list.setVisible(listed)
        self.panel.setVisible(listed)
        if not rows:
            self.panel.show_nothing()
        elif len(rows) == 1:
            self.panel.show_entry(rows[0])
        else:
            self.panel.show_several(selection(rows))

    def show_filter(self, name: str) -> None:
        """One of :data:`FILTERS`."""
        self._filter = name
        self.filters[name].setChecked(True)
        self._fill()

    def button_for(self, uid: str, act: Act) -> QPushButton | None:
        """The button of an act for one entry, which is chosen for it; None where it is not offered."""
        row = next((row for row in self._all if row.uid == uid), None)
        if row is None or not self.isVisible():
            return None
        if not self.list.choose(uid):
            self.show_filter(next(name for name, groups in FILTERS.items() if row.group in groups))
            self.list.choose(uid)
        made = self.panel.buttons[act]
        return made if uid in self.panel.uids(act) else None

    def _on_filter(self) -> None:
        self.show_filter(self.sender().property("filter"))

    def _on_taken(self) -> None:
        act = self.panel.first_act()
        if act is not None and len(self.list.selectedIndexes()) == 1:
            self.panel.buttons[act].click()

    def _on_deleted(self) -> None:
        if self.panel.uids(Act.DISCARD):
            self.panel.buttons[Act.DISCARD].click()

    def _on_act(self, act: str, uids: tuple[str, ...]) -> None:
        if act == Act.EXPORT:
            self.export_asked.emit(uids)
        else:
            self.acted.emit(act, uids)

    def _on_export_all(self) -> None:
        self.export_asked.emit(tuple(row.uid for row in self._all if row.group in FILTERS["open"]))
