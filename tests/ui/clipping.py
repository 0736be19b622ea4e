"""Finds text that is cut: what a widget needs by its font is compared with what it was given, and what delegates paint is listened to.

Carnet's own words and every figure must be whole. What comes from iTop or from a person (a title, a customer, a comment) may be cut
at its end where it is told whole in a tooltip or beside: :data:`MAY_BE_CUT` names those places.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from PySide6.QtCore import QAbstractListModel, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QWidget,
)

from tests.gallery.sample import CASES, TYPED

MAY_BE_CUT: dict[str, str] = {}
"""Widgets by object name that may cut words of Carnet's own, each with its reason."""
SLACK = 1
"""Pixels by which rounding may differ."""


def cut_texts(root: QWidget) -> list[str]:
    """Everything cut in ``root`` as it is shown now, each as a sentence that says where."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is root and not widget.size().isEmpty():
            found += [f"{_place(widget)}: {problem}" for problem in _problems(widget, root)]
    with _listening() as painted:
        root.grab()
    return found + painted


def _place(widget: QWidget) -> str:
    names = []
    at: QWidget | None = widget
    while at is not None and len(names) < 4:
        names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return "/".join(reversed(names))


def _problems(widget: QWidget, root: QWidget) -> Iterator[str]:
    text = _text(widget)
    if text and widget.objectName() not in MAY_BE_CUT:
        yield from _outside(widget, root, text)
    if isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _button(widget)
    elif isinstance(widget, QComboBox):
        yield from _combo(widget)
    elif isinstance(widget, QLineEdit):
        yield from _line(widget)
    elif isinstance(widget, QTabBar):
        yield from _tabs(widget)
    elif isinstance(widget, QHeaderView):
        yield from _header(widget)
    elif isinstance(widget, QTableView):
        yield from _cells(widget)


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""


def _too_small(text: str, needed: float, given: float, what: str) -> Iterator[str]:
    if needed > given + SLACK:
        yield f"“{text}” needs {needed:.0f} of {what}, has {given:.0f}"


def _outside(widget: QWidget, root: QWidget, text: str) -> Iterator[str]:
    """The part of a widget that its parents cut away; what scrolls up and down may be below."""
    box = QRect(QPoint(0, 0), widget.size())
    seen, at, scrolls = QRect(box), widget, False
    while at is not root and at.parentWidget() is not None:
        seen.translate(at.pos())
        at = at.parentWidget()
        area = at.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is at:
            scrolls = True
        if scrolls:
            seen = QRect(max(seen.left(), 0), seen.top(), min(seen.right(), at.width() - 1) - max(seen.left(), 0) + 1, seen.height())
        else:
            seen = seen.intersected(QRect(QPoint(0, 0), at.size()))
    yield from _too_small(text, box.width(), max(0, seen.width()), "the window's width")
    if not scrolls:
        yield from _too_small(text, box.height(), max(0, seen.height()), "the window's height")


def _label(widget: QLabel) -> Iterator[str]:
    text, metrics, room = widget.text(), widget.fontMetrics(), widget.contentsRect()
    margin = 2 * widget.margin() + (widget.indent() if widget.indent() > 0 else 0)
    if not text or widget.objectName() in MAY_BE_CUT:
        return
    if text.endswith("…") and widget.toolTip() not in ("", text) and not is_data(widget.toolTip()):
        yield f"“{widget.toolTip()}” is cut to “{text}”"
    lines = text.split("\n")
    if widget.wordWrap():
        longest = max((word for line in lines for word in line.replace("\u200b", " ").split(" ")), key=metrics.horizontalAdvance)
        yield from _too_small(longest, metrics.horizontalAdvance(longest), room.width() - margin, "width")
        box = metrics.boundingRect(QRect(0, 0, room.width() - margin, 10_000), Qt.TextFlag.TextWordWrap, text)
        yield from _too_small(text, box.height(), room.height() - margin, "height")
    else:
        yield from _too_small(text, max(metrics.horizontalAdvance(line) for line in lines), room.width() - margin, "width")
        yield from _too_small(text, metrics.height() * len(lines) - metrics.leading(), room.height() + 2, "height")


def _button(widget: QAbstractButton) -> Iterator[str]:
    if widget.text():
        yield from _too_small(widget.text(), _needed(widget), widget.width(), "width")
        yield from _too_small(widget.text(), widget.fontMetrics().height(), widget.height(), "height")


def _needed(widget: QAbstractButton) -> int:
    if isinstance(widget, QCheckBox | QRadioButton):
        return widget.sizeHint().width()
    if widget.property("kind") == "nav":
        return widget.fontMetrics().horizontalAdvance(widget.text()) + 2
    return widget.minimumSizeHint().width() if widget.styleSheet() else widget.sizeHint().width()


def _combo(widget: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget)
    yield from _too_small(widget.currentText(), widget.fontMetrics().horizontalAdvance(widget.currentText()), room.width(), "width")


def _line(widget: QLineEdit) -> Iterator[str]:
    if not widget.text() and widget.placeholderText() and widget.parent() is not None:
        text = widget.placeholderText()
        margins = widget.textMargins()
        room = widget.style().subElementRect(QStyle.SubElement.SE_LineEditContents, _line_option(widget), widget).width()
        yield from _too_small(text, widget.fontMetrics().horizontalAdvance(text) + 4, room - margins.left() - margins.right(), "width")


def _line_option(widget: QLineEdit) -> Any:
    from PySide6.QtWidgets import QStyleOptionFrame

    option = QStyleOptionFrame()
    widget.initStyleOption(option)
    return option


def _tabs(widget: QTabBar) -> Iterator[str]:
    for place in range(widget.count()):
        text, box = widget.tabText(place), widget.tabRect(place)
        yield from _too_small(text, widget.fontMetrics().horizontalAdvance(text), box.width(), "the tab")
        yield from _too_small(text, box.right(), widget.width(), "the bar of tabs")


def _header(widget: QHeaderView) -> Iterator[str]:
    if widget.orientation() is Qt.Orientation.Vertical:
        return
    model = widget.model()
    for place in range(widget.count()):
        if widget.isSectionHidden(place):
            continue
        text = str(model.headerData(place, Qt.Orientation.Horizontal) or "")
        if text:
            needed = max(widget.fontMetrics().horizontalAdvance(line) for line in text.split("\n"))
            yield from _too_small(text.replace("\n", " "), needed + 8, widget.sectionSize(place), "the column")
    shown = widget.length() - widget.offset()
    yield from _too_small("the columns", shown, max(widget.viewport().width(), 1), "the table's width")


def _cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    if isinstance(model, QAbstractListModel):
        return  # its delegate paints it: that is listened to
    for row in range(min(model.rowCount(), 30)):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            text = index.data()
            if not isinstance(text, str) or table.isColumnHidden(column) or is_data(text):
                continue
            needed = table.sizeHintForIndex(index).width()
            if table.wordWrap():
                # It goes on in the next line: only its longest word must fit.
                word = max(text.split(), key=len, default="")
                needed = min(needed, table.fontMetrics().horizontalAdvance(word) + 8)
            yield from _too_small(text, needed, table.columnWidth(column), "the column")


def is_data(text: str) -> bool:
    """Whether ``text`` came from iTop or a person, so that it may be cut where it is long."""
    return text.strip(" ·\u00a0").startswith(_data())


@cache
def _data() -> tuple[str, ...]:
    return (*TYPED, *(word for case in CASES.values() for word in (*case.title, case.customer)))


@contextmanager
def _listening() -> Iterator[list[str]]:
    """While open, what is painted is listened to: own words that a delegate cuts, or paints into too little room."""
    heard: list[str] = []
    elide, draw = QFontMetrics.elidedText, QPainter.drawText

    def elided(self: QFontMetrics, text: str, *rest: Any) -> str:
        given = elide(self, text, *rest)
        if given != text and text and not is_data(text):
            heard.append(f"painted: “{text}” is cut to “{given}”")
        return given

    def drawn(self: QPainter, *given: Any) -> Any:
        box, text = given[0], given[-1]
        if isinstance(box, QRect | QRectF) and text and isinstance(text, str) and not is_data(text) and len(given) == 3:
            needed = self.fontMetrics().horizontalAdvance(text)
            if int(given[1]) & int(Qt.TextFlag.TextWordWrap) == 0:
                heard.extend(f"painted: {problem}" for problem in _too_small(text, needed, box.width(), "width"))
        return draw(self, *given)

    QFontMetrics.elidedText, QPainter.drawText = elided, drawn  # type: ignore[method-assign,assignment]
    try:
        yield heard
    finally:
        QFontMetrics.elidedText, QPainter.drawText = elide, draw  # type: ignore[method-assign]


def open_windows() -> list[QWidget]:
    """Every window on the screen."""
    return [made for made in QApplication.topLevelWidgets() if made.isVisible() and not isinstance(made, QAbstractItemView)]
