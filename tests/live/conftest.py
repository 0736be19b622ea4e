"""A real iTop, named by the environment; everything here is skipped, saying so, without one.

``CARNET_LIVE_URL``, ``CARNET_LIVE_USER``, ``CARNET_LIVE_PASSWORD`` (an agent with the profile "REST Services User") and
``CARNET_LIVE_TICKET`` (a reference under a contract) are needed; ``CARNET_LIVE_TOKEN`` and ``CARNET_LIVE_NOREST_USER`` with
``CARNET_LIVE_NOREST_PASSWORD`` add what they name; ``CARNET_LIVE_TIMEZONE`` is iTop's zone where it is not this machine's.
Work orders that the tests write are deleted again.

Tests of our extension (``test_extension_*``) need an iTop of their own that has it: ``CARNET_LIVE_EXT_URL``, and
``CARNET_LIVE_EXT_USER`` with ``CARNET_LIVE_EXT_PASSWORD``, an administrator with the profile "REST Services User". They make their own
accounts, contracts and tickets, and leave them there: what is counted cannot be deleted.
``CARNET_LIVE_EXT_RESTART`` is a command that kills its PHP hard and starts it anew, for those that want to see that survived;
``CARNET_LIVE_EXT_READ_ONLY``, followed by ``on`` or ``off``, sets iTop to read only (``data/.readonly``) and back.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.world import Account, World, make_world

NEEDED = ("CARNET_LIVE_URL", "CARNET_LIVE_USER", "CARNET_LIVE_PASSWORD", "CARNET_LIVE_TICKET")
NEEDED_BY_EXTENSION = ("CARNET_LIVE_EXT_URL", "CARNET_LIVE_EXT_USER", "CARNET_LIVE_EXT_PASSWORD")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
            needed = NEEDED_BY_EXTENSION if item.path.name.startswith("test_extension_") else NEEDED
            missing = [name for name in needed if not os.environ.get(name)]
            if missing:
                item.add_marker(pytest.mark.skip(reason=f"needs a real iTop: {', '.join(missing)} not set"))


@dataclass(frozen=True)
class Live:
    url: str
    user: str
    password: str
    ticket: str


@pytest.fixture
def live() -> Live:
    return Live(*(os.environ[name] for name in NEEDED))


@pytest.fixture(scope="session")
def world() -> World:
    """Customer, contracts, tickets and accounts on an iTop with the extension."""
    return make_world(Account(*(os.environ[name] for name in NEEDED_BY_EXTENSION)))


def optional(*names: str) -> list[str]:
    """The values of optional variables; skips the test where one is not set."""
    values = [os.environ.get(name, "") for name in names]
    if not all(values):
        pytest.skip(f"{', '.join(names)} not set")
    return values
