"""What is shown, made by pure functions from the local file: every state of a contract, a timer, an entry, the connection."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime

import pytest

from desktop.core.contract import Contract, CountingRule, Indicators, Overrun
from desktop.core.device import Device
from desktop.core.entry import EntryState
from desktop.core.outbox import OutboxState
from desktop.core.ticket import Ticket
from desktop.store import outbox
from desktop.store.contracts import BookRow, save_book_row, save_contract
from desktop.store.devices import save_devices
from desktop.store.listing import Listed
from desktop.store.tickets import save_tickets
from desktop.sync.connection import note_online, note_problem
from desktop.ui import formats
from desktop.ui.contract_rows import contract_rows
from desktop.ui.contract_views import ContractCardView, contract_card
from desktop.ui.device_views import devices_text
from desktop.ui.outbox_views import Act, outbox_rows
from desktop.ui.snapshot import Snapshot, read_snapshot
from desktop.ui.strip_views import gap_question, over_balance
from desktop.ui.ticket_rows import listed_row
from desktop.ui.ticket_views import ticket_view
from desktop.ui.viewmodels import counts_text, current_line, live_timer, status_bar
from desktop.work import overview, recording, timing
from desktop.work.desk import Desk
from tests.conftest import FakeClock, make_ticket

NBSP = "\N{NO-BREAK SPACE}"
HOUR = 3600


def keep(desk: Desk, *tickets: Ticket, **contract: object) -> None:
    """Tickets in the cache, and contract 1 (40 h, 24 h 45 consumed, started quarters of an hour) unless told otherwise."""
    known = Contract(
        1,
        "Support Premium 2026",
        3,
        "Ateliers Morel",
        end=date(2026, 12, 31),
        rule=CountingRule(15),
        alert_levels="80;95",
        indicators=Indicators(40 * HOUR, 24 * HOUR + 2700, 15 * HOUR + 900, 61),
        as_of=1,
    )
    with desk.db.transaction():
        save_contract(desk.db, desk.account.id, replace(known, **contract), services=[5])  # type: ignore[arg-type]
        save_tickets(desk.db, desk.account.id, tickets, whole=True)
        note_online(desk.db, desk.now().wall, 0, synced=True)


def card(desk: Desk, ticket: Ticket) -> ContractCardView:
    view = contract_card(read_snapshot(desk), ticket)
    assert view is not None
    return view


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def work(desk: Desk, clock: FakeClock, ticket: Ticket, minutes: int) -> str:
    uid = timing.start(desk, ticket.key).uid
    clock.pass_time(minutes * 60)
    return uid


def test_the_headline_adds_up(desk: Desk, clock: FakeClock) -> None:
    """15 h 15 in iTop, 0 h 30 waiting and 0 h 45 running leave 14 h 00, and the sentence says so."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    timing.stop(desk, work(desk, clock, ticket, 28))
    work(desk, clock, ticket, 42)
    view = card(desk, ticket)
    assert (plain(view.headline), view.headline_note, view.tone) == ("14h 00m", "left after this", "")
    assert plain(view.sentence) == "15h 15m in iTop − 0h 30m waiting − 0h 45m running"
    assert view.meter is not None and plain(view.meter.text) == "61 % of 40h 00m consumed, 65 % with what is here"
    assert [plain(figure.value) for figure in view.indicators] == ["40h 00m", "24h 45m", "15h 15m", "61 %", "0h 30m", "0h 45m"]


def test_an_unknown_balance_is_missing_not_zero(desk: Desk) -> None:
    """Where this iTop keeps no balance there is none to show."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket, indicators=None)
    view = card(desk, ticket)
    assert view.headline == "Balance unknown" and view.meter is None
    assert {figure.value for figure in view.indicators} == {"—"}


@pytest.mark.parametrize(("balance", "tone"), [(20 * HOUR, ""), (2 * HOUR, "warn"), (-2 * HOUR, "bad")])
def test_a_contract_near_its_end_is_amber_and_red_beyond(desk: Desk, balance: int, tone: str) -> None:
    """Amber from the first alert level, red when overrun; in the list as on the card, and with words."""
    ticket = make_ticket(contract_id=1)
    consumed = 40 * HOUR - balance
    keep(desk, ticket, indicators=Indicators(40 * HOUR, consumed, balance, consumed * 100 // (40 * HOUR)), overrun=Overrun.BLOCK)
    view, row = card(desk, ticket), listed_row(read_snapshot(desk), Listed(1, ticket))
    assert (view.tone, row.left_tone) == (tone, tone)
    assert (view.headline_note == "over") == (balance < 0) and ("held" in view.note) == (balance < 0)


def test_no_contract_and_several(desk: Desk, clock: FakeClock) -> None:
    """Nothing is chosen for a person: none is said, several are offered, and the choice is the timer's."""
    lone, shared = make_ticket(1, org_id=9, customer="Mairie"), make_ticket(2)
    keep(desk, lone, shared)
    keep(desk, id=2, name="Projet migration", end=None)
    assert card(desk, lone).headline == "No contract for this ticket"
    assert listed_row(read_snapshot(desk), Listed(1, lone)).left == "no contract"
    view = card(desk, shared)
    assert [choice.id for choice in view.choices] == [1, 2] and not view.can_choose
    uid = work(desk, clock, shared, 10)
    assert card(desk, shared).can_choose
    timing.choose_contract(desk, uid, 2)
    assert card(desk, shared).name == "Projet migration"
    assert timing.stop(desk, uid).entry.contract_id == 2


def test_offline_says_since_when_and_what_waits(desk: Desk, clock: FakeClock) -> None:
    """The balance becomes the last known one, and the status bar says what waits here."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    timing.stop(desk, work(desk, clock, ticket, 28))
    with desk.db.transaction():
        note_problem(desk.db, desk.now().wall, "unreachable", "", random.Random(1))
    status = status_bar(read_snapshot(desk))
    assert status.text.startswith("Offline since ") and status.text.endswith("1 entry waits here and goes out by itself")
    view = card(desk, ticket)
    assert view.headline.startswith("about ") and view.as_of_text.startswith("Last known 15h")
    assert view.meter is not None and view.meter.pale


def test_the_status_bar_in_words(desk: Desk, clock: FakeClock) -> None:
    """Nothing, on its way, needing a person, locked out: each its own sentence."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    assert status_bar(read_snapshot(desk)).text == "Everything is in iTop"
    uid = timing.stop(desk, work(desk, clock, ticket, 28)).entry.uid
    assert plain(status_bar(read_snapshot(desk)).text) == "1 entry, 0h 30m, not yet in iTop: sending…"
    with desk.db.transaction():
        outbox.set_state(desk.db, uid, OutboxState.BLOCKED, desk.now().wall, reason="ticket_gone")
    assert status_bar(read_snapshot(desk)).text == "1 entry needs you: open the outbox"
    with desk.db.transaction():
        note_problem(desk.db, desk.now().wall, "login", "", random.Random(1), online=True, login=True)
    status = status_bar(read_snapshot(desk))
    assert status.text.startswith("Not signed in") and status.tone == "bad" and "did not accept" in status.tip


def test_what_the_timer_counts_and_when_that_changes(desk: Desk, clock: FakeClock) -> None:
    """The next step of the contract's rule, with the time at which it comes."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    uid = work(desk, clock, ticket, 42)
    snapshot = read_snapshot(desk)
    line = current_line(snapshot.timers, "")
    assert line is not None
    text, counted = counts_text(live_timer(snapshot, line), clock.now())
    assert counted == 2700 and text.startswith("counts 0:45 · 1:00 from ")
    timing.pause(desk, uid)
    snapshot = read_snapshot(desk)
    assert current_line(snapshot.timers, "") is None
    line = current_line(snapshot.timers, uid)
    assert line is not None and counts_text(live_timer(snapshot, line), clock.now())[0] == "paused · counts 0:45"


def test_a_gap_is_a_question(desk: Desk, clock: FakeClock) -> None:
    """Time that nobody watched is asked about, and not counted meanwhile."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    watched = replace(desk, watched=True)
    timing.start(watched, ticket.key)
    clock.pass_time(49 * 60)
    timing.heartbeat(watched)
    question = gap_question(read_snapshot(desk))
    assert question is not None and "0h 49m" in plain(question.circumstances) and question.circumstances.startswith("R-000482")


def acts(snapshot: Snapshot) -> list[tuple[Act, ...]]:
    return [row.acts for row in outbox_rows(snapshot)]


def test_each_state_offers_what_helps(desk: Desk, clock: FakeClock) -> None:
    """A gone ticket proposes another one; without a ticket one is asked for; what may have arrived cannot be discarded."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    first = recording.add(desk, ticket, "", 900).uid
    with desk.db.transaction():
        outbox.set_state(desk.db, first, OutboxState.BLOCKED, desk.now().wall, reason="ticket_gone")
    recording.add(desk, None, "call, Lenoir", 360)
    third = recording.add(desk, ticket, "", 900).uid
    with desk.db.transaction():
        outbox.set_state(desk.db, third, OutboxState.UNCERTAIN, desk.now().wall)
    assert acts(read_snapshot(desk)) == [
        (Act.MOVE, Act.RETRY, Act.EDIT, Act.DISCARD),
        (Act.ASSIGN, Act.EDIT, Act.DISCARD),
        (),
    ]
    rows = outbox_rows(read_snapshot(desk))
    assert "the ticket was deleted" in rows[0].reason and rows[1].ref == "call, Lenoir"
    recording.discard(desk, first)
    assert acts(read_snapshot(desk))[-1] == (Act.RESTORE,)


def test_an_unknown_reason_is_kept_and_said(desk: Desk) -> None:
    """A code of a newer server is no error."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    uid = recording.add(desk, ticket, "", 900).uid
    with desk.db.transaction():
        outbox.set_state(desk.db, uid, OutboxState.BLOCKED, desk.now().wall, reason="moon_phase")
    assert "does not know" in outbox_rows(read_snapshot(desk))[0].reason


def test_time_on_a_ticket_adds_up(desk: Desk, clock: FakeClock) -> None:
    """Running and waiting work, each with its state in words, under a sum of both."""
    ticket = make_ticket(contract_id=1, description="<p>Hello</p>")
    keep(desk, ticket)
    timing.stop(desk, work(desk, clock, ticket, 28))
    work(desk, clock, ticket, 42)
    view = ticket_view(read_snapshot(desk), ticket)
    assert [(row.worked, row.counted, row.state) for row in view.mine] == [("0:42", "0:45", "running"), ("0:28", "0:30", "waiting")]
    assert view.mine_sum == "mine, 1:10 worked · 1:15 counted"
    assert "UserRequest&id=482" in view.url


@pytest.mark.parametrize(
    ("overrun", "provisioned", "told"), [("warn", 0, False), ("warn", 1, True), ("block", 0, True), ("allow", 1, False)]
)
def test_who_minds_an_overrun(desk: Desk, clock: FakeClock, overrun: str, provisioned: int, told: bool) -> None:
    """A contract of which nothing was provisioned has no balance to go over; where it holds work, that is told all the same."""
    ticket = make_ticket(contract_id=1)
    consumed = 5 * HOUR
    known = Indicators(provisioned * HOUR, consumed, provisioned * HOUR - consumed, None)
    keep(desk, ticket, overrun=Overrun(overrun), indicators=known)
    work(desk, clock, ticket, 10)
    snapshot = read_snapshot(desk)
    assert (over_balance(snapshot, current_line(snapshot.timers, "")) is not None) is told


def test_the_time_of_everybody_is_told_latest_first(desk: Desk, clock: FakeClock) -> None:
    """A colleague's work stands between mine by its time, and the sum is everybody's."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    now = desk.now().wall
    with desk.db.transaction():
        for place, (ago, agent) in enumerate(((3, desk.account.person_id), (2, 99), (4, 99))):
            row = BookRow(f"u{place}", ticket.key, 1, agent, f"agent {agent}", now - ago * HOUR, 900, 900, "counted", 0, "")
            save_book_row(desk.db, desk.account.id, row)
    timing.stop(desk, work(desk, clock, ticket, 30))
    view = ticket_view(read_snapshot(desk), ticket)
    assert [row.agent for row in view.all_time] == ["me", "agent 99", "me", "agent 99"]
    assert view.all_sum == "1:15 worked · 1:15 counted"


def test_a_past_instant_is_short_in_a_row() -> None:
    """With the day of the week as long as that says which day, then with the date, the year only where it is another."""
    now = int(datetime(2026, 11, 23, 14, 2).astimezone().timestamp())
    told = [formats.moment_in_row(now - days * 24 * HOUR, now).replace("\u00a0", " ") for days in (0, 1, 6, 7, 340)]
    assert told == ["Today 14:02", "Sun 14:02", "Tue 14:02", "16 Nov 14:02", "18 Dec 2025 14:02"]


@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        ([], ""),
        ([0], "The 1 desk seen lately has sent everything."),
        ([0, 0], "All 2 desks seen lately have sent everything."),
        ([0, 3, 1, 2], "1 of 4 desks have sent everything. Lea, PC1: 3 entries, 0h 45m, last seen today 01:46."
         " Lea, PC3: 2 entries, 0h 30m, last seen today 01:46. And 1 more."),
    ],
)  # fmt: skip
def test_whose_minutes_are_still_on_a_laptop(desk: Desk, waiting: list[int], told: str) -> None:
    now = desk.now().wall
    seen = formats.moment_inside(now, now)
    devices = [Device("Lea", f"PC{place}", now, count, count * 900) for place, count in enumerate(waiting)]
    with desk.db.transaction():
        save_devices(desk.db, desk.account.id, devices)
    text, every = devices_text(read_snapshot(desk))
    assert plain(text) == told.replace("today 01:46", seen)
    assert len(every.splitlines()) == sum(count > 0 for count in waiting)


def test_contracts_by_risk(desk: Desk) -> None:
    """Overrun first, then nearly used up, then the rest; those without a balance last."""
    for number, balance in ((1, 30 * HOUR), (2, -HOUR), (3, HOUR)):
        keep(desk, id=number, name=f"c{number}", indicators=Indicators(40 * HOUR, 40 * HOUR - balance, balance, 50))
    keep(desk, id=4, name="c4", indicators=None)
    assert [row.name for row in contract_rows(read_snapshot(desk))] == ["c2", "c3", "c1", "c4"]


def test_a_difference_to_what_was_expected_is_said_where_it_shows(desk: Desk, clock: FakeClock) -> None:
    """iTop counted 0:15 where 0:30 were expected: the ticket's row, the outbox and the contract say so; held work is told as held."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    entry = timing.stop(desk, work(desk, clock, ticket, 28)).entry
    with desk.db.transaction():
        outbox.settle(desk.db, desk.account.id, outbox.Stored(entry.uid, 1680, 900, contract_id=1), clock.wall, "")
    snapshot = read_snapshot(desk)
    (row,) = ticket_view(snapshot, ticket).mine
    assert (row.counted, row.comment) == ("0:15", "0:30 was expected")
    assert row.why.startswith("iTop counted 0:15 where 0:30 were expected here.")
    (told,) = outbox_rows(snapshot, overview.confirmed_today(desk))
    assert told.reason == "iTop counted 0:15 where 0:30 were expected here."
    assert plain(card(desk, ticket).note) == "Of today's work iTop counted 0h 15m less than was expected here."
    with desk.db.transaction():
        outbox.settle(desk.db, desk.account.id, outbox.Stored(entry.uid, 1680, 0, EntryState.HELD, 1), clock.wall, "")
    assert "expected" not in card(desk, ticket).note


def test_today_has_what_was_recorded_elsewhere(desk: Desk, clock: FakeClock) -> None:
    """My work of today from another device or the console counts as mine, once; others' and yesterday's do not."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    here = timing.stop(desk, work(desk, clock, ticket, 28)).entry
    mine = BookRow("elsewhere", ticket.key, 1, desk.account.person_id, "Camille Roy", here.started_at - 60, 600, 900, "counted", 0, "")
    rows = (mine, replace(mine, uid=here.uid, counted_seconds=1800, worked_seconds=1680), replace(mine, uid="theirs", agent_id=99))
    with desk.db.transaction():
        for row in (*rows, replace(mine, uid="yesterday", started_at=here.started_at - 86400)):
            save_book_row(desk.db, desk.account.id, row)
    assert read_snapshot(desk).today == (600 + 1680, 900 + 1800)


def test_an_entry_that_can_be_undone_is_not_said_to_be_on_its_way(desk: Desk, clock: FakeClock) -> None:
    """What waits for its ten seconds goes out in a moment; what is held while a person is asked says when."""
    ticket = make_ticket(contract_id=1)
    keep(desk, ticket)
    uid = timing.stop(desk, work(desk, clock, ticket, 28), undo_seconds=timing.UNDO_SECONDS).entry.uid
    assert status_bar(read_snapshot(desk)).text.endswith(": goes out in a moment")
    recording.hold(desk, uid, 600)
    assert ": goes out at " in status_bar(read_snapshot(desk)).text
    clock.pass_time(600)
    assert status_bar(read_snapshot(desk)).text.endswith(": sending…")


def test_today_is_written_small_within_a_sentence(desk: Desk, clock: FakeClock) -> None:
    """A capital belongs to the beginning of a row."""
    ticket = make_ticket(contract_id=1, started_at=clock.wall)
    keep(desk, ticket)
    snapshot = read_snapshot(desk)
    assert "opened today " in ticket_view(snapshot, ticket).facts
