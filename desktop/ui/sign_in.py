"""The sign-in page: address, login, "test connection", and what is wrong in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desktop.core.errors import UsageError
from desktop.sync.client import Login, clean_url, is_open_http
from desktop.ui.i18n import tr
from desktop.ui.kit import Message, button, card, label
from desktop.ui.theme import Tokens


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What was typed. ``test`` only asks; nothing is entered."""

    url: str
    login: Login
    test: bool


class SignInPage(QWidget):
    """Emits requests; shows what became of them. An open http address needs a person's word once, which is remembered."""

    asked = Signal(object)
    http_accepted = Signal(str)

    def __init__(self, tokens: Tokens, *, url: str = "", user: str = "", accepted: tuple[str, ...] = (), lasting: bool = True) -> None:
        super().__init__()
        self.setObjectName("page")
        self._accepted = accepted
        self.url, self.user, self.secret = QLineEdit(url), QLineEdit(user), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.url.setPlaceholderText("https://itop.example.com/")
        self.by_password, self.by_token = QRadioButton(tr("Name and password")), QRadioButton(tr("Token"))
        self.by_password.setChecked(True)
        self._kinds = QButtonGroup(self)
        self._user_label, self._secret_label = label(tr("Name in iTop")), label(tr("Password"))
        self.http_choice = QCheckBox(tr("I accept that my password travels readable on this network"))
        self.answer = Message()
        self.test, self.enter = button(tr("Test connection")), button(tr("Sign in"), "primary")
        self._lasting = label(tr("This system has no keyring: Carnet will ask again at the next start."), tone="dim", wrap=True, pixels=12)
        self._lasting.setVisible(not lasting)
        self._lay_out()
        self.by_token.toggled.connect(self._on_kind)
        self.test.clicked.connect(self._on_test)
        self.enter.clicked.connect(self._on_enter)
        self.url.textChanged.connect(self._on_address)
        self.http_choice.toggled.connect(self._on_address)
        for field in (self.url, self.user, self.secret):
            field.returnPressed.connect(self._on_enter)
        self._on_address()

    def _lay_out(self) -> None:
        frame, layout = card(margin=26, spacing=6)
        frame.setFixedWidth(460)
        layout.addWidget(label("Carnet", pixels=24, bold=True))
        layout.addWidget(label(tr("A timer for every iTop ticket, with the customer's time book beside it."), tone="dim", wrap=True))
        layout.addSpacing(10)
        kinds = QHBoxLayout()
        for made in (self.by_password, self.by_token):
            self._kinds.addButton(made)
            kinds.addWidget(made)
        kinds.addStretch(1)
        address = label(tr("Address of iTop"))
        for text, field in ((address, self.url), (None, None), (self._user_label, self.user), (self._secret_label, self.secret)):
            if text is None or field is None:
                layout.addLayout(kinds)
                continue
            text.setBuddy(field)
            field.setAccessibleName(text.text())
            layout.addWidget(text)
            layout.addWidget(field)
            if field is self.url:
                self._warning = label(
                    tr("This address has no encryption (http). Anybody on the way can read your password."), tone="warn", wrap=True
                )
                layout.addWidget(self._warning)
                layout.addWidget(self.http_choice)
                layout.addSpacing(4)
        layout.addSpacing(8)
        layout.addWidget(self.answer)
        layout.addSpacing(4)
        buttons = QHBoxLayout()
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        buttons.addWidget(self.enter)
        layout.addLayout(buttons)
        layout.addWidget(self._lasting)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        # Not by alignment: that would not ask the wrapped texts how tall they are.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(frame)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(3)

    def show_answer(self, text: str, tone: str = "bad") -> None:
        """What came of it."""
        self.answer.say(text, tone)
        self._busy(False)

    def _busy(self, busy: bool) -> None:
        for made in (self.test, self.enter):
            made.setEnabled(not busy)

    def _open_address(self) -> str:
        """The address where it is an open http one that nobody accepted yet, else nothing."""
        try:
            url = clean_url(self.url.text())
        except UsageError:
            return ""
        return url if is_open_http(url) and url not in self._accepted else ""

    def _on_address(self) -> None:
        open_address = bool(self._open_address())
        self._warning.setVisible(open_address)
        self.http_choice.setVisible(open_address)
        self._busy(False)
        if open_address and not self.http_choice.isChecked():
            self._busy(True)

    def _on_kind(self, token: bool) -> None:
        self.user.setVisible(not token)
        self._user_label.setVisible(not token)
        self._secret_label.setText(tr("Token") if token else tr("Password"))
        self.secret.setAccessibleName(self._secret_label.text())

    def _on_test(self) -> None:
        self._ask(test=True)

    def _on_enter(self) -> None:
        if self.enter.isEnabled():
            self._ask(test=False)

    def _ask(self, *, test: bool) -> None:
        try:
            url = clean_url(self.url.text())
        except UsageError:
            text = self.url.text().strip()
            self.show_answer(tr("“{text}” is not an address of an iTop. It looks like https://itop.example.com/ .", text=text))
            return
        kind = "token" if self.by_token.isChecked() else "password"
        user = "" if kind == "token" else self.user.text().strip()
        if not self.secret.text() or (kind == "password" and not user):
            self.show_answer(tr("Give a name and a password, or a token."))
            return
        if self._open_address():
            self.http_accepted.emit(url)
            self._accepted = (*self._accepted, url)
        self.show_answer(tr("Asking iTop…"), "dim")
        self._busy(True)
        self.asked.emit(SignInRequest(url, Login(user, self.secret.text(), kind), test))
