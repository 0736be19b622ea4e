"""What was entered for the same minutes, wherever it was entered, is found; what no longer stands is not."""

from __future__ import annotations

from dataclasses import replace

from desktop.core.entry import Entry
from desktop.core.ids import new_uid
from desktop.store.contracts import BookRow, save_book_row
from desktop.store.outbox import Stored, settle
from desktop.store.tickets import save_tickets
from desktop.work import recording, timing
from desktop.work.desk import Desk
from desktop.work.overlapping import overlap_with
from tests.conftest import FakeClock, make_ticket

FIRST, SECOND = make_ticket(482), make_ticket(117)


def know(desk: Desk) -> None:
    with desk.db.transaction():
        save_tickets(desk.db, desk.account.id, [FIRST, SECOND], whole=True)


def add(desk: Desk, minutes: int, ticket: int = 482) -> Entry:
    return recording.add(desk, FIRST if ticket == 482 else SECOND, "", minutes * 60)


def in_itop(desk: Desk, minutes: int, agent: int = 7, state: str = "counted", uid: str = "") -> str:
    """An entry of the console that ends now."""
    seconds = minutes * 60
    row = BookRow(
        uid or new_uid(), SECOND.key, 1, agent, "Camille Roy", desk.now().wall - seconds, seconds, seconds, state, 0, "", SECOND.ref
    )
    with desk.db.transaction():
        save_book_row(desk.db, desk.account.id, row)
    return row.uid


def told(desk: Desk, entry: Entry) -> tuple[int, list[str]]:
    """Minutes, and on what."""
    found = overlap_with(desk, entry)
    return (found.seconds // 60, [other.ref for other in found.others]) if found else (0, [])


def test_past_time_over_what_was_recorded(desk: Desk) -> None:
    """And not over what it replaces, what was discarded, or itself."""
    know(desk)
    first = add(desk, 30, 117)
    assert told(desk, first) == (0, [])
    second = add(desk, 45)
    assert told(desk, second) == (30, ["R-000117"])
    changed = recording.edit(desk, second.uid, worked_seconds=2400)  # five minutes of it were a pause
    assert told(desk, changed) == (25, ["R-000117"])
    recording.discard(desk, first.uid)
    assert told(desk, changed) == (0, [])


def test_a_correction_overlaps_with_others_only(desk: Desk) -> None:
    """The entry it replaces is gone with it, before iTop knows and after."""
    know(desk)
    entry = add(desk, 30)
    with desk.db.transaction():
        settle(desk.db, desk.account.id, Stored(entry.uid, 1800, 1800), desk.now().wall, "e")
    correction = recording.edit(desk, entry.uid, worked_seconds=1500)
    assert told(desk, correction) == (0, [])
    assert told(desk, add(desk, 10, 117)) == (5, ["R-000482"])


def test_what_the_console_holds(desk: Desk) -> None:
    """One's own that stands; not another agent's, nor what was reversed; once, where it was recorded here."""
    know(desk)
    in_itop(desk, 20, agent=8)
    in_itop(desk, 20, state="reversed")
    entry = add(desk, 45)
    in_itop(desk, 45, uid=entry.uid)
    assert told(desk, entry) == (0, [])
    in_itop(desk, 20)
    assert told(desk, entry) == (20, ["R-000117"])


def test_switching_away_and_back_is_none(desk: Desk, clock: FakeClock) -> None:
    """Though one entry lies inside the other."""
    know(desk)
    watched = replace(desk, watched=True)
    long = timing.start(watched, FIRST.key)
    clock.pass_time(60)
    between = timing.start(watched, SECOND.key)
    clock.pass_time(80)
    timing.resume(watched, long.uid)
    clock.pass_time(60)
    assert told(desk, timing.stop(watched, between.uid).entry) == (0, [])
    assert told(desk, timing.stop(watched, long.uid).entry) == (0, [])
