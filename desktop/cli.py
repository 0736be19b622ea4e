"""The command line: the same use cases on the same file, also while a window runs.

Exit codes: 0 fine, 2 usage, 3 offline, 4 a person is needed, 5 login (5 before 4 before 3). With ``--json`` instants are epochs and
durations seconds. Modules that only some commands need are imported there: ``carnet status`` stays fast.
"""

from __future__ import annotations

import importlib

import click

import desktop
from desktop.commands.shell import Shell, profile_option
from desktop.core.errors import CarnetError
from desktop.system.paths import ProfileDir

_HOMES = {
    "login": "signing",
    "logout": "signing",
    "tickets": "overviews",
    "start": "timers",
    "open": "links",
    "pause": "timers",
    "stop": "timers",
    "assign": "timers",
    "add": "entries",
    "status": "overviews",
    "outbox": "entries",
    "retry": "entries",
    "discard": "entries",
    "restore": "entries",
    "edit": "entries",
    "move": "entries",
    "sync": "overviews",
    "contracts": "overviews",
    "demo": "trial",
}
"""Each command and the module it lives in, in the order of ``carnet --help``."""


class _Commands(click.Group):
    """Commands loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = _HOMES.get(cmd_name)
        if home is None:
            return None
        module = importlib.import_module(f"desktop.commands.{home}")
        # "open" is Python's own word; its function has another name.
        command: click.Command = getattr(module, "open_" if cmd_name == "open" else cmd_name)
        return command


@click.group(cls=_Commands, invoke_without_command=True, params=[profile_option()])
@click.version_option(desktop.__version__, prog_name="carnet")
@click.pass_context
def cli(context: click.Context) -> None:
    """A timer for every iTop ticket. Without a command: the window."""
    if context.invoked_subcommand is None:
        from desktop.system.single import as_the_window

        profile = context.ensure_object(Shell).profile
        with as_the_window(profile) as mine:
            if mine:
                from desktop.app import run_window
                from desktop.system.secrets import system_secrets

                context.exit(run_window(profile, system_secrets()))
        _call_window(profile)


def _call_window(profile: ProfileDir) -> None:
    """Have the window that is open come forward: a second one would only ask everything twice."""
    from desktop.store.database import open_database
    from desktop.work.showing import Left, leave_for_window

    with open_database(profile.database) as db:
        leave_for_window(db, Left())
    click.echo("Carnet is open already: its window comes forward.")


def main() -> None:
    """The command ``carnet``: a CarnetError is told in words, with its exit code."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as end:
        raise SystemExit(end.exit_code) from None
    except click.Abort:
        raise SystemExit(130) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except CarnetError as error:
        click.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None


if __name__ == "__main__":
    main()
