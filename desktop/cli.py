"""The command line: the same use cases on the same file, also while a window runs.

Exit codes: 0 fine, 2 usage, 3 offline, 4 a person is needed, 5 login (5 before 4 before 3). With ``--json`` instants are epochs and
durations seconds. Modules that only some commands need are imported there: ``carnet status`` stays fast.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import desktop
from desktop.core.account import Account
from desktop.core.clock import SystemClock
from desktop.core.durations import clock_text, parse_duration
from desktop.core.errors import CarnetError, LoginError, OfflineError, PersonNeededError, UsageError
from desktop.core.ticket import Ticket, is_reference
from desktop.store.database import open_database
from desktop.system.paths import ProfileDir, default_profile_dir
from desktop.work.desk import Desk, sign_in_first

if TYPE_CHECKING:
    from desktop.sync.engine import Engine, Report
    from desktop.system.secrets import Secrets

WAIT_FOR_OTHERS = 60.0
"""Seconds that ``carnet sync`` waits for another process that synchronises the same profile."""


@dataclass
class Shell:
    """What every command needs; ``secret`` is one read from standard input, for this run only."""

    profile: ProfileDir = field(default_factory=default_profile_dir)
    secret: str | None = field(default=None, repr=False)

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
        ca_file = load_settings(self.profile.settings).ca_file
        return Engine(self.profile.sync_lock, functools.partial(connect, secrets=self.secrets(), ca_file=ca_file))


def _print(text: str = "") -> None:
    click.echo(text)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False))


def _as_json(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def _read_secret(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.find_object(Shell).secret = sys.stdin.readline().rstrip("\r\n")  # type: ignore[union-attr]


def _secret_stdin(command: Callable[..., Any]) -> Callable[..., Any]:
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
        shell.profile = ProfileDir(folder)


class _Command(click.Command):
    """A command with ``--profile-dir``, which people also write after the command's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(_profile_option())


def _profile_option() -> click.Option:
    return click.Option(
        ["--profile-dir"],
        type=click.Path(file_okay=False, path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=_profile_dir,
        help="Keep everything in this folder instead of the usual one.",
    )


class _Group(click.Group):
    command_class = _Command


@click.group(cls=_Group, invoke_without_command=True, params=[_profile_option()])
@click.version_option(desktop.__version__, prog_name="carnet")
@click.pass_context
def cli(context: click.Context) -> None:
    """A timer for every iTop ticket. Without a command: the window."""
    if context.invoked_subcommand is None:
        from desktop.app import run_window
        from desktop.system.secrets import system_secrets

        context.exit(run_window(context.ensure_object(Shell).profile, system_secrets()))


@cli.command()
@click.argument("url")
@click.option("--user", default="", help="The login in iTop; the password is asked for.")
@click.option("--token", is_flag=True, help="Log in with a token, which is asked for.")
@click.option("--profile", default="", help="How this iTop keeps time: carnet, work-order or time-tracking. Found out by default.")
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False), help="A private certificate authority (PEM).")
@click.option("--accept-http", is_flag=True, help="Accept an address without encryption: your password travels readable. Remembered.")
@_secret_stdin
@click.pass_obj
def login(shell: Shell, url: str, user: str, token: bool, profile: str, ca_file: str | None, accept_http: bool) -> None:
    """Sign in to an iTop and read the first tickets."""
    from desktop.sync.client import Login, clean_url
    from desktop.sync.sign_in import enter, try_sign_in
    from desktop.system.settings import load_settings, save_settings

    if bool(user) == token:
        raise UsageError("Say who you are: either --user NAME or --token.")
    address = clean_url(url)
    settings = _allow_http(shell, address, accept_http)
    if ca_file:
        settings = replace(settings, ca_file=str(Path(ca_file).resolve()))
    kind = "token" if token else "password"
    if shell.secret is None:
        shell.secret = click.prompt(kind.capitalize(), hide_input=True, err=True)
    credentials = Login(user, shell.secret or "", kind)
    found = try_sign_in(address, credentials, profile=profile, ca_file=settings.ca_file)
    if not isinstance(found, Account):
        raise _failure_error(found.reason, found.consequence)
    before = load_settings(shell.profile.create().settings)
    if settings != before:
        save_settings(shell.profile.settings, settings)
    from desktop.system.secrets import system_secrets

    keyring = system_secrets()
    with open_database(shell.profile.database) as db:
        account = enter(db, keyring, found, credentials)
    _print(f"Signed in to {account.url} as {account.person_name} (profile {account.profile}).")
    if not keyring.lasting:
        _print("This system has no keyring, so the secret was not kept: give it to each command with --secret-stdin.")
    with shell.desk() as desk:
        shell.engine().run_once(desk, wait_seconds=WAIT_FOR_OTHERS)


def _allow_http(shell: Shell, address: str, accept: bool) -> Any:
    from desktop.sync.client import is_open_http
    from desktop.system.settings import load_settings

    settings = load_settings(shell.profile.settings)
    if is_open_http(address) and address not in settings.http_accepted:
        if not accept:
            raise UsageError(
                f"{address} is not encrypted: anybody on the way can read your password. Use https://, or add --accept-http if you must."
            )
        settings = replace(settings, http_accepted=(*settings.http_accepted, address))
    return settings


@cli.command()
@click.pass_obj
def logout(shell: Shell) -> None:
    """Sign out. Entries that wait stay here until you sign in again."""
    from desktop.sync.sign_in import leave
    from desktop.work.overview import counts

    with shell.desk() as desk:
        left = counts(desk)
        leave(desk.db, shell.secrets())
    _print("Signed out." + (f" {left.total} entries wait here for {desk.account.person_name}." if left.total else ""))


@cli.command()
@click.argument("query", nargs=-1)
@_as_json
@_secret_stdin
@click.pass_obj
def tickets(shell: Shell, query: tuple[str, ...], as_json: bool) -> None:
    """My open tickets, or those that match QUERY (reference, words, customer, caller)."""
    from desktop.store.tickets import list_tickets, search_tickets
    from desktop.work.counting import contract_of

    text = " ".join(query)
    with shell.desk() as desk:
        account = desk.account
        if text:
            found = search_tickets(desk.db, account.id, text)
            if not found:
                _ask_itop(shell, desk, text)
                found = search_tickets(desk.db, account.id, text)
        else:
            found = list_tickets(desk.db, account.id, "mine", person_id=account.person_id)
        now = desk.now().wall
        lines = []
        for ticket in found:
            contract = contract_of(desk, ticket, now)
            lines.append(
                {
                    "ref": ticket.ref,
                    "class": ticket.key.cls,
                    "id": ticket.key.id,
                    "title": ticket.title,
                    "status": ticket.status,
                    "customer": ticket.customer,
                    "contract": contract.name if contract else None,
                }
            )
    if as_json:
        _print_json(lines)
        return
    for line in lines:
        _print(f"{line['ref']}  {line['status']:<10} {line['title']} · {line['customer']}")
    if not lines:
        _print(f"No ticket matches “{text}”." if text else "No open ticket is yours. Look for one: carnet tickets WORDS.")


def _ask_itop(shell: Shell, desk: Desk, text: str) -> None:
    """Look in iTop for what is not known here. Raises as the failure says."""
    report = shell.engine().with_server(desk, lambda server: server.search(desk.db, desk.account, text))
    if report.problem:
        raise _failure_error(report.problem, report.consequence)


def _failure_error(reason: str, consequence: object) -> CarnetError:
    from desktop.problems import problem_text

    return (LoginError if consequence == "login" else OfflineError)(problem_text(reason))


@cli.command()
@click.argument("ref", required=False)
@click.option("--text", default="", help="Start without a ticket, under these words.")
@click.pass_obj
def start(shell: Shell, ref: str | None, text: str) -> None:
    """Start the timer of a ticket; without REF resume the last one."""
    from desktop.work import timing
    from desktop.work.overview import timer_lines

    with shell.desk() as desk:
        if ref:
            ticket = timing.find_by_text(desk, ref)
            timing.start(desk, ticket.key if ticket else None, "" if ticket else ref)
        elif text:
            ticket = None
            timing.start(desk, None, text)
        else:
            lines = timer_lines(desk)
            if not lines:
                raise UsageError("Which ticket? carnet start REF, or carnet start --text WORDS.")
            timing.resume(desk, lines[0].timer.uid)
            ticket = lines[0].ticket
            text = lines[0].timer.text
        if ticket is not None:
            _print(f"Running: {ticket.ref} {ticket.title}")
        else:
            _print(f"Running: {ref or text} (no ticket yet{'; it is looked for when iTop is there' if is_reference(ref or text) else ''})")


@cli.command()
@click.pass_obj
def pause(shell: Shell) -> None:
    """Pause what runs."""
    from desktop.core.timer import TimerState
    from desktop.work import timing
    from desktop.work.overview import timer_lines

    with shell.desk() as desk:
        running = [line for line in timer_lines(desk) if line.timer.state is TimerState.RUNNING]
        for line in running:
            timing.pause(desk, line.timer.uid)
            _print(f"Paused: {line.ref} at {clock_text(line.worked_seconds)}")
        if not running:
            _print("Nothing runs.")


@cli.command()
@click.argument("ref", required=False)
@click.option("--comment", default=None, help="What was done.")
@click.option("--activity", default=None, help="The kind of work: its name or number.")
@click.option("--keep/--trim", "keep", default=None, help="Count, or leave out, time that nobody watched.")
@click.pass_obj
def stop(shell: Shell, ref: str | None, comment: str | None, activity: str | None, keep: bool | None) -> None:
    """Stop a timer and record its entry; also answers an entry that waits unconfirmed (REF is then its uid)."""
    from desktop.core.counting import asks_person
    from desktop.work import timing

    with shell.desk() as desk:
        uid = _timer_uid(desk, ref)
        if uid is None and ref is not None and keep is not None:
            timing.answer_gaps(desk, _entry_uid(desk, ref), keep=keep)
            _print("Kept." if keep else "Left out.")
            return
        if uid is None:
            raise UsageError(f"No timer runs or rests on “{ref}”." if ref else "No timer runs.")
        activity_id = None if activity is None else _activity_id(desk, activity)
        timing.describe(desk, uid, comment=comment, activity_id=activity_id)
        stopped = timing.stop(desk, uid, keep=keep)
        entry = stopped.entry
        _print(f"{clock_text(entry.counted_seconds)} counted for {clock_text(entry.worked_seconds)} worked · {uid}")
        if stopped.gap_seconds:
            raise PersonNeededError(
                f"For {clock_text(stopped.gap_seconds)} nobody can say whether it was work. It waits for you: "
                f"carnet stop {uid} --keep, or --trim."
            )
        if asks_person(entry.worked_seconds):
            _print(f"That is less than a minute. If it was not meant: carnet discard {uid}")
        if entry.ticket is None:
            _print(f"It waits for its ticket: carnet assign {uid} REF")


def _timer_uid(desk: Desk, ref: str | None) -> str | None:
    """The timer that ``ref`` names (reference, text or uid); without one the running timer, else the only one."""
    from desktop.core.ticket import normal_reference
    from desktop.work.overview import timer_lines

    lines = timer_lines(desk)
    if ref is None:
        running = [line for line in lines if line.timer.state == "running"] or lines
        if len(running) > 1:
            raise UsageError(f"Several timers: {', '.join(line.ref for line in running)}. Say which one to stop.")
        return running[0].timer.uid if running else None
    names = (ref.strip().lower(), normal_reference(ref).lower())
    for line in lines:
        if line.ref.lower() in names or line.timer.uid.startswith(names[0]):
            return line.timer.uid
    return None


def _entry_uid(desk: Desk, text: str) -> str:
    """The uid of the outbox row that ``text`` begins. Raises UsageError where none or several do."""
    from desktop.store.outbox import outbox_rows

    found = [row.entry.uid for row in outbox_rows(desk.db, desk.account.id, discarded=True) if row.entry.uid.startswith(text.lower())]
    if len(found) != 1:
        raise UsageError(f"No entry waits under “{text}”." if not found else f"“{text}” begins several uids; write more of it.")
    return found[0]


def _activity_id(desk: Desk, text: str) -> int:
    from desktop.store.contracts import activities

    known = activities(desk.db, desk.account.id)
    for activity in known:
        if text == str(activity.id) or text.lower() == activity.name.lower():
            return activity.id
    names = ", ".join(activity.name for activity in known)
    raise UsageError(f"There is no activity “{text}”." + (f" There are: {names}." if names else " This iTop has none."))


def _known_ticket(shell: Shell, desk: Desk, ref: str) -> Ticket:
    """The ticket that ``ref`` names, asked for in iTop where it is not known here. Raises UsageError where there is none."""
    from desktop.work import timing

    ticket = timing.find_by_text(desk, ref)
    if ticket is None:
        _ask_itop(shell, desk, ref)
        ticket = timing.find_by_text(desk, ref)
    if ticket is None:
        raise UsageError(f"There is no ticket “{ref}” that you may see.")
    return ticket


@cli.command()
@click.argument("timer")
@click.argument("ref")
@_secret_stdin
@click.pass_obj
def assign(shell: Shell, timer: str, ref: str) -> None:
    """Give a timer, or an entry that needs one, its ticket."""
    from desktop.work import timing

    with shell.desk() as desk:
        ticket = _known_ticket(shell, desk, ref)
        timing.assign(desk, _timer_uid(desk, timer) or _entry_uid(desk, timer), ticket)
        _print(f"It is on {ticket.ref} {ticket.title} now.")


@cli.command()
@click.argument("ref")
@click.argument("duration")
@click.option("--at", "at", default=None, help="When the work began, as ISO date and time; by default it ended now.")
@click.option("--comment", default="", help="What was done.")
@click.option("--activity", default=None, help="The kind of work: its name or number.")
@click.pass_obj
def add(shell: Shell, ref: str, duration: str, at: str | None, comment: str, activity: str | None) -> None:
    """Record time already worked: 45m, 1h30 or 0:45."""
    from desktop.work import recording, timing
    from desktop.work.desk import local_epoch

    seconds = parse_duration(duration)
    with shell.desk() as desk:
        ended_at = None
        if at is not None:
            try:
                ended_at = local_epoch(at, desk.account) + seconds
            except ValueError as error:
                raise UsageError(f"“{at}” is no date and time. Write it as 2026-11-23T14:30.") from error
        ticket = timing.find_by_text(desk, ref)
        activity_id = 0 if activity is None else _activity_id(desk, activity)
        entry = recording.add(desk, ticket, "" if ticket else ref, seconds, ended_at=ended_at, comment=comment, activity_id=activity_id)
        _print(f"{clock_text(entry.counted_seconds)} counted for {clock_text(entry.worked_seconds)} worked · {entry.uid}")
        if ticket is None:
            hint = "it is looked for when iTop is there" if is_reference(ref) else f"carnet assign {entry.uid} REF"
            _print(f"“{ref}” is not known here: {hint}.")


@cli.command()
@_as_json
@click.pass_obj
def status(shell: Shell, as_json: bool) -> None:
    """What runs, and what is not in iTop yet."""
    from desktop.sync.connection import read_connection, written_twice
    from desktop.work.overview import counts, timer_lines

    with shell.desk() as desk:
        lines, sums, connection = timer_lines(desk), counts(desk), read_connection(desk.db)
        twice = written_twice(desk.db)
    if as_json:
        timers = [
            {
                "uid": line.timer.uid,
                "ref": line.ref,
                "started_at": line.timer.started_at,
                "worked_seconds": line.worked_seconds,
                "running": line.timer.state == "running",
            }
            for line in lines
        ]
        _print_json(
            {
                "timers": timers,
                "waiting": sums.waiting,
                "waiting_seconds": sums.waiting_seconds,
                "blocked": sums.blocked,
                "needs_person": sums.needs_person,
                "online": connection.online,
            }
        )
        return
    for line in lines:
        state = "running" if line.timer.state == "running" else "paused"
        _print(f"{line.ref}  {state}  {clock_text(line.worked_seconds)} worked, counts {clock_text(line.counted_seconds)}")
    if not lines:
        _print("No timer.")
    total = sums.waiting + sums.needs_person
    _print(f"{total} entries, {clock_text(sums.waiting_seconds)}, not in iTop yet." if total else "Everything is in iTop.")
    if sums.needs_person:
        _print(f"{sums.needs_person} of them need you: carnet outbox")
    for uid in twice:
        _print(f"iTop has entry {uid} twice, and your account may not remove one. Ask your administrator to delete the later one.")
    if connection.problem and connection.problem != "never":
        from desktop.problems import problem_text

        _print(problem_text(connection.problem))


@cli.command()
@_as_json
@click.pass_obj
def outbox(shell: Shell, as_json: bool) -> None:
    """Entries that iTop has not confirmed, with the reason."""
    from desktop.problems import reason_text
    from desktop.work.overview import outbox_lines

    with shell.desk() as desk:
        lines = outbox_lines(desk)
    if as_json:
        _print_json(
            [
                {
                    "uid": line.row.entry.uid,
                    "ref": line.ref,
                    "worked_seconds": line.row.entry.worked_seconds,
                    "counted_seconds": line.row.entry.counted_seconds,
                    "state": line.row.state.value,
                    "reason": line.row.reason,
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        entry = line.row.entry
        _print(f"{entry.uid}  {line.ref}  {clock_text(entry.counted_seconds)}  {reason_text(line.row.state, line.row.reason)}")
    if not lines:
        _print("Everything is in iTop.")


@cli.command()
@click.argument("uids", metavar="UID…", nargs=-1, required=True)
@click.pass_obj
def retry(shell: Shell, uids: tuple[str, ...]) -> None:
    """Send blocked entries again, as they are."""
    from desktop.work import recording

    with shell.desk() as desk:
        for uid in [_entry_uid(desk, text) for text in uids]:
            recording.retry(desk, uid)
            _print(f"{uid} goes out with the next sync.")


@cli.command()
@click.argument("uids", metavar="UID…", nargs=-1, required=True)
@click.pass_obj
def discard(shell: Shell, uids: tuple[str, ...]) -> None:
    """Take entries out of the outbox; kept 30 days, in which `carnet restore` brings them back."""
    from desktop.work import recording

    with shell.desk() as desk:
        for uid in [_entry_uid(desk, text) for text in uids]:
            recording.discard(desk, uid)
            _print(f"{uid} discarded. For 30 days: carnet restore {uid}")


@cli.command()
@click.argument("uids", metavar="UID…", nargs=-1, required=True)
@click.pass_obj
def restore(shell: Shell, uids: tuple[str, ...]) -> None:
    """Bring discarded entries back."""
    from desktop.work import recording

    with shell.desk() as desk:
        for uid in [_entry_uid(desk, text) for text in uids]:
            recording.restore(desk, uid)
            _print(f"{uid} waits again.")


@cli.command()
@click.argument("uids_and_ref", metavar="UID… REF", nargs=-1, required=True)
@_secret_stdin
@click.pass_obj
def move(shell: Shell, uids_and_ref: tuple[str, ...]) -> None:
    """Put entries on another ticket."""
    from desktop.work import recording, timing

    *uids, ref = uids_and_ref
    if not uids:
        raise UsageError("Say which entry, and where to: carnet move UID REF.")
    with shell.desk() as desk:
        ticket = _known_ticket(shell, desk, ref)
        for uid in [_entry_uid(desk, text) for text in uids]:
            entry = recording.move(desk, uid, ticket)
            _print(f"{entry.uid} is on {ticket.ref} now.")
        timing.resolve_texts(desk)


@cli.command()
@_as_json
@_secret_stdin
@click.pass_obj
def sync(shell: Shell, as_json: bool) -> None:
    """Send what waits and read what is new."""
    from desktop.work.overview import counts

    with shell.desk() as desk:
        report = shell.engine().run_once(desk, impatient=True, wait_seconds=WAIT_FOR_OTHERS)
        sums = counts(desk)
    if as_json:
        _print_json(
            {
                "pushed": report.pushed,
                "known": report.known,
                "blocked": sums.blocked,
                "waiting": sums.waiting,
                "needs_person": sums.needs_person,
                "online": report.online,
                "problem": report.problem,
            }
        )
    else:
        _print(f"{report.pushed + report.known} sent, {sums.waiting} waiting, {sums.needs_person} need you.")
    error = _sync_error(report, sums.needs_person)
    if error is not None:
        raise error


def _sync_error(report: Report, needs_person: int) -> CarnetError | None:
    """5 before 4 before 3."""
    if report.consequence == "login":
        return _failure_error(report.problem, report.consequence)
    if needs_person:
        return PersonNeededError(f"{needs_person} entries need you: carnet outbox")
    if report.busy:
        return OfflineError("Another Carnet is sending just now. What is here is kept.")
    return _failure_error(report.problem, report.consequence) if report.problem else None


@cli.command()
@_as_json
@click.pass_obj
def contracts(shell: Shell, as_json: bool) -> None:
    """Every contract with its balance, and what waits here."""
    from desktop.work.overview import contract_lines

    with shell.desk() as desk:
        lines = contract_lines(desk)
    if as_json:
        _print_json(
            [
                {
                    "id": line.contract.id,
                    "name": line.contract.name,
                    "customer": line.contract.customer,
                    **{
                        name: getattr(line.contract.indicators, name) if line.contract.indicators else None
                        for name in ("provisioned", "consumed", "percent", "balance")
                    },
                    "waiting": line.waiting,
                    "projected": line.projected,
                    "as_of": line.contract.as_of,
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        known = line.contract.indicators
        figures = f"{clock_text(known.balance)} left of {clock_text(known.provisioned)}" if known else "balance not known to this iTop"
        here = f", {clock_text(line.projected or 0)} with what is here" if known and (line.waiting or line.running) else ""
        _print(f"{line.contract.customer} · {line.contract.name}: {figures}{here}")
    if not lines:
        _print("No contract is known here yet: carnet sync")


@cli.command()
@click.option("--serve", default=None, metavar="HOST:PORT", help="Only serve the embedded iTop, until ended.")
@click.option("--data", default=None, type=click.Path(file_okay=False, path_type=Path), help="Keep the embedded iTop here.")
@click.option("--fault", "faults", multiple=True, metavar="NAME[:RATE[:SEED]]", help="A fault of the embedded iTop; may be repeated.")
@click.option("--tour", default=None, type=click.Path(file_okay=False, path_type=Path), help="Drive the window through the main job.")
def demo(serve: str | None, data: Path | None, faults: tuple[str, ...], tour: Path | None) -> None:
    """Carnet on an embedded iTop with sample data; nothing else is needed."""
    from desktop.trial import serve_demo, show_demo

    if serve is not None:
        serve_demo(serve, data, faults)
    else:
        raise SystemExit(show_demo(data, faults, tour))


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
