"""The pages, and the contracts' panel docked beside them or as a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from desktop.ui.i18n import tr
from desktop.ui.kit import button, label
from desktop.ui.later import Later

if TYPE_CHECKING:
    from desktop.ui.contracts_panel import ContractsPanel

DOCK_WIDTH = 400
LEAST_WIDTH = 300
LEAST_PAGES = 520
"""Width that the pages keep: where there is less, a docked panel waits until there is more."""


class ContractsDock(QDockWidget):
    """The panel, built when it is first shown, with a bar of its own; Qt remembers where it was."""

    moved = Signal()

    def __init__(self, panel: Later[ContractsPanel]) -> None:
        super().__init__(tr("Contracts"))
        self.setObjectName("contracts")
        self.setAllowedAreas(Qt.DockWidgetArea.RightDockWidgetArea | Qt.DockWidgetArea.LeftDockWidgetArea)
        self._panel = panel
        panel.then(self._take)
        self.apart, self.shut = button(tr("Own window"), "link"), button(tr("Close"), "link")
        bar = QWidget()
        bar.setObjectName("dock-bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(bar)
        line.setContentsMargins(12, 4, 6, 4)
        line.addWidget(label(tr("Contracts, by risk"), bold=True), 1)
        line.addWidget(self.apart)
        line.addWidget(self.shut)
        self.setTitleBarWidget(bar)
        self.apart.clicked.connect(self._on_apart)
        self.shut.clicked.connect(self.close)
        self.topLevelChanged.connect(self._on_top_level)
        self.hide()

    @property
    def panel(self) -> ContractsPanel:
        return self._panel.get()

    def _take(self, panel: ContractsPanel) -> None:
        panel.setMinimumWidth(LEAST_WIDTH)
        self.setWidget(panel)

    def setVisible(self, visible: bool) -> None:
        if visible:
            self._panel.get()
        super().setVisible(visible)

    def taken(self) -> int:
        """The width in pixels that the panel takes from the pages."""
        return 0 if self.isHidden() or self.isFloating() else self.width() + 1

    def _on_apart(self) -> None:
        self.setFloating(not self.isFloating())

    def _on_top_level(self, floating: bool) -> None:
        self.apart.setText(tr("Dock") if floating else tr("Own window"))
        if floating:
            self.resize(QSize(760, 640).expandedTo(self.minimumSizeHint()))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.moved.emit()
        return super().event(event)


class Beside(QMainWindow):
    """A main window inside the window: Qt's docks, below the timer bar. ``room_changed`` says that the pages have another width."""

    room_changed = Signal()

    def __init__(self, panel: Later[ContractsPanel], pages: QStackedWidget) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.dock = ContractsDock(panel)
        # What the pages would like is no reason to widen the window; they are told what room there is.
        pages.setMinimumSize(1, 1)
        self.setCentralWidget(pages)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.resizeDocks([self.dock], [DOCK_WIDTH], Qt.Orientation.Horizontal)
        self.dock.moved.connect(self.room_changed)
        self.dock.topLevelChanged.connect(self._on_moved)
        pages.installEventFilter(self)
        self._waits = False

    def show_panel(self) -> None:
        """Show the panel docked, or as a window of its own where there is no room beside the pages."""
        if self.width() - DOCK_WIDTH < LEAST_PAGES:
            self.dock.setFloating(True)
        self.dock.show()
        self.dock.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self._waits or not self.dock.isHidden()
        if not wanted or self.dock.isFloating():
            self._waits = False
            return
        self._waits = self.width() - self.dock.width() < LEAST_PAGES
        self.dock.setVisible(not self._waits)

    def _on_moved(self, _floating: bool) -> None:
        self.room_changed.emit()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.room_changed.emit()
        return False
