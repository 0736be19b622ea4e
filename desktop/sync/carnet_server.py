"""A server with our extension: the carnet verbs (protocol section 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from desktop.core.account import Account
from desktop.core.changes import Changes
from desktop.core.contract import Indicators
from desktop.core.entry import CountedBy
from desktop.core.outbox import OutboxState
from desktop.core.ticket import TICKET_CLASSES, Ticket, TicketKey
from desktop.store.database import Database
from desktop.store.outbox import OutboxRow, Stored
from desktop.store.tickets import save_tickets
from desktop.sync import files
from desktop.sync.carnet_pull import cursor_name, take_page
from desktop.sync.carnet_records import stored_from
from desktop.sync.client import ITopClient
from desktop.sync.oql import either_reference_or_words, quoted
from desktop.sync.outcome import Answered
from desktop.sync.policy import Call, Consequence, verdict_state
from desktop.sync.server import UNREADABLE, Failure, Identity, Pushed, Verdict, failure_of, understood, whole
from desktop.sync.stock_tickets import read_tickets

PROTOCOL = 1
PAGE = 500
LOOK_UP_SLICE = 100
"""Uids in one look-up: literals of some thousand characters no longer lex in iTop."""


SHORTEST_POLL, LONGEST_POLL = 5, 3600
"""Bounds in seconds of what ``about`` may set as the poll interval."""


class CarnetServer:
    """Speaks ``carnet/*``; sending again is safe because the server checks uids under its lock."""

    resend_is_safe = True
    can_replace = True

    def __init__(self, client: ITopClient) -> None:
        self._client = client
        self.doubled: list[str] = []

    def close(self) -> None:
        self._client.close()

    @understood(Call.WHO_AM_I)
    def who_am_i(self) -> Identity | Failure:
        outcome = self._client.call("carnet/about")
        if not isinstance(outcome, Answered) or outcome.code != 0:
            return failure_of(outcome, Call.WHO_AM_I)
        return identity_from(outcome.data)

    def time_book(self) -> Identity | None:
        return None

    def payload(self, row: OutboxRow, ticket: Ticket | None) -> dict[str, Any] | Failure:
        entry = row.entry
        if entry.ticket is None:
            return Failure(Consequence.REFUSED, "needs_ticket")
        payload: dict[str, Any] = {
            "uid": entry.uid,
            "ticket_class": entry.ticket.cls,
            "ticket_id": entry.ticket.id,
            "started_at": entry.started_at,
            "ended_at": entry.ended_at,
            "worked_seconds": entry.worked_seconds,
            "counted_by": entry.counted_by.value,
            "activity_id": entry.activity_id,
            "contract_by": entry.contract_by.value,
            "comment": entry.comment,
            "public_comment": entry.public_comment,
            "source": entry.source,
        }
        if entry.counted_by is CountedBy.PERSON:
            payload |= {"counted_seconds": entry.counted_seconds, "reason": entry.reason}
        if entry.contract_by is CountedBy.PERSON:
            payload["contract_id"] = entry.contract_id
        return payload | {name: value for name in ("reverses", "replaces") if (value := getattr(entry, name))}

    @understood(Call.WRITE)
    def push(self, payloads: Sequence[dict[str, Any]], desk: Mapping[str, Any]) -> Pushed | Failure:
        outcome = self._client.call("carnet/push", protocol=PROTOCOL, desk=dict(desk), entries=list(payloads), provisions=[])
        if not isinstance(outcome, Answered) or outcome.code != 0:
            return failure_of(outcome, Call.WRITE)
        entries = outcome.data.get("entries")
        if entries == []:
            entries = {}  # iTop makes a list of every mapping that is empty
        if not isinstance(entries, dict):
            return Failure(Consequence.UNCERTAIN, "not_understood", "carnet/push")
        verdicts = {uid: _verdict(uid, answer) for uid, answer in entries.items() if isinstance(answer, dict)}
        return Pushed(verdicts, _indicators(outcome.data.get("contracts")), _instant(outcome.data.get("server_time")))

    @understood(Call.READ)
    def look_up(self, uids: Sequence[str]) -> Mapping[str, Stored] | Failure:
        found: dict[str, Stored] = {}
        for start in range(0, len(uids), LOOK_UP_SLICE):
            listed = ", ".join(quoted(uid) for uid in uids[start : start + LOOK_UP_SLICE])
            outcome = self._client.call(
                "core/get",
                **{"class": "ContractTimeEntry", "key": f"SELECT ContractTimeEntry WHERE uid IN ({listed})"},
                output_fields="uid, worked_seconds, counted_seconds, state, contract_id",
            )
            if not isinstance(outcome, Answered) or outcome.code != 0:
                return failure_of(outcome, Call.READ)
            for item in (outcome.data.get("objects") or {}).values():
                fields = item["fields"]
                found[fields["uid"]] = stored_from(fields["uid"], fields)
        return found

    @understood(Call.READ)
    def pull(self, db: Database, account: Account, now: int, desk: Mapping[str, Any]) -> Changes | Failure:
        """Page after page from the cursor; each page and its cursor are one transaction, so a crash repeats a page and loses none."""
        changed = Changes.NONE
        while True:
            cursor = db.meta(cursor_name(account))
            outcome = self._client.call("carnet/pull", protocol=PROTOCOL, cursor=cursor, scope="team", limit=PAGE, desk=dict(desk))
            if not isinstance(outcome, Answered) or outcome.code != 0:
                return failure_of(outcome, Call.READ)
            with db.transaction():
                changed |= take_page(db, account, outcome.data, now)
            if outcome.data["complete"]:
                return changed
            if db.meta(cursor_name(account)) == cursor:
                return Failure(Consequence.PAUSE, "not_understood", "carnet/pull: no end")

    @understood(Call.READ)
    def fetch_ticket(self, db: Database, account: Account, key: TicketKey) -> Changes | Failure:
        """``pull`` brings tickets whole; one outside its scope is read on its own."""
        return self._read_tickets(db, account, key.cls, f"SELECT {key.cls} WHERE id = {int(key.id)}")

    @understood(Call.READ)
    def list_files(self, key: TicketKey, zone: ZoneInfo) -> dict[int, int | None] | Failure:
        return files.list_files(self._client, key, zone)

    def fetch_file(self, kind: str, number: int, key: TicketKey, secret: str = "") -> files.RemoteFile | Failure:
        return files.fetch_file(self._client, kind, number, key, secret)

    def search(self, db: Database, account: Account, text: str, found: list[TicketKey] | None = None) -> Changes | Failure:
        changed = Changes.NONE
        for cls in TICKET_CLASSES:
            result = self._read_tickets(db, account, cls, either_reference_or_words(cls, text), found)
            if isinstance(result, Failure):
                return result
            changed |= result
        return changed

    def _read_tickets(self, db: Database, account: Account, cls: str, oql: str, found: list[TicketKey] | None = None) -> Changes | Failure:
        tickets = read_tickets(self._client, account, cls, oql, with_contract=True)
        if isinstance(tickets, Failure):
            return tickets
        if found is not None:
            found += [ticket.key for ticket in tickets]
        with db.transaction():
            return Changes.TICKETS if save_tickets(db, account.id, tickets, whole=True) else Changes.NONE


def identity_from(data: Mapping[str, Any]) -> Identity:
    person = data["person"]
    return Identity(
        instance_id=str(data["instance_id"]),
        person_id=whole(person["id"]),
        person_name=str(person["name"]),
        teams=tuple(whole(team) for team in person["teams"]),
        timezone=str(data["timezone"]),
        epoch=str(data["epoch"]),
        may=tuple(str(right) for right in data.get("may", ())),
        # Neither a hammer nor asleep for ever, whatever is asked for.
        poll_seconds=min(max(whole(data.get("poll_seconds", 60)), SHORTEST_POLL), LONGEST_POLL),
        batch_limit=max(1, whole(data.get("batch_limit", 50))),
        server_time=whole(data["server_time"]),
        extension=str(data.get("extension") or ""),
        itop_version=str(data.get("itop_version") or ""),
    )


def _verdict(uid: str, answer: Mapping[str, Any]) -> Verdict:
    status = answer.get("status")
    state = verdict_state(status, answer.get("reason"))
    if state is not OutboxState.DONE:
        return Verdict(
            state, str(answer.get("reason") or ("" if status == "later" else "not_understood" if state is OutboxState.WAITING else ""))
        )
    try:
        return Verdict(state, known=status == "known", stored=stored_from(uid, answer["stored"]))
    except UNREADABLE:
        return Verdict(OutboxState.WAITING, "not_understood")


def _indicators(data: Any) -> dict[int, Indicators]:
    found = {}
    for number, figures in (data or {}).items() if isinstance(data, dict) else ():
        try:
            percent = figures["percent"]
            sums = (whole(figures["provisioned"]), whole(figures["consumed"]), whole(figures["balance"]))
            found[whole(number)] = Indicators(*sums, None if percent is None else whole(percent))
        except UNREADABLE:
            continue
    return found


def _instant(value: Any) -> int | None:
    try:
        return whole(value)
    except UNREADABLE:
        return None
