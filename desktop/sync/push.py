"""The outbox on its way: claim, send, settle. Each settling is one transaction; nothing is ever sent unclaimed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.outbox import BATCH_LIMIT, LONGEST_WAIT, LOOK_UP_AFTER, SILENT_LIMIT, OutboxState, halved, retry_delay
from desktop.store import outbox
from desktop.store.contracts import save_indicators
from desktop.store.outbox import OutboxRow, Stored
from desktop.store.tickets import find_ticket
from desktop.sync.connection import note_written_twice
from desktop.sync.policy import Consequence
from desktop.sync.server import Failure, Pushed, Server, Verdict
from desktop.work.desk import Desk

UNCERTAIN_CALLS = 40
"""Calls without a verdict in one run before the rest is left to the next."""


@dataclass(slots=True)
class Tally:
    """What one run did with entries."""

    pushed: int = 0
    known: int = 0
    silent_calls: int = 0


def recover(desk: Desk) -> int:
    """A process died while sending: nobody knows what became of those entries. Returns how many."""
    now = desk.now().wall
    with desk.db.transaction():
        outbox.distrust_times(desk.db, desk.account.id, now, LONGEST_WAIT)
        rows = outbox.rows_in(desk.db, desk.account.id, [OutboxState.SENDING])
        for row in rows:
            outbox.set_state(desk.db, row.entry.uid, OutboxState.UNCERTAIN, now, reason="interrupted")
    return len(rows)


def settle_uncertain(desk: Desk, server: Server) -> Failure | None:
    """Find out about uncertain entries before anything else happens to them.

    Where the server checks uids itself they may simply be sent again. Elsewhere they are looked up, once the unanswered request can
    no longer be at work; found ones are done, absent ones wait again with the same frozen content, or are blocked when they were
    left without a verdict too often by a server that answers everything else.
    """
    now = desk.now().wall
    rows = outbox.rows_in(desk.db, desk.account.id, [OutboxState.UNCERTAIN])
    due = rows if server.resend_is_safe else [row for row in rows if now - (row.sent_at or 0) >= LOOK_UP_AFTER]
    if not due:
        return None
    found: Mapping[str, Stored] = {}
    if not server.resend_is_safe:
        answer = server.look_up([row.entry.uid for row in due])
        if isinstance(answer, Failure):
            return answer
        found = answer
    with desk.db.transaction():
        corrections = outbox.corrections(desk.db, desk.account.id, [row.entry.uid for row in due])
        for row in due:
            if row.entry.uid in found:
                outbox.settle(desk.db, desk.account.id, found[row.entry.uid], now, desk.account.epoch)
            elif not server.resend_is_safe and row.silent >= SILENT_LIMIT:
                _block(desk, row, now, _block_reason(row.reason), row.detail, corrections.get(row.entry.uid))
            else:
                outbox.set_state(desk.db, row.entry.uid, OutboxState.WAITING, now, reason="sent_again")
        if not server.resend_is_safe:
            _note_rechecks(desk, [row.entry.uid for row in due if row.entry.uid not in found], now)
    return None


def _block_reason(silence: str) -> str:
    return "right_missing" if silence == "right_missing" else "unanswered"


def _rechecks_name(desk: Desk) -> str:
    return f"rechecks/{desk.account.id}"


def has_rechecks(desk: Desk) -> bool:
    """Whether anything was sent twice and is to be looked at once more."""
    return desk.db.meta(_rechecks_name(desk)) not in ("", "{}")


def _note_rechecks(desk: Desk, uids: Sequence[str], now: int) -> None:
    """What is sent again without a lock on the other side is looked at once more (protocol section 4)."""
    if uids:
        noted = json.loads(desk.db.meta(_rechecks_name(desk)) or "{}")
        desk.db.set_meta(_rechecks_name(desk), json.dumps(noted | dict.fromkeys(uids, now + 2 * LOOK_UP_AFTER)))


def recheck(desk: Desk, server: Server) -> Failure | None:
    """Look again for entries that were sent twice; the look-up itself removes a second row."""
    noted: dict[str, int] = json.loads(desk.db.meta(_rechecks_name(desk)) or "{}")
    now = desk.now().wall
    # Later than any note can say: the clock was set back.
    due = [uid for uid, when in noted.items() if when <= now or when > now + 2 * LOOK_UP_AFTER]
    if not due:
        return None
    answer = server.look_up(due)
    if isinstance(answer, Failure):
        return answer
    with desk.db.transaction():
        desk.db.set_meta(_rechecks_name(desk), json.dumps({uid: when for uid, when in noted.items() if uid not in due}))
        if server.doubled:
            note_written_twice(desk.db, server.doubled)
    return None


def push_all(desk: Desk, server: Server, desk_info: Mapping[str, Any], chance: random.Random, tally: Tally) -> Failure | None:
    """Send batch after batch until nothing is due. Returns the Failure that ended it early, or None."""
    while True:
        batch = _claim(desk, server)
        if not batch:
            return None
        failure = _send(desk, server, batch, desk_info, chance, tally)
        if failure is not None:
            return failure


def _claim(desk: Desk, server: Server) -> list[tuple[OutboxRow, dict[str, Any]]]:
    """Freeze and claim the next batch; what cannot be built is blocked with its reason instead."""
    now = desk.now().wall
    limit = min(BATCH_LIMIT, desk.account.batch_limit)
    claimed: list[tuple[OutboxRow, dict[str, Any]]] = []
    with desk.db.transaction():
        while not claimed:
            rows = outbox.sendable(desk.db, desk.account.id, now, limit)
            if not rows:
                break
            for row in rows:
                payload = row.payload or _build(desk, server, row)
                if isinstance(payload, Failure):
                    outbox.set_state(desk.db, row.entry.uid, OutboxState.BLOCKED, now, reason=payload.reason, detail=payload.detail)
                else:
                    claimed.append((row, payload))
        outbox.mark_sending(desk.db, [(row.entry.uid, payload) for row, payload in claimed], now)
    return claimed


def _build(desk: Desk, server: Server, row: OutboxRow) -> dict[str, Any] | Failure:
    if row.entry.replaces and not (server.can_replace and outbox.find_entry(desk.db, desk.account.id, row.entry.replaces)):
        # Also what it corrects may be where no correction reaches: with an account from before iTop had the extension.
        return Failure(Consequence.REFUSED, "cannot_replace")
    ticket = find_ticket(desk.db, desk.account.id, row.entry.ticket) if row.entry.ticket else None
    return server.payload(row, ticket)


def _send(
    desk: Desk,
    server: Server,
    batch: Sequence[tuple[OutboxRow, dict[str, Any]]],
    desk_info: Mapping[str, Any],
    chance: random.Random,
    tally: Tally,
) -> Failure | None:
    rows = [row for row, _ in batch]
    answer = server.push([payload for _, payload in batch], desk_info)
    if isinstance(answer, Failure):
        if answer.consequence is not Consequence.UNCERTAIN:
            release(desk, rows)
            return answer
        return _no_verdict(desk, server, rows, answer, desk_info, tally)
    silent = _settle(desk, rows, answer, chance, tally)
    if not silent:
        return None
    alive = server.who_am_i()
    if isinstance(alive, Failure):
        return alive
    tally.silent_calls += 1
    with desk.db.transaction():
        for row in silent:
            outbox.set_silence(desk.db, row.entry.uid, row.silent + 1, row.batch_cap)
    return None


def release(desk: Desk, rows: Iterable[OutboxRow]) -> None:
    """Nothing left this machine: the claim is taken back and no attempt is burned."""
    now = desk.now().wall
    with desk.db.transaction():
        corrections = outbox.corrections(desk.db, desk.account.id, [row.entry.uid for row in rows])
        for row in rows:
            _release_row(desk, row, now, corrections.get(row.entry.uid))


def _release_row(desk: Desk, row: OutboxRow, now: int, correction: OutboxRow | None) -> None:
    # What was never sent before is as free to edit as it was; an edit made meanwhile is one.
    outbox.set_state(desk.db, row.entry.uid, OutboxState.WAITING, now, reason=row.reason, thaw=not row.frozen)
    if correction is not None and not row.frozen:
        outbox.fold(desk.db, desk.account.id, row, correction, now)


def _block(desk: Desk, row: OutboxRow, now: int, reason: str, detail: str, correction: OutboxRow | None) -> None:
    """A person is needed. Where one has corrected the entry already, that was it: the correction goes in its place."""
    outbox.set_state(desk.db, row.entry.uid, OutboxState.BLOCKED, now, reason=reason, detail=detail)
    if correction is not None:
        outbox.fold(desk.db, desk.account.id, row, correction, now)


def _settle(desk: Desk, rows: Sequence[OutboxRow], answer: Pushed, chance: random.Random, tally: Tally) -> list[OutboxRow]:
    """Each row by its own verdict, in one transaction with the contracts' indicators. Returns the rows that got none."""
    now = desk.now().wall
    silent = []
    with desk.db.transaction():
        corrections = outbox.corrections(desk.db, desk.account.id, [row.entry.uid for row in rows])
        for row in rows:
            verdict = answer.verdicts.get(row.entry.uid, Verdict(OutboxState.UNCERTAIN, "no_verdict"))
            if verdict.state is OutboxState.UNCERTAIN:
                outbox.set_state(desk.db, row.entry.uid, OutboxState.UNCERTAIN, now, reason=verdict.reason)
                silent.append(row)
            elif verdict.unsent:
                _release_row(desk, row, now, corrections.get(row.entry.uid))
            else:
                _apply(desk, row, verdict, now, chance, tally, corrections.get(row.entry.uid))
        for contract_id, indicators in answer.indicators.items():
            save_indicators(desk.db, desk.account.id, contract_id, indicators, answer.server_time or now)
    return silent


def _apply(
    desk: Desk, row: OutboxRow, verdict: Verdict, now: int, chance: random.Random, tally: Tally, correction: OutboxRow | None
) -> None:
    uid = row.entry.uid
    if verdict.state is OutboxState.DONE and verdict.stored is not None:
        outbox.settle(desk.db, desk.account.id, verdict.stored, now, desk.account.epoch)
        tally.known += verdict.known
        tally.pushed += not verdict.known
    elif verdict.state is OutboxState.BLOCKED:
        _block(desk, row, now, verdict.reason or "unknown", "", correction)
    else:
        attempts = row.attempts + 1
        due = now + retry_delay(attempts, chance)
        outbox.set_state(desk.db, uid, OutboxState.WAITING, now, reason=verdict.reason or "later", attempts=attempts, next_try_at=due)


def _no_verdict(
    desk: Desk, server: Server, rows: Sequence[OutboxRow], failure: Failure, desk_info: Mapping[str, Any], tally: Tally
) -> Failure | None:
    """The whole batch is uncertain. When iTop takes others all the same, the batch itself is suspect: halve it, in the end block it."""
    now = desk.now().wall
    with desk.db.transaction():
        for row in rows:
            outbox.set_state(desk.db, row.entry.uid, OutboxState.UNCERTAIN, now, reason=failure.reason, detail=failure.detail)
    tally.silent_calls += 1
    alive = server.who_am_i()
    if isinstance(alive, Failure):
        return alive
    if failure.reason != "right_missing":
        # A call with nothing in it tells an iTop that takes no entries at all from entries that it cannot take.
        nothing = server.push([], desk_info)
        if isinstance(nothing, Failure):
            return nothing
    with desk.db.transaction():
        for row in rows:
            silent = row.silent + 1
            cap = min(row.batch_cap, halved(len(rows)) if silent >= SILENT_LIMIT else row.batch_cap)
            outbox.set_silence(desk.db, row.entry.uid, 0 if silent >= SILENT_LIMIT and len(rows) > 1 else silent, cap)
    if len(rows) == 1 and rows[0].silent + 1 >= SILENT_LIMIT:
        return _block_alone(desk, server, rows[0], failure)
    if tally.silent_calls >= UNCERTAIN_CALLS:
        return failure
    return settle_uncertain(desk, server)


def _block_alone(desk: Desk, server: Server, row: OutboxRow, failure: Failure) -> Failure | None:
    """One entry that gets no verdict however often: blocked alone, unless iTop has it after all."""
    if not server.resend_is_safe:
        return None  # the look-up after its time decides
    found = server.look_up([row.entry.uid])
    if isinstance(found, Failure):
        return found
    now = desk.now().wall
    with desk.db.transaction():
        if row.entry.uid in found:
            outbox.settle(desk.db, desk.account.id, found[row.entry.uid], now, desk.account.epoch)
        else:
            corrections = outbox.corrections(desk.db, desk.account.id, [row.entry.uid])
            _block(desk, row, now, _block_reason(failure.reason), failure.detail, corrections.get(row.entry.uid))
    return None
