"""Asking for more hours: a text that is ready to be sent, which a person changes, copies, or opens as a mail."""

from __future__ import annotations

from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.core.record import record
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.ui.kit import button, label
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import ContractLine


@record
class HoursRequest:
    """A subject and a text. Carnet does not know who decides, so the mail has no address."""

    subject: str
    text: str


def hours_request(snapshot: Snapshot, line: ContractLine) -> HoursRequest:
    """What to write about a contract that is used up; the figures are those on the card."""
    known = line.contract.indicators
    assert known is not None and line.projected is not None
    said = [
        tr(
            "{consumed} of {provisioned} are counted on {contract} ({customer}), as of {day}.",
            consumed=formats.balance(known.consumed),
            provisioned=formats.balance(known.provisioned),
            contract=line.contract.name,
            customer=line.contract.customer,
            day=formats.day(snapshot.desk.day_of(snapshot.now), year=True),
        )
    ]
    if line.waiting or line.running:
        said.append(tr("Another {time} is recorded and on its way.", time=formats.balance(line.waiting + line.running)))
    if line.projected < 0:
        said.append(tr("That is {time} over.", time=formats.balance(-line.projected)))
    said.append(tr("Can hours be added, or may work go on beyond them?"))
    text = "\n\n".join((tr("Hello,"), " ".join(said), snapshot.desk.account.person_name))
    subject = tr("More hours for {contract}, {customer}", contract=line.contract.name, customer=line.contract.customer)
    return HoursRequest(subject, text.rstrip())


def mail_link(subject: str, text: str) -> str:
    """A mailto: link without an address."""
    return f"mailto:?subject={quote(subject)}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}"


class HoursDialog(QDialog):
    """The text, to be changed; it is copied or given to the mail program, never sent by Carnet."""

    def __init__(self, request: HoursRequest, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Ask for hours"))
        self.resize(520, 340)
        self.subject = QLineEdit(request.subject)
        self.subject.setAccessibleName(tr("Subject"))
        self.text = QPlainTextEdit(request.text)
        self.text.setAccessibleName(tr("Text"))
        self.text.setTabChangesFocus(True)
        self.copy = button(tr("Copy the text"), "primary")
        self.mail = button(tr("Open as a mail"))
        self.answer = label(tone="ok", wrap=True)
        close = button(tr("Close"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.answer, 1)
        for made in (close, self.mail, self.copy):
            buttons.addWidget(made)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(label(tr("Ask for hours"), pixels=15, bold=True))
        whole.addWidget(label(tr("To whoever decides on this contract. Carnet sends nothing by itself."), tone="dim", wrap=True))
        whole.addWidget(self.subject)
        whole.addWidget(self.text, 1)
        whole.addLayout(buttons)
        self.copy.setDefault(True)
        self.copy.clicked.connect(self._on_copy)
        self.mail.clicked.connect(self._on_mail)
        close.clicked.connect(self.reject)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.answer.setText(tr("Copied."))

    def _on_mail(self) -> None:
        opened = QDesktopServices.openUrl(QUrl(mail_link(self.subject.text(), self.text.toPlainText())))
        if not opened:
            QGuiApplication.clipboard().setText(self.text.toPlainText())
            self.answer.setText(tr("No mail program answers; the text was copied instead."))
