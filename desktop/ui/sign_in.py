"""The sign-in page: address, login, "test connection", what was found there, and what is wrong in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desktop.core.address import clean_url, is_open_http
from desktop.core.errors import UsageError
from desktop.core.record import record
from desktop.sync.client import Login
from desktop.system.settings import Settings
from desktop.ui.accounts_list import AccountsList
from desktop.ui.i18n import told_error, tr
from desktop.ui.kit import Message, button, card, label, rule
from desktop.ui.network_card import NetworkCard
from desktop.ui.sign_in_views import AccountRow
from desktop.ui.ticket_pane import scrolled

WIDTH = 480
CANCEL_MILLISECONDS = 500
"""How long iTop is waited for before the way out is offered."""


@record
class SignInRequest:
    """What was typed. ``test`` only asks; nothing is entered."""

    url: str
    login: Login
    test: bool


class SignInPage(QWidget):
    """Emits requests; shows what became of them. An open http address needs a person's word once, which is remembered."""

    asked = Signal(object)
    cancelled = Signal()
    http_accepted = Signal(str)
    back_asked = Signal()

    def __init__(self, settings: Settings, *, url: str = "", user: str = "", token: bool = False, lasting: bool = True) -> None:
        super().__init__()
        self.setObjectName("page")
        self._accepted = settings.http_accepted
        self.url, self.user, self.secret = QLineEdit(url), QLineEdit(user), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.url.setPlaceholderText("https://itop.example.com/")
        self.by_password, self.by_token = QRadioButton(tr("Name and password")), QRadioButton(tr("Token"))
        self._kinds = QButtonGroup(self)
        self._user_label, self._secret_label = label(tr("User name in iTop")), label(tr("Password"))
        self._token_hint = label(
            tr("Make one in iTop: your name at the top, My preferences, Personal tokens, with the scope REST/JSON."),
            tone="dim",
            wrap=True,
            pixels=12,
        )
        self.http_choice = QCheckBox(tr("I accept that it travels readable"))
        self.answer = Message()
        self.test, self.enter = button(tr("Test connection")), button(tr("Sign in"), "primary")
        self.cancel, self.back = button(tr("Cancel")), button(tr("Back"))
        self.more = button(tr("Network…"), "link")
        self.network = NetworkCard(settings.proxy, settings.ca_file)
        self.accounts = AccountsList()
        self._lasting = label(
            tr("This system has no keyring, so your password or token is kept only until Carnet is closed; it is asked for at each start."),
            tone="dim",
            wrap=True,
            pixels=12,
        )
        if lasting:
            self._lasting.hide()
        self._waiting = QTimer(self, singleShot=True, interval=CANCEL_MILLISECONDS)
        self._lay_out()
        self._connect()
        (self.by_token if token else self.by_password).setChecked(True)
        self._on_kind(token)
        self._on_address()

    def _connect(self) -> None:
        self.by_token.toggled.connect(self._on_kind)
        self.test.clicked.connect(self._on_test)
        self.enter.clicked.connect(self._on_enter)
        self.cancel.clicked.connect(self._on_cancel)
        self.back.clicked.connect(self.back_asked)
        self.more.clicked.connect(self._on_more)
        self.url.textChanged.connect(self._on_address)
        self.http_choice.toggled.connect(self._on_address)
        self._waiting.timeout.connect(self.cancel.show)
        for field in (self.url, self.user, self.secret):
            field.returnPressed.connect(self._on_return)
        QShortcut(QKeySequence("Esc"), self, self._on_escape, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        frame, layout = card(margin=26, spacing=6)
        frame.setFixedWidth(WIDTH)
        layout.addWidget(label("Carnet", pixels=24, bold=True))
        layout.addWidget(label(tr("A timer for every iTop ticket, with the customer's time book beside it."), tone="dim", wrap=True))
        layout.addSpacing(8)
        self._known = QWidget()
        known = QVBoxLayout(self._known)
        known.setContentsMargins(0, 0, 0, 8)
        known.addWidget(label(tr("Signed in here before"), tone="dim", pixels=12))
        known.addWidget(self.accounts)
        known.addWidget(rule())
        layout.addWidget(self._known)
        self._known.hide()
        # Above the fields: Tab then goes from each to the next.
        kinds = QHBoxLayout()
        kinds.setSpacing(18)
        for made in (self.by_password, self.by_token):
            self._kinds.addButton(made)
            kinds.addWidget(made)
        kinds.addStretch(1)
        layout.addLayout(kinds)
        layout.addSpacing(4)
        self._field(layout, label(tr("Address of iTop")), self.url)
        self._warning = label(
            tr("This address has no encryption (http). Anybody on the way can read your password."), tone="warn", wrap=True
        )
        layout.addWidget(self._warning)
        layout.addWidget(self.http_choice)
        layout.addSpacing(4)
        self._field(layout, self._user_label, self.user)
        self._field(layout, self._secret_label, self.secret)
        layout.addWidget(self._token_hint)
        layout.addSpacing(8)
        layout.addWidget(self.answer)
        layout.addSpacing(4)
        buttons = QHBoxLayout()
        buttons.addWidget(self.test)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.enter)
        self.cancel.hide()
        self.back.hide()
        layout.addLayout(buttons)
        layout.addWidget(self._lasting)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.network)
        self.network.hide()
        self._center(frame)

    def _center(self, frame: QWidget) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 12, 12, 12)
        column.addStretch(2)
        # Not by alignment: that would not ask the wrapped texts how tall they are.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(frame)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = scrolled(inner)
        # It follows the focus of what is in it; a stop of its own would be one more press of Tab.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(area)

    def _field(self, layout: QVBoxLayout, text: QLabel, field: QLineEdit) -> None:
        text.setBuddy(field)
        field.setAccessibleName(text.text())
        layout.addWidget(text)
        layout.addWidget(field)

    def show_accounts(self, rows: Sequence[AccountRow], *, back: bool) -> None:
        """Accounts that can be gone on with; ``back`` where one is signed in all the while."""
        others = [row for row in rows if not row.current]
        self.accounts.show_rows(others)
        self._known.setVisible(bool(others))
        self.back.setVisible(back)

    def ask_again(self, url: str, user: str, *, token: bool, text: str) -> None:
        """An account whose secret is not kept here: everything but that is filled in."""
        self.url.setText(url)
        self.user.setText(user)
        (self.by_token if token else self.by_password).setChecked(True)
        self.show_answer(text, "dim")
        self.secret.setFocus()

    def show_answer(self, text: str, tone: str = "bad") -> None:
        """What came of it."""
        self.answer.say(text, tone)
        self._busy(False)

    def offer_network(self) -> None:
        """What is wrong can be mended there."""
        self.network.show()

    def is_busy(self) -> bool:
        """Whether iTop is being asked."""
        return self._waiting.isActive() or not self.cancel.isHidden()

    def _busy(self, busy: bool) -> None:
        for made in (self.test, self.enter):
            made.setEnabled(not busy)
        if busy:
            self._waiting.start()
        else:
            self._waiting.stop()
            self.cancel.hide()

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
        if not self.is_busy():
            for made in (self.test, self.enter):
                made.setEnabled(not open_address or self.http_choice.isChecked())

    def _on_kind(self, token: bool) -> None:
        self.user.setVisible(not token)
        self._user_label.setVisible(not token)
        self._token_hint.setVisible(token)
        self._secret_label.setText(tr("Token") if token else tr("Password"))
        if not self.is_busy():
            self.answer.say("", "")
        self.secret.setAccessibleName(self._secret_label.text())

    def _on_more(self) -> None:
        self.network.setVisible(self.network.isHidden())

    def begin(self) -> None:
        """Somebody is to sign in: the focus goes to what is still to be filled in."""
        (self._empty_field() or self.secret).setFocus()

    def _empty_field(self) -> QLineEdit | None:
        fields = (self.url, self.secret) if self.by_token.isChecked() else (self.url, self.user, self.secret)
        return next((field for field in fields if not field.text().strip()), None)

    def _on_return(self) -> None:
        """Enter goes to what is still to be filled in, and signs in where nothing is."""
        empty = self._empty_field()
        if empty is not None and empty is not self.focusWidget():
            empty.setFocus()
        else:
            self._on_enter()

    def _on_escape(self) -> None:
        if self.is_busy():
            self._on_cancel()
        elif not self.back.isHidden():
            self.back_asked.emit()

    def _on_cancel(self) -> None:
        self.show_answer(tr("Not asked any further. Nothing was entered."), "dim")
        self.cancelled.emit()

    def _on_test(self) -> None:
        self._ask(test=True)

    def _on_enter(self) -> None:
        if self.enter.isEnabled():
            self._ask(test=False)
        elif not self.http_choice.isHidden() and not self.http_choice.isChecked():
            self.http_choice.setFocus()

    def _ask(self, *, test: bool) -> None:
        try:
            url = clean_url(self.url.text())
        except UsageError as error:
            text = self.url.text().strip()
            said = tr("“{text}” is not an address of an iTop. It looks like https://itop.example.com/ .", text=text)
            self.show_answer(told_error(error) if "@" in text else said)
            return
        kind = "token" if self.by_token.isChecked() else "password"
        user = "" if kind == "token" else self.user.text().strip()
        secret = self.secret.text().strip() if kind == "token" else self.secret.text()
        if not secret or (kind == "password" and not user):
            self.show_answer(tr("Give a name and a password, or a token."))
            return
        if self._open_address():
            self.http_accepted.emit(url)
            self._accepted = (*self._accepted, url)
        self.answer.say(tr("Asking iTop…"), "dim")
        self._busy(True)
        self.asked.emit(SignInRequest(url, Login(user, secret, kind), test))
