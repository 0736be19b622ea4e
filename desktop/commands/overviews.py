"""What there is: ``tickets``, ``status``, ``contracts``, and ``sync``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop.core.durations import clock_text
from desktop.core.errors import CarnetError, OfflineError, PersonNeededError

if TYPE_CHECKING:
    from desktop.core.contract import Indicators
    from desktop.sync.report import Report

from desktop.commands.naming import ask_itop, failure_error
from desktop.commands.shell import WAIT_FOR_OTHERS, Command, Shell, as_json_option, entries, needing, print_json, say, secret_stdin


@click.command(cls=Command)
@click.argument("query", nargs=-1)
@as_json_option
@secret_stdin
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
                ask_itop(shell, desk, text)
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
        print_json(lines)
        return
    for line in lines:
        say(f"{line['ref']}  {line['status']:<10} {line['title']} · {line['customer']}")
    if not lines:
        say(f"No ticket matches “{text}”." if text else "No open ticket is yours. Look for one: carnet tickets WORDS.")


@click.command(cls=Command)
@as_json_option
@click.pass_obj
def status(shell: Shell, as_json: bool) -> None:
    """What runs, and what is not in iTop yet."""
    from desktop.sync.connection import read_connection, written_twice
    from desktop.work.overview import counts, timer_lines, today

    with shell.desk() as desk:
        lines, sums, connection = timer_lines(desk), counts(desk), read_connection(desk.db)
        worked, counted = today(desk)
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
        print_json(
            {
                "timers": timers,
                "waiting": sums.waiting,
                "waiting_seconds": sums.waiting_seconds,
                "blocked": sums.blocked,
                "needs_person": sums.needs_person,
                "online": connection.online,
                "today": {"worked_seconds": worked, "counted_seconds": counted},
            }
        )
        return
    for line in lines:
        state = "running" if line.timer.state == "running" else "paused"
        say(f"{line.ref}  {state}  {clock_text(line.worked_seconds)} worked, counts {clock_text(line.counted_seconds)}")
    if not lines:
        say("No timer.")
    say(f"Today: {clock_text(worked)} worked, {clock_text(counted)} counted.")
    total = sums.waiting + sums.needs_person
    say(f"{entries(total)}, {clock_text(sums.waiting_seconds)}, not in iTop yet." if total else "Everything is in iTop.")
    if sums.needs_person:
        say(f"{needing(sums.needs_person)}: carnet outbox")
    for uid in twice:
        say(f"iTop has entry {uid} twice, and your account may not remove one. Ask your administrator to delete the later one.")
    if connection.problem and connection.problem != "never":
        from desktop.problems import problem_text

        say(problem_text(connection.problem))


@click.command(cls=Command)
@as_json_option
@secret_stdin
@click.pass_obj
def sync(shell: Shell, as_json: bool) -> None:
    """Send what waits and read what is new."""
    from desktop.work.overview import counts

    with shell.desk() as desk:
        report = shell.engine().run_once(desk, impatient=True, wait_seconds=WAIT_FOR_OTHERS)
        sums = counts(desk)
    if as_json:
        print_json(
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
        say(f"{report.pushed + report.known} sent, {sums.waiting} waiting, {sums.needs_person} for you to decide.")
    error = _sync_error(report, sums.needs_person)
    if error is not None:
        raise error


def _sync_error(report: Report, needs_person: int) -> CarnetError | None:
    """5 before 4 before 3."""
    if report.consequence == "login":
        return failure_error(report.problem, report.consequence)
    if needs_person:
        return PersonNeededError(f"{needing(needs_person)}: carnet outbox")
    if report.busy:
        return OfflineError("Another Carnet is sending just now. What is here is kept.")
    return failure_error(report.problem, report.consequence) if report.problem else None


@click.command(cls=Command)
@as_json_option
@click.pass_obj
def contracts(shell: Shell, as_json: bool) -> None:
    """Every contract with its balance, and what waits here."""
    from desktop.work.overview import contract_lines

    with shell.desk() as desk:
        lines = contract_lines(desk)
    if as_json:
        print_json(
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
        known, end = line.contract.indicators, f" · to {line.contract.end}" if line.contract.end else ""
        here = f", {_left(line.projected)} with what is here" if line.projected is not None and (line.waiting or line.running) else ""
        say(f"{line.contract.customer} · {line.contract.name}: {_balance(known)}{here}{end}")
    if not lines:
        say("No contract is known here yet: carnet sync")


def _balance(known: Indicators | None) -> str:
    """A contract's figures in words."""
    if known is None:
        return "balance not known to this iTop"
    if known.provisioned <= 0:
        return f"{clock_text(known.consumed)} counted, nothing provisioned" if known.consumed else "nothing provisioned"
    return f"{_left(known.balance)} {'of' if known.balance >= 0 else 'its'} {clock_text(known.provisioned)}"


def _left(seconds: int) -> str:
    return f"{clock_text(seconds)} left" if seconds >= 0 else f"{clock_text(-seconds)} over"
