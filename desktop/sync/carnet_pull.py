"""One page of ``carnet/pull`` into the cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop.core.account import Account
from desktop.core.changes import Changes
from desktop.core.ticket import TICKET_CLASSES, TicketKey
from desktop.store import contracts, outbox
from desktop.store.database import Database
from desktop.store.devices import save_devices
from desktop.store.tickets import drop_ticket, known_ids, save_tickets
from desktop.sync.carnet_records import activity_from, book_row_from, contract_from, device_from, provision_from, stored_from, ticket_from


def cursor_name(account: Account) -> str:
    return f"cursor/{account.id}"


def take_page(db: Database, account: Account, data: Mapping[str, Any], now: int) -> Changes:
    """One page into the cache, inside the caller's transaction."""
    changed = Changes.NONE
    if data["reset"]:
        contracts.forget_cache(db, account.id)
        changed |= Changes.TICKETS | Changes.CONTRACTS
    as_of = int(data["server_time"])
    if save_tickets(db, account.id, [ticket_from(record) for record in data["tickets"]], whole=True):
        changed |= Changes.TICKETS
    changed |= _take(data["contracts"], lambda record: contracts.save_contract(db, account.id, contract_from(record, as_of)))
    changed |= _take(data["provisions"], lambda record: contracts.save_provision(db, account.id, provision_from(record)))
    changed |= _take(data["activities"], lambda record: contracts.save_activity(db, account.id, activity_from(record)))
    for record in data["entries"]:
        contracts.save_book_row(db, account.id, book_row_from(record))
        # A uid that comes back confirms its outbox row.
        if record["agent_id"] == account.person_id and outbox.settle(
            db, account.id, stored_from(record["uid"], record), now, account.epoch
        ):
            changed |= Changes.OUTBOX | Changes.ENTRIES
    if data["entries"]:
        changed |= Changes.ENTRIES
    changed |= _drop_gone(db, account, data)
    if data["complete"] and save_devices(db, account.id, [device_from(record) for record in data.get("desks", ())]):
        changed |= Changes.CONTRACTS
    db.set_meta(cursor_name(account), str(data["cursor"]))
    return changed


def _take(records: Sequence[Any], save: Callable[[Any], None]) -> Changes:
    for record in records:
        save(record)
    return Changes.CONTRACTS if records else Changes.NONE


def _drop_gone(db: Database, account: Account, data: Mapping[str, Any]) -> Changes:
    changed = Changes.NONE
    gone = [TicketKey(name, int(number)) for name, _, number in (str(text).partition("::") for text in data["gone"])]
    for cls in TICKET_CLASSES if data["complete"] else ():
        listed = set(data["ids"].get(cls, ()))
        gone += [
            TicketKey(cls, number) for number in known_ids(db, account.id, cls, account.person_id, account.teams) if number not in listed
        ]
    for key in gone:
        drop_ticket(db, account.id, key)
        changed |= Changes.TICKETS
    return changed
