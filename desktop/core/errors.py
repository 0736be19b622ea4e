"""Errors by consequence, not by cause.

::

    CarnetError               something a person can be told in words
    ├── UsageError            what was asked cannot be done; nothing was changed      (exit 2)
    ├── OfflineError          iTop cannot be reached now; nothing is lost              (exit 3)
    ├── PersonNeededError     a person must decide before work can go on               (exit 4)
    ├── LoginError            iTop did not accept the account                          (exit 5)
    └── StoreError            the local file cannot be used
        ├── NewerStoreError   it was written by a newer Carnet
        └── UnfitValueError   a value is none that it can keep
"""


class CarnetError(Exception):
    """Something a person can be told in words. ``exit_code`` is the command line's.

    ``text`` is English; ``values`` fill its placeholders, so that it can be said in another language.
    """

    exit_code = 1

    def __init__(self, text: str = "", /, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)
        self.text, self.values = text, values


class UsageError(CarnetError):
    """What was asked cannot be done as asked. Nothing was changed."""

    exit_code = 2


class OfflineError(CarnetError):
    """iTop cannot be reached now. Everything recorded is kept."""

    exit_code = 3


class PersonNeededError(CarnetError):
    """A person must decide something before work can go on."""

    exit_code = 4


class LoginError(CarnetError):
    """iTop did not accept the account, or the account lacks a right to log in."""

    exit_code = 5


class StoreError(CarnetError):
    """The local SQLite file cannot be used as it is."""


class NewerStoreError(StoreError):
    """The local file was written by a newer Carnet; this one refuses to touch it."""


class UnfitValueError(StoreError):
    """A value that the local file cannot keep: another type, a number too large, nothing where something must be."""
