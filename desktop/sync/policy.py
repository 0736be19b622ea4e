"""Every answer turned into a consequence, in one place (design section 3). Pure: no I/O, no clock.

======================================================================  ==================
what happened                                                           consequence
======================================================================  ==================
no byte of the request was written; iTop's own maintenance 503          PAUSE
anything else without a verdict: timeout, cut, 5xx, HTML, bad JSON      UNCERTAIN
code 100 (or any unknown code) to a write; code 1 to a write            UNCERTAIN
code 1 to a reading that asks who we are                                LOGIN
code 1 to another reading                                               REFUSED
code 10, 11, 13: this iTop has no such verb or version                  MISSING
code 0                                                                  DONE
======================================================================  ==================
"""

from __future__ import annotations

from enum import StrEnum

from desktop.core.outbox import OutboxState
from desktop.sync.outcome import Answered, NotSent, Outcome


class Call(StrEnum):
    """Why a call is made; the same answer means different things."""

    WHO_AM_I = "who am i"
    READ = "read"
    WRITE = "write"


class Consequence(StrEnum):
    DONE = "done"
    PAUSE = "pause"
    UNCERTAIN = "uncertain"
    LOGIN = "login"
    REFUSED = "refused"
    MISSING = "missing"


def consequence(outcome: Outcome, call: Call) -> Consequence:
    """What an outcome means for the call that had it."""
    if isinstance(outcome, NotSent):
        return Consequence.PAUSE
    if not isinstance(outcome, Answered):
        # For a reading nothing can have happened: it is as if iTop were not there.
        return Consequence.UNCERTAIN if call is Call.WRITE else Consequence.PAUSE
    if outcome.code == 0:
        return Consequence.DONE
    if outcome.code in (10, 11, 13):
        return Consequence.MISSING
    if call is Call.WRITE:
        return Consequence.UNCERTAIN
    if outcome.code == 1:
        return Consequence.LOGIN if call is Call.WHO_AM_I else Consequence.REFUSED
    return Consequence.PAUSE if call is Call.WHO_AM_I else Consequence.REFUSED


def login_refusal(answer: Answered) -> str:
    """Why a login was refused, as far as it can be told.

    iTop has one code for all of it. Its messages are in the account's language, but those of a login that never came to be are
    constants of its code. They choose a sentence for a person and nothing else: what happens next is the same.
    """
    message = answer.data.get("message")
    text = message if isinstance(message, str) else ""
    if "REST Services User" in text:
        return "no_rest"
    return "portal_user" if "Portal user" in text else "login"


REFUSALS = frozenset(
    {
        "ticket_gone",
        "contract_gone",
        "contract_not_valid",
        "not_yours",
        "already_reversed",
        "clock",
        "bad_value",
        "right_missing",
        "read_only",
    }
)
"""The closed list of reasons (protocol section 2). An unknown one means blocked and kept."""


def verdict_state(status: object, reason: object = None) -> OutboxState:
    """What a per-uid status of carnet/push makes of its row. An answer that is not understood keeps the row and waits.

    So does an iTop that is read-only for now: nothing is wrong with the entry, and no person could mend it.
    """
    if status in ("created", "known"):
        return OutboxState.DONE
    if status == "refused" and reason != "read_only":
        return OutboxState.BLOCKED
    return OutboxState.WAITING
