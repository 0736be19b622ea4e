"""The working list as an item model: numbers in order; a row is read and made when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.core.ticket import TicketKey
from desktop.store.listing import Listed
from desktop.ui.patching import Insert, Move, Remove, Step
from desktop.ui.ticket_rows import SectionRow, TicketRow

SECTION = 0
"""The number that stands for the heading over what only iTop found; tickets have numbers from 1."""
KEY_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_ROLE = KEY_ROLE + 1
PAGE = 60
"""Rows that are read together, some of them before the one that was asked for."""
KEPT = 1500
"""Rows that are kept; beyond, all are forgotten and read again as they are seen."""
_GONE = TicketRow("…", "", "", "", "", "", "", "", "")
_Index = QModelIndex | QPersistentModelIndex


def _nothing(_numbers: Sequence[int]) -> Sequence[Listed]:
    return ()


def _no_row(_listed: Listed) -> TicketRow:
    return _GONE


class ListModel(QAbstractListModel):
    """Rows come from ``read_page``, and what they show from ``make_row``, once :meth:`provide` gave both."""

    def __init__(self) -> None:
        super().__init__()
        self._read_page: Callable[[Sequence[int]], Sequence[Listed]] = _nothing
        self._make_row: Callable[[Listed], TicketRow] = _no_row
        self._numbers: list[int] = []
        self._listed: dict[int, Listed] = {}
        self._rows: dict[int, TicketRow] = {}
        self._section = SectionRow("")

    def provide(self, read_page: Callable[[Sequence[int]], Sequence[Listed]], make_row: Callable[[Listed], TicketRow]) -> None:
        """Where rows come from."""
        self._read_page, self._make_row = read_page, make_row

    def numbers(self) -> list[int]:
        """What is listed, in order; not to be changed."""
        return self._numbers

    def show_numbers(self, numbers: Sequence[int], steps: Sequence[Step] | None) -> None:
        """List ``numbers``: by ``steps`` from what is listed, or as another list where there are none."""
        if steps is None:
            self.beginResetModel()
            self._numbers = list(numbers)
            self.endResetModel()
            return
        for step in steps:
            self._take(step)

    def _take(self, step: Step) -> None:
        root = QModelIndex()
        match step:
            case Remove(first, last):
                self.beginRemoveRows(root, first, last)
                self._numbers = self._numbers[:first] + self._numbers[last + 1 :]
                self.endRemoveRows()
            case Insert(place, items):
                self.beginInsertRows(root, place, place + len(items) - 1)
                self._numbers = [*self._numbers[:place], *items, *self._numbers[place:]]
                self.endInsertRows()
            case Move(source, target):
                self.beginMoveRows(root, source, source, root, target + 1 if target > source else target)
                moved = list(self._numbers)
                moved.insert(target, moved.pop(source))
                self._numbers = moved
                self.endMoveRows()

    def show_section(self, section: SectionRow) -> None:
        """What stands in the heading over what only iTop found."""
        if section != self._section:
            self._section = section
            self._tell()

    def forget_rows(self, *, tickets: bool) -> None:
        """Figures changed: rows are made anew when they are seen, and with ``tickets`` read anew, too."""
        self._rows.clear()
        if tickets:
            self._listed.clear()
        self._tell()

    def _tell(self) -> None:
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))

    def place_of(self, number: int) -> int:
        """The row of a ticket, −1 where it is not listed."""
        try:
            return self._numbers.index(number)
        except ValueError:
            return -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._numbers)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and self._numbers[index.row()] == SECTION:
            return Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._numbers):
            return None
        if role == KEY_ROLE:
            return self.key(index.row())
        if role not in (ROW_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        made = self.row(index.row())
        if role == ROW_ROLE:
            return made
        return made.title if role == Qt.ItemDataRole.DisplayRole else made.spoken

    def key(self, place: int) -> TicketKey | None:
        """The ticket in a row, None for a heading and for one that is gone."""
        listed = self._listed_at(place)
        return listed.ticket.key if listed else None

    def row(self, place: int) -> TicketRow | SectionRow:
        """What a row shows."""
        number = self._numbers[place]
        if number == SECTION:
            return self._section
        if number not in self._rows:
            listed = self._listed_at(place)
            if listed is None:
                return _GONE
            self._rows[number] = self._make_row(listed)
        return self._rows[number]

    def _listed_at(self, place: int) -> Listed | None:
        number = self._numbers[place]
        if number != SECTION and number not in self._listed:
            if len(self._listed) > KEPT:
                self._listed.clear()
                self._rows.clear()
            start = max(0, place - PAGE // 4)
            page = [one for one in self._numbers[start : start + PAGE] if one not in self._listed and one != SECTION]
            self._listed |= {listed.number: listed for listed in self._read_page(page)}
        return self._listed.get(number)
