"""Objects of ``carnet/pull`` as Carnet's own (iTop's attribute codes; instants are epochs, days ISO texts)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.core.contract import Activity, Contract, CountingRule, Indicators, Overrun, Provision, ProvisionKind, RoundingMode, RoundingPer
from desktop.core.device import Device
from desktop.core.entry import EntryState
from desktop.core.ticket import LogEntry, Ticket, TicketKey
from desktop.store.contracts import BookRow
from desktop.store.outbox import Stored
from desktop.sync.server import whole


def stored_from(uid: str, data: Mapping[str, Any]) -> Stored:
    worked, counted = whole(data["worked_seconds"]), whole(data["counted_seconds"])
    return Stored(uid, worked, counted, EntryState(data["state"]), whole(data["contract_id"] or 0))


def day_from(text: Any) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def ticket_from(record: Mapping[str, Any]) -> Ticket:
    logs = [
        LogEntry(kind, entry["date"] or 0, entry["user_login"], entry["message_html"])
        for kind in ("private", "public")
        for entry in record.get(f"{kind}_log") or ()
    ]
    return Ticket(
        key=TicketKey(record["class"], record["id"]),
        ref=record["ref"],
        title=record["title"],
        status=record["status"] or "",
        org_id=record["org_id"],
        customer=record["org_name"] or "",
        caller=record["caller_id_friendlyname"] or "",
        agent_id=record["agent_id"] or 0,
        agent=record["agent_id_friendlyname"] or "",
        team_id=record["team_id"] or 0,
        team=record["team_name"] or "",
        priority=int(record["priority"] or 0),
        service_id=record["service_id"] or 0,
        service=record["service_name"] or "",
        started_at=record["start_date"],
        updated_at=record["last_update"],
        tto_deadline=record["tto_escalation_deadline"],
        ttr_deadline=record["ttr_escalation_deadline"],
        contract_id=record["time_contract_id"] or None,
        description=record["description"] or "",
        logs=tuple(sorted(logs, key=lambda entry: entry.at)),
    )


def contract_from(record: Mapping[str, Any], as_of: int) -> Contract:
    figures = (record["time_provisioned"], record["time_consumed"], record["time_balance"])
    known = all(isinstance(figure, int) for figure in figures)
    rule = CountingRule(
        record["time_rounding"] or 0,
        record["time_minimum"] or 0,
        RoundingMode(record["time_rounding_mode"]),
        RoundingPer(record["time_rounding_per"]),
    )
    contract = Contract(
        id=record["id"],
        name=record["name"],
        org_id=record["org_id"],
        customer=record["organization_name"] or "",
        start=day_from(record["start_date"]),
        end=day_from(record["end_date"]),
        status=record["status"] or "",  # empty where nobody set it: valid, as long as its dates say so
        scope=record["time_scope"] or "",
        rank=record["time_rank"] or 0,
        rule=rule,
        overrun=Overrun(record["time_overrun"]),
        alert_levels=record["time_alert_levels"] or "",
        closed_until=day_from(record["time_closed_until"]),
        as_of=as_of,
    )
    return replace(contract, indicators=Indicators(*figures, record["time_consumed_percent"])) if known else contract


def provision_from(record: Mapping[str, Any]) -> Provision:
    return Provision(
        uid=record["uid"],
        contract_id=record["contract_id"],
        day=date.fromisoformat(record["date"][:10]),
        seconds=record["seconds"] or 0,
        kind=ProvisionKind(record["kind"]),
        valid_from=day_from(record["valid_from"]),
        valid_until=day_from(record["valid_until"]),
        comment=record["comment"] or "",
    )


def activity_from(record: Mapping[str, Any]) -> Activity:
    return Activity(record["id"], record["name"], record["counted"] == "yes", record["factor_percent"], record["rank"])


def device_from(record: Mapping[str, Any]) -> Device:
    return Device(record["agent"], record["name"], record["last_seen"], record["waiting"], record["waiting_seconds"])


def book_row_from(record: Mapping[str, Any]) -> BookRow:
    return BookRow(
        uid=record["uid"],
        ticket=TicketKey(record["ticket_class"], record["ticket_id"]),
        contract_id=record["contract_id"] or 0,
        agent_id=record["agent_id"],
        agent=record["agent_id_friendlyname"] or "",
        started_at=record["started_at"],
        worked_seconds=record["worked_seconds"],
        counted_seconds=record["counted_seconds"],
        state=record["state"],
        activity_id=record["activity_id"] or 0,
        comment=record["comment"] or "",
        ticket_ref=record.get("ticket_ref") or "",
        reason=record.get("reason") or "",
        reverses=record.get("reverses") or "",
        counted_by=record.get("counted_by") or "rule",
        factor_percent=100 if record.get("factor_percent") is None else int(record["factor_percent"]),
        replaces=record.get("replaces") or "",
    )
