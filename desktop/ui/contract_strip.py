"""The contract in one line, for windows too narrow for the card beside the ticket: headline, meter and the sentence that adds up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy

from desktop.ui.contract_views import ContractCardView
from desktop.ui.i18n import tr
from desktop.ui.kit import MeterBar, button, label, set_tone
from desktop.ui.theme import Tokens

METER_WIDTH = 96


class ContractStrip(QFrame):
    """A click anywhere on it, or its button, opens the whole card."""

    opened = Signal(bool)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("contract-strip")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.headline, self._note = label(pixels=15, bold=True), label(tone="dim", pixels=12)
        self.sentence = label(tone="dim", pixels=12, wrap=True)
        self.meter = MeterBar(tokens)
        self.meter.setFixedWidth(METER_WIDTH)
        self.toggle = button(tr("Contract"), "chip")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._on_toggled)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.headline)
        head.addWidget(self._note)
        head.addStretch(1)
        head.addWidget(self.meter)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 6, 10, 6)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(1)
        grid.addLayout(head, 0, 0)
        grid.addWidget(self.sentence, 1, 0)
        grid.addWidget(self.toggle, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        self.show_view(None)

    def show_view(self, view: ContractCardView | None) -> None:
        """Show a contract, or nothing where there is none to show."""
        self.setVisible(view is not None)
        if view is None:
            return
        self.headline.setText(view.headline)
        set_tone(self.headline, view.tone)
        self._note.setText(view.headline_note)
        self._note.setVisible(bool(view.headline_note))
        self.sentence.setText(view.sentence or view.name)
        self.meter.setVisible(view.meter is not None)
        if view.meter is not None:
            self.meter.show_meter(view.meter)
        said = " ".join(text for text in (view.name, view.headline, view.headline_note, view.sentence) if text)
        self.toggle.setAccessibleName(tr("Contract: {facts}", facts=said))
        self._on_toggled(self.toggle.isChecked())

    def set_open(self, wanted: bool) -> None:
        """Whether the whole card is shown."""
        self.toggle.setChecked(wanted)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.toggle.toggle()

    def _on_toggled(self, checked: bool) -> None:
        self.toggle.setText(f"{tr('Contract')} {'▴' if checked else '▾'}")
        self.opened.emit(checked)
