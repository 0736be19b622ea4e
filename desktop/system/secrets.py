"""Passwords and tokens, in the system's keyring and nowhere else.

Without a usable keyring a secret lives as long as the process, and callers are told so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

SERVICE = "Carnet iTop"


class Secrets(Protocol):
    """Where secrets of accounts are kept; ``account`` is an opaque name without a secret in it."""

    @property
    def lasting(self) -> bool: ...

    def get(self, account: str) -> str | None: ...

    def set(self, account: str, secret: str) -> None: ...

    def delete(self, account: str) -> None: ...


@dataclass
class RunSecrets:
    """Secrets for this run only; ``every`` is the answer for any account that has none of its own."""

    lasting: bool = False
    every: str | None = field(default=None, repr=False)
    _kept: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, account: str) -> str | None:
        return self._kept.get(account, self.every)

    def set(self, account: str, secret: str) -> None:
        self._kept[account] = secret

    def delete(self, account: str) -> None:
        self._kept.pop(account, None)


class KeyringSecrets:
    """Secrets in the system's keyring (Secret Service, Keychain, Credential Locker)."""

    lasting = True

    def get(self, account: str) -> str | None:
        import keyring

        return keyring.get_password(SERVICE, account)

    def set(self, account: str, secret: str) -> None:
        import keyring

        keyring.set_password(SERVICE, account, secret)

    def delete(self, account: str) -> None:
        import keyring
        from keyring.errors import PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, account)
        except PasswordDeleteError:
            return  # it was not there: what was wanted


class FallbackSecrets:
    """The keyring while it answers; for what it refuses, this run only."""

    def __init__(self, first: Secrets) -> None:
        self._first = first
        self._run = RunSecrets()
        self.lasting = True

    def get(self, account: str) -> str | None:
        from keyring.errors import KeyringError

        kept = self._run.get(account)
        if kept is not None:
            return kept
        try:
            return self._first.get(account)
        except KeyringError:
            self.lasting = False
            return None

    def set(self, account: str, secret: str) -> None:
        from keyring.errors import KeyringError

        try:
            self._first.set(account, secret)
        except KeyringError:
            self.lasting = False
            self._run.set(account, secret)
        else:
            self._run.delete(account)

    def delete(self, account: str) -> None:
        from keyring.errors import KeyringError

        self._run.delete(account)
        try:
            self._first.delete(account)
        except KeyringError:
            self.lasting = False


class FoundSecrets:
    """Secrets that are looked for at the first need: loading what keeps them takes as long as half of the window's start."""

    def __init__(self, find: Callable[[], Secrets]) -> None:
        self._find = find
        self._finding = threading.Lock()
        self._found: Secrets | None = None

    def _secrets(self) -> Secrets:
        # The window and the thread that sends may need them at the same moment.
        with self._finding:
            self._found = self._found or self._find()
            return self._found

    @property
    def lasting(self) -> bool:
        return self._secrets().lasting

    def get(self, account: str) -> str | None:
        return self._secrets().get(account)

    def set(self, account: str, secret: str) -> None:
        self._secrets().set(account, secret)

    def delete(self, account: str) -> None:
        self._secrets().delete(account)


def system_secrets() -> Secrets:
    """The system's keyring, or this run's memory where there is no backend that really keeps secrets."""
    return FoundSecrets(_of_the_system)


def _of_the_system() -> Secrets:
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        return RunSecrets()
    return FallbackSecrets(KeyringSecrets())
