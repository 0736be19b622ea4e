"""Reason codes as sentences for people, in English; the window translates them. Every text says what to do next.

An unknown code is no error: what it is about is kept, and the text says so.
"""

from __future__ import annotations

from desktop.core.outbox import OutboxState
from desktop.core.record import record

PROBLEMS = {
    "unreachable": "iTop cannot be reached. What you record is kept here and goes out by itself.",
    "name": "There is no server of that name. Check the address, or your network.",
    "certificate": "The server's certificate is not trusted. Nothing was sent; ask your administrator for its authority (--ca-file).",
    "ca_file": "The file of your own certificate authority cannot be read. Choose it again, or go without it (--ca-file).",
    "proxy": "The proxy refused the way to iTop. Check the proxy settings of this system.",
    "maintenance": "iTop is under maintenance. Entries wait and go out by themselves.",
    "timeout": "iTop did not answer in time. Entries wait and go out by themselves.",
    "cut": "The connection was cut before iTop had answered. Entries wait and are checked before anything is sent again.",
    "http": "The web server answered with an error instead of iTop. Entries wait; tell your administrator if it lasts.",
    "moved": "This address leads on to another one. Sign in with the address at which your browser ends up.",
    "web_login": "The web server asks for a login of its own before iTop. Ask your administrator to let “webservices/rest.php” through.",
    "html": "A web page came instead of an answer of iTop. Entries wait; tell your administrator if it lasts.",
    "login_page": "A login page came instead of an answer: iTop wants a second factor (MFA) or another way in. Use a personal token.",
    "json": "An answer came that is not iTop's. Entries wait; tell your administrator if it lasts.",
    "oversized": "The answer was too large to be read. Entries wait; tell your administrator.",
    "not_itop": "There is a web server, but no iTop at this address. Check the address: it is the one under which you open iTop.",
    "login": "iTop did not accept this login. Check name and secret; the account also needs the profile “REST Services User”.",
    "wrong_password": "iTop did not accept this name and password. Type them again; if they are right, the account may be disabled.",
    "wrong_token": "iTop did not accept this token. Make a new one in iTop (My preferences → Personal tokens) with the scope REST/JSON.",
    "no_rest": "This account may not use iTop's web services. Ask your administrator for the profile “REST Services User”.",
    "portal_user": "This is a customer's account of the portal. Sign in with your agent's account.",
    "no_secret": "The password or token of this account is not kept here. Sign in again, or use --secret-stdin.",
    "no_person": "This account has no person in iTop, so it cannot own work. Ask your administrator to link it to a contact.",
    "no_rights": "This account may not read tickets in iTop. Ask your administrator for a profile that may, such as “Support Agent”.",
    "other_account": "iTop says that this is another person or another server. Nothing was sent; sign in as yourself.",
    "no_verb": "This iTop does not have the extension that the chosen profile needs. Choose another profile.",
    "refused": "iTop refused to answer that. Your account may lack a right; ask your administrator.",
    "not_understood": "iTop answered something that Carnet does not understand. Everything is kept; look for a newer Carnet.",
    "cancelled": "You stopped the synchronisation. What waits is kept and goes out later.",
    "local": "The local file could not be used. Nothing was changed; it is tried again.",
    "internal": "Something unexpected went wrong here. Everything is kept; it is tried again.",
}
"""What is wrong with the connection."""


@record
class Reason:
    """Why an entry is where it is: what happened, and what a person can do (or that nothing needs to be done)."""

    happened: str
    remedy: str


REASONS = {
    "ticket_gone": Reason("iTop refused it: the ticket was deleted.", "Move it to another ticket."),
    "contract_gone": Reason("iTop refused it: the contract was deleted.", "Move it, or try again: iTop then chooses the contract."),
    "contract_not_valid": Reason("iTop refused it: the contract was not valid then.", "Move it to a ticket of another contract."),
    "not_yours": Reason("iTop refused it: the entry is somebody else's.", "Sign in as the person who worked, or discard it."),
    "already_reversed": Reason("iTop refused it: this entry was corrected already.", "Look at the ticket in iTop, then discard this one."),
    "clock": Reason("iTop refused it: it would end in the future.", "Check this computer's clock, then try again."),
    "bad_value": Reason("iTop refused it: a value cannot be right.", "Edit it, then try again."),
    "right_missing": Reason("iTop refused it: your account lacks the right.", "Ask your administrator, then try again."),
    "read_only": Reason("iTop is read-only for now.", "It goes out by itself when iTop takes changes again."),
    "cannot_replace": Reason("This iTop cannot correct what it has.", "Correct it in iTop, then discard this one."),
    "no_team": Reason("The ticket has no team, and you are in none.", "Give the ticket a team in iTop, then try again."),
    "needs_ticket": Reason("It has no ticket yet.", "Give it one; where it names a reference, that is found by itself."),
    "unanswered": Reason("iTop never answers this one; all others arrive.", "Edit it, or try again."),
    "not_understood": Reason("iTop's answer about it was not understood.", "It is kept and sent again; look for a newer Carnet."),
    "sent_again": Reason("iTop was asked and does not have it.", "It goes out again by itself."),
    "interrupted": Reason("Carnet was ended while sending.", "iTop is asked before anything is sent again."),
    "server_restored": Reason("iTop was restored from a backup and lost this entry.", "It goes out again by itself."),
    "later": Reason("iTop asked to send it later.", "It goes out again by itself."),
}
"""Why an entry is where it is: iTop's closed list (protocol section 2) and this side's own."""

UNKNOWN = Reason("iTop refused it for a reason that Carnet does not know.", "It is kept. Try again, or export it for your administrator.")

STATES = {
    OutboxState.NEEDS_TICKET: "needs a ticket",
    OutboxState.UNCONFIRMED: "waits for your answer about time that nobody watched",
    OutboxState.WAITING: "waiting",
    OutboxState.SENDING: "being sent",
    OutboxState.UNCERTAIN: "sent, no answer yet; iTop is asked whether it arrived",
    OutboxState.BLOCKED: "blocked",
    OutboxState.DONE: "in iTop",
    OutboxState.DISCARDED: "discarded",
}


def problem_text(reason: str) -> str:
    """The sentence for a problem of the connection."""
    return PROBLEMS.get(reason, PROBLEMS["not_understood"])


def reason_of(state: OutboxState, reason: str) -> Reason | None:
    """Why an outbox row is where it is; None where the state itself says it all."""
    if state is OutboxState.BLOCKED:
        return REASONS.get(reason, UNKNOWN)
    if state is OutboxState.NEEDS_TICKET:
        return REASONS["needs_ticket"]
    return REASONS.get(reason) if state is OutboxState.WAITING else None


def reason_text(state: OutboxState, reason: str) -> str:
    """The sentence for an outbox row."""
    why = reason_of(state, reason)
    return f"{why.happened} {why.remedy}" if why else STATES[state]
