"""What every use case needs: the open file, the account, the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from desktop.core.account import Account
from desktop.core.clock import Clock, Instant
from desktop.core.errors import LoginError
from desktop.core.record import record
from desktop.store.accounts import current_account
from desktop.store.database import Database

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@record
class Desk:
    """One person's work place. ``source`` says through which door entries come ("desktop", "command line")."""

    db: Database
    clock: Clock
    account: Account
    source: str = "desktop"
    watched: bool = False
    several_timers: bool = False

    def now(self) -> Instant:
        return self.clock.now()

    def day_of(self, epoch: int) -> date:
        """The day of an instant in the server's zone (protocol section 3)."""
        return datetime.fromtimestamp(epoch, zone_of(self.account)).date()


def zone_of(account: Account) -> ZoneInfo:
    """The server's time zone; UTC where its name means nothing here."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # loads what Python was built with, for the folders where zones may be

    try:
        return ZoneInfo(account.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local_epoch(text: str, account: Account) -> int:
    """The UTC epoch of an ISO date-time; without an offset it is in the server's zone. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone_of(account))).astimezone(UTC).timestamp())


def sign_in_first(db: Database) -> Account:
    """The account signed in. Raises LoginError, saying what to do, where there is none."""
    account = current_account(db)
    if account is None:
        raise LoginError("Nobody is signed in here. Run: carnet login URL --user NAME (or --token).")
    return account
