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
from desktop.store.accounts import earlier_accounts
from desktop.store.adoption import has_queue, take_over, to_ask
from desktop.store.database import Database
from desktop.sync.push import has_rechecks, recheck, recover
from desktop.sync.server import Failure, Server
from desktop.work.desk import Desk

_log = logging.getLogger(__name__)


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
