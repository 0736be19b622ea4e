"""The scopes that the page for administrators gives as examples are taken by a real iTop, and match what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.live.world import World

DOCS = Path(__file__).parents[2] / "docs"
SCOPES = re.findall(r"```sql\n(.+?)\n```", (DOCS / "itop-extension.md").read_text(encoding="utf-8"), re.DOTALL)


def test_both_pages_give_the_same_examples() -> None:
    french = re.findall(r"```sql\n(.+?)\n```", (DOCS / "itop-extension.fr.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(SCOPES) == 8
    assert french == SCOPES


@pytest.mark.parametrize("scope", SCOPES)
def test_an_example_is_taken_and_can_be_run(world: World, scope: str) -> None:
    """Saved on a contract that takes no tickets of other tests yet, and evaluated on every ticket by iTop's own query."""
    contract = world.contract(status="implementation")
    assert world.admin.change("CustomerContract", contract, time_scope=scope)["code"] == 0
    cls = scope.split()[1]
    assert world.admin.call("core/get", **{"class": cls, "key": scope, "output_fields": "id", "limit": "1", "page": "1"})["code"] == 0
