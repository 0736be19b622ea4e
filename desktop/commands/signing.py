"""``login`` and ``logout``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.core.errors import UsageError
from desktop.store.database import open_database

if TYPE_CHECKING:
    pass

from desktop.commands.naming import failure_error
from desktop.commands.shell import WAIT_FOR_OTHERS, Command, Shell, entries, say, secret_stdin


@click.command(cls=Command)
@click.argument("url")
@click.option("--user", default="", help="The login in iTop; the password is asked for.")
@click.option("--token", is_flag=True, help="Log in with a token, which is asked for.")
@click.option("--profile", default="", help="How this iTop keeps time: carnet, work-order or time-tracking. Found out by default.")
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False), help="A private certificate authority (PEM).")
@click.option("--accept-http", is_flag=True, help="Accept an address without encryption: your password travels readable. Remembered.")
@secret_stdin
@click.pass_obj
def login(shell: Shell, url: str, user: str, token: bool, profile: str, ca_file: str | None, accept_http: bool) -> None:
    """Sign in to an iTop and read the first tickets."""
    from desktop.core.address import clean_url
    from desktop.sync.client import Login
    from desktop.sync.sign_in import Findings, enter, probe
    from desktop.system.settings import load_settings, save_settings
    from desktop.ui.sign_in_views import findings_text

    if bool(user) == token:
        raise UsageError("Say who you are: either --user NAME or --token.")
    address = clean_url(url)
    settings = _allow_http(shell, address, accept_http)
    if ca_file:
        settings = replace(settings, ca_file=str(Path(ca_file).resolve()))
    kind = "token" if token else "password"
    if shell.secret is None:
        if not sys.stdin.isatty():
            raise UsageError(f"There is no terminal to ask for the {kind} on. Hand it over on standard input, with --secret-stdin.")
        shell.secret = click.prompt(kind.capitalize(), hide_input=True, err=True)
    credentials = Login(user, shell.secret or "", kind)
    found = probe(address, credentials, profile=profile, ca_file=settings.ca_file, proxy=settings.proxy)
    if not isinstance(found, Findings):
        raise failure_error(found.reason, found.consequence)
    before = load_settings(shell.profile.create().settings)
    if settings != before:
        save_settings(shell.profile.settings, settings)
    from desktop.system.secrets import system_secrets

    keyring = system_secrets()
    with open_database(shell.profile.database) as db:
        account = enter(db, keyring, found.account, credentials, chosen=bool(profile))
    say(f"Signed in to {account.url} as {account.person_name} (profile {account.profile}).")
    say(findings_text(found))
    if not keyring.lasting:
        say("This system has no keyring, so the secret was not kept: give it to each command with --secret-stdin.")
    with shell.desk() as desk:
        shell.engine().run_once(desk, wait_seconds=WAIT_FOR_OTHERS)


def _allow_http(shell: Shell, address: str, accept: bool) -> Any:
    from desktop.core.address import is_open_http
    from desktop.system.settings import load_settings

    settings = load_settings(shell.profile.settings)
    if is_open_http(address) and address not in settings.http_accepted:
        if not accept:
            raise UsageError(
                f"{address} is not encrypted: anybody on the way can read your password. Use https://, or add --accept-http if you must."
            )
        settings = replace(settings, http_accepted=(*settings.http_accepted, address))
    return settings


@click.command(cls=Command)
@click.pass_obj
def logout(shell: Shell) -> None:
    """Sign out. Entries that wait stay here until you sign in again."""
    from desktop.sync.sign_in import leave
    from desktop.work.overview import counts

    with shell.desk() as desk:
        left = counts(desk)
        leave(desk.db, shell.secrets())
    say("Signed out." + (f" Here for {desk.account.person_name}: {entries(left.total)} not in iTop yet." if left.total else ""))
