"""The queue of somebody whose iTop had no name but its address when they signed in: it goes on under the name that it has now.

What needs a person and what still runs goes over at once. What may be in iTop is looked up first, as it was sent: what is found is
done and stays the earlier account's; what iTop does not have goes over, and is sent as the present account sends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from desktop.core.account import Account
from desktop.core.changes import Changes
from desktop.core.outbox import LOOK_UP_AFTER
from desktop.store import outbox
from desktop.store.accounts import current_account, earlier_accounts, save_account, set_current
from desktop.store.adoption import has_queue, take_over, to_ask
from desktop.store.database import Database
from desktop.sync.push import has_rechecks, recheck, recover
from desktop.sync.server import Failure, Server
from desktop.work.desk import Desk

TIME_BOOK = "carnet"
"""The profile of an iTop with the extension."""
LOOK_EVERY = 6 * 3600
"""Seconds between two looks for an extension that was not there."""
_NEVER = "never"
_log = logging.getLogger(__name__)


def note_sign_in(db: Database, account: Account, now: int, *, chosen: bool) -> None:
    """What was found was looked for just now; a profile that a person ``chosen`` stays. Inside the caller's transaction."""
    if account.profile != TIME_BOOK:
        db.set_meta(_looked_name(account), _NEVER if chosen else str(now))


def turn_to_time_book(desk: Desk, server: Server) -> Desk | None:
    """The desk that goes on from this one where iTop has got the extension since; looked for some times a day, else None."""
    account, now = desk.account, desk.now().wall
    looked = desk.db.meta(_looked_name(account))
    if account.profile == TIME_BOOK or looked == _NEVER or (looked and 0 <= now - int(looked) < LOOK_EVERY):
        return None
    who = server.time_book()
    with desk.db.transaction():
        desk.db.set_meta(_looked_name(account), str(now))
        current = current_account(desk.db)
        if who is None or who.person_id != account.person_id or "push" not in who.may or current is None or current.id != account.id:
            return None
        later = replace(account, instance_id=who.instance_id, profile=TIME_BOOK, timezone=who.timezone, may=who.may)
        kept = save_account(desk.db, later)
        take_over_at_once(desk.db, kept)
        set_current(desk.db, kept)
    return replace(desk, account=kept)


def _looked_name(account: Account) -> str:
    return f"time_book_looked_for/{account.id}"


def take_over_at_once(db: Database, account: Account) -> None:
    """Whatever may go over without asking iTop, inside the caller's transaction."""
    for earlier in earlier_accounts(db, account):
        take_over(db, earlier.id, account.id)


def take_over_the_rest(desk: Desk, connect: Callable[[Account], Server | Failure]) -> Changes:
    """Ask about what may be in iTop. Where it cannot be asked now, or it is too early, the next run does: nothing else waits for that."""
    changed = Changes.NONE
    for account in earlier_accounts(desk.db, desk.account):
        earlier = replace(desk, account=account)
        if not has_queue(desk.db, account.id) and not has_rechecks(earlier):
            continue
        recover(earlier)
        server = connect(replace(desk.account, profile=account.profile))
        if isinstance(server, Failure):
            continue
        try:
            absent = _ask(earlier, server)
        finally:
            server.close()
        with desk.db.transaction():
            if take_over(desk.db, account.id, desk.account.id, absent):
                changed |= Changes.OUTBOX | Changes.TIMERS | Changes.TICKETS
    return changed


def _ask(earlier: Desk, server: Server) -> set[str]:
    """Settle what iTop has; the uids that it does not have."""
    now = earlier.now().wall
    due = [row.entry.uid for row in to_ask(earlier.db, earlier.account.id) if now - (row.sent_at or 0) >= LOOK_UP_AFTER]
    found = server.look_up(due) if due else {}
    failure = found if isinstance(found, Failure) else recheck(earlier, server)
    if isinstance(found, Failure) or failure is not None:
        _log.info("what an earlier account sent could not be looked up: %s", failure.reason if failure else "")
        return set()
    with earlier.db.transaction():
        for stored in found.values():
            outbox.settle(earlier.db, earlier.account.id, stored, now, earlier.account.epoch)
    return set(due) - set(found)
