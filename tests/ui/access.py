"""Reads a window as a screen reader does: name, role and state of every control, and the order of the Tab key."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)

Role = QAccessible.Role
ROLES = {
    QCheckBox: (Role.CheckBox,),
    QRadioButton: (Role.RadioButton,),
    QAbstractButton: (Role.Button, Role.CheckBox, Role.ButtonMenu),
    QComboBox: (Role.ComboBox,),
    QLineEdit: (Role.EditableText,),
    QTabBar: (Role.PageTabList,),
    QPlainTextEdit: (Role.EditableText,),
    QTextEdit: (Role.EditableText, Role.Document, Role.StaticText),
    QAbstractItemView: (Role.List, Role.Table, Role.Tree),
}
"""What each kind of control must say it is; the first that fits."""
LONGEST = 500
SIGNS = set("▾▴▷●❙☰↗✓…·")


def controls(root: QWidget) -> Iterator[QWidget]:
    """Everything a person can come to with the keyboard now."""
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.window() is root and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            plain_area = type(widget) in (QScrollArea, QAbstractScrollArea) or isinstance(widget, QHeaderView)
            inside_combo = isinstance(widget.parentWidget(), QComboBox)
            if not plain_area and not inside_combo:
                yield widget


def nameless(root: QWidget) -> list[str]:
    """Controls without a name, or with a role or a state that is not what they are."""
    found = []
    for widget in controls(root):
        seen = QAccessible.queryAccessibleInterface(widget)
        if seen is None:
            found.append(f"{_place(widget)}: nothing for a screen reader")
            continue
        name = seen.text(QAccessible.Text.Name)
        if not set(name.replace(" ", "")) - SIGNS:
            found.append(f"{_place(widget)}: no name but “{name}”")
        wanted = next((roles for kind, roles in ROLES.items() if isinstance(widget, kind)), None)
        if wanted is None or seen.role() not in wanted:
            found.append(f"{_place(widget)}: is a {seen.role().name} for a screen reader")
        state = seen.state()
        if isinstance(widget, QAbstractButton) and widget.isCheckable() and bool(state.checked) != widget.isChecked():
            found.append(f"{_place(widget)}: does not say whether it is chosen")
        if bool(state.disabled) == widget.isEnabled():
            found.append(f"{_place(widget)}: does not say whether it can be used")
    return found


def tab_stops(root: QWidget) -> list[QWidget]:
    """What the Tab key reaches, in order, until it comes round."""
    stops: list[QWidget] = []
    if (at := QApplication.focusWidget()) is not None:
        at.clearFocus()
    while len(stops) < LONGEST:
        QTest.keyClick(QApplication.focusWidget() or root, Qt.Key.Key_Tab)
        at = QApplication.focusWidget()
        if at is None or at in stops:
            return stops
        stops.append(at)
    raise AssertionError("Tab never comes round")


def _place(widget: QWidget) -> str:
    parent = widget.parentWidget()
    return f"{parent.objectName() or type(parent).__name__}/{widget.objectName() or type(widget).__name__}"
