"""One run of the synchronisation: synchronous, deterministic, one process per profile at a time.

confirm who we are → recover what a crash left → take over an earlier account's queue → settle the uncertain → push → pull →
give found tickets to what waits for them
"""

from __future__ import annotations

import platform
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

import desktop
from desktop.core.account import Account
from desktop.core.changes import Changes
from desktop.core.ids import new_uid
from desktop.core.outbox import OPEN_STATES
from desktop.store import outbox
from desktop.store.accounts import note_told
from desktop.sync.connection import note_online, note_problem
from desktop.sync.earlier import take_over_the_rest, turn_to_time_book
from desktop.sync.policy import Consequence
from desktop.sync.push import Tally, push_all, recheck, recover, settle_uncertain
from desktop.sync.report import Report
from desktop.sync.server import Failure, Identity, Server
from desktop.work import overview, recording, timing
from desktop.work.desk import Desk

RESTORE_CHECK = 500
"""Confirmed entries asked for per look-up after a server's epoch changed."""
REFERENCES = 10
"""References asked for in one run."""


class Engine:
    """Runs the synchronisation for the account of a desk. ``connect`` makes the server client once per run."""

    def __init__(self, lock: Path, connect: Callable[[Account], Server | Failure], chance: random.Random | None = None) -> None:
        self._lock = FileLock(lock)
        self._connect = connect
        self._chance = chance or random.Random()  # noqa: S311 - jitter, not a secret

    def run_once(self, desk: Desk, *, impatient: bool = False, pull: bool = True, wait_seconds: float = 0) -> Report:
        """Push what is due, pull what is new. ``impatient`` ignores back-off; ``wait_seconds`` for another process's run."""
        try:
            with self._lock.acquire(timeout=wait_seconds):
                return self._run(desk, impatient=impatient, pull=pull)
        except Timeout:
            return Report(Changes.NONE, busy=True)

    def with_server(self, desk: Desk, action: Callable[[Server], Changes | Failure]) -> Report:
        """One reading outside the schedule (a ticket opened, a search), without the lock: it writes only the cache."""
        server = self._connect(desk.account)
        if isinstance(server, Failure):
            return replace(_failed(server), reading=True)
        try:
            result = action(server)
        finally:
            server.close()
        if isinstance(result, Failure):
            return replace(_failed(result), reading=True)
        resolved = timing.resolve_texts(desk)
        return Report(result | (Changes.OUTBOX | Changes.TIMERS if resolved else Changes.NONE), online=True, reading=True)

    def _run(self, desk: Desk, *, impatient: bool, pull: bool) -> Report:
        tally = Tally()
        recovered = recover(desk)
        recording.forget_discarded(desk)
        server = self._connect(desk.account)
        if isinstance(server, Failure):
            return self._give_up(desk, server, tally, Changes.OUTBOX if recovered else Changes.NONE)
        try:
            return self._talk(desk, server, tally, impatient=impatient, pull=pull)
        finally:
            server.close()

    def _talk(self, desk: Desk, server: Server, tally: Tally, *, impatient: bool, pull: bool) -> Report:
        who = server.who_am_i()
        if isinstance(who, Failure):
            return self._give_up(desk, who, tally, Changes.CONNECTION)
        if (who.instance_id, who.person_id) != (desk.account.instance_id, desk.account.person_id):
            return self._give_up(desk, Failure(Consequence.LOGIN, "other_account", who.person_name), tally, Changes.CONNECTION)
        desk, restored = self._note_identity(desk, who)
        later = turn_to_time_book(desk, server) if pull else None
        if later is not None:
            report = self._run(later, impatient=impatient, pull=pull)
            return replace(report, changed=report.changed | Changes.ACCOUNT | Changes.TICKETS | Changes.TIMERS)
        changed = Changes.CONNECTION | Changes.OUTBOX | take_over_the_rest(desk, self._connect)
        failure = _check_restored(desk, server) if restored else None
        if impatient:
            with desk.db.transaction():
                outbox.forget_back_off(desk.db, desk.account.id)
        failure = failure or settle_uncertain(desk, server) or recheck(desk, server)
        failure = failure or push_all(desk, server, _desk_info(desk), self._chance, tally)
        if failure is None and pull:
            pulled = server.pull(desk.db, desk.account, desk.now().wall, _desk_info(desk))
            if isinstance(pulled, Failure):
                failure = pulled
            else:
                changed |= pulled
        if failure is not None:
            return self._give_up(desk, failure, tally, changed)
        failure = _find_references(desk, server)
        timing.resolve_texts(desk)
        # A reference resolved just now may let entries go.
        failure = failure or push_all(desk, server, _desk_info(desk), self._chance, tally)
        if failure is not None:
            return self._give_up(desk, failure, tally, changed)
        now = desk.now().wall
        with desk.db.transaction():
            note_online(desk.db, now, _difference(who, now), synced=True)
        if tally.pushed or tally.known:
            changed |= Changes.ENTRIES | Changes.CONTRACTS
        return Report(changed, tally.pushed, tally.known, online=True)

    def _note_identity(self, desk: Desk, who: Identity) -> tuple[Desk, bool]:
        account = replace(
            desk.account,
            person_name=who.person_name,
            teams=who.teams,
            may=who.may,
            timezone=who.timezone,
            epoch=who.epoch,
            poll_seconds=who.poll_seconds,
            batch_limit=who.batch_limit,
        )
        now = desk.now().wall
        with desk.db.transaction():
            note_told(desk.db, account)
            note_online(desk.db, now, _difference(who, now), synced=False)
        # The first sight of an epoch is no restoration; entries confirmed in another one are.
        restored = bool(who.epoch) and bool(outbox.confirmed_elsewhere(desk.db, account.id, who.epoch, 1))
        return replace(desk, account=account), restored

    def _give_up(self, desk: Desk, failure: Failure, tally: Tally, changed: Changes) -> Report:
        now = desk.now().wall
        if failure.reason == "cancelled":
            return Report(changed | Changes.CONNECTION, tally.pushed, tally.known, online=True, cancelled=True)
        # Refused or not understood: iTop is there. Unreachable: it is not.
        online = failure.consequence not in (Consequence.PAUSE, Consequence.UNCERTAIN)
        with desk.db.transaction():
            login = failure.consequence is Consequence.LOGIN
            note_problem(desk.db, now, failure.reason, failure.detail, self._chance, online=online, login=login)
        return replace(_failed(failure), changed=changed | Changes.CONNECTION, pushed=tally.pushed, known=tally.known, online=online)


def _failed(failure: Failure) -> Report:
    return Report(Changes.CONNECTION, problem=failure.reason, detail=failure.detail, consequence=failure.consequence)


def _difference(who: Identity, now: int) -> int:
    """Seconds by which the server's clock is ahead of ours; told when over two minutes, never applied."""
    return 0 if who.server_time is None else who.server_time - now


def _find_references(desk: Desk, server: Server) -> Failure | None:
    """Ask iTop for references that timers and entries wait for, so that they resolve themselves."""
    for text in timing.unknown_references(desk)[:REFERENCES]:
        found = server.search(desk.db, desk.account, text)
        if isinstance(found, Failure):
            return found
    return None


def _check_restored(desk: Desk, server: Server) -> Failure | None:
    """The server was restored or rebuilt: ask for confirmed entries by uid, and offer again what it lost."""
    while uids := outbox.confirmed_elsewhere(desk.db, desk.account.id, desk.account.epoch, RESTORE_CHECK):
        found = server.look_up(uids)
        if isinstance(found, Failure):
            return found
        now = desk.now().wall
        with desk.db.transaction():
            for uid in uids:
                if uid not in found:
                    outbox.unsettle(desk.db, desk.account.id, uid, now)
            outbox.set_epoch(desk.db, desk.account.id, [uid for uid in uids if uid in found], desk.account.epoch)
    return None


def _desk_info(desk: Desk) -> dict[str, Any]:
    """Whose minutes are still on this machine (protocol section 1, ContractTimeDesk)."""
    desk_id = desk.db.meta("desk_id")
    if not desk_id:
        desk_id = new_uid()
        with desk.db.transaction():
            desk.db.set_meta("desk_id", desk_id)
    counts = overview.counts(desk)
    rows = outbox.rows_in(desk.db, desk.account.id, OPEN_STATES)
    return {
        "id": desk_id,
        "name": platform.node(),
        "version": desktop.__version__,
        "waiting": counts.total,
        "waiting_seconds": counts.waiting_seconds,
        "oldest": min((row.entry.started_at for row in rows), default=None),
    }
