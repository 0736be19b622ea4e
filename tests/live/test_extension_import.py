"""Opening balances by iTop's own CSV import: nothing of ours in between but the door that every provision passes."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from tests.live.world import PATIENCE, Account, World

SCHEME = "contract_id,date,kind"


def imported(account: Account, *lines: str, simulate: bool = False) -> str:
    """iTop's report on these lines."""
    form = {
        "auth_user": account.user,
        "auth_pwd": account.password,
        "login_mode": "form",
        "class": "ContractTimeProvision",
        "csvdata": "\n".join(("contract_id->name;date;seconds;kind;comment", *lines)),
        "separator": ";",
        "charset": "UTF-8",
        "no_localize": "1",
        "reconciliationkeys": SCHEME,
        "output": "details",
        "simulate": str(int(simulate)),
    }
    answer = httpx.post(f"{account.url.rstrip('/')}/webservices/import.php", data=form, timeout=PATIENCE, trust_env=False)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def contract(world: World) -> tuple[int, str]:
    number = world.contract(name=f"Reprise é {uuid.uuid4()}")
    return number, str(world.admin.read("CustomerContract", number, "name")[0]["name"])


def provisions(world: World, contract: int) -> list[dict[str, Any]]:
    oql = f"SELECT ContractTimeProvision WHERE contract_id = {contract}"
    return world.admin.read("ContractTimeProvision", oql, "uid, seconds, kind, author_id, comment")


def test_a_service_manager_imports_opening_balances(world: World, contract: tuple[int, str]) -> None:
    """Seconds or hours and minutes, negative ones too; each row gets a uid and its author, and the contract its sums."""
    number, name = contract
    lines = (f"{name};2026-01-01;36000;initial;Solde", f"{name};2026-01-02;1h30;topup;", f"{name};2026-01-03;-2:00;correction;Repris")
    assert "#Created: 3" in imported(world.manager, *lines)
    found = provisions(world, number)
    assert sorted(int(row["seconds"]) for row in found) == [-7200, 5400, 36000]
    assert len({row["uid"] for row in found}) == 3
    assert all(len(row["uid"]) == 36 and int(row["author_id"]) == world.people["manager"] for row in found)
    assert world.sums(number) == (34200, 0, 34200)


def test_the_same_file_again_changes_nothing(world: World, contract: tuple[int, str]) -> None:
    """And another value for the same contract, day and kind is refused, not added."""
    number, name = contract
    line = f"{name};2026-01-01;36000;initial;Solde"
    assert "#Created: 1" in imported(world.manager, line)
    again = imported(world.manager, line)
    assert "#Created: 0" in again and "#Unchanged: 1" in again
    assert "#Issues: 1" in imported(world.manager, f"{name};2026-01-01;72000;initial;Solde")
    assert world.sums(number)[0] == 36000


@pytest.mark.parametrize(
    "line", ["2026-01-01;soon;initial;", "2026-01-01;;initial;", "2026-01-01;-60;initial;", "2026-01-01;60;gift;", "1/1/2026;60;initial;"]
)
def test_what_is_no_provision_is_refused_alone(world: World, contract: tuple[int, str], line: str) -> None:
    """A line that means nothing is reported; its neighbour is taken."""
    number, name = contract
    report = imported(world.manager, f"{name};{line}", f"{name};2026-02-02;60;topup;")
    assert "#Issues: 1" in report and "#Created: 1" in report
    assert [int(row["seconds"]) for row in provisions(world, number)] == [60]


def test_a_trial_run_writes_nothing(world: World, contract: tuple[int, str]) -> None:
    number, name = contract
    assert "#Simulate: 1" in imported(world.manager, f"{name};2026-01-01;60;initial;", simulate=True)
    assert provisions(world, number) == []


def test_an_agent_imports_nothing(world: World, contract: tuple[int, str]) -> None:
    number, name = contract
    imported(world.agent, f"{name};2026-01-01;60;initial;")
    assert provisions(world, number) == []
