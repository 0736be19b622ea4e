"""The life cycle of requests and incidents: which stimulus leads where, what it demands, and what it sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.demo.attributes import ClassModel
from desktop.demo.database import local_epoch, local_text
from desktop.demo.rest import Context, RestError

_WAITING = {"ev_assign": "assigned", "ev_autoresolve": "resolved"}
_WORKING = {"ev_pending": "pending", "ev_resolve": "resolved", "ev_autoresolve": "resolved"}
_INCIDENT: dict[str, dict[str, str]] = {
    "new": {**_WAITING, "ev_timeout": "escalated_tto"},
    "escalated_tto": _WAITING,
    "assigned": {**_WORKING, "ev_reassign": "assigned", "ev_timeout": "escalated_ttr"},
    "escalated_ttr": {**_WORKING, "ev_reassign": "escalated_ttr"},
    "pending": {"ev_assign": "assigned"},
    "resolved": {"ev_close": "closed", "ev_reopen": "assigned"},
    "closed": {},
}
_REQUEST = _INCIDENT | {
    "new": {**_INCIDENT["new"], "ev_wait_for_approval": "waiting_for_approval"},
    "escalated_tto": {**_WAITING, "ev_wait_for_approval": "waiting_for_approval"},
    "waiting_for_approval": {"ev_approve": "approved", "ev_reject": "rejected"},
    "approved": _INCIDENT["new"],
    "rejected": {},
}
_DEMANDED = {
    "ev_assign": ("team_id", "agent_id"),
    "ev_reassign": ("agent_id",),
    "ev_pending": ("pending_reason",),
    "ev_resolve": ("solution",),
    "ev_wait_for_approval": ("approver_id",),
}
_OPERATIONAL = {"resolved": "resolved", "closed": "closed"}


def apply_stimulus(
    context: Context, model: ClassModel, stimulus: str, name: str, before: Mapping[str, Any], record: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns that change. Raises RestError where the state does not know the stimulus, or something it demands is missing."""
    states = {"UserRequest": _REQUEST, "Incident": _INCIDENT}.get(model.name, {})
    state = str(before.get("status") or "")
    target = states.get(state, {}).get(stimulus)
    if target is None:
        raise RestError(100, f"Invalid stimulus: '{stimulus}' on the object {name} in state '{state}'", listed=True)
    after = {**before, **record}
    missing = [code for code in _DEMANDED.get(stimulus, ()) if not after.get(code)]
    if missing:
        raise RestError(100, f"Missing mandatory attribute(s) for applying the stimulus: {', '.join(missing)}.", listed=True)
    changes = {**record, "status": target, "operational_status": _OPERATIONAL.get(target, "ongoing")}
    stamp = local_text(context.now)
    passed = max(0, context.now - (local_epoch(before["start_date"]) or context.now))
    if stimulus == "ev_assign":
        changes |= {"assignment_date": stamp, "tto": before["tto"] or passed}
    elif target == "resolved":
        # What a person says was the time spent is overwritten by what passed.
        changes |= {"resolution_date": stamp, "time_spent": passed, "ttr": passed}
    elif target == "closed":
        changes["close_date"] = stamp
    return changes
