"""Accounts: switch, add, sign out. Each keeps its own queue; nothing of anybody is dropped or sent by another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.core.account import Account
from desktop.store.accounts import current_account
from desktop.store.outbox import waiting_by_account
from desktop.ui.i18n import tr
from desktop.ui.sign_in_views import account_rows
from desktop.ui.stage import Stage
from desktop.work import timing


class AccountActions(QObject):
    """``adding``: the sign-in page is asked for although somebody is signed in."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self.adding = False
        window = stage.window
        for made in (window.settings.accounts, window.sign_in.accounts):
            made.switched.connect(self.switch)
            made.left.connect(self.sign_out)
        window.settings.add_asked.connect(self.add)
        window.sign_in.back_asked.connect(self.back)

    def show(self) -> None:
        """Fill both lists."""
        session = self._stage.session
        current = current_account(session.db)
        rows = account_rows(session.accounts(), current.id if current else 0, waiting_by_account(session.db))
        self._stage.window.settings.accounts.show_rows(rows)
        self._stage.window.sign_in.show_accounts(rows, back=current is not None)

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
