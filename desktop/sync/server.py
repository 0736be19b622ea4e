"""What the engine asks of a server, whichever profile speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from desktop.core.account import Account
from desktop.core.changes import Changes
from desktop.core.contract import Indicators
from desktop.core.errors import UnfitValueError
from desktop.core.outbox import OutboxState
from desktop.core.record import record
from desktop.core.ticket import Ticket, TicketKey
from desktop.store.database import Database
from desktop.store.outbox import OutboxRow, Stored
from desktop.sync.outcome import Answered, Outcome
from desktop.sync.policy import Call, Consequence, consequence, login_refusal

if TYPE_CHECKING:
    from desktop.sync.files import RemoteFile


@record
class Failure:
    """A call that did not do what it was for. ``reason`` is a short code that the window puts into words."""

    consequence: Consequence
    reason: str
    detail: str = ""


def failure_of(outcome: Outcome, call: Call) -> Failure:
    """The Failure that an unsuccessful outcome is."""
    meaning = consequence(outcome, call)
    if isinstance(outcome, Answered):
        reason = {Consequence.LOGIN: login_refusal(outcome), Consequence.MISSING: "no_verb"}.get(meaning, "refused")
        if call is Call.WRITE and outcome.code == 1:
            # iTop's one code for everything it refuses; who logs in well can only lack the right.
            reason = "right_missing"
        return Failure(meaning, reason, f"code {outcome.code}")
    return Failure(meaning, outcome.reason, outcome.detail)


_P = ParamSpec("_P")
_T = TypeVar("_T")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, IndexError, UnfitValueError)
"""What reading an answer raises that is not as agreed: a missing field, another type, a number too large to keep."""
LARGEST_NUMBER = 2**53


def whole(value: Any) -> int:
    """An integer out of an answer, also out of a text. Raises one of UNREADABLE for what is none, or is larger than anything real."""
    number = int(value)
    if abs(number) > LARGEST_NUMBER:
        raise ValueError("a number out of bounds")
    return number


def understood(call: Call) -> Callable[[Callable[_P, _T]], Callable[_P, _T | Failure]]:
    """An answer that cannot be read is a Failure: to a writing uncertain, else a pause. Never an error that stops everything."""

    def decorate(action: Callable[_P, _T]) -> Callable[_P, _T | Failure]:
        @wraps(action)
        def careful(*args: _P.args, **kwargs: _P.kwargs) -> _T | Failure:
            try:
                return action(*args, **kwargs)
            except UNREADABLE as error:
                meaning = Consequence.UNCERTAIN if call is Call.WRITE else Consequence.PAUSE
                return Failure(meaning, "not_understood", f"{action.__name__}: {type(error).__name__}")

        return careful

    return decorate


@record
class Identity:
    """Who iTop says we are, and what it offers.

    ``server_time`` is a UTC epoch, None where it cannot be known; versions are empty where they are not told.
    """

    instance_id: str
    person_id: int
    person_name: str
    teams: tuple[int, ...]
    timezone: str
    epoch: str = ""
    may: tuple[str, ...] = ()
    poll_seconds: int = 60
    batch_limit: int = 50
    server_time: int | None = None
    extension: str = ""
    itop_version: str = ""


@record
class Verdict:
    """What the server said of one uid. ``stored`` is set when it has the entry; ``unsent``: it was never told of it."""

    state: OutboxState
    reason: str = ""
    known: bool = False
    stored: Stored | None = None
    unsent: bool = False


@record
class Pushed:
    """Verdicts by uid; a uid without one is uncertain. ``indicators`` are the contracts' as of ``server_time``."""

    verdicts: Mapping[str, Verdict]
    indicators: Mapping[int, Indicators] = field(default_factory=dict)
    server_time: int | None = None


class Server(Protocol):
    """One signed-in server. Nothing here writes the outbox."""

    resend_is_safe: bool
    """Whether sending an uncertain entry again cannot double it (the server checks uids under a lock)."""
    can_replace: bool
    """Whether a correction of what was stored is possible (protocol section 4: ``reversal``)."""
    doubled: list[str]
    """Uids seen twice by a look-up where the second row could not be removed; always empty where the server checks uids."""

    def who_am_i(self) -> Identity | Failure: ...

    def time_book(self) -> Identity | None:
        """Who we are to the extension, where iTop has got it since; None where it has not, or where this speaks to it anyway."""
        ...

    def payload(self, row: OutboxRow, ticket: Ticket | None) -> dict[str, Any] | Failure:
        """What will be sent for an entry; Failure(REFUSED) with a reason where it cannot be built."""
        ...

    def push(self, payloads: Sequence[dict[str, Any]], desk: Mapping[str, Any]) -> Pushed | Failure: ...

    def look_up(self, uids: Sequence[str]) -> Mapping[str, Stored] | Failure:
        """What the server has of these uids; a uid it does not name is not there."""
        ...

    def pull(self, db: Database, account: Account, now: int, desk: Mapping[str, Any]) -> Changes | Failure:
        """Bring the cache up to date, confirming outbox rows whose uid comes back. ``desk`` is what this device tells of itself."""
        ...

    def fetch_ticket(self, db: Database, account: Account, key: TicketKey) -> Changes | Failure:
        """Read one ticket whole: description, logs, its entries."""
        ...

    def list_files(self, key: TicketKey, zone: ZoneInfo) -> dict[int, int | None] | Failure:
        """The numbers of a ticket's attachments."""
        ...

    def fetch_file(self, kind: str, number: int, key: TicketKey, secret: str = "") -> RemoteFile | Failure:
        """One attachment or inline image of a ticket."""
        ...

    def search(self, db: Database, account: Account, text: str, found: list[TicketKey] | None = None) -> Changes | Failure:
        """Look for tickets in iTop by reference or words, and keep them; ``found`` takes their names in iTop's order."""
        ...

    def close(self) -> None: ...
