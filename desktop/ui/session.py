"""What the window works on: the profile directory, who is signed in, the settings. No Qt."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop.core.account import Account
from desktop.core.clock import Clock
from desktop.store.accounts import accounts_to_choose, current_account
from desktop.store.database import Database, open_database
from desktop.system.paths import ProfileDir
from desktop.system.secrets import Secrets
from desktop.system.settings import Settings, load_settings, save_settings
from desktop.work.desk import Desk

if TYPE_CHECKING:
    from desktop.sync.client import Login
    from desktop.sync.engine import Engine


@dataclass
class Session:
    """One run of the window on one profile directory. ``db`` belongs to the window's thread."""

    profile: ProfileDir
    secrets: Secrets
    clock: Clock
    db: Database
    settings: Settings
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set while a person wants the synchronisation under way to end."""

    @classmethod
    def open(cls, profile: ProfileDir, secrets: Secrets, clock: Clock) -> Session:
        """Open what ``profile`` holds; raises StoreError where that cannot be used."""
        db = open_database(profile.create().database)
        return cls(profile, secrets, clock, db, load_settings(profile.settings))

    def desk(self) -> Desk | None:
        """The desk of the account signed in, on the window's own connection; None where there is none."""
        account = current_account(self.db)
        return self._desk(self.db, account) if account else None

    def worker_desk(self) -> Desk | None:
        """The same on a connection of the calling thread, which closes it."""
        db = open_database(self.profile.database)
        account = current_account(db)
        if account is None:
            db.close()
            return None
        return self._desk(db, account)

    def reading_db(self) -> Database:
        """A connection of the calling thread, which closes it."""
        return open_database(self.profile.database)

    def _desk(self, db: Database, account: Account) -> Desk:
        return Desk(db, self.clock, account, watched=True, several_timers=self.settings.several_timers)

    def engine(self) -> Engine:
        """The synchronisation of this profile. Loaded where it is made: a window from the cache does not need it."""
        from desktop.sync.engine import Engine
        from desktop.sync.sign_in import connect

        # The settings are read at each connection: proxy and authority may be changed while the window is open.
        return Engine(
            self.profile.sync_lock,
            lambda account: connect(
                account,
                self.secrets,
                ca_file=self.settings.ca_file,
                proxy=self.settings.proxy,
                cancelled=self.cancelled.is_set,
            ),
        )

    def sign_in(self, account: Account, login: Login) -> Account:
        from desktop.sync.sign_in import enter

        return enter(self.db, self.secrets, account, login)

    def accounts(self) -> list[Account]:
        """The accounts that signed in here and can be gone on with."""
        return accounts_to_choose(self.db)

    def has_secret(self, account: Account) -> bool:
        """Whether ``account`` can be gone on with without asking for its password or token."""
        return self.secrets.get(account.secret_name) is not None

    def switch(self, account: Account) -> None:
        """Go on as another account that signed in here before."""
        from desktop.sync.sign_in import switch

        switch(self.db, account)

    def sign_out(self) -> None:
        from desktop.sync.sign_in import leave

        leave(self.db, self.secrets)

    def change_settings(self, **changes: object) -> Settings:
        """Change and keep settings."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        save_settings(self.profile.settings, self.settings)
        return self.settings
