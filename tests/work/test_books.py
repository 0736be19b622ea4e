"""What the time books say, computed once for each of their versions."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.core.contract import Contract, Indicators, Provision, ProvisionKind
from desktop.core.forecast import Outlook, week_starts
from desktop.core.ids import new_uid
from desktop.core.ticket import TicketKey
from desktop.store.contracts import BookRow, book_version, forget_cache, save_book_row, save_contract, save_provision
from desktop.work.books import Books
from desktop.work.desk import Desk, local_epoch
from desktop.work.overview import ContractLine

HOUR = 3600


def entry(desk: Desk, day: date, seconds: int, contract_id: int = 1, state: str = "counted", uid: str = "") -> BookRow:
    at = local_epoch(f"{day}T09:30", desk.account)
    row = BookRow(
        uid or new_uid(), TicketKey("UserRequest", 1), contract_id, 7, "Camille Roy", at, seconds, seconds * (state != "held"), state, 0, ""
    )
    with desk.db.transaction():
        save_book_row(desk.db, desk.account.id, row)
    return row


def credit(desk: Desk, seconds: int, day: date, until: date | None = None, kind: ProvisionKind = ProvisionKind.INITIAL) -> None:
    with desk.db.transaction():
        save_provision(desk.db, desk.account.id, Provision(new_uid(), 1, day, seconds, kind, None, until))


def line(balance: int, end: date | None = None) -> ContractLine:
    return ContractLine(Contract(1, "Support", 3, "Ateliers Morel", end=end, indicators=Indicators(0, 0, balance, None)), 0, 0)


def test_weeks_begin_on_monday_in_the_servers_zone(desk: Desk) -> None:
    """Sunday night and Monday morning are two weeks; what is older than twelve weeks is in none of them."""
    starts = week_starts(desk.day_of(desk.now().wall))
    entry(desk, starts[3], 900)
    entry(desk, starts[3] - timedelta(days=1), 1800)
    entry(desk, starts[0] - timedelta(days=1), 5000)
    facts = Books().facts(desk, 1, desk.now().wall)
    assert facts.weeks == (0, 0, 1800, 900, 0, 0, 0, 0, 0, 0, 0, 0)
    assert (facts.entries, facts.since) == (3, starts[0] - timedelta(days=1))


def test_nothing_is_computed_again_until_a_book_changes(desk: Desk) -> None:
    """Looking costs nothing; a row that comes back unchanged costs nothing; a change, another day and a fresh start are seen."""
    now, books = desk.now().wall, Books()
    kept = entry(desk, date(2026, 9, 1), 900)
    first = book_version(desk.db, desk.account.id)
    for number in range(1, 50):
        books.facts(desk, number, now)
    with desk.db.transaction():
        save_book_row(desk.db, desk.account.id, kept)
        save_contract(desk.db, desk.account.id, line(1).contract)
    assert book_version(desk.db, desk.account.id) == first
    assert books.facts(desk, 1, now).entries == 1 and books.computed == 1
    entry(desk, date(2026, 9, 1), 1200, state="held")
    assert books.facts(desk, 1, now).held_seconds == 1200 and books.computed == 2
    books.facts(desk, 1, now + 86400)
    assert books.computed == 3
    with desk.db.transaction():
        forget_cache(desk.db, desk.account.id)
    assert books.facts(desk, 1, now + 86400).entries == 0


def test_time_that_expires_ends_before_its_contract(desk: Desk) -> None:
    """Hours of this month stay unused at its end, not at the contract's."""
    now = desk.now().wall
    today = desk.day_of(now)
    credit(desk, 10 * HOUR, today - timedelta(days=80), today + timedelta(days=10))
    found = Books().forecast(desk, line(10 * HOUR, today + timedelta(days=300)), now)
    assert (found.outlook, found.day, found.unused) == (Outlook.UNUSED, today + timedelta(days=10), 10 * HOUR)
    credit(desk, 10 * HOUR, today)
    assert Books().forecast(desk, line(20 * HOUR, today + timedelta(days=300)), now).outlook is Outlook.LASTS


def test_an_overrun_says_since_when(desk: Desk) -> None:
    """The day after which the running balance stayed below nothing; an earlier overrun that was made good is none."""
    now = desk.now().wall
    today = desk.day_of(now)
    days = [today - timedelta(days=ago) for ago in (50, 40, 30, 20, 10)]
    credit(desk, HOUR, days[0])
    entry(desk, days[1], 2 * HOUR)
    credit(desk, 2 * HOUR, days[2], kind=ProvisionKind.TOPUP)
    entry(desk, days[3], 3 * HOUR)
    entry(desk, days[4], HOUR)
    found = Books().forecast(desk, line(-3 * HOUR), now)
    assert (found.outlook, found.day) == (Outlook.OVERRUN, days[3])
