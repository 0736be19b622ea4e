"""``carnet demo``: Carnet on the embedded iTop, as a window, as a tour with pictures, or only the server."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from desktop.core.errors import UsageError
from desktop.demo.server import EmbeddedItop, serve
from desktop.system.paths import ProfileDir

PICTURES = Path("pictures")


def serve_demo(address: str, data: Path | None, faults: Sequence[str]) -> None:
    """Serve the embedded iTop until ended; one JSON line says where when it is ready."""
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        raise UsageError("Write the address as HOST:PORT, for example 127.0.0.1:8088; port 0 takes a free one.")
    with tempfile.TemporaryDirectory(prefix="carnet-demo-") as folder:
        try:
            serve(data or Path(folder), host or "127.0.0.1", int(port), faults, click.echo)
        except (ValueError, OSError) as error:
            raise UsageError(f"The embedded iTop cannot start: {error}") from error


def show_demo(data: Path | None, faults: Sequence[str], tour: Path | None) -> int:
    """The window on the embedded iTop, signed in; without a display, or when asked, its tour. The exit code."""
    with tempfile.TemporaryDirectory(prefix="carnet-demo-") as folder:
        root = data or Path(folder)
        try:
            itop = EmbeddedItop(root, faults=faults)
        except ValueError as error:
            raise UsageError(str(error)) from error
        with itop:
            profile = ProfileDir(root / "profile").create()
            if tour is not None or not _has_display():
                return _tour(itop, profile, tour or PICTURES)
            return _window(itop, profile)


def _has_display() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _tour(itop: EmbeddedItop, profile: ProfileDir, pictures: Path) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop.tour import run_tours
    from desktop.ui.quiet import quieten

    quieten()
    click.echo("The window is driven through the main job in two languages and two themes; that takes a minute or two.")
    saved = run_tours(pictures, itop, profile)
    click.echo(f"The main job was done in the window; {len(saved)} pictures are in {pictures}.")
    return 0


def _window(itop: EmbeddedItop, profile: ProfileDir) -> int:
    from desktop.app import run_window
    from desktop.core.account import Account
    from desktop.store.database import open_database
    from desktop.sync.client import Login
    from desktop.sync.sign_in import enter, try_sign_in
    from desktop.system.secrets import RunSecrets

    secrets = RunSecrets()
    login = Login(itop.user, itop.secret)
    account = try_sign_in(itop.url, login)
    if isinstance(account, Account):
        with open_database(profile.database) as db:
            enter(db, secrets, account, login)
    click.echo(f"The embedded iTop is at {itop.url}; sign in as {itop.user} with {itop.secret}.")
    return run_window(profile, secrets)
