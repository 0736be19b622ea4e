"""``carnet open --window``, as a browser calls it: the window opens on the ticket, one window for all links."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from desktop.core.timer import TimerState
from desktop.store.accounts import current_account
from desktop.store.database import open_database
from desktop.store.tickets import ticket_by_reference
from desktop.store.timers import active_timers
from desktop.system.paths import ProfileDir
from desktop.system.single import as_the_window
from tests.e2e.processes import ENVIRONMENT, CommandLine, Served, served
from tests.e2e.test_command_line import link_to, running

DEADLINE = 60


@pytest.fixture
def itop(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "itop") as found:
        yield found


@pytest.fixture
def carnet(itop: Served, tmp_path: Path) -> CommandLine:
    client = CommandLine(tmp_path / "profile", itop.secret)
    client.run("login", itop.url, "--user", itop.user)
    return client


def opening(carnet: CommandLine, link: str) -> subprocess.Popen[str]:
    """What the desktop file runs."""
    command = [sys.executable, "-m", "desktop.cli", "--profile-dir", str(carnet.profile), "open", "--window", "--", link]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT | {"QT_QPA_PLATFORM": "offscreen"})


def until(condition: Callable[[], bool]) -> None:
    """What other processes do is seen in the profile directory alone."""
    end, pause = time.monotonic() + DEADLINE, threading.Event()
    while not condition():
        assert time.monotonic() < end
        pause.wait(0.05)


def is_open(carnet: CommandLine) -> bool:
    with as_the_window(ProfileDir(carnet.profile)) as mine:
        return not mine


def was_shown(carnet: CommandLine) -> bool:
    with open_database(ProfileDir(carnet.profile).database) as db:
        return db.meta("left_for_window") == ""


def is_watched(carnet: CommandLine, ref: str) -> bool:
    """Whether a window looks after the running timer."""
    with open_database(ProfileDir(carnet.profile).database) as db:
        account = current_account(db)
        assert account is not None
        first = active_timers(db, account.id)[0]
        ticket = ticket_by_reference(db, account.id, ref)
    return ticket is not None and (first.ticket, first.state, first.watched) == (ticket.key, TimerState.RUNNING, True)


def test_the_window_opens_and_takes_every_link(itop: Served, carnet: CommandLine) -> None:
    """The first opens it; another goes to the same one, and its process is over."""
    first = opening(carnet, link_to(itop, "R-000482"))
    try:
        assert first.stdout is not None and first.stdout.readline().startswith("Running: R-000482 ")
        until(lambda: is_open(carnet) and was_shown(carnet) and is_watched(carnet, "R-000482"))
        with opening(carnet, link_to(itop, "R-000440")) as second:
            assert second.wait(DEADLINE) == 0
        until(lambda: was_shown(carnet) and is_watched(carnet, "R-000440"))
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()
        assert first.stdout is not None
        first.stdout.close()
    # It went without a word, and is not in the way of the next.
    third = opening(carnet, link_to(itop, "R-000482", "https://other.example.com/itop/"))
    try:
        until(lambda: is_open(carnet) and was_shown(carnet))
        assert running(carnet) == ["R-000440"]
    finally:
        third.kill()
        third.wait()
        assert third.stdout is not None
        third.stdout.close()
