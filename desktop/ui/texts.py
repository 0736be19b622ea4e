"""Reason codes and states as sentences for people, in the language in force."""

from __future__ import annotations

from desktop import problems
from desktop.core.outbox import OutboxState
from desktop.problems import Reason
from desktop.store.outbox import OutboxRow
from desktop.ui.formats import clock_time
from desktop.ui.i18n import told, tr
from desktop.work.showing import Left, Trouble

_SIGN_IN = {
    "unreachable": "No server answers at this address. Check it, or your network.",
    "maintenance": "iTop is under maintenance. Try again later.",
    "timeout": "iTop did not answer in time. Try again.",
    "cut": "The connection was cut. Try again.",
    "http": "The web server answered with an error instead of iTop. Tell your administrator if it lasts.",
    "html": "A web page came instead of an answer of iTop. Check the address: it is the one under which you open iTop.",
    "json": "An answer came that is not iTop's. Check the address: it is the one under which you open iTop.",
    "oversized": "The answer was too large to be read. Check the address.",
    "proxy": "The proxy refused the way to iTop. Check it under “Network”, below.",
    "no_verb": "This iTop does not have the extension that the chosen profile needs. Ask your administrator for it.",
    "refused": "iTop let you in, but refused to say who you are. Your account may lack a right; ask your administrator.",
    "internal": "Something unexpected went wrong here. Nothing was entered; try again.",
}
"""Problems that read otherwise while nothing waits yet."""
_WINDOW = {
    "certificate": "The server's certificate is not trusted; nothing was sent. Choose your organisation's own authority under “Network”.",
    "ca_file": "The file of your organisation's authority cannot be read. Choose it again under “Network”, or remove it there.",
    "proxy": "The proxy refused the way to iTop. Check it in the settings, under “Network”.",
    "login": "iTop did not accept this login any more. Sign in again; the account also needs the profile “REST Services User”.",
    "no_secret": "The password or token of this account is not kept here. Sign in again.",
}
"""Problems whose remedy is another one in the window than on the command line."""

_SIGN_IN_AGAIN = frozenset(
    {"login", "wrong_password", "wrong_token", "no_rest", "portal_user", "no_secret", "no_person", "other_account", "no_verb"}
)

_FILES = {
    "file_gone": "This file is no longer in iTop, or you may not see it.",
    "file_too_large": "This file is larger than 20 MB. Open the ticket in iTop to get it.",
    "file_not_kept": "There is no room to keep this file here. Free some space and try again.",
    "refused": "iTop does not let you read this file. Open the ticket in iTop, or ask your administrator.",
    "right_missing": "iTop does not let you read this file. Open the ticket in iTop, or ask your administrator.",
}

_STATUS = {
    "new": "New",
    "assigned": "Assigned",
    "pending": "Pending",
    "escalated_tto": "Escalated",
    "escalated_ttr": "Escalated",
    "dispatched": "Dispatched",
    "redispatched": "Dispatched",
    "waiting_for_approval": "Waiting for approval",
    "approved": "Approved",
    "rejected": "Rejected",
    "resolved": "Resolved",
    "closed": "Closed",
}

OTHER_TEXTS = (*_SIGN_IN.values(), *_WINDOW.values(), *_FILES.values(), *_STATUS.values())
"""Texts that reach people through :func:`told` alone, for the check of the catalogues."""


def sign_in_problem(reason: str) -> str:
    """What is wrong with a sign-in, and what to do."""
    return told(_SIGN_IN.get(reason) or _WINDOW.get(reason) or problems.problem_text(reason))


def connection_problem(reason: str) -> str:
    """What is wrong with the connection, and what to do."""
    return told(_WINDOW.get(reason) or problems.problem_text(reason))


def outbox_reason(row: OutboxRow) -> Reason:
    """Where an entry is on its way and why, and what a person can do; either may be empty."""
    if row.state is OutboxState.UNCERTAIN and row.sent_at is not None:
        happened = tr("Sent at {time}, no answer.", time=clock_time(row.sent_at))
        return Reason(happened, tr("iTop is asked whether it arrived before anything is sent again."))
    if row.state is OutboxState.UNCONFIRMED:
        return Reason(tr("Part of this time was not watched."), tr("Say whether it was work."))
    why = problems.reason_of(row.state, row.reason)
    return Reason(told(why.happened), told(why.remedy)) if why else Reason("", "")


def needs_sign_in(problem: str) -> bool:
    """Whether nothing goes on before a person signs in again, or signs in as somebody else."""
    return problem in _SIGN_IN_AGAIN


def ticket_status(code: str) -> str:
    """A ticket's status; one that Carnet does not know is shown as iTop names it."""
    return told(_STATUS.get(code, code.replace("_", " ").capitalize()))


def file_problem(reason: str) -> str:
    """Why a file or picture did not come, and what to do."""
    return told(_FILES[reason]) if reason in _FILES else tr("The file did not come. {why}", why=connection_problem(reason))


def link_trouble(left: Left) -> str:
    """Why a link of the console started nothing."""
    if left.trouble is Trouble.OTHER_ITOP:
        return tr("The link is of the iTop at {itop}. Nothing was started; sign in there first.", itop=left.itop)
    return tr("The link is of a ticket that is gone, or that you may not see. Nothing was started.")
