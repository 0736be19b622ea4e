"""Contracts add up: headline and sentence, book and balance, totals and rows, a figure and what it is made of."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.core.contract import Contract, CountingRule, Indicators, Overrun, Provision, ProvisionKind
from desktop.core.ids import new_uid, reversal_uid
from desktop.core.ledger import BookEntry, indicators
from desktop.store.contracts import BookRow, save_book_row, save_contract, save_provision
from desktop.store.tickets import save_tickets
from desktop.sync.connection import note_online, note_problem
from desktop.ui.book_views import BookShow, book_view, line_texts, shown_lines
from desktop.ui.breakdown_views import breakdown
from desktop.ui.contract_figures import Figure
from desktop.ui.contract_rows import Column, Query, Show, chosen, contract_rows, counts, totals
from desktop.ui.contract_views import CardState, ContractCardView, contract_card
from desktop.ui.snapshot import Snapshot, read_snapshot
from desktop.work import timing
from desktop.work.desk import Desk, local_epoch
from desktop.work.timebook import UNSEEN, time_book
from tests.conftest import FakeClock, make_ticket

NBSP = "\N{NO-BREAK SPACE}"
HOUR = 3600


class Shelf:
    """A contract with its book as iTop would hold it: the indicators follow from the rows."""

    def __init__(self, desk: Desk, number: int = 1, **facts: object) -> None:
        self.desk, self.number, self.facts = desk, number, facts
        self.provisions: list[Provision] = []
        self.rows: list[BookRow] = []
        self.today = desk.day_of(desk.now().wall)

    def credit(self, seconds: int, ago: int, kind: ProvisionKind = ProvisionKind.INITIAL, until: date | None = None) -> Shelf:
        self.provisions.append(Provision(new_uid(), self.number, self.today - timedelta(days=ago), seconds, kind, None, until))
        return self

    def work(self, seconds: int, ago: int, state: str = "counted", ticket: int = 482, counted: int | None = None) -> Shelf:
        at = local_epoch(f"{self.today - timedelta(days=ago)}T10:00", self.desk.account)
        seen = (0 if state == "held" else seconds) if counted is None else counted
        key = make_ticket(ticket).key
        self.rows.append(BookRow(new_uid(), key, self.number, 7, "Camille Roy", at, seconds, seen, state, 0, "", f"R-{ticket:06d}"))
        return self

    def reverse_last(self) -> Shelf:
        old = self.rows[-1]
        self.rows[-1] = replace(old, state="reversed")
        self.rows.append(
            replace(
                old,
                uid=reversal_uid(old.uid),
                worked_seconds=-old.worked_seconds,
                counted_seconds=-old.counted_seconds,
                state="reversal",
                reverses=old.uid,
            )
        )
        return self

    def keep(self, unseen: int = 0) -> None:
        """Write it; ``unseen`` seconds are counted in iTop and not shown to this account."""
        entries = [
            BookEntry(row.uid, self.desk.day_of(row.started_at), row.started_at, row.counted_seconds, row.reverses) for row in self.rows
        ]
        known = indicators(self.provisions, entries)
        known = replace(known, consumed=known.consumed + unseen, balance=known.balance - unseen)
        contract = Contract(
            self.number, f"Support {self.number}", 3, "Ateliers Morel", end=self.today + timedelta(days=38), rule=CountingRule(15),
            alert_levels="80;95", indicators=known, as_of=1,
        )  # fmt: skip
        db, account = self.desk.db, self.desk.account.id
        with db.transaction():
            save_contract(db, account, replace(contract, **self.facts), services=[5])  # type: ignore[arg-type]
            for provision in self.provisions:
                save_provision(db, account, provision)
            for row in self.rows:
                save_book_row(db, account, row)
            save_tickets(db, account, [make_ticket(contract_id=1)], whole=True)
            note_online(db, self.desk.now().wall, 0, synced=True)


def seconds_of(text: str) -> int:
    """The signed sum of "15h 15m in iTop − 0h 30m waiting", in minutes' seconds."""
    total, sign = 0, 1
    for word in text.replace(NBSP, " ").replace("−", " − ").split():
        if word in "−+":
            sign = -1 if word == "−" else 1
        elif word[:-1].isdigit() and word[-1] in "hm":
            total += sign * int(word[:-1]) * (HOUR if word[-1] == "h" else 60)
    return total


def well(desk: Desk) -> None:
    Shelf(desk).credit(40 * HOUR, 80).work(20 * HOUR, 30).work(4 * HOUR + 2700, 10).keep()


def low(desk: Desk) -> None:
    Shelf(desk).credit(20 * HOUR, 80).work(18 * HOUR, 30).keep()


def going_over(desk: Desk) -> None:
    Shelf(desk, overrun=Overrun.BLOCK).credit(20 * HOUR, 80).work(19 * HOUR, 30).work(900, 1, "held").keep()


def over(desk: Desk) -> None:
    Shelf(desk, overrun=Overrun.BLOCK).credit(10 * HOUR, 80).work(11 * HOUR, 3).work(HOUR, 1, "held").keep()


def on_demand(desk: Desk) -> None:
    Shelf(desk).work(11 * HOUR, 3).keep()


def unseen(desk: Desk) -> None:
    Shelf(desk).credit(40 * HOUR, 80).work(5 * HOUR, 3).keep(unseen=3 * HOUR)


def corrected(desk: Desk) -> None:
    Shelf(desk).credit(40 * HOUR, 80).work(5 * HOUR, 9).reverse_last().work(4 * HOUR, 9).keep()


def many_tickets(desk: Desk) -> None:
    shelf = Shelf(desk).credit(30 * HOUR, 80).credit(10 * HOUR, 40, ProvisionKind.TOPUP).credit(-2 * HOUR, 20, ProvisionKind.CORRECTION)
    for number in range(20):
        shelf.work((number + 1) * 900, number + 1, ticket=500 + number)
    shelf.keep()


BOOKS = [well, low, going_over, over, on_demand, unseen, corrected, many_tickets]


def busy(desk: Desk, clock: FakeClock, minutes: tuple[int, int]) -> Snapshot:
    """Some minutes waiting and some running on top of the book."""
    key = make_ticket().key
    if minutes[0]:
        uid = timing.start(desk, key).uid
        clock.pass_time(minutes[0] * 60)
        timing.stop(desk, uid)
    if minutes[1]:
        timing.start(desk, key)
        clock.pass_time(minutes[1] * 60)
    return read_snapshot(desk)


def card_of(snapshot: Snapshot) -> ContractCardView:
    view = contract_card(snapshot, make_ticket(contract_id=1))
    assert view is not None
    return view


@pytest.mark.parametrize("minutes", [(0, 0), (28, 0), (0, 42), (28, 80)], ids=str)
@pytest.mark.parametrize("book", BOOKS)
def test_every_state_adds_up(desk: Desk, clock: FakeClock, book: object, minutes: tuple[int, int]) -> None:
    """Headline = the parts = the sentence = the book's first line; balance = its last in iTop; each figure = what it is made of."""
    book(desk)  # type: ignore[operator]
    snapshot = busy(desk, clock, minutes)
    line, view = snapshot.contracts[1], card_of(snapshot)
    assert line.projected is not None and line.contract.indicators is not None
    assert sum(view.parts) == line.projected
    assert seconds_of(view.headline) == abs(line.projected)
    assert (view.headline_note == "over") == (line.projected < 0 and view.state is not CardState.ON_DEMAND)
    if view.sentence:
        assert seconds_of(view.sentence) == (line.projected if view.state is not CardState.ON_DEMAND else -line.projected)
    shown = book_view(snapshot, line)
    assert shown.lines[0].balance == line.projected
    confirmed = [one for one in shown.lines if one.kind not in ("waiting", "running")]
    assert confirmed[0].balance == line.contract.indicators.balance
    for newer, older in zip(shown.lines, shown.lines[1:], strict=False):
        assert newer.balance == (older.balance or 0) + newer.seconds
    for figure in view.indicators:
        made = breakdown(snapshot, line, figure.figure)
        assert made.total is None or sum(part.seconds for part in made.parts) == made.total
        assert made.shown == figure.value
    whole = breakdown(snapshot, line, Figure.PROJECTED)
    assert sum(part.seconds for part in whole.parts) == whole.total == line.projected
    worked = [one for one in shown.lines if one.at is not None and one.kind != "corrected"]
    assert sum(ticket.counted for ticket in shown.tickets) == -sum(one.seconds for one in worked)


def test_each_state_says_itself_in_words(desk: Desk, clock: FakeClock) -> None:
    """Nearly used up, going over, overrun, on demand: caption and note say it, not the colour alone."""
    low(desk)
    view = card_of(read_snapshot(desk))
    assert (view.state, view.tone, view.caption) == (CardState.LOW, "warn", "CONTRACT · NEARLY USED UP")
    going_over(desk)
    view = card_of(busy(desk, clock, (0, 80)))
    assert (view.state, view.tone, view.can_ask) == (CardState.WOULD_OVERRUN, "bad", True) and "will be held" in view.note


def test_contracts_that_cannot_take_the_work(desk: Desk) -> None:
    """Ended, not begun, never read, without figures: each its own sentence, and never a zero for what is not known."""
    today = desk.day_of(desk.now().wall)
    for facts, words in (
        ({"end": today - timedelta(days=1)}, "has ended"),
        ({"start": today + timedelta(days=1)}, "has not begun"),
        ({"status": "implementation"}, "has not begun"),
    ):
        Shelf(desk, **facts).credit(HOUR, 9).keep()
        view = card_of(read_snapshot(desk))
        assert view.state is CardState.NOT_VALID and words in view.headline
    Shelf(desk, indicators=None).keep()
    with desk.db.transaction():
        desk.db.write("UPDATE contracts SET provisioned = NULL, consumed = NULL, balance = NULL, percent = NULL")
    view = card_of(read_snapshot(desk))
    assert view.state is CardState.UNKNOWN and "not come" in view.note and {one.value for one in view.indicators} == {"—"}
    stock = replace(desk, account=replace(desk.account, profile="work-order"))
    view = card_of(read_snapshot(stock))
    assert view.state is CardState.NO_BOOK and "keeps no balance" in view.note
    with desk.db.transaction():
        desk.db.write("DELETE FROM contracts")
    assert card_of(read_snapshot(desk)).state is CardState.NOT_READ


def test_held_work_is_shown_and_counts_nothing(desk: Desk) -> None:
    """The card says how much is held; the book lists it with no effect on the balance."""
    going_over(desk)
    snapshot = read_snapshot(desk)
    view = card_of(snapshot)
    assert "1 entry is held" in view.note and any(one.figure is Figure.HELD for one in view.indicators)
    (held,) = shown_lines(book_view(snapshot, snapshot.contracts[1]).lines, BookShow.HELD)
    assert (held.seconds, held.worked) == (0, 900) and "Held" in line_texts(held, snapshot.now).detail


def test_what_is_not_shown_is_a_line_of_its_own(desk: Desk) -> None:
    """Work on tickets that one may not see stands at the beginning of the book, as a sum."""
    unseen(desk)
    snapshot = read_snapshot(desk)
    book = time_book(desk, snapshot.contracts[1], [], [])
    assert (book.lines[0].kind, book.lines[0].seconds, book.unseen) == (UNSEEN, -3 * HOUR, -3 * HOUR)
    assert breakdown(snapshot, snapshot.contracts[1], Figure.CONSUMED).parts[-1].seconds == 3 * HOUR


def test_a_correction_is_one_thing(desk: Desk) -> None:
    """What was counted and taken back is one line that counts nothing; what replaced it is another."""
    corrected(desk)
    snapshot = read_snapshot(desk)
    lines = book_view(snapshot, snapshot.contracts[1]).lines
    assert sorted(one.kind for one in lines) == ["corrected", "entry", "initial"]


def many(desk: Desk) -> Snapshot:
    for number, balance in ((1, 30 * HOUR), (2, -HOUR), (3, HOUR), (5, 12 * HOUR)):
        known = Indicators(40 * HOUR, 40 * HOUR - balance, balance, (40 * HOUR - balance) * 100 // (40 * HOUR))
        Shelf(desk, number, indicators=known, name=f"c{number}", customer=f"Customer {number % 2}").keep()
        with desk.db.transaction():
            contract = Contract(number, f"c{number}", 3, f"Customer {number % 2}", indicators=known)
            save_contract(desk.db, desk.account.id, contract)
    Shelf(desk, 4, name="c4").keep()
    with desk.db.transaction():
        desk.db.write("UPDATE contracts SET provisioned = NULL, consumed = NULL, balance = NULL, percent = NULL WHERE id = 4")
    return read_snapshot(desk)


def test_totals_are_the_sums_of_the_rows_shown(desk: Desk) -> None:
    """For every filter and search; what has no balance is counted and is in no sum."""
    rows = contract_rows(many(desk))
    for query in (Query(), Query(text="c2"), Query(show=Show.OVERRUN), Query(customer="Customer 1"), Query(show=Show.ATTENTION)):
        shown = chosen(rows, query)
        sums = totals(shown)
        known = [row for row in shown if row.balance is not None]
        assert sums.balance == sum(row.balance or 0 for row in known) and sums.projected == sum(row.projected or 0 for row in known)
        assert sums.provisioned - sums.consumed == sums.balance and sums.unknown == len(shown) - len(known)
        if query.text == "" and query.customer == "":
            assert counts(rows)[query.show] == len(shown)
    assert totals(rows).text == "5 contracts, 1 without a balance"


@pytest.mark.parametrize("column", list(Column))
def test_every_column_sorts_both_ways(desk: Desk, column: Column) -> None:
    """The same rows in either order; what has no value comes last."""
    rows = contract_rows(many(desk))
    up, down = (chosen(rows, Query(column=column, descending=descending)) for descending in (False, True))
    assert {row.id for row in up} == {row.id for row in down} == {row.id for row in rows}
    if column in (Column.BALANCE, Column.CONSUMED):
        assert up[-1].id == down[-1].id == 4


def test_the_offline_card_says_what_is_known_and_since_when(desk: Desk) -> None:
    """The last known balance is named beside what is expected."""
    well(desk)
    with desk.db.transaction():
        note_problem(desk.db, desk.now().wall, "unreachable", "", random.Random(1))
    view = card_of(read_snapshot(desk))
    assert view.headline.startswith("about ") and view.as_of_text.replace(NBSP, " ").startswith("Last known 15h 15m")
