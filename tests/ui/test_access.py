"""The window for those who see it with their ears or use it without a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QRadioButton, QScrollArea, QTabBar, QWidget

from tests.gallery.fixtures import FIXTURES
from tests.gallery.stage import SIZES, opened, settle
from tests.ui.access import controls, nameless, tab_stops
from tests.ui.clipping import open_windows


@pytest.mark.parametrize("name", FIXTURES)
def test_every_control_can_be_heard_and_reached(qapp: QApplication, gallery: Path, name: str) -> None:
    """In every state, at every width: each control has a name in words, the right role, says its state, and Tab comes to it."""
    found: set[str] = set()
    with opened(FIXTURES[name], gallery) as shown:
        for size in SIZES:
            shown.resize(size)
            found |= {f"{size}: {problem}" for window in open_windows() for problem in nameless(window)}
        shown.resize("1280")
        found |= set(unreached())
    assert not found, "\n".join(sorted(found))


def unreached() -> list[str]:
    """What can be clicked now and is not reached by Tab; one choice of a group stands for the group."""
    found = []
    for window in [QApplication.activeModalWidget()] if QApplication.activeModalWidget() else open_windows():
        stops = set(tab_stops(window))
        for widget in (made for made in controls(window) if made.isEnabled() and not isinstance(made, QRadioButton)):
            grouped = isinstance(widget, QAbstractButton) and widget.group() is not None
            if widget not in stops and not grouped:
                found.append(f"{type(widget).__name__} {widget.accessibleName()} is not reached by Tab")
    return found


def test_tab_goes_as_people_read(qapp: QApplication, tmp_path: Path) -> None:
    """The timer bar first, then the pages, the list, the ticket, the contract, the status bar."""
    with opened(FIXTURES["running"], tmp_path) as shown:
        window = shown.app.window
        order = [window.timer_bar, window.nav["tickets"].parentWidget(), window.tickets, window.pane, window.contract, window.status]
        seen = [next((place for place, part in enumerate(order) if part.isAncestorOf(stop)), -1) for stop in tab_stops(window)]
        assert seen == sorted(seen) and set(seen) == set(range(len(order))), seen


def _pixels(widget: QWidget, around: int = 4) -> QImage:
    window = widget.window()
    corner = widget.mapTo(window, QPoint(0, 0))
    box = widget.rect().translated(corner).adjusted(-around, -around, around, around)
    return window.grab(box).toImage()


def _scroll_to(widget: QWidget) -> None:
    """Tab brings what it reaches into view; a focus set by hand does not."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def test_focus_can_be_seen(qapp: QApplication, tmp_path: Path) -> None:
    """Whatever has the focus looks different from when it has not."""
    found = []
    for name in ("running", "outbox", "settings", "sign-in", "contracts", "contract-several"):
        with opened(FIXTURES[name], tmp_path) as shown:
            window = shown.app.window
            for widget in tab_stops(window):
                window.setFocus()
                if (focused := QApplication.focusWidget()) is not None:
                    focused.clearFocus()
                _scroll_to(widget)
                settle()
                before = _pixels(widget)
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                if isinstance(widget, QLineEdit):
                    widget.setCursorPosition(0)
                settle()
                if QApplication.focusWidget() is widget and _pixels(widget) == before:
                    found.append(f"{name}: {type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()}")
    assert not found, "\n".join(found)


def test_the_strip_opens_and_the_drawer_closes_by_keyboard(qapp: QApplication, tmp_path: Path) -> None:
    """Narrow: Space on the strip's button opens the contract, / the list; Escape closes either, and the focus goes back."""
    with opened(FIXTURES["running"], tmp_path, size="760") as shown:
        window = shown.app.window
        desk = window.desk
        assert not window.tickets.isVisible() and not window.contract.isVisible() and desk.strip.isVisible()
        assert window.contract.headline.text() == desk.strip.headline.text() != ""
        desk.strip.toggle.setFocus()
        QTest.keyClick(desk.strip.toggle, Qt.Key.Key_Space)
        assert window.contract.isVisible()
        QTest.keyClick(desk.strip.toggle, Qt.Key.Key_Escape)
        assert not window.contract.isVisible() and QApplication.focusWidget() is desk.strip.toggle
        window.pane.tabs.setFocus()
        QTest.keyClick(window.pane.tabs, Qt.Key.Key_Slash)
        assert window.tickets.isVisible() and QApplication.focusWidget() is window.tickets.search
        QTest.keyClick(window.tickets.search, Qt.Key.Key_Escape)
        assert not window.tickets.isVisible() and isinstance(QApplication.focusWidget(), QTabBar)


def test_a_choice_closes_the_drawer(qapp: QApplication, tmp_path: Path) -> None:
    """A click on a ticket shows it and puts the list away; wide again, the list is back where it was."""
    with opened(FIXTURES["running"], tmp_path) as shown:
        window = shown.app.window
        window.resize(1500, 800)
        before = window.tickets.width()
        shown.resize("760")
        window.desk.list_toggle.click()
        settle()
        view = window.tickets.view
        where = view.visualRect(view.model().index(3, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        settle()
        assert not window.tickets.isVisible() and window.pane.ref.text() == "R-000458"
        window.resize(1500, 800)
        settle()
        assert window.tickets.isVisible() and window.contract.isVisible() and window.tickets.width() == before


def test_a_list_that_becomes_a_drawer_leaves_the_focus_with_the_ticket(qapp: QApplication, tmp_path: Path) -> None:
    """Not with the button that would stop the timer at the next Space."""
    with opened(FIXTURES["running"], tmp_path, size="1280") as shown:
        shown.app.window.tickets.view.setFocus()
        shown.resize("760")
        assert not shown.app.window.tickets.isVisible()
        assert isinstance(QApplication.focusWidget(), QTabBar)
