"""Who is asking: form fields, HTTP Basic or a token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Mapping

from desktop.core.record import record

REST_PROFILE = "REST Services User"
PORTAL_PROFILE = "Portal user"


@record
class Caller:
    """A logged-in account. ``orgs`` restricts what it sees; empty means everything."""

    login: str
    person_id: int
    profiles: tuple[str, ...]
    orgs: tuple[int, ...]

    @property
    def manager(self) -> bool:
        return "Service Manager" in self.profiles or self.administrator

    @property
    def agent(self) -> bool:
        """Whether it reads the time book: every profile of iTop's own does, but the one that only opens the REST service."""
        return any(profile != REST_PROFILE for profile in self.profiles)

    @property
    def administrator(self) -> bool:
        return "Administrator" in self.profiles


def hashed(secret: str, salt: str = "") -> str:
    """A salted hash. Cheap on purpose: these accounts guard sample data."""
    salt = salt or secrets.token_hex(8)
    return f"{salt}${hashlib.sha256(f'{salt}{secret}'.encode()).hexdigest()}"


def add_account(
    connection: sqlite3.Connection,
    login: str,
    secret: str,
    person_id: int,
    profiles: tuple[str, ...],
    *,
    token: str = "",
    orgs: tuple[int, ...] = (),
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?)",
        (login, hashed(secret), hashed(token, "token") if token else None, person_id, json.dumps(profiles), json.dumps(orgs)),
    )


def log_in(connection: sqlite3.Connection, form: Mapping[str, str], headers: Mapping[str, str]) -> Caller | str:
    """The caller, or iTop's message of refusal. A token in the header wins over a password in the form."""
    token = headers.get("Auth-Token") or form.get("auth_token")
    if token:
        row = connection.execute("SELECT * FROM account WHERE token = ?", (hashed(token, "token"),)).fetchone()
    else:
        row = right_password(connection, *_password(form, headers))
    if row is None:
        return "Error: Invalid login"
    profiles = tuple(json.loads(row["profiles"]))
    if PORTAL_PROFILE in profiles:
        return "Error: Portal user is not allowed"
    if REST_PROFILE not in profiles:
        reason = f"The profile {REST_PROFILE} is required to access the REST web services"
        return f"Error: This user is not authorized to use the web services. ({reason})"
    return Caller(row["login"], row["person_id"], profiles, tuple(json.loads(row["orgs"])))


def right_password(connection: sqlite3.Connection, user: str, password: str) -> sqlite3.Row | None:
    """The account of ``user`` (in any case) if the password is right."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM account WHERE login = ? COLLATE NOCASE", (user,)).fetchone()
    if row is not None and not hmac.compare_digest(row["secret"], hashed(password, row["secret"].partition("$")[0])):
        return None
    return row


def _password(form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, str]:
    if "auth_user" in form:
        return form["auth_user"], form.get("auth_pwd", "")
    scheme, _, encoded = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
        except ValueError:
            return "", ""
        # PHP hands the password on up to its first colon.
        return user, password.partition(":")[0]
    return "", ""
