"""Why an entry counts what it counts, in words. No Qt."""

from __future__ import annotations

from desktop.core.contract import CountingRule, RoundingMode, RoundingPer
from desktop.core.entry import CountedBy, Entry, EntryState
from desktop.store.contracts import BookRow
from desktop.store.outbox import EntryRow
from desktop.ui import formats
from desktop.ui.i18n import tr
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import TimerLine


def timer_why(snapshot: Snapshot, line: TimerLine) -> str:
    """What a timer would count now, and why."""
    return _by_rule(snapshot, line.contract_id, line.timer.activity_id, None)


def entry_why(snapshot: Snapshot, entry: Entry) -> str:
    """Why an entry recorded here counts so; before iTop has it, that is what is expected."""
    if entry.counted_by is CountedBy.PERSON:
        return _by_person(entry.reason)
    state = _by_state(entry.state)
    contract_id = entry.contract_id
    if not contract_id and entry.ticket is not None:
        line = next((line for line in snapshot.outbox if line.row.entry.uid == entry.uid), None)
        contract_id = line.contract_id if line else 0
    return state or _by_rule(snapshot, contract_id, entry.activity_id, None)


def book_why(snapshot: Snapshot, row: BookRow) -> str:
    """Why an entry that iTop holds counts so."""
    state = _by_state(EntryState(row.state)) if row.state in list(EntryState) else ""
    if state:
        return state
    if row.counted_by == CountedBy.PERSON:
        return _by_person(row.reason)
    why = _by_rule(snapshot, row.contract_id, row.activity_id, row.factor_percent)
    return tr("{why} It replaces an earlier entry.", why=why) if row.replaces else why


def otherwise(kept: EntryRow | None) -> str:
    """Where iTop counted another time than was expected here, both are said."""
    if kept is None or kept.expected_seconds is None or kept.expected_seconds == kept.entry.counted_seconds:
        return ""
    counted, expected = formats.hours(kept.entry.counted_seconds), formats.hours(kept.expected_seconds)
    return tr("iTop counted {counted} where {expected} were expected here.", counted=counted, expected=expected)


def _by_person(reason: str) -> str:
    return tr("Set by hand: {reason}", reason=reason) if reason else tr("Set by hand.")


def _by_state(state: EntryState) -> str:
    return {
        EntryState.HELD: tr("Held: it is in iTop, but counts only once a Service Manager decides so."),
        EntryState.REVERSED: tr("Reversed: it no longer counts."),
        EntryState.REVERSAL: tr("It takes back another entry."),
    }.get(state, "")


def _by_rule(snapshot: Snapshot, contract_id: int, activity_id: int, factor: int | None) -> str:
    """The activity's factor, then the contract's rounding. ``factor`` is the one that iTop used, where it is known."""
    activity = next((one for one in snapshot.activities if one.id == activity_id), None)
    if activity is not None and not activity.counted:
        return tr("Not counted: “{activity}” costs the customer nothing.", activity=activity.name)
    percent = factor if factor is not None else activity.factor_percent if activity else 100
    line = snapshot.contracts.get(contract_id)
    if line is None:
        return tr("Counted as worked: no contract is known.")
    parts = [_rounding(line.contract.rule)]
    if percent != 100:
        name = activity.name if activity else tr("this activity")
        parts.insert(0, tr("“{activity}” counts {percent}.", activity=name, percent=formats.percent(percent)))
    return " ".join(parts)


def _rounding(rule: CountingRule) -> str:
    if rule.rounding == 0:
        text = tr("Counted as worked, to the second.")
    else:
        words = {
            RoundingMode.UP: tr("Rounded up to {minutes} min"),
            RoundingMode.DOWN: tr("Rounded down to {minutes} min"),
            RoundingMode.NEAREST: tr("Rounded to the nearest {minutes} min"),
        }
        text = words[rule.mode].format(minutes=rule.rounding)
        text += tr(", over all my work on this ticket and day.") if rule.per is RoundingPer.TICKET_DAY else tr(", each entry on its own.")
    return f"{text} {tr('At least {minutes} min.', minutes=rule.minimum)}" if rule.minimum else text
