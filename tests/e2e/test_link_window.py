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

from desktop.core.start_link import parse_start_link
from desktop.core.timer import Timer, TimerState
from desktop.store.accounts import current_account
from desktop.store.database import open_database
from desktop.store.timers import active_timers
from desktop.system.paths import ProfileDir
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


def was_shown(carnet: CommandLine) -> bool:
    with open_database(ProfileDir(carnet.profile).database) as db:
        return db.meta("left_for_window") == ""


def timer(carnet: CommandLine) -> Timer:
    """The one that runs. A window that is open keeps moving its mark."""
    with open_database(ProfileDir(carnet.profile).database) as db:
        account = current_account(db)
        assert account is not None
        return active_timers(db, account.id)[0]


def is_watched(carnet: CommandLine, link: str) -> bool:
    """Whether a window looks after the timer of the link's ticket."""
    found = timer(carnet)
    return (found.ticket, found.state, found.watched) == (parse_start_link(link).key, TimerState.RUNNING, True)


def test_the_window_opens_and_takes_every_link(itop: Served, carnet: CommandLine) -> None:
    """The first opens it; another goes to the same one, as a start without a link does, and its process is over."""
    links = [link_to(itop, ref) for ref in ("R-000482", "R-000440")]
    first = opening(carnet, links[0])
    try:
        assert first.stdout is not None and first.stdout.readline().startswith("Running: R-000482 ")
        until(lambda: was_shown(carnet) and is_watched(carnet, links[0]))
        with opening(carnet, links[1]) as second:
            assert second.wait(DEADLINE) == 0
        until(lambda: was_shown(carnet) and timer(carnet).ticket == parse_start_link(links[1]).key)
        again = subprocess.run(
            [sys.executable, "-m", "desktop.cli", "--profile-dir", str(carnet.profile)],
            env=ENVIRONMENT | {"QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=True,
        )
        assert again.stdout == "Carnet is open already: its window comes forward.\n"
        until(lambda: was_shown(carnet))
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()
        assert first.stdout is not None
        first.stdout.close()
    # It went without a word, and is not in the way of the next.
    before = timer(carnet).mark.boot
    third = opening(carnet, link_to(itop, "R-000482", "https://other.example.com/itop/"))
    try:
        until(lambda: timer(carnet).mark.boot > before and was_shown(carnet))
        assert running(carnet) == ["R-000440"]
    finally:
        third.kill()
        third.wait()
        assert third.stdout is not None
        third.stdout.close()
