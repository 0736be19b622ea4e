"""The order of the Tab key: as people read, whenever a widget was made. Qt's own is the order of making."""

from __future__ import annotations

from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def tab_stops(root: QWidget) -> list[QWidget]:
    """What Tab reaches in the window ``root``, from top to bottom, what stands on one line from left to right."""
    stops: list[QWidget] = []
    for child in sorted(_shown(root), key=cmp_to_key(_reads_before)):
        policy = child.focusPolicy()
        if policy & Qt.FocusPolicy.TabFocus and child.isEnabled() and child.focusProxy() is None:
            stops.append(child)
        stops += tab_stops(child)
    return stops


def move_focus(root: QWidget, *, forward: bool) -> bool:
    """Focus the next (or previous) stop; False where there is none."""
    stops = tab_stops(root)
    if not stops:
        return False
    at = QApplication.focusWidget()
    place = stops.index(at) + (1 if forward else -1) if at in stops else 0 if forward else -1
    stops[place % len(stops)].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def place_of_focus(root: QWidget) -> int:
    """Which of the window's stops has its focus, −1 where none has."""
    stops, focused = tab_stops(root), root.focusWidget()
    return stops.index(focused) if focused in stops else -1


def focus_place(root: QWidget, place: int) -> None:
    """Give the focus to the stop at ``place``, as far as there is one."""
    stops = tab_stops(root)
    if 0 <= place < len(stops):
        stops[place].setFocus()


def _shown(parent: QWidget) -> list[QWidget]:
    children = (child for child in parent.children() if isinstance(child, QWidget))
    return [child for child in children if child.isVisible() and not child.isWindow()]


def _reads_before(one: QWidget, other: QWidget) -> int:
    """Below zero where ``one`` comes first: on one line when they share half the height of the lower one."""
    a, b = one.geometry(), other.geometry()
    shared = min(a.bottom(), b.bottom()) - max(a.top(), b.top())
    if 2 * shared >= min(a.height(), b.height()):
        return a.left() - b.left() or a.top() - b.top()
    return a.top() - b.top() or a.left() - b.left()
