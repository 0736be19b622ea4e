"""What every command of the command line needs: the profile, the secret, the engine, and how options are written."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.core.clock import SystemClock
from desktop.store.database import open_database
from desktop.system.paths import ProfileDir, default_profile_dir
from desktop.work.desk import Desk, sign_in_first

if TYPE_CHECKING:
    from desktop.sync.engine import Engine
    from desktop.system.secrets import Secrets

WAIT_FOR_OTHERS = 60.0
"""Seconds that ``carnet sync`` waits for another process that synchronises the same profile."""


class Shell:
    """What every command needs: ``folder`` instead of the usual profile directory; ``secret`` read from standard input, for this run."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.secret: str | None = None

    @property
    def profile(self) -> ProfileDir:
        return default_profile_dir() if self.folder is None else ProfileDir(self.folder)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk of the account signed in. Raises LoginError where there is none."""
        from desktop.system.settings import load_settings

        with open_database(self.profile.create().database) as db:
            several = load_settings(self.profile.settings).several_timers
            yield Desk(db, SystemClock(), sign_in_first(db), source="command line", several_timers=several)

    def secrets(self) -> Secrets:
        """The keyring, with a secret from standard input in front of it."""
        from desktop.system.secrets import RunSecrets, system_secrets

        return system_secrets() if self.secret is None else RunSecrets(every=self.secret)

    def engine(self) -> Engine:
        from desktop.sync.engine import Engine
        from desktop.sync.sign_in import connect
        from desktop.system.logs import start_log
        from desktop.system.settings import load_settings

        start_log(self.profile)
        settings = load_settings(self.profile.settings)
        way = functools.partial(connect, secrets=self.secrets(), ca_file=settings.ca_file, proxy=settings.proxy)
        return Engine(self.profile.sync_lock, way)


def say(text: str = "") -> None:
    click.echo(text)


def entries(count: int) -> str:
    """ "1 entry", "2 entries"."""
    return f"{count} {'entry' if count == 1 else 'entries'}"


def needing(count: int) -> str:
    """ "1 entry needs you", "2 entries need you"."""
    return f"{entries(count)} {'needs' if count == 1 else 'need'} you"


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False))


def as_json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def _read_secret(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.find_object(Shell).secret = sys.stdin.readline().rstrip("\r\n")  # type: ignore[union-attr]


def secret_stdin(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--secret-stdin",
        is_flag=True,
        expose_value=False,
        callback=_read_secret,
        help="Read the password or token from standard input, for this run only.",
    )(command)


def _profile_dir(context: click.Context, _parameter: click.Parameter, folder: Path | None) -> None:
    shell = context.ensure_object(Shell)
    if folder is not None:
        shell.folder = folder


class Command(click.Command):
    """A command with ``--profile-dir``, which people also write after the command's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(profile_option())

    def get_short_help_str(self, limit: int = 0) -> str:
        """Whole, over several lines where it is long: ``carnet --help`` may be all that a person has."""
        return (self.help or "").partition("\n\n")[0]


def profile_option() -> click.Option:
    return click.Option(
        ["--profile-dir"],
        type=click.Path(file_okay=False, path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=_profile_dir,
        help="Keep everything in this folder instead of the usual one.",
    )
