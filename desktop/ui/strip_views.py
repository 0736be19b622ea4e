"""What the strips under the timer bar ask or warn of, as frozen records made by pure functions. No Qt."""

from __future__ import annotations

from desktop.core.outbox import OutboxState
from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.ui import formats
from desktop.ui.entry_views import is_told, over_sentence
from desktop.ui.i18n import tr
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import TimerLine


@record
class GapView:
    """Time that nobody watched, waiting for an answer; ``seconds`` long."""

    uid: str
    fact: str
    circumstances: str
    seconds: int


@record
class OverView:
    """The timer in the bar takes more than its contract has left. A person may take note of it for the ticket and contract."""

    ticket: TicketKey
    contract_id: int
    text: str
    tone: str


def gap_question(snapshot: Snapshot) -> GapView | None:
    """The first timer with time that nobody watched; else the first stopped one that still waits for the answer."""
    for line in snapshot.timers:
        gaps = line.timer.gaps
        if gaps:
            fact = tr("You were away {start} – {end}", start=formats.clock_time(gaps[0].start), end=formats.clock_time(gaps[-1].end))
            name = line.ref if line.ticket else line.timer.text or tr("No ticket yet")
            time = formats.duration(line.timer.gap_seconds)
            asked = tr("{ref} was running. These {time} are not counted yet.", ref=name, time=time)
            return GapView(line.timer.uid, fact, asked, line.timer.gap_seconds)
    for waiting in snapshot.outbox:
        row = waiting.row
        if row.state is OutboxState.UNCONFIRMED and row.gap_seconds:
            time = formats.duration(row.gap_seconds)
            asked = tr("{ref} is stopped and waits for your answer: these {time} are not counted yet.", ref=waiting.ref, time=time)
            return GapView(row.entry.uid, tr("You were away for {time}", time=time), asked, row.gap_seconds)
    return None


def over_balance(snapshot: Snapshot, current: TimerLine | None) -> OverView | None:
    """Whether the timer in the bar runs beyond its contract's balance, and what that will mean."""
    line = snapshot.contracts.get(current.contract_id) if current else None
    if current is None or current.timer.ticket is None or line is None or current.counted_seconds == 0:
        return None
    if not is_told(snapshot, current.timer.ticket, line):
        return None
    text, tone = over_sentence(line)
    return OverView(current.timer.ticket, line.contract.id, text, tone)
