"""An iTop without our extension (protocol section 4): one object per entry through core/create, found again by its uid.

There is no lock on that side. A batch is looked up before it is written, so that a restored copy of this profile doubles nothing;
what got no verdict is looked up again when the request can no longer be at work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import tzlocal

from desktop.core.account import Account
from desktop.core.changes import Changes
from desktop.core.contract import Contract
from desktop.core.outbox import OutboxState
from desktop.core.ticket import TICKET_CLASSES, Ticket, TicketKey
from desktop.store import contracts
from desktop.store.database import Database
from desktop.store.outbox import OutboxRow, Stored
from desktop.store.tickets import drop_ticket, known_ids, save_tickets
from desktop.sync import files
from desktop.sync.carnet_server import identity_from
from desktop.sync.client import ITopClient
from desktop.sync.oql import either_reference_or_words, quoted
from desktop.sync.outcome import Answered
from desktop.sync.policy import Call, Consequence
from desktop.sync.profiles import Profile, filled
from desktop.sync.server import UNREADABLE, Failure, Identity, Pushed, Verdict, failure_of, understood
from desktop.sync.stock_entries import book_row, stored_entry, text_of
from desktop.sync.stock_tickets import day_of, number_of, read_tickets

SLICE = 200
"""Ids in one reading: full answers stay small, literals short."""
UID_SLICE = 80
"""Uids in one look-up: literals of some thousand characters no longer lex in iTop."""
OVERLAP_HOURS = 26
"""last_update is in the server's zone, which a stock iTop does not tell: a day and more covers any zone (protocol asks ≥ 2 h)."""
SWEEP_EVERY = 24 * 3600
CONTRACTS_EVERY = 900
_MINE = "agent_id = :current_contact_id"
_OPEN = "status NOT IN ('closed', 'resolved', 'rejected')"


class StockServer:
    """Speaks core/* only, as its profile maps entries."""

    resend_is_safe = False
    can_replace = False

    def __init__(self, client: ITopClient, profile: Profile) -> None:
        assert profile.entry is not None
        self._client = client
        self.doubled: list[str] = []
        self._entry = profile.entry
        self._subject = profile.subject
        self._teams: tuple[int, ...] = ()

    def close(self) -> None:
        self._client.close()

    @understood(Call.WHO_AM_I)
    def who_am_i(self) -> Identity | Failure:
        outcome = self._get("Person", "SELECT Person WHERE id = :current_contact_id", "id, friendlyname", Call.WHO_AM_I)
        if isinstance(outcome, Failure):
            return outcome
        if len(outcome) != 1:
            return Failure(Consequence.LOGIN, "no_person")
        ((person, fields),) = outcome.items()
        links = self._get("lnkPersonToTeam", "SELECT lnkPersonToTeam WHERE person_id = :current_contact_id", "team_id", Call.WHO_AM_I)
        if isinstance(links, Failure):
            return links
        self._teams = tuple(sorted(number_of(link["team_id"]) for link in links.values()))
        return Identity(
            # There is no other name for a stock iTop than where it is.
            instance_id=self._client.url,
            person_id=person,
            person_name=fields["friendlyname"],
            teams=self._teams,
            timezone=tzlocal.get_localzone_name(),
            batch_limit=10,
            server_time=self._client.server_date,
        )

    def time_book(self) -> Identity | None:
        outcome = self._client.call("carnet/about")
        try:
            return identity_from(outcome.data) if isinstance(outcome, Answered) and outcome.code == 0 else None
        except UNREADABLE:
            return None

    def payload(self, row: OutboxRow, ticket: Ticket | None) -> dict[str, Any] | Failure:
        entry = row.entry
        if entry.ticket is None or ticket is None:
            return Failure(Consequence.REFUSED, "needs_ticket")
        if entry.reverses:
            return Failure(Consequence.REFUSED, "cannot_replace")
        # Known since who-am-I: this runs inside a transaction, where nobody may be asked.
        team = ticket.team_id or next(iter(self._teams), 0)
        if not team and "{team_id}" in self._entry.fields.values():
            return Failure(Consequence.REFUSED, "no_team")
        return {
            "uid": entry.uid,
            "ticket_class": entry.ticket.cls,
            "ticket_id": entry.ticket.id,
            "ref": ticket.ref,
            "org_id": ticket.org_id,
            "team_id": team,
            "agent_id": entry.person_id,
            "started_at": entry.started_at,
            # Pauses are not work, and a work order has no other length than its two ends.
            "worked_until": entry.started_at + entry.worked_seconds,
            "worked_seconds": entry.worked_seconds,
            "counted_seconds": entry.counted_seconds,
            "text": text_of(entry),
        }

    @understood(Call.WRITE)
    def push(self, payloads: Sequence[dict[str, Any]], desk: Mapping[str, Any]) -> Pushed | Failure:
        """One create each, in order, after one look-up for all. After a call without a verdict the rest is left unsent."""
        known = self.look_up([payload["uid"] for payload in payloads])
        if isinstance(known, Failure):
            # Nothing was written yet.
            return Failure(Consequence.PAUSE, known.reason, known.detail) if known.consequence is not Consequence.LOGIN else known
        verdicts = {uid: Verdict(OutboxState.DONE, known=True, stored=stored) for uid, stored in known.items()}
        stuck = False
        for payload in payloads:
            uid = payload["uid"]
            if uid in verdicts:
                continue
            if stuck:
                verdicts[uid] = Verdict(OutboxState.WAITING, unsent=True)
                continue
            verdict = self._create(payload)
            stuck = verdict.state is not OutboxState.DONE
            verdicts[uid] = verdict
        return Pushed(verdicts)

    def _create(self, payload: Mapping[str, Any]) -> Verdict:
        subject = self._subject_of(payload)
        if isinstance(subject, Failure):
            refused = subject.consequence is Consequence.REFUSED
            return Verdict(OutboxState.BLOCKED, "right_missing") if refused else Verdict(OutboxState.UNCERTAIN, "no_verdict")
        fields = filled(self._entry.fields, {**payload, "subject_id": subject})
        fields[self._entry.uid] = self._entry.uid_form.format(uid=payload["uid"])
        outcome = self._client.call(
            "core/create", **{"class": self._entry.cls, "fields": fields, "output_fields": "id", "comment": "Carnet"}
        )
        if isinstance(outcome, Answered) and outcome.code == 0:
            stored = Stored(payload["uid"], payload["worked_seconds"], payload["counted_seconds"])
            return Verdict(OutboxState.DONE, stored=stored)
        failure = failure_of(outcome, Call.WRITE)
        if failure.consequence is Consequence.PAUSE:
            return Verdict(OutboxState.WAITING, unsent=True)
        return Verdict(OutboxState.UNCERTAIN, failure.reason)

    def _subject_of(self, payload: Mapping[str, Any]) -> int | Failure:
        """The object that the entry hangs on: found, or made. Twice made costs nothing but a row."""
        if self._subject is None:
            return 0
        fields = filled(self._subject.fields, payload)
        by = {name: value for name, value in fields.items() if name != "label"}
        found = self._client.call("core/get", **{"class": self._subject.cls, "key": by, "output_fields": "id"})
        if isinstance(found, Answered) and found.code == 0 and not found.data.get("objects"):
            found = self._client.call(
                "core/create", **{"class": self._subject.cls, "fields": fields, "output_fields": "id", "comment": "Carnet"}
            )
        if not isinstance(found, Answered) or found.code != 0:
            return failure_of(found, Call.READ)
        return min(number_of(item["key"]) for item in found.data["objects"].values())

    @understood(Call.READ)
    def look_up(self, uids: Sequence[str]) -> Mapping[str, Stored] | Failure:
        """By the attribute that carries the uid. A second row with the same uid is removed where the account may."""
        found: dict[str, Stored] = {}
        for start in range(0, len(uids), UID_SLICE):
            texts = ", ".join(quoted(self._entry.uid_form.format(uid=uid)) for uid in uids[start : start + UID_SLICE])
            rows = self._get(self._entry.cls, f"SELECT {self._entry.cls} WHERE {self._entry.uid} IN ({texts})", self._columns)
            if isinstance(rows, Failure):
                return rows
            for number in sorted(rows):
                stored = stored_entry(rows[number], self._entry)
                if stored.uid not in found:
                    found[stored.uid] = stored
                elif not self._remove(number):
                    self.doubled.append(stored.uid)
        return found

    def _remove(self, number: int) -> bool:
        outcome = self._client.call("core/delete", **{"class": self._entry.cls, "key": number, "comment": "Carnet: written twice"})
        return isinstance(outcome, Answered) and outcome.code == 0

    @property
    def _columns(self) -> str:
        entry = self._entry
        names = (entry.uid, entry.ticket, entry.agent, f"{entry.agent}_friendlyname", entry.start, entry.end, entry.text)
        return ", ".join(("id", *(name for name in names if name)))

    @understood(Call.READ)
    def pull(self, db: Database, account: Account, now: int, desk: Mapping[str, Any]) -> Changes | Failure:
        """Open tickets of mine and my teams: once a day by their ids, in between by what changed lately."""
        name = f"cursor/{account.id}"
        state = json.loads(db.meta(name) or "{}")
        # A clock that was set back makes what was read later than now: read it anew.
        sweep = not (state.get("swept", 0) <= state.get("pulled", 0) <= now < state.get("swept", 0) + SWEEP_EVERY)
        changed = Changes.NONE
        for cls in TICKET_CLASSES:
            result = self._pull_class(db, account, cls, None if sweep else now - state["pulled"])
            if isinstance(result, Failure):
                return result
            changed |= result
        if not 0 <= now - state.get("contracts", 0) < CONTRACTS_EVERY:
            result = self._pull_contracts(db, account, now)
            if isinstance(result, Failure):
                return result
            changed |= result
            state["contracts"] = now
        state |= {"pulled": now} | ({"swept": now} if sweep else {})
        with db.transaction():
            db.set_meta(name, json.dumps(state))
        return changed

    def _pull_class(self, db: Database, account: Account, cls: str, since_seconds: int | None) -> Changes | Failure:
        teams = ", ".join(str(team) for team in account.teams)
        ours = f"({_MINE} OR team_id IN ({teams}))" if teams else _MINE
        if since_seconds is None:
            condition = f"{ours} AND {_OPEN}"
        else:
            hours = OVERLAP_HOURS + since_seconds // 3600 + 1
            condition = f"{ours} AND last_update >= DATE_SUB(NOW(), INTERVAL {hours} HOUR)"
        listed = self._get(cls, f"SELECT {cls} WHERE {condition}", "id")
        if isinstance(listed, Failure):
            return listed
        wanted = set(listed)
        if since_seconds is None:
            # What was open here and is not listed was closed, handed over or deleted: reading it again tells which.
            wanted |= set(known_ids(db, account.id, cls, account.person_id, account.teams))
        return self._read_ids(db, account, cls, sorted(wanted))

    def _read_ids(self, db: Database, account: Account, cls: str, ids: Sequence[int]) -> Changes | Failure:
        changed = Changes.NONE
        for start in range(0, len(ids), SLICE):
            part = ids[start : start + SLICE]
            tickets = read_tickets(self._client, account, cls, f"SELECT {cls} WHERE id IN ({', '.join(map(str, part))})", whole=False)
            if isinstance(tickets, Failure):
                return tickets
            with db.transaction():
                if save_tickets(db, account.id, tickets, whole=False):
                    changed |= Changes.TICKETS
                for number in set(part) - {ticket.key.id for ticket in tickets}:
                    drop_ticket(db, account.id, TicketKey(cls, number))
                    changed |= Changes.TICKETS
        return changed

    def _pull_contracts(self, db: Database, account: Account, now: int) -> Changes | Failure:
        rows = self._get("CustomerContract", "SELECT CustomerContract", "id, name, org_id, organization_name, start_date, end_date, status")
        if isinstance(rows, Failure):
            return rows
        links = self._get("lnkCustomerContractToService", "SELECT lnkCustomerContractToService", "customercontract_id, service_id")
        if isinstance(links, Failure):
            return links
        services: dict[int, list[int]] = {number: [] for number in rows}
        for link in links.values():
            services.setdefault(number_of(link["customercontract_id"]), []).append(number_of(link["service_id"]))
        with db.transaction():
            for number, fields in rows.items():
                contract = Contract(
                    number,
                    fields["name"],
                    number_of(fields["org_id"]),
                    fields["organization_name"],
                    day_of(fields["start_date"]),
                    day_of(fields["end_date"]),
                    fields["status"] or "",
                    as_of=now,
                )
                contracts.save_contract(db, account.id, contract, services[number])
            contracts.drop_contracts_except(db, account.id, rows)
        return Changes.CONTRACTS

    @understood(Call.READ)
    def fetch_ticket(self, db: Database, account: Account, key: TicketKey) -> Changes | Failure:
        """The ticket whole, and the entries that iTop holds for it."""
        changed = self._keep(db, account, key.cls, f"SELECT {key.cls} WHERE id = {int(key.id)}")
        if isinstance(changed, Failure) or not self._entry.ticket:
            return changed
        prefix = quoted(self._entry.uid_form.format(uid="%"))
        rows = self._get(
            self._entry.cls,
            f"SELECT {self._entry.cls} WHERE {self._entry.ticket} = {int(key.id)} AND {self._entry.uid} LIKE {prefix}",
            self._columns,
        )
        if isinstance(rows, Failure):
            return rows
        with db.transaction():
            for fields in rows.values():
                contracts.save_book_row(db, account.id, book_row(fields, self._entry, key, account))
        return changed | (Changes.ENTRIES if rows else Changes.NONE)

    @understood(Call.READ)
    def list_files(self, key: TicketKey, zone: ZoneInfo) -> dict[int, int | None] | Failure:
        return files.list_files(self._client, key, zone)

    def fetch_file(self, kind: str, number: int, key: TicketKey, secret: str = "") -> files.RemoteFile | Failure:
        return files.fetch_file(self._client, kind, number, key, secret)

    def search(self, db: Database, account: Account, text: str, found: list[TicketKey] | None = None) -> Changes | Failure:
        changed = Changes.NONE
        for cls in TICKET_CLASSES:
            result = self._keep(db, account, cls, either_reference_or_words(cls, text), found)
            if isinstance(result, Failure):
                return result
            changed |= result
        return changed

    def _keep(self, db: Database, account: Account, cls: str, oql: str, found: list[TicketKey] | None = None) -> Changes | Failure:
        tickets = read_tickets(self._client, account, cls, oql)
        if isinstance(tickets, Failure):
            return tickets
        if found is not None:
            found += [ticket.key for ticket in tickets]
        with db.transaction():
            return Changes.TICKETS if save_tickets(db, account.id, tickets, whole=True) else Changes.NONE

    def _get(self, cls: str, oql: str, fields: str, call: Call = Call.READ) -> dict[int, Mapping[str, Any]] | Failure:
        """Objects by id."""
        outcome = self._client.call("core/get", **{"class": cls, "key": oql, "output_fields": fields})
        if not isinstance(outcome, Answered) or outcome.code != 0:
            return failure_of(outcome, call)
        return {number_of(item["key"]): item["fields"] for item in (outcome.data.get("objects") or {}).values()}
