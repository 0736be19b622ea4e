"""Signing in and out: who iTop says we are, and what this iTop offers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from desktop.core.account import Account, secret_name
from desktop.core.address import clean_url
from desktop.core.record import record
from desktop.store.accounts import current_account, save_account, set_current
from desktop.store.database import Database
from desktop.sync.carnet_server import CarnetServer
from desktop.sync.client import ITopClient, Login
from desktop.sync.earlier import note_sign_in, take_over_at_once
from desktop.sync.outcome import Answered, NoVerdict, Outcome
from desktop.sync.policy import Call, Consequence
from desktop.sync.profiles import load_profile
from desktop.sync.server import Failure, Server, failure_of
from desktop.sync.stock_server import StockServer
from desktop.system.secrets import Secrets

TIMED_CLASS = "TimeSpent"


@record
class Findings:
    """What was found at an address. ``account`` is the one to be entered (its ``id`` is 0); versions are empty where they are not told.

    ``clock_difference``: seconds by which the server's clock is ahead of ours, None where it cannot be known.
    """

    account: Account
    itop_version: str = ""
    extension: str = ""
    teams: tuple[str, ...] = ()
    clock_difference: int | None = None


def probe(
    url: str, login: Login, *, profile: str = "", ca_file: str = "", proxy: str = "", now: Callable[[], float] = time.time
) -> Findings | Failure:
    """Ask iTop who we are and what it offers, or what is wrong. Changes nothing anywhere.

    Without a ``profile`` the richest one that this iTop can serve is taken. Raises UsageError for an address that is none.
    """
    address = clean_url(url)
    try:
        client = ITopClient(address, login, ca_file=ca_file, proxy=proxy)
    except OSError:
        return Failure(Consequence.PAUSE, "ca_file")
    with client:
        verbs = _verbs(client)
        if isinstance(verbs, Failure):
            return _by_login(verbs, login)
        name = profile or _best_profile(client, verbs)
        if load_profile(name).verbs and "carnet/about" not in verbs:
            return Failure(Consequence.MISSING, "no_verb", name)
        who = server_for(name, client).who_am_i()
        if isinstance(who, Failure):
            return _by_login(who, login)
        if load_profile(name).verbs and "pull" not in who.may:
            return Failure(Consequence.LOGIN, "no_rights")
        difference = None if who.server_time is None else who.server_time - round(now())
        teams, version = _team_names(client, who.teams), who.itop_version or _itop_version(client)
    account = Account(
        0,
        who.instance_id,
        who.person_id,
        address,
        login.user,
        login.kind,
        name,
        who.person_name,
        who.teams,
        who.may,
        who.timezone,
        who.epoch,
        who.poll_seconds,
        who.batch_limit,
    )
    return Findings(account, version, who.extension, teams, difference)


def try_sign_in(url: str, login: Login, *, profile: str = "", ca_file: str = "", proxy: str = "") -> Account | Failure:
    """:func:`probe` for those who only need the account."""
    found = probe(url, login, profile=profile, ca_file=ca_file, proxy=proxy)
    return found.account if isinstance(found, Findings) else found


def server_for(profile: str, client: ITopClient) -> Server:
    """The server that speaks ``profile`` through ``client``."""
    mapping = load_profile(profile)
    return CarnetServer(client) if mapping.verbs else StockServer(client, mapping)


def connect(
    account: Account, secrets: Secrets, ca_file: str = "", proxy: str = "", cancelled: Callable[[], bool] = lambda: False
) -> Server | Failure:
    """The server of a signed-in account; Failure(LOGIN, "no_secret") where its secret is not kept here."""
    secret = secrets.get(account.secret_name)
    if secret is None:
        return Failure(Consequence.LOGIN, "no_secret")
    login = Login(account.user, secret, account.login)
    try:
        client = ITopClient(account.url, login, ca_file=ca_file, proxy=proxy, cancelled=cancelled)
    except OSError:
        return Failure(Consequence.PAUSE, "ca_file")
    return server_for(account.profile, client)


def enter(db: Database, secrets: Secrets, account: Account, login: Login, *, chosen: bool = False) -> Account:
    """Sign in as ``account``: its queue comes back with it, another account's stays where it is.

    ``chosen``: its profile is what a person wants, whatever iTop gets later.
    """
    secrets.set(secret_name(account.url, login.user, login.kind), login.secret)
    with db.transaction():
        kept = save_account(db, replace(account, user=login.user, login=login.kind))
        take_over_at_once(db, kept)
        note_sign_in(db, kept, round(time.time()), chosen=chosen)
        set_current(db, kept)
        # The last thing known of a connection was another account's, or another secret's.
        db.set_meta("connection", "")
    return kept


def switch(db: Database, account: Account) -> None:
    """Work as another account that signed in here before. Each keeps its own queue; nothing of anybody is sent by another."""
    with db.transaction():
        set_current(db, account)
        db.set_meta("connection", "")


def leave(db: Database, secrets: Secrets) -> None:
    """Sign out: the secret goes, entries and timers stay."""
    account = current_account(db)
    if account is not None:
        secrets.delete(account.secret_name)
        with db.transaction():
            set_current(db, None)


def _verbs(client: ITopClient) -> set[str] | Failure:
    outcome = client.call("list_operations")
    if isinstance(outcome, NoVerdict) and outcome.reason in ("html", "json", "http"):
        # Only an address at which REST never answered can be no iTop.
        return Failure(Consequence.PAUSE, "not_itop" if "404" in outcome.detail or outcome.reason != "http" else "http", outcome.detail)
    if not isinstance(outcome, Answered) or outcome.code != 0:
        return failure_of(outcome, Call.WHO_AM_I)
    return {operation["verb"] for operation in outcome.data.get("operations", ()) if isinstance(operation, dict) and "verb" in operation}


def _best_profile(client: ITopClient, verbs: set[str]) -> str:
    if "carnet/about" in verbs:
        return "carnet"
    timed = client.call("core/get", **{"class": TIMED_CLASS, "key": f"SELECT {TIMED_CLASS} WHERE id = 0", "output_fields": "id"})
    return "time-tracking" if isinstance(timed, Answered) and timed.code == 0 else "work-order"


def _by_login(failure: Failure, login: Login) -> Failure:
    """A refused login in the words of what was tried."""
    if failure.reason != "login":
        return failure
    return replace(failure, reason="wrong_token" if login.kind == "token" else "wrong_password")


def _team_names(client: ITopClient, teams: Sequence[int]) -> tuple[str, ...]:
    """The names of teams; fewer where this account may not read them."""
    if not teams:
        return ()
    listed = ", ".join(str(int(team)) for team in teams)
    outcome = client.call("core/get", **{"class": "Team", "key": f"SELECT Team WHERE id IN ({listed})", "output_fields": "name"})
    return tuple(sorted(fields["name"] for fields in _rows(outcome) if isinstance(fields.get("name"), str)))


def _itop_version(client: ITopClient) -> str:
    """iTop's own version, which only some accounts may read."""
    oql = "SELECT ModuleInstallation WHERE parent_id = 0 AND name = 'iTop'"
    found = _rows(client.call("core/get", **{"class": "ModuleInstallation", "key": oql, "output_fields": "version, installed"}))
    latest = max(found, key=lambda fields: str(fields.get("installed")), default={})
    return str(latest.get("version") or "")


def _rows(outcome: Outcome) -> list[dict[str, Any]]:
    """The fields of what a reading found; nothing where it was refused."""
    objects = outcome.data.get("objects") if isinstance(outcome, Answered) and outcome.code == 0 else None
    return [item["fields"] for item in (objects or {}).values() if isinstance(item, dict) and isinstance(item.get("fields"), dict)]
