"""The pages beside the tickets, and the one before anybody signed in: loaded and built when they are first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.later import Later
from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.ui.contracts_panel import ContractsPanel
    from desktop.ui.outbox_page import OutboxPage
    from desktop.ui.settings_page import SettingsPage
    from desktop.ui.sign_in import SignInPage
    from desktop.ui.theme import Tokens


class Pages:
    """Each begins with the settings as they are when it is built."""

    def __init__(self, tokens: Tokens, session: Session) -> None:
        self._tokens, self._session = tokens, session
        self.contracts = Later(lambda: self._contracts(docked=False))
        self.docked = Later(lambda: self._contracts(docked=True))
        """The contracts once more, beside the tickets."""
        self.outbox = Later(self._outbox)
        self.settings = Later(self._settings)
        self.sign_in = Later(self._sign_in)

    def _contracts(self, *, docked: bool) -> ContractsPanel:
        from desktop.ui.contracts_panel import ContractsPanel

        return ContractsPanel(self._tokens, docked=docked)

    def _outbox(self) -> OutboxPage:
        from desktop.ui.outbox_page import OutboxPage

        return OutboxPage(self._tokens)

    def _settings(self) -> SettingsPage:
        from desktop.ui.settings_page import SettingsPage

        session = self._session
        return SettingsPage(session.settings, session.profile, lasting=session.secrets.lasting)

    def _sign_in(self) -> SignInPage:
        from desktop.ui.sign_in import SignInPage

        session = self._session
        accounts = session.accounts()
        last = accounts[-1] if accounts else None
        return SignInPage(
            session.settings,
            url=last.url if last else "",
            user=last.user if last else "",
            token=last is not None and last.login == "token",
            lasting=session.secrets.lasting,
        )
