"""Links of iTop's console: ``open``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop.commands.naming import failure_error, timer_uid
from desktop.commands.shell import Command, Shell, say, secret_stdin
from desktop.core.address import same_itop
from desktop.core.errors import CarnetError, UsageError
from desktop.core.start_link import StartLink, parse_start_link
from desktop.core.ticket import Ticket
from desktop.work.desk import Desk

if TYPE_CHECKING:
    from desktop.work.showing import Trouble


class OtherItopError(UsageError):
    """The link is of an iTop where nobody is signed in here now."""


@click.command("open", cls=Command)
@click.argument("link")
@click.option("--window", is_flag=True, help="Show it in the window, which is opened where none is.")
@secret_stdin
@click.pass_obj
def open_(shell: Shell, link: str, window: bool) -> None:
    """Start the timer that a carnet:// LINK of iTop's console names.

    Any web page can carry such a link. Starting a timer is therefore all that one can do: nothing is sent, stopped or deleted, no
    other server is asked, and opening it again changes nothing. What ran rests with its time kept, and goes on at a click.
    """
    wanted = parse_start_link(link)
    if not window:
        say(_follow(shell, wanted))
        return
    from desktop.work.showing import Trouble

    trouble = Trouble.NONE
    try:
        say(_follow(shell, wanted))
    except CarnetError as error:
        # A browser shows nothing of this; the window says it, or asks for the login.
        click.echo(str(error), err=True)
        trouble = Trouble.OTHER_ITOP if isinstance(error, OtherItopError) else Trouble.NO_TICKET
    _show(shell, wanted, trouble)


def _show(shell: Shell, wanted: StartLink, trouble: Trouble) -> None:
    from desktop.store.database import open_database
    from desktop.system.single import as_the_window
    from desktop.work.showing import Left, leave_for_window

    with open_database(shell.profile.create().database) as db:
        leave_for_window(db, Left(wanted.key, wanted.itop, trouble))
    with as_the_window(shell.profile) as mine:
        if mine:
            from desktop.app import run_window

            raise SystemExit(run_window(shell.profile, shell.secrets()))


def _follow(shell: Shell, wanted: StartLink) -> str:
    """Start the timer; the sentence that says what runs."""
    from desktop.work import timing

    with shell.desk() as desk:
        if not same_itop(wanted.itop, desk.account.url):
            raise OtherItopError(_other_itop(desk, wanted))
        ticket, problem = _ticket(shell, desk, wanted)
        if ticket is not None:
            timing.start(desk, ticket.key)
            return f"Running: {ticket.ref} {ticket.title}"
        resting = timer_uid(desk, wanted.name)
        if resting is None:
            timing.start(desk, None, wanted.name)
        else:
            timing.resume(desk, resting)
        return f"Running: {wanted.name} (no ticket yet). {problem}"


def _ticket(shell: Shell, desk: Desk, wanted: StartLink) -> tuple[Ticket | None, str]:
    """The ticket, or the sentence that says why iTop could not be asked. Raises UsageError where iTop has no such ticket."""
    from desktop.store.tickets import find_ticket

    ticket = find_ticket(desk.db, desk.account.id, wanted.key)
    if ticket is not None:
        return ticket, ""
    report = shell.engine().with_server(desk, lambda server: server.fetch_ticket(desk.db, desk.account, wanted.key))
    if report.problem:
        return None, str(failure_error(report.problem, report.consequence))
    ticket = find_ticket(desk.db, desk.account.id, wanted.key)
    if ticket is None:
        raise UsageError(f"There is no ticket {wanted.name} that you may see. Nothing was started.")
    return ticket, ""


def _other_itop(desk: Desk, wanted: StartLink) -> str:
    from desktop.store.accounts import all_accounts

    known = next((account for account in all_accounts(desk.db) if same_itop(account.url, wanted.itop)), None)
    whose = f"your account at {known.url}" if known else f"an account at {wanted.itop}"
    return f"This ticket needs {whose}; you are signed in at {desk.account.url}. Nothing was started."
