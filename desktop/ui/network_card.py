"""How to get to iTop: the proxy, and a private certificate authority. Used by the settings and, folded away, by the sign-in."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.core.address import clean_url
from desktop.core.errors import UsageError
from desktop.sync.client import NO_PROXY
from desktop.ui.i18n import tr
from desktop.ui.kit import Message, button, label

ADDRESS = "address"


class NetworkCard(QWidget):
    """Each choice is handed over at once, where it can be right; what cannot is said and not taken."""

    proxy_chosen = Signal(str)
    ca_file_chosen = Signal(str)

    def __init__(self, proxy: str, ca_file: str) -> None:
        super().__init__()
        self.proxy, self.address = QComboBox(), QLineEdit()
        for value, text in (("", tr("As the system")), (NO_PROXY, tr("None")), (ADDRESS, tr("This one"))):
            self.proxy.addItem(text, value)
        given = proxy not in ("", NO_PROXY)
        self.proxy.setCurrentIndex(2 if given else self.proxy.findData(proxy))
        self.address.setText(proxy if given else "")
        self.address.setPlaceholderText("http://proxy.example.com:3128")
        self.address.setAccessibleName(tr("Address of the proxy"))
        self.address.setVisible(given)
        self.problem = Message()
        self._file = label(tone="dim", wrap=True)
        self.choose, self.remove = button(tr("Choose…")), button(tr("Remove"))
        self.dialog: QFileDialog | None = None
        self._lay_out()
        self.show_ca_file(ca_file)
        self.proxy.activated.connect(self._on_proxy)
        self.address.editingFinished.connect(self._on_address)
        self.choose.clicked.connect(self._on_choose)
        self.remove.clicked.connect(self._on_remove)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        proxy, authority = label(tr("Proxy")), label(tr("Certificate authority"))
        proxy.setBuddy(self.proxy)
        self.proxy.setAccessibleName(tr("Proxy"))
        self.choose.setAccessibleName(tr("Choose the file of your organisation's certificate authority"))
        self.remove.setAccessibleName(tr("Remove the certificate authority"))
        grid.addWidget(proxy, 0, 0)
        grid.addWidget(self.proxy, 0, 1)
        grid.addWidget(self.address, 1, 1)
        grid.addWidget(authority, 2, 0)
        grid.addWidget(self._file, 2, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        grid.addLayout(buttons, 3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(self.problem)

    def show_ca_file(self, path: str) -> None:
        """The private authority in force; empty for the system's."""
        self._file.setText(path or tr("Those that this system trusts"))
        self.remove.setVisible(bool(path))

    def _on_proxy(self) -> None:
        value = self.proxy.currentData()
        self.address.setVisible(value == ADDRESS)
        self.problem.say("", "")
        if value == ADDRESS:
            self.address.setFocus()
        else:
            self.proxy_chosen.emit(value)

    def _on_address(self) -> None:
        if self.proxy.currentData() != ADDRESS or not self.address.text().strip():
            return
        proxy = proxy_address(self.address.text())
        if proxy:
            self.problem.say("", "")
            self.address.setText(proxy)
            self.proxy_chosen.emit(proxy)
        else:
            self.problem.say(tr("Write the proxy as http://proxy.example.com:3128, without name and password."), "bad")

    def _on_choose(self) -> None:
        dialog = QFileDialog(self.window(), tr("Certificate authority"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Certificates (*.pem *.crt *.cer)"), tr("All files (*)")])
        dialog.finished.connect(self._on_chosen)
        self.dialog = dialog
        dialog.open()

    def _on_chosen(self, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        chosen = dialog.selectedFiles()
        if result and chosen:
            self.take_file(Path(chosen[0]))
        dialog.deleteLater()

    def take_file(self, path: Path) -> None:
        """Use ``path`` from now on, where it is a certificate."""
        if _is_authority(path):
            self.problem.say("", "")
            self.show_ca_file(str(path))
            self.ca_file_chosen.emit(str(path))
        else:
            self.problem.say(tr("{file} is no certificate in PEM form. Ask your administrator for that one.", file=path.name), "bad")

    def _on_remove(self) -> None:
        self.show_ca_file("")
        self.ca_file_chosen.emit("")


def proxy_address(text: str) -> str:
    """A proxy's address without a slash at its end; empty for what is none, or holds a secret."""
    pasted = text.strip()
    try:
        parts = urlsplit(clean_url(pasted if "://" in pasted else f"http://{pasted}"))
    except UsageError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _is_authority(path: Path) -> bool:
    import ssl

    try:
        ssl.create_default_context(cafile=str(path))
    except OSError:
        return False
    return True
