"""Entries: ``add``, ``outbox``, ``retry``, ``discard``, ``restore``, ``edit``, ``move``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from desktop.core.durations import clock_text, parse_duration
from desktop.core.errors import UsageError
from desktop.core.ticket import is_reference

if TYPE_CHECKING:
    pass

from desktop.commands.naming import activity_id_of, entry_uid, known_ticket, tell_recorded
from desktop.commands.shell import Command, Shell, as_json_option, print_json, say, secret_stdin
from desktop.commands.shell import entries as counted

_NOTHING = ("0", "0:00", "0m")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


@click.command(cls=Command)
@click.argument("ref")
@click.argument("duration")
@click.option("--at", "at", default=None, help="When the work began: 9:15 today, or 2026-11-23T14:30; by default it ended now.")
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
            today = desk.day_of(desk.now().wall)
            try:
                ended_at = local_epoch(f"{today}T{at:0>5}" if _CLOCK.fullmatch(at) else at, desk.account) + seconds
            except ValueError as error:
                raise UsageError(f"“{at}” is no date and time. Write it as 9:15 for today, or 2026-11-23T14:30.") from error
        ticket = timing.find_by_text(desk, ref)
        activity_id = 0 if activity is None else activity_id_of(desk, activity)
        entry = recording.add(desk, ticket, "" if ticket else ref, seconds, ended_at=ended_at, comment=comment, activity_id=activity_id)
        tell_recorded(desk, entry)
        if ticket is None:
            hint = "it is looked for when iTop is there" if is_reference(ref) else f"carnet assign {entry.uid} REF"
            say(f"“{ref}” is not known here: {hint}.")


@click.command(cls=Command)
@as_json_option
@click.option("--discarded", is_flag=True, help="What was discarded in the last 30 days instead.")
@click.option("--export", "export_to", default=None, metavar="FILE", help="Write them to FILE (.csv or .json) instead.")
@click.pass_obj
def outbox(shell: Shell, as_json: bool, discarded: bool, export_to: str | None) -> None:
    """Entries that iTop has not confirmed, with the reason."""
    from desktop.core.outbox import PERSON_STATES, OutboxState
    from desktop.problems import reason_text
    from desktop.work.overview import outbox_lines

    with shell.desk() as desk:
        lines = [line for line in outbox_lines(desk, discarded=discarded) if (line.row.state is OutboxState.DISCARDED) == discarded]
        if export_to is not None:
            from pathlib import Path

            from desktop.work.exporting import export

            count = export(desk, Path(export_to), lines, lambda row: reason_text(row.state, row.reason))
            say(f"{counted(count)} written to {export_to}.")
            return
    if as_json:
        print_json(
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
        say(f"{entry.uid}  {line.ref}  {clock_text(entry.counted_seconds)}  {reason_text(line.row.state, line.row.reason)}")
    if any(line.row.state in PERSON_STATES for line in lines):
        say("What you can do: carnet move UID REF, carnet edit UID, carnet retry UID, carnet discard UID.")
        say("The first letters of a UID are enough; move, retry and discard take several at once.")
    if not lines:
        say("Nothing was discarded in the last 30 days." if discarded else "Everything is in iTop.")


@click.command(cls=Command)
@click.argument("uids", metavar="UID…", nargs=-1, required=True)
@click.pass_obj
def retry(shell: Shell, uids: tuple[str, ...]) -> None:
    """Send blocked entries again, as they are."""
    from desktop.work import recording

    with shell.desk() as desk:
        for uid in [entry_uid(desk, text) for text in uids]:
            recording.retry(desk, uid)
            say(f"{uid} goes out with the next sync.")


@click.command(cls=Command)
@click.argument("uids", metavar="UID…", nargs=-1, required=True)
@click.pass_obj
def discard(shell: Shell, uids: tuple[str, ...]) -> None:
    """Take entries out of the outbox; kept 30 days, in which `carnet restore` brings them back."""
    from desktop.work import recording

    with shell.desk() as desk:
        for uid in [entry_uid(desk, text) for text in uids]:
            recording.discard(desk, uid)
            say(f"{uid} discarded. For 30 days: carnet restore {uid}")


@click.command(cls=Command)
@click.argument("uids", metavar="UID…", nargs=-1, required=True)
@click.pass_obj
def restore(shell: Shell, uids: tuple[str, ...]) -> None:
    """Bring discarded entries back."""
    from desktop.work import recording

    with shell.desk() as desk:
        for uid in [entry_uid(desk, text) for text in uids]:
            recording.restore(desk, uid)
            say(f"{uid} waits again.")


@click.command(cls=Command)
@click.argument("uid")
@click.option("--comment", default=None, help="What was done.")
@click.option("--worked", default=None, help="How long it was: 45m, 1h30 or 0:45.")
@click.option("--activity", default=None, help="The kind of work: its name or number.")
@click.option("--counted", default=None, help="What it counts, otherwise than the rule says: 45m, or 0; --reason says why.")
@click.option("--reason", default="", help="Why it is counted otherwise; iTop keeps it.")
@click.pass_obj
def edit(shell: Shell, uid: str, comment: str | None, worked: str | None, activity: str | None, counted: str | None, reason: str) -> None:
    """Change an entry; iTop gets a correction where it has it already."""
    from desktop.work import recording

    with shell.desk() as desk:
        changes: dict[str, object] = {}
        if comment is not None:
            changes["comment"] = comment
        if worked is not None:
            changes["worked_seconds"] = parse_duration(worked)
        if activity is not None:
            changes["activity_id"] = activity_id_of(desk, activity)
        if counted is not None:
            changes |= {"counted_seconds": 0 if counted in _NOTHING else parse_duration(counted), "reason": reason}
        if not changes:
            raise UsageError("Say what is to change: --comment, --worked, --activity, or --counted with --reason.")
        tell_recorded(desk, recording.edit(desk, entry_uid(desk, uid, sent=True), **changes))


@click.command(cls=Command)
@click.argument("uids_and_ref", metavar="UID… REF", nargs=-1, required=True)
@secret_stdin
@click.pass_obj
def move(shell: Shell, uids_and_ref: tuple[str, ...]) -> None:
    """Put entries on another ticket."""
    from desktop.work import recording, timing

    *uids, ref = uids_and_ref
    if not uids:
        raise UsageError("Say which entry, and where to: carnet move UID REF.")
    with shell.desk() as desk:
        ticket = known_ticket(shell, desk, ref)
        for uid in [entry_uid(desk, text) for text in uids]:
            entry = recording.move(desk, uid, ticket)
            say(f"{entry.uid} is on {ticket.ref} now.")
        timing.resolve_texts(desk)
