"""What people write after a command: references, uids, activities; and what was recorded, and failures, in words."""

from __future__ import annotations

import click

from desktop.commands.shell import Shell, say
from desktop.core.durations import clock_text
from desktop.core.entry import Entry
from desktop.core.errors import CarnetError, LoginError, OfflineError, UsageError
from desktop.core.ticket import Ticket
from desktop.work.desk import Desk


def ask_itop(shell: Shell, desk: Desk, text: str) -> None:
    """Look in iTop for what is not known here. Raises as the failure says."""
    report = shell.engine().with_server(desk, lambda server: server.search(desk.db, desk.account, text))
    if report.problem:
        raise failure_error(report.problem, report.consequence)


def failure_error(reason: str, consequence: object) -> CarnetError:
    from desktop.problems import problem_text

    return (LoginError if consequence == "login" else OfflineError)(problem_text(reason))


def timer_uid(desk: Desk, ref: str | None) -> str | None:
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


def activity_id_of(desk: Desk, text: str) -> int:
    from desktop.store.contracts import activities

    known = activities(desk.db, desk.account.id)
    for activity in known:
        if text == str(activity.id) or text.lower() == activity.name.lower():
            return activity.id
    names = ", ".join(activity.name for activity in known)
    raise UsageError(f"There is no activity “{text}”." + (f" There are: {names}." if names else " This iTop has none."))


def known_ticket(shell: Shell, desk: Desk, ref: str) -> Ticket:
    """The ticket that ``ref`` names, asked for in iTop where it is not known here. Raises UsageError where there is none."""
    from desktop.work import timing

    ticket = timing.find_by_text(desk, ref)
    if ticket is None:
        ask_itop(shell, desk, ref)
        ticket = timing.find_by_text(desk, ref)
    if ticket is None:
        raise UsageError(f"There is no ticket “{ref}” that you may see.")
    return ticket


def tell_overlap(desk: Desk, entry: Entry) -> None:
    """Say beside the answer, for people alone, what of an entry was entered before."""
    from desktop.work.overlapping import overlap_with

    found = overlap_with(desk, entry)
    if found is not None:
        refs = ", ".join(dict.fromkeys(other.ref for other in found.others))
        click.echo(f"{clock_text(found.seconds)} of it was entered already, on {refs}.", err=True)


def tell_recorded(desk: Desk, entry: Entry) -> None:
    """What is in the outbox now, the uid last; for people alone what was entered before, and that the contract has no time left for it."""
    from desktop.core.contract import Overrun
    from desktop.store.tickets import find_ticket
    from desktop.work.overview import contract_lines, outbox_lines

    ticket = find_ticket(desk.db, desk.account.id, entry.ticket) if entry.ticket else None
    name = ticket.ref if ticket else entry.text or "no ticket yet"
    say(f"{name}: {clock_text(entry.counted_seconds)} counted for {clock_text(entry.worked_seconds)} worked · {entry.uid}")
    tell_overlap(desk, entry)
    number = next((line.contract_id for line in outbox_lines(desk) if line.row.entry.uid == entry.uid), 0)
    line = next((line for line in contract_lines(desk) if line.contract.id == number), None)
    if line is None or entry.counted_seconds <= 0 or not line.goes_over:
        return
    held = line.contract.overrun is Overrun.BLOCK
    meaning = "will be held: stored, not counted, until a manager decides" if held else "is counted all the same"
    click.echo(f"{line.contract.name} is {clock_text(-(line.projected or 0))} over its balance. This work {meaning}.", err=True)


def entry_uid(desk: Desk, text: str, *, sent: bool = False) -> str:
    """The uid of the outbox row that ``text`` begins; with ``sent`` also of an entry that iTop has.

    Raises UsageError where none or several do.
    """
    from desktop.store.outbox import entries_between, outbox_rows

    uids = {row.entry.uid for row in outbox_rows(desk.db, desk.account.id, discarded=True)}
    if sent:
        uids |= {row.entry.uid for row in entries_between(desk.db, desk.account.id, 0, desk.now().wall + 1)}
    found = [uid for uid in uids if uid.startswith(text.lower())]
    if len(found) != 1:
        raise UsageError(f"No entry waits under “{text}”." if not found else f"“{text}” begins several uids; write more of it.")
    return found[0]
