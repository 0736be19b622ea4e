"""Reason codes as sentences for people, in English; the window translates them. Every text says what to do next.

An unknown code is no error: what it is about is kept, and the text says so.
"""

from __future__ import annotations

from desktop.core.outbox import OutboxState

PROBLEMS = {
    "unreachable": "iTop cannot be reached. What you record is kept here and goes out by itself.",
    "name": "There is no server of that name. Check the address, or your network.",
    "certificate": "The server's certificate is not trusted. Nothing was sent; ask your administrator for its authority (--ca-file).",
    "proxy": "The proxy refused the way to iTop. Check the proxy settings of this system.",
    "maintenance": "iTop is under maintenance. Entries wait and go out by themselves.",
    "timeout": "iTop did not answer in time. Entries wait and go out by themselves.",
    "cut": "The connection was cut before iTop had answered. Entries wait and are checked before anything is sent again.",
    "http": "The web server answered with an error instead of iTop. Entries wait; tell your administrator if it lasts.",
    "html": "A web page came instead of an answer of iTop. Entries wait; tell your administrator if it lasts.",
    "json": "An answer came that is not iTop's. Entries wait; tell your administrator if it lasts.",
    "oversized": "The answer was too large to be read. Entries wait; tell your administrator.",
    "not_itop": "There is a web server, but no iTop at this address. Check the address: it is the one under which you open iTop.",
    "login": "iTop did not accept this login. Check name and secret; the account also needs the profile “REST Services User”.",
    "no_secret": "The password or token of this account is not kept here. Sign in again, or use --secret-stdin.",
    "no_person": "This account has no person in iTop, so it cannot own work. Ask your administrator to link it to a contact.",
    "other_account": "iTop says that this is another person or another server. Nothing was sent; sign in as yourself.",
    "no_verb": "This iTop does not have the extension that the chosen profile needs. Choose another profile.",
    "refused": "iTop refused to answer that. Your account may lack a right; ask your administrator.",
    "not_understood": "iTop answered something that Carnet does not understand. Everything is kept; look for a newer Carnet.",
    "local": "The local file could not be used. Nothing was changed; it is tried again.",
    "internal": "Something unexpected went wrong here. Everything is kept; it is tried again.",
}
"""What is wrong with the connection."""

REASONS = {
    "ticket_gone": "iTop refused it: the ticket is gone. Move it to another ticket.",
    "contract_gone": "iTop refused it: the contract is gone. Choose another contract.",
    "contract_not_valid": "iTop refused it: the contract was not valid then. Choose another contract.",
    "not_yours": "iTop refused it: the entry is somebody else's.",
    "already_reversed": "iTop refused it: this entry was corrected already.",
    "clock": "iTop refused it: it would end in the future. Check this computer's clock, then try again.",
    "bad_value": "iTop refused it: a value cannot be right. Edit it, then try again.",
    "right_missing": "iTop refused it: your account lacks the right. Ask your administrator, then try again.",
    "read_only": "iTop refused it: it is read-only now. Try again later.",
    "cannot_replace": "This iTop cannot correct what it has. Correct it in iTop, then discard this one.",
    "no_team": "The ticket has no team, and you are in none. Give the ticket a team in iTop, then try again.",
    "needs_ticket": "It needs a ticket.",
    "unanswered": "iTop never answers this one; all others arrive. Edit it, or try again.",
    "sent_again": "Waiting to be sent again; iTop does not have it.",
    "interrupted": "Carnet was ended while sending. iTop is asked before anything is sent again.",
    "server_restored": "iTop was restored from a backup and lost this entry. It goes out again.",
    "later": "iTop asked to send it later.",
}
"""Why an entry is where it is."""

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


def reason_text(state: OutboxState, reason: str) -> str:
    """The sentence for an outbox row."""
    if state is OutboxState.BLOCKED:
        return REASONS.get(reason, "iTop refused it for a reason that Carnet does not know. It is kept.")
    return REASONS.get(reason, STATES[state]) if state is OutboxState.WAITING else STATES[state]
