"""Signing in and out: who iTop says we are, and what this iTop offers."""

from __future__ import annotations

from dataclasses import replace

from desktop.core.account import Account, secret_name
from desktop.store.accounts import current_account, save_account, set_current
from desktop.store.database import Database
from desktop.sync.carnet_server import CarnetServer
from desktop.sync.client import ITopClient, Login, clean_url
from desktop.sync.outcome import Answered, NoVerdict
from desktop.sync.policy import Call, Consequence
from desktop.sync.profiles import load_profile
from desktop.sync.server import Failure, Server, failure_of
from desktop.sync.stock_server import StockServer
from desktop.system.secrets import Secrets

TIMED_CLASS = "TimeSpent"


def try_sign_in(url: str, login: Login, *, profile: str = "", ca_file: str = "") -> Account | Failure:
    """Ask iTop who we are: the account to be entered (its ``id`` is 0), or what is wrong. Changes nothing anywhere.

    Without a ``profile`` the richest one that this iTop can serve is taken. Raises UsageError for an address that is none.
    """
    address = clean_url(url)
    with ITopClient(address, login, ca_file=ca_file) as client:
        verbs = _verbs(client)
        if isinstance(verbs, Failure):
            return verbs
        name = profile or _best_profile(client, verbs)
        if load_profile(name).verbs and "carnet/about" not in verbs:
            return Failure(Consequence.MISSING, "no_verb", name)
        who = server_for(name, client).who_am_i()
    if isinstance(who, Failure):
        return who
    return Account(
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


def server_for(profile: str, client: ITopClient) -> Server:
    """The server that speaks ``profile`` through ``client``."""
    mapping = load_profile(profile)
    return CarnetServer(client) if mapping.verbs else StockServer(client, mapping)


def connect(account: Account, secrets: Secrets, ca_file: str = "") -> Server | Failure:
    """The server of a signed-in account; Failure(LOGIN, "no_secret") where its secret is not kept here."""
    secret = secrets.get(account.secret_name)
    if secret is None:
        return Failure(Consequence.LOGIN, "no_secret")
    return server_for(account.profile, ITopClient(account.url, Login(account.user, secret, account.login), ca_file=ca_file))


def enter(db: Database, secrets: Secrets, account: Account, login: Login) -> Account:
    """Sign in as ``account``: its queue comes back with it, another account's stays where it is."""
    secrets.set(secret_name(account.url, login.user, login.kind), login.secret)
    with db.transaction():
        kept = save_account(db, replace(account, user=login.user, login=login.kind))
        set_current(db, kept)
        # The last thing known of a connection was another account's, or another secret's.
        db.set_meta("connection", "")
    return kept


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
        return Failure(Consequence.PAUSE, "not_itop" if "404" in outcome.detail or outcome.reason != "http" else "http", outcome.detail)
    if not isinstance(outcome, Answered) or outcome.code != 0:
        return failure_of(outcome, Call.WHO_AM_I)
    return {operation["verb"] for operation in outcome.data.get("operations", ()) if isinstance(operation, dict) and "verb" in operation}


def _best_profile(client: ITopClient, verbs: set[str]) -> str:
    if "carnet/about" in verbs:
        return "carnet"
    timed = client.call("core/get", **{"class": TIMED_CLASS, "key": f"SELECT {TIMED_CLASS} WHERE id = 0", "output_fields": "id"})
    return "time-tracking" if isinstance(timed, Answered) and timed.code == 0 else "work-order"
