"""An account: one person on one iTop server, as this side knows it. Never a secret."""

from __future__ import annotations

from desktop.core.address import same_itop
from desktop.core.record import record


@record
class Account:
    """``id`` is local. ``instance_id`` and ``person_id`` decide whose entries may be sent; address and login may change."""

    id: int
    instance_id: str
    person_id: int
    url: str
    user: str
    login: str  # "password" or "token"
    profile: str
    person_name: str = ""
    teams: tuple[int, ...] = ()
    may: tuple[str, ...] = ()
    timezone: str = "UTC"
    epoch: str = ""
    poll_seconds: int = 60
    batch_limit: int = 50

    @property
    def secret_name(self) -> str:
        """The name under which the keyring keeps this account's secret."""
        return secret_name(self.url, self.user, self.login)

    def goes_on_from(self, earlier: Account) -> bool:
        """Whether this is who ``earlier`` was: an iTop without the extension has no other name than its address, and gets one with it."""
        other = (earlier.instance_id, earlier.person_id) != (self.instance_id, self.person_id)
        return other and earlier.person_id == self.person_id and same_itop(earlier.instance_id, self.url)


def secret_name(url: str, user: str, login: str) -> str:
    """The keyring's name for the secret of ``user`` (empty for a token alone) at ``url``."""
    return f"{login} of {user} at {url}" if user else f"{login} at {url}"
