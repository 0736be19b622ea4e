"""Accounts: switch, add, sign out. Each keeps its own queue; nothing of anybody is dropped or sent by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop.core.account import Account
from desktop.store.accounts import current_account
from desktop.store.outbox import waiting_by_account
from desktop.ui.i18n import tr
from desktop.ui.sign_in_views import account_rows
from desktop.ui.stage import Stage
from desktop.work import timing

if TYPE_CHECKING:
    from desktop.ui.accounts_list import AccountsList
    from desktop.ui.settings_page import SettingsPage
    from desktop.ui.sign_in import SignInPage


class AccountActions(QObject):
    """``adding``: the sign-in page is asked for although somebody is signed in."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self.adding = False
        window = stage.window
        window.later.settings.then(self._wire_settings)
        window.later.sign_in.then(self._wire_sign_in)

    def _wire_settings(self, page: SettingsPage) -> None:
        self._wire(page.accounts)
        page.add_asked.connect(self.add)
        self.show()

    def _wire_sign_in(self, page: SignInPage) -> None:
        self._wire(page.accounts)
        page.back_asked.connect(self.back)
        self.show()

    def _wire(self, accounts: AccountsList) -> None:
        accounts.switched.connect(self.switch)
        accounts.left.connect(self.sign_out)

    def show(self) -> None:
        """Fill the lists that are there."""
        later, session = self._stage.window.later, self._stage.session
        settings, sign_in = later.settings.built, later.sign_in.built
        if settings is None and sign_in is None:
            return
        current = current_account(session.db)
        rows = account_rows(session.accounts(), current.id if current else 0, waiting_by_account(session.db))
        if settings is not None:
            settings.accounts.show_rows(rows)
        if sign_in is not None:
            sign_in.show_accounts(rows, back=current is not None)

    @Slot(int)
    def switch(self, number: int) -> None:
        """Go on as another account; where its secret is not kept here, that alone is asked for."""
        stage = self._stage
        account = next((account for account in stage.session.accounts() if account.id == number), None)
        if account is None:
            return
        if not stage.session.has_secret(account):
            name = account.person_name or account.user
            self._ask_secret(account, tr("The password or token of {name} is not kept here. Give it once more.", name=name))
            return
        self.leave_timers()
        stage.session.switch(account)
        self.entered()

    def _ask_secret(self, account: Account, text: str) -> None:
        self.add()
        self._stage.window.sign_in.ask_again(account.url, account.user, token=account.login == "token", text=text)

    @Slot()
    def ask_again(self) -> None:
        """The account in front is no longer let in: its password or token alone is asked for."""
        account = self._stage.desk().account
        self._ask_secret(account, tr("Give the password or token of {name} once more.", name=account.person_name))

    @Slot()
    def add(self) -> None:
        """Another account may sign in."""
        self.adding = True
        self._stage.refresh()
        self._stage.window.sign_in.url.setFocus()

    @Slot()
    def back(self) -> None:
        """It stays as it was."""
        self.adding = False
        self._stage.refresh()

    @Slot()
    def sign_out(self) -> None:
        """The secret goes; entries and timers stay until this account signs in again."""
        self.leave_timers()
        self._stage.session.sign_out()
        self._stage.selected = None
        self._stage.refresh()

    def entered(self) -> None:
        """Somebody signed in, or another account is gone on with."""
        self.adding = False
        self._stage.selected, self._stage.current = None, ""
        self._stage.refresh()
        self._stage.worker.wake(impatient=True)

    @Slot()
    def leave_timers(self) -> None:
        """Timers of the account that goes run on, watched by nobody, as when the window is closed: no gap is made of that."""
        stage = self._stage
        desk = stage.session.desk()
        if desk is not None:
            stage.window.timer_bar.keep_description()
            stage.attempt(lambda: timing.heartbeat(desk, watched=False))
