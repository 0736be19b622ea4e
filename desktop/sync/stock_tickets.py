"""Tickets by ``core/get``: on a stock iTop, and for those outside the scope of ``carnet/pull``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from desktop.core.account import Account
from desktop.core.ticket import LogEntry, Ticket, TicketKey
from desktop.sync.client import ITopClient
from desktop.sync.outcome import Answered
from desktop.sync.policy import Call
from desktop.sync.server import Failure, failure_of
from desktop.work.desk import zone_of

_BRIEF = (
    "id, ref, title, status, org_id, org_name, caller_id_friendlyname, agent_id, agent_id_friendlyname, team_id, team_name, priority, "
    "service_id, service_name, start_date, last_update, tto_escalation_deadline, ttr_escalation_deadline"
)
_WHOLE = f"{_BRIEF}, description, private_log, public_log"
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y")
"""Forms of dates seen in replies; the second where a server formats dates for French accounts."""


def read_tickets(
    client: ITopClient, account: Account, cls: str, oql: str, *, whole: bool = True, with_contract: bool = False
) -> list[Ticket] | Failure:
    """Tickets of one class; ``with_contract`` also asks for the key that our extension adds."""
    fields = (_WHOLE if whole else _BRIEF) + (", time_contract_id" if with_contract else "")
    outcome = client.call("core/get", **{"class": cls, "key": oql, "output_fields": fields})
    if not isinstance(outcome, Answered) or outcome.code != 0:
        return failure_of(outcome, Call.READ)
    zone = zone_of(account)
    return [_ticket(item["class"], item["key"], item["fields"], zone) for item in (outcome.data.get("objects") or {}).values()]


def epoch_of(text: Any, zone: ZoneInfo) -> int | None:
    """The epoch of a date in the server's zone, None for nothing and for what is not understood."""
    for form in _FORMATS:
        try:
            return int(datetime.strptime(str(text), form).replace(tzinfo=zone).astimezone(UTC).timestamp())
        except ValueError:
            continue
    return None


def day_of(text: Any) -> date | None:
    """A day out of iTop's text, None for nothing and for what is not understood."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(text)[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def text_of(value: Any) -> str:
    """A text out of iTop's: empty enums are null, the name of nobody is one space."""
    return str(value or "").strip()


def number_of(text: Any) -> int:
    """An integer out of iTop's text, 0 for an empty one."""
    try:
        return int(text or 0)
    except (ValueError, TypeError, OverflowError):
        return 0


def _ticket(cls: str, key: Any, fields: Mapping[str, Any], zone: ZoneInfo) -> Ticket:
    logs = [
        LogEntry(
            kind, epoch_of(entry.get("date"), zone) or 0, entry.get("user_login", ""), entry.get("message_html") or entry.get("message", "")
        )
        for kind in ("private", "public")
        for entry in (fields.get(f"{kind}_log") or {}).get("entries") or ()
    ]
    return Ticket(
        key=TicketKey(cls, number_of(key)),
        ref=text_of(fields["ref"]),
        title=text_of(fields["title"]),
        status=text_of(fields["status"]),
        org_id=number_of(fields["org_id"]),
        customer=text_of(fields["org_name"]),
        caller=text_of(fields["caller_id_friendlyname"]),
        agent_id=number_of(fields["agent_id"]),
        agent=text_of(fields["agent_id_friendlyname"]),
        team_id=number_of(fields["team_id"]),
        team=text_of(fields["team_name"]),
        priority=number_of(fields["priority"]),
        service_id=number_of(fields["service_id"]),
        service=text_of(fields["service_name"]),
        started_at=epoch_of(fields["start_date"], zone),
        updated_at=epoch_of(fields["last_update"], zone),
        tto_deadline=epoch_of(fields["tto_escalation_deadline"], zone),
        ttr_deadline=epoch_of(fields["ttr_escalation_deadline"], zone),
        contract_id=number_of(fields.get("time_contract_id")) or None,
        description=text_of(fields.get("description")),
        logs=tuple(sorted(logs, key=lambda entry: entry.at)),
    )
