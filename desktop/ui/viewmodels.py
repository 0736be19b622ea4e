"""The timer bar, the stop notice and the status bar as frozen records, made by pure functions. No Qt."""

from __future__ import annotations

from urllib.parse import urlsplit

from desktop.core.clock import Instant
from desktop.core.contract import Activity, CountingRule, RoundingPer
from desktop.core.counting import asks_person, next_step
from desktop.core.entry import Entry
from desktop.core.outbox import OutboxState
from desktop.core.overlap import Overlap
from desktop.core.record import record
from desktop.core.timer import Timer, TimerState, worked_seconds
from desktop.ui import formats, texts
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot
from desktop.work.overview import TimerLine

CLOCK_TOLD = 120
"""Seconds by which this machine's clock may differ from iTop's before that is told."""
OVERLAPS_NAMED = 2
"""Other work that is named where an entry shares minutes with it."""


@record
class Chip:
    """A timer that is not the one in the bar. ``action`` is what a click does, for people who cannot see the sign."""

    uid: str
    text: str
    running: bool
    action: str
    ticket: bool = True


@record
class LiveTimer:
    """What the running clock needs each second, without asking the database."""

    timer: Timer
    rule: CountingRule | None
    activity: Activity | None
    counted: int


@record
class TimerBarView:
    """The timer bar; ``uid`` is empty where there is no timer."""

    uid: str = ""
    running: bool = False
    ref: str = ""
    title: str = ""
    comment: str = ""
    activity_id: int = 0
    activities: tuple[tuple[int, str], ...] = ()
    chips: tuple[Chip, ...] = ()


@record
class StatusView:
    """The status bar. ``tone`` is "", "warn" or "bad"; ``tip`` says more."""

    text: str
    tone: str = ""
    tip: str = ""
    today: str = ""
    server: str = ""
    badge: int = 0
    next_try: str = ""


@record
class NoticeView:
    """The strip after a stop: a fact, its circumstances, and whether a person is asked if it was meant."""

    uid: str
    fact: str
    circumstances: str
    ref: str
    asks: bool
    undo: bool = True
    overlap: str = ""


def current_line(lines: list[TimerLine], wanted: str) -> TimerLine | None:
    """The timer in the bar: the wanted one, unless it rests while another runs; else the running one.

    After a stop no paused timer takes the place by itself: the same key pressed twice must not stop two.
    """
    running = [line for line in lines if line.timer.state is TimerState.RUNNING]
    chosen = next((line for line in lines if line.timer.uid == wanted), None)
    if chosen is not None and (chosen in running or not running):
        return chosen
    return running[0] if running else None


def timer_bar(snapshot: Snapshot, current: TimerLine | None) -> TimerBarView:
    """The bar for ``current`` with the other timers as chips."""
    chips = tuple(_chip(line) for line in snapshot.timers if line is not current)
    activities = tuple((activity.id, activity.name) for activity in snapshot.activities)
    if current is None:
        return TimerBarView(activities=activities, chips=chips)
    timer = current.timer
    return TimerBarView(
        uid=timer.uid,
        running=timer.state is TimerState.RUNNING,
        ref=current.ticket.ref if current.ticket else "",
        title=current.ticket.title if current.ticket else timer.text or tr("No ticket yet"),
        comment=timer.comment,
        activity_id=timer.activity_id,
        activities=activities,
        chips=chips,
    )


def _chip(line: TimerLine) -> Chip:
    running = line.timer.state is TimerState.RUNNING
    name = line.ref if line.ticket else tr("no ticket yet, “{text}”", text=line.timer.text or "…")
    action = tr("Show the running timer {name}", name=name) if running else tr("Resume {name}", name=name)
    return Chip(line.timer.uid, f"{name} · {formats.hours(line.worked_seconds)}", running, action, line.ticket is not None)


def live_timer(snapshot: Snapshot, line: TimerLine) -> LiveTimer:
    """What to compute the running clock from."""
    contract = snapshot.contracts.get(line.contract_id)
    rule = contract.contract.rule if contract else CountingRule()
    activity = next((found for found in snapshot.activities if found.id == line.timer.activity_id), None)
    # Rounded per ticket and day, what this counts depends on the day's other work: it is read anew with each tick instead.
    return LiveTimer(line.timer, None if rule.per is RoundingPer.TICKET_DAY else rule, activity, line.counted_seconds)


def counts_text(live: LiveTimer, now: Instant) -> tuple[str, int]:
    """What the timer counts as and when that changes next; and the counted seconds, to notice that they changed."""
    worked = worked_seconds(live.timer, now)
    if live.activity is not None and not live.activity.counted:
        return tr("not counted: {activity}", activity=live.activity.name), 0
    counted, step_at, to = next_step(worked, live.rule, live.activity) if live.rule else (live.counted, None, live.counted)
    text = tr("counts {time}", time=formats.hours(counted))
    if live.timer.state is TimerState.PAUSED:
        return tr("paused · {counts}", counts=text), counted
    if step_at is not None:
        when = formats.clock_time(now.wall + step_at - worked)
        return tr("{counts} · {next} from {when}", counts=text, next=formats.hours(to), when=when), counted
    return text, counted


def overlap_sentence(overlap: Overlap | None) -> str:
    """What was entered twice, and with which other work."""
    if overlap is None:
        return ""
    named = [f"{other.ref} {formats.clock_time(other.start)}–{formats.clock_time(other.end)}" for other in overlap.others]
    work = ", ".join(named[:OVERLAPS_NAMED]) + (" …" if len(named) > OVERLAPS_NAMED else "")
    return tr("{time} of it was entered already: {work}", time=formats.hours(overlap.seconds), work=work)


def stopped_notice(entry: Entry, ref: str, overlap: Overlap | None = None) -> NoticeView:
    """What a stop recorded, and what of it was recorded before."""
    worked = formats.hours(entry.worked_seconds)
    asks = asks_person(entry.worked_seconds)
    if asks:
        circumstances = trn("only {count} second worked on", "only {count} seconds worked on", entry.worked_seconds)
    else:
        circumstances = tr("for {worked} worked on", worked=worked)
    fact = tr("{counted} counted", counted=formats.hours(entry.counted_seconds))
    return NoticeView(entry.uid, fact, circumstances, ref, asks, overlap=overlap_sentence(overlap))


def recorded_notice(entry: Entry, ref: str, overlap: Overlap | None, *, undo: bool = True) -> NoticeView:
    """What was recorded without a timer."""
    circumstances = tr("for {worked} worked on", worked=formats.hours(entry.worked_seconds))
    fact = tr("{counted} counted", counted=formats.hours(entry.counted_seconds))
    return NoticeView(entry.uid, fact, circumstances, ref, asks=False, undo=undo, overlap=overlap_sentence(overlap))


def status_bar(snapshot: Snapshot) -> StatusView:
    """What is not in iTop yet, in words, and how the day stands."""
    text, tone = _status_text(snapshot)
    connection = snapshot.connection
    tips = [texts.connection_problem(connection.problem)] if connection.problem not in ("", "never") else []
    difference = connection.clock_difference
    if abs(difference) > CLOCK_TOLD:
        tips.append(clock_sentence(difference))
        # Calmly: where there is nothing more pressing to say.
        text, tone = (text, tone) if tone else (f"{text} · {clock_sentence(difference)}", "warn")
    worked, counted = snapshot.today
    account = snapshot.desk.account
    return StatusView(
        text=text,
        tone=tone,
        tip="\n".join(tips),
        today=tr("Today {worked} worked · {counted} counted", worked=formats.duration(worked), counted=formats.duration(counted)),
        server=f"{account.person_name} · {urlsplit(account.url).netloc}" if account.person_name else urlsplit(account.url).netloc,
        badge=snapshot.counts.total,
        next_try=_next_try(snapshot),
    )


def _next_try(snapshot: Snapshot) -> str:
    """When iTop is asked again whether it is there."""
    at = snapshot.connection.next_probe_at
    if not snapshot.offline or at <= snapshot.now:
        return ""
    if at - snapshot.now < 60:
        return tr("next try within a minute")
    return tr("next try at {time}", time=formats.clock_time(at))


def clock_sentence(difference: int) -> str:
    """How far the two clocks are apart; ``difference`` are seconds by which iTop's is ahead."""
    time = formats.duration(abs(difference))
    if difference > 0:
        return tr("This computer's clock is {time} behind iTop's.", time=time)
    return tr("This computer's clock is {time} ahead of iTop's.", time=time)


def _status_text(snapshot: Snapshot) -> tuple[str, str]:
    counts, connection = snapshot.counts, snapshot.connection
    if texts.needs_sign_in(connection.problem):
        return tr("Not signed in to iTop; what you record is kept here"), "bad"
    if snapshot.offline:
        since = formats.clock_time(connection.since)
        if counts.total == 0:
            return tr("Offline since {since}; what you record is kept here", since=since), "warn"
        waits = trn("{count} entry waits here and goes out by itself", "{count} entries wait here and go out by themselves", counts.total)
        return tr("Offline since {since}; {waits}", since=since, waits=waits), "warn"
    if connection.problem == "never":
        return tr("Reading tickets and contracts from iTop…"), ""
    if counts.needs_person:
        return trn("{count} entry needs you: open the outbox", "{count} entries need you: open the outbox", counts.needs_person), "bad"
    if counts.waiting:
        time = formats.duration(counts.waiting_seconds)
        many = trn("{count} entry, {time}, not yet in iTop", "{count} entries, {time}, not yet in iTop", counts.waiting, time=time)
        return tr("{entries}: {state}", entries=many, state=_moving(snapshot)), ""
    return tr("Everything is in iTop"), ""


def _moving(snapshot: Snapshot) -> str:
    states = {line.row.state for line in snapshot.outbox}
    if OutboxState.SENDING in states:
        return tr("sending…")
    if OutboxState.UNCERTAIN in states:
        return tr("asking iTop whether it arrived…")
    later = [line.row for line in snapshot.outbox if line.row.state is OutboxState.WAITING]
    first = min(later, key=lambda row: row.next_try_at, default=None)
    if first is None or first.next_try_at <= snapshot.now:
        return tr("sending…")
    time = formats.clock_time(first.next_try_at)
    if first.attempts == 0:
        # It can still be undone, or a question about it is open.
        return tr("goes out in a moment") if first.next_try_at <= snapshot.now + 60 else tr("goes out at {time}", time=time)
    return tr("next try at {time}", time=time) if first.next_try_at > snapshot.now + 60 else tr("sending…")
