"""Signing in without holding the window up: iTop is asked in a thread, the answer comes over the bridge."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.errors import CarnetError
from desktop.core.record import record
from desktop.ui.bridge import Bridge
from desktop.ui.i18n import told_error
from desktop.ui.later import Later
from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.ui.sign_in import SignInPage, SignInRequest

_NETWORK = ("certificate", "ca_file", "proxy")
"""Problems that are mended under "Network"."""
_log = logging.getLogger(__name__)


@record
class Answer:
    """What iTop said to a request: Findings, a Failure, or an error where it could not even be asked."""

    request: SignInRequest
    found: object


class SignInFlow(QObject):
    """Owns nothing but the request under way: an answer to an older one, or to one that was cancelled, is not shown."""

    entering = Signal()
    """Somebody is about to be signed in: who was until now leaves."""
    entered = Signal()

    def __init__(self, session: Session, page: Later[SignInPage], bridge: Bridge) -> None:
        super().__init__()
        self._session, self._page, self._bridge = session, page, bridge
        self._pending: SignInRequest | None = None
        page.then(self._wire)
        bridge.sign_in_answered.connect(self.on_answer)

    def _wire(self, page: SignInPage) -> None:
        page.asked.connect(self.on_asked)
        page.cancelled.connect(self.on_cancelled)
        page.http_accepted.connect(self.on_http_accepted)

    @Slot(str)
    def on_http_accepted(self, url: str) -> None:
        accepted = self._session.settings.http_accepted
        if url not in accepted:
            self._session.change_settings(http_accepted=(*accepted, url))

    @Slot(object)
    def on_asked(self, request: SignInRequest) -> None:
        self._pending = request
        # A daemon, because an address that never answers must not keep the program from ending.
        threading.Thread(target=_ask, args=(request, self._session, self._bridge), name="carnet-sign-in", daemon=True).start()

    @Slot()
    def on_cancelled(self) -> None:
        self._pending = None

    @Slot(object)
    def on_answer(self, answer: Answer) -> None:
        from desktop.sync.server import Failure
        from desktop.sync.sign_in import Findings
        from desktop.ui.sign_in_views import findings_text, problem_text

        if answer.request is not self._pending:
            return
        self._pending = None
        found, page = answer.found, self._page.get()
        if isinstance(found, Failure):
            page.show_answer(problem_text(found))
            if found.reason in _NETWORK:
                page.offer_network()
        elif isinstance(found, Findings) and answer.request.test:
            page.show_answer(findings_text(found), "ok")
        elif isinstance(found, Findings):
            self.entering.emit()
            self._session.sign_in(found.account, answer.request.login)
            page.secret.clear()
            page.show_answer("", "")
            self.entered.emit()
        elif isinstance(found, CarnetError):
            page.show_answer(told_error(found))


def _ask(request: SignInRequest, session: Session, bridge: Bridge) -> None:
    from desktop.sync.policy import Consequence
    from desktop.sync.server import Failure
    from desktop.sync.sign_in import probe

    settings = session.settings
    try:
        found: object = probe(
            request.url, request.login, ca_file=settings.ca_file, proxy=settings.proxy, now=lambda: session.clock.now().wall
        )
    except CarnetError as error:
        found = error
    except Exception:  # a thread that dies silently would leave a person waiting for ever
        _log.exception("a sign-in stopped on an unexpected error")
        found = Failure(Consequence.PAUSE, "internal")
    bridge.answer_sign_in(Answer(request, found))
