"""Signing in without holding the window up: iTop is asked in a thread, the answer comes over the bridge."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.account import Account
from desktop.core.errors import CarnetError
from desktop.sync.server import Failure
from desktop.ui.bridge import Bridge
from desktop.ui.i18n import told, tr
from desktop.ui.session import Session
from desktop.ui.sign_in import SignInPage, SignInRequest
from desktop.ui.texts import sign_in_problem


@dataclass(frozen=True, slots=True)
class Answer:
    """What iTop said to a request; a text where it could not even be asked."""

    request: SignInRequest
    found: Account | Failure | str


class SignInFlow(QObject):
    """Owns nothing but the request under way: an answer to an older one is not shown."""

    entered = Signal()

    def __init__(self, session: Session, page: SignInPage, bridge: Bridge) -> None:
        super().__init__()
        self._session, self._page, self._bridge = session, page, bridge
        self._pending: SignInRequest | None = None
        page.asked.connect(self.on_asked)
        page.http_accepted.connect(self.on_http_accepted)
        bridge.sign_in_answered.connect(self.on_answer)

    @Slot(str)
    def on_http_accepted(self, url: str) -> None:
        accepted = self._session.settings.http_accepted
        if url not in accepted:
            self._session.change_settings(http_accepted=(*accepted, url))

    @Slot(object)
    def on_asked(self, request: SignInRequest) -> None:
        self._pending = request
        ca_file, bridge = self._session.settings.ca_file, self._bridge
        # A daemon, because an address that never answers must not keep the program from ending.
        threading.Thread(target=_ask, args=(request, ca_file, bridge), name="carnet-sign-in", daemon=True).start()

    @Slot(object)
    def on_answer(self, answer: Answer) -> None:
        if answer.request is not self._pending:
            return
        self._pending = None
        found = answer.found
        if isinstance(found, str):
            self._page.show_answer(told(found))
        elif isinstance(found, Failure):
            self._page.show_answer(sign_in_problem(found.reason))
        elif answer.request.test:
            self._page.show_answer(_good(found), "ok")
        else:
            self._session.sign_in(found, answer.request.login)
            self._page.secret.clear()
            self._page.answer.say("", "")
            self.entered.emit()


def _good(account: Account) -> str:
    profiles = {
        "carnet": tr("It has the time book extension."),
        "time-tracking": tr("It keeps time without a time book: balances are not shown."),
        "work-order": tr("It keeps time as work orders: balances are not shown."),
    }
    return tr("iTop answers: you are {name}.", name=account.person_name) + " " + profiles.get(account.profile, "")


def _ask(request: SignInRequest, ca_file: str, bridge: Bridge) -> None:
    # Loaded in this thread: most starts of the window never sign in.
    from desktop.sync.sign_in import try_sign_in

    try:
        found: Account | Failure | str = try_sign_in(request.url, request.login, ca_file=ca_file)
    except CarnetError as error:
        found = str(error)
    except OSError as error:
        # A private authority that cannot be read, for example.
        found = str(error)
    bridge.answer_sign_in(Answer(request, found))
