"""The palette: type anything, choose a row, Enter does what the row says. Where a ticket is asked for, it lists tickets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import label
from desktop.ui.overlay import Overlay
from desktop.ui.palette_views import PaletteRow
from desktop.ui.theme import Tokens, mono_font, text_font
from desktop.work.typed import parse_typed

ROW_HEIGHT, SHOWN_ROWS = 48, 10
AROUND_ROWS = 200
"""Pixels of the window that rows cannot have."""
TYPED_MILLISECONDS = 40
"""Pause in typing after which rows are looked for; Enter never waits for it."""
ASK_MILLISECONDS = 500
"""Pause after which iTop is asked, too, where nothing is known here."""
_Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class PaletteModel(QAbstractListModel):
    """Rows as they were made."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[PaletteRow] = []

    def show_rows(self, rows: Sequence[PaletteRow]) -> None:
        """Replace the rows; equal ones change nothing."""
        if list(rows) != self.rows:
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class PaletteDelegate(QStyledItemDelegate):
    """Reference and title above, circumstances below, at the right what Enter does."""

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._plain, self._bold, self._small = text_font(), text_font(13, QFont.Weight.DemiBold), text_font(12)
        self._mono, self._keys = mono_font(), mono_font(11)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: PaletteRow = index.data(ROW_ROLE)
        box, tokens = option.rect, self._tokens
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(box, tokens.color("soft"))
            painter.fillRect(QRect(box.x(), box.y(), 3, box.height()), tokens.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, tokens.color("hover"))
        above = QRect(box.x() + 16, box.y() + 5, box.width() - 32, 20)
        below = above.translated(0, 19)
        verb = f"{row.verb}  ⏎" if chosen else row.verb
        used = self._text(painter, above, verb, "accent" if chosen else "dim", self._bold if chosen else self._plain, right=True)
        room = above.adjusted(0, 0, -used - 16, 0)
        if row.ref:
            room.setLeft(room.left() + self._text(painter, room, row.ref, "accent", self._mono) + 8)
        self._text(painter, room, row.title, "ink", self._bold if chosen else self._plain)
        used = self._key_frames(painter, below, row.keys) if row.keys else 0
        self._text(painter, below.adjusted(0, 0, -used - 16, 0), row.detail, "dim", self._small)
        painter.restore()

    def _key_frames(self, painter: QPainter, box: QRect, keys: str) -> int:
        width = QFontMetrics(self._keys).horizontalAdvance(keys) + 10
        frame = QRect(box.right() - width, box.y() + 1, width, 17)
        painter.setPen(QPen(self._tokens.color("line"), 1))
        painter.drawRoundedRect(frame, 4, 4)
        painter.setFont(self._keys)
        painter.setPen(self._tokens.color("dim"))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, keys)
        return width

    def _text(self, painter: QPainter, box: QRect, text: str, tone: str, font: QFont, *, right: bool = False) -> int:
        metrics = QFontMetrics(font)
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
        painter.setFont(font)
        painter.setPen(self._tokens.color(tone))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | side, cut)
        return metrics.horizontalAdvance(cut)


class Palette(Overlay):
    """``chosen`` carries the row and whether it shall only be opened. ``wanted`` are the words for which rows shall be shown, soon;
    ``find`` gives them at once, for who opens the palette or presses Enter."""

    chosen = Signal(object, bool)
    wanted = Signal(str)
    asked = Signal(str)  # ask iTop, too
    spoken = Signal(str)

    def __init__(self, window: QWidget, tokens: Tokens, find: Callable[[str], list[PaletteRow]], *, name: str, placeholder: str, foot: str):
        super().__init__(window, name, 720, 560)
        self._find = find
        self._current = False
        self.field = QLineEdit()
        self.field.setObjectName("paletteField")
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(name)
        self.model = PaletteModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(PaletteDelegate(tokens, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("What can be done"))
        self._nothing = label(tone="dim", wrap=True)
        self._nothing.setContentsMargins(18, 14, 18, 14)
        self._foot = label(foot, tone="dim", pixels=12, wrap=True)
        self._foot.setContentsMargins(18, 8, 18, 10)
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 10)
        top.addWidget(self.field)
        self.body.addLayout(top)
        self.body.addWidget(self.view)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._foot)
        self._later = QTimer(self, singleShot=True, interval=TYPED_MILLISECONDS)
        self._ask = QTimer(self, singleShot=True, interval=ASK_MILLISECONDS)
        self._later.timeout.connect(self.want_rows)
        self._ask.timeout.connect(self._on_ask)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_typed)
        self.view.clicked.connect(self._on_clicked)

    def begin(self, text: str = "") -> None:
        """Open on ``text``."""
        self.field.setText(text)
        self.open(self.field)
        if text:
            self.search_again()
            return
        self._current = False
        self.model.show_rows(())
        self._nothing.hide()
        self._fit()
        self.want_rows()

    def want_rows(self) -> None:
        """The text changed, or what is known did."""
        self._later.stop()
        self.wanted.emit(self.field.text())

    def search_again(self) -> None:
        """The rows for the text, at once."""
        self._later.stop()
        self.show_rows(self.field.text(), self._find(self.field.text()))

    def is_current(self) -> bool:
        """Whether the rows are for what is typed."""
        return self._current

    def show_rows(self, text: str, rows: Sequence[PaletteRow]) -> None:
        """The rows for ``text``, unless more was typed since."""
        if text != self.field.text() or self.isHidden():
            return
        self._current = True
        chosen = self.view.currentIndex().data(ROW_ROLE)
        self.model.show_rows(rows)
        same = [place for place, row in enumerate(self.model.rows) if chosen is not None and row.identity == chosen.identity]
        ahead = tr("That would lie in the future. Give the hour at which the work began: “482 45m at 9:15”.")
        unknown = tr("No such ticket here. It is asked for in iTop, too.")
        self._nothing.setText(ahead if parse_typed(self.field.text(), date.max) else unknown)
        self._nothing.setVisible(not self.model.rows)
        self._fit()
        self._choose(same[0] if same else 0)

    def _fit(self) -> None:
        """As high as its rows, and never half a row more; before they have come, as if there were many."""
        room = (self._around.height() - AROUND_ROWS) // ROW_HEIGHT
        rows = min(self.model.rowCount() if self._current else SHOWN_ROWS, SHOWN_ROWS, max(2, room))
        self.view.setVisible(rows > 0)
        self.view.setFixedHeight(rows * ROW_HEIGHT + 2)
        self.want_height(self.body.totalHeightForWidth(self.width_of_panel()))

    def _choose(self, place: int) -> None:
        if 0 <= place < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(place))
            self.view.scrollTo(self.view.currentIndex())
            self.spoken.emit(self.model.rows[place].spoken)

    def _on_typed(self) -> None:
        self._current = False
        # A choice belongs to the text for which it was made.
        self.view.clearSelection()
        self.view.setCurrentIndex(QModelIndex())
        self._later.start()
        self._ask.start()

    def _on_ask(self) -> None:
        text = self.field.text().strip()
        if len(text) > 1 and not self.isHidden() and not any(row.key for row in self.model.rows if row.do != "ask"):
            self.asked.emit(text)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._take(index, only_open=False)

    def _take(self, index: QModelIndex, *, only_open: bool) -> None:
        row = index.data(ROW_ROLE)
        if row is not None and not self.isHidden():
            self.chosen.emit(row, only_open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, page = event.key(), max(1, self.view.height() // ROW_HEIGHT - 1)
        steps = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1, Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
        }  # fmt: skip
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.is_current():
                self.search_again()
            self._take(self.view.currentIndex(), only_open=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return True
        if key in steps:
            place = self.view.currentIndex().row() + steps[Qt.Key(key)]
            self._choose(min(max(place, 0), self.model.rowCount() - 1))
            return True
        return False
