"""What a sign-in found, and what went wrong with one, in words. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.core.account import Account
from desktop.core.record import record
from desktop.ui import formats, texts
from desktop.ui.i18n import tr, trn
from desktop.ui.viewmodels import CLOCK_TOLD, clock_sentence

if TYPE_CHECKING:
    from desktop.sync.server import Failure
    from desktop.sync.sign_in import Findings


@record
class AccountRow:
    """An account that signed in here. ``waiting`` says what of it iTop has not confirmed; empty where there is nothing."""

    id: int
    name: str
    server: str
    waiting: str
    current: bool

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.name, self.server, self.waiting) if part)


def account_rows(accounts: Sequence[Account], current: int, waiting: Mapping[int, tuple[int, int]]) -> list[AccountRow]:
    """The accounts, the one signed in first; ``waiting`` are entries and counted seconds by account."""
    rows = []
    for account in sorted(accounts, key=lambda account: (account.id != current, account.person_name.casefold())):
        count, seconds = waiting.get(account.id, (0, 0))
        time = formats.duration(seconds)
        text = trn("{count} entry waits here, {time}", "{count} entries wait here, {time}", count, time=time) if count else ""
        rows.append(AccountRow(account.id, account.person_name or account.user, urlsplit(account.url).netloc, text, account.id == current))
    return rows


def findings_text(found: Findings) -> str:
    """What was found, a line each; what a person should look at begins with another sign."""
    account = found.account
    itop = tr("iTop {version} answers.", version=found.itop_version) if found.itop_version else tr("iTop answers.")
    lines = [f"✓ {itop}", f"✓ {_person(found)}", _profile(found)]
    difference = found.clock_difference
    if difference is None:
        lines.append(tr("– This iTop does not tell its time."))
    elif abs(difference) > CLOCK_TOLD:
        lines.append(f"! {clock_sentence(difference)} {tr('Check it; Carnet shifts nothing by itself.')}")
    else:
        lines.append(tr("✓ Its clock and this computer's agree."))
    if urlsplit(account.url).path not in ("", "/"):
        lines.append(tr("Its address is {url}", url=account.url))
    return "\n".join(lines)


def _person(found: Findings) -> str:
    name = found.account.person_name
    if len(found.teams) == 1:
        return tr("You are {name}, in the team {team}.", name=name, team=found.teams[0])
    if found.teams:
        return tr("You are {name}, in the teams {teams}.", name=name, teams=", ".join(found.teams))
    if found.account.teams:
        return trn("You are {name}, in {count} team.", "You are {name}, in {count} teams.", len(found.account.teams), name=name)
    return tr("You are {name}, in no team.", name=name)


def _profile(found: Findings) -> str:
    match found.account.profile:
        case "carnet":
            version = f" {found.extension}" if found.extension else ""
            return tr("✓ It has the Carnet extension{version}: time goes to the time book; balances and corrections work.", version=version)
        case "time-tracking":
            return tr("– It has Combodo's time tracking, no Carnet extension: time is kept there, without balances and corrections.")
        case _:
            return tr("– It has no Carnet extension: time becomes closed work orders, without balances and corrections.")


def problem_text(failure: Failure) -> str:
    """Why it did not work and what to do."""
    text = texts.sign_in_problem(failure.reason)
    leads = failure.detail if failure.reason == "moved" and failure.detail.startswith(("http://", "https://")) else ""
    return f"{text} ({leads})" if leads else text
