"""Timers: ``start``, ``pause``, ``stop``, ``assign``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop.core.durations import clock_text
from desktop.core.errors import PersonNeededError, UsageError
from desktop.core.ticket import is_reference

if TYPE_CHECKING:
    pass

from desktop.commands.naming import activity_id_of, entry_uid, known_ticket, tell_recorded, timer_uid
from desktop.commands.shell import Command, Shell, say, secret_stdin


@click.command(cls=Command)
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
            say(f"Running: {ticket.ref} {ticket.title}")
        else:
            say(f"Running: {ref or text} (no ticket yet{'; it is looked for when iTop is there' if is_reference(ref or text) else ''})")


@click.command(cls=Command)
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
            say(f"Paused: {line.ref} at {clock_text(line.worked_seconds)}")
        if not running:
            say("Nothing runs.")


@click.command(cls=Command)
@click.argument("ref", required=False)
@click.option("--comment", default=None, help="What was done.")
@click.option("--activity", default=None, help="The kind of work: its name or number.")
@click.option("--keep/--trim", "keep", default=None, help="Count, or leave out, time that nobody watched.")
@click.pass_obj
def stop(shell: Shell, ref: str | None, comment: str | None, activity: str | None, keep: bool | None) -> None:
    """Stop a timer and record its entry; also answers an entry that waits unconfirmed (REF is then its uid)."""
    from desktop.core.counting import asks_person
    from desktop.work import gaps, timing

    with shell.desk() as desk:
        uid = timer_uid(desk, ref)
        if uid is None and ref is not None and keep is not None:
            gaps.answer_gaps(desk, entry_uid(desk, ref), keep=keep)
            say("Kept." if keep else "Left out.")
            return
        if uid is None:
            raise UsageError(f"No timer runs or rests on “{ref}”." if ref else "No timer runs.")
        activity_id = None if activity is None else activity_id_of(desk, activity)
        timing.describe(desk, uid, comment=comment, activity_id=activity_id)
        stopped = timing.stop(desk, uid, keep=keep)
        entry = stopped.entry
        tell_recorded(desk, entry)
        if stopped.gap_seconds:
            raise PersonNeededError(
                f"For {clock_text(stopped.gap_seconds)} nobody can say whether it was work. It waits for you: "
                f"carnet stop {uid} --keep, or --trim."
            )
        if asks_person(entry.worked_seconds):
            say(f"That is less than a minute. If it was not meant: carnet discard {uid}")
        if entry.ticket is None:
            say(f"It waits for its ticket: carnet assign {uid} REF")


@click.command(cls=Command)
@click.argument("timer")
@click.argument("ref")
@secret_stdin
@click.pass_obj
def assign(shell: Shell, timer: str, ref: str) -> None:
    """Give a timer, or an entry that needs one, its ticket."""
    from desktop.work import timing

    with shell.desk() as desk:
        ticket = known_ticket(shell, desk, ref)
        timing.assign(desk, timer_uid(desk, timer) or entry_uid(desk, timer), ticket)
        say(f"It is on {ticket.ref} {ticket.title} now.")
