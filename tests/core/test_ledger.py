"""The time book's arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.contract import Provision, ProvisionKind
from desktop.core.ids import new_uid, reversal_uid
from desktop.core.ledger import BookEntry, counted_on, draw, expiries_due, indicators, ledger

DAY = date(2026, 6, 1)


def provision(seconds: int, start: int | None = None, end: int | None = None, kind: ProvisionKind = ProvisionKind.INITIAL) -> Provision:
    """A provision valid from/until DAY + so many days."""
    bounds = [None if offset is None else DAY + timedelta(days=offset) for offset in (start, end)]
    return Provision(new_uid(), 1, DAY, seconds, kind, *bounds)


def entry(seconds: int, offset: int, uid: str = "", reverses: str = "") -> BookEntry:
    return BookEntry(uid or new_uid(), DAY + timedelta(days=offset), 1_780_000_000 + offset * 86400, seconds, reverses)


def test_the_provision_that_ends_first_is_drawn_first() -> None:
    """What would be lost soonest is used soonest."""
    book = draw([provision(3600), provision(3600, 0, 30)], [entry(4000, 5)])
    assert {pool.period[1]: pool.drawn for pool in book.pools} == {DAY + timedelta(days=30): 3600, None: 400}
    assert book.overrun == 0


def test_an_entry_outside_every_validity_is_overrun() -> None:
    """Time before a provision begins does not draw from it."""
    book = draw([provision(3600, 10, 20)], [entry(900, 5)])
    assert book.overrun == 900
    assert indicators([provision(3600, 10, 20)], [entry(900, 5)]).balance == 2700


def test_percent_is_floored_and_never_clamped() -> None:
    """32 h 10 of 30 h is 107 %, and nothing provisioned has no percentage."""
    assert indicators([provision(30 * 3600)], [entry(32 * 3600 + 600, 1)]).percent == 107
    assert indicators([], [entry(600, 1)]).percent is None


def test_expiry_takes_back_only_what_was_left_and_a_late_entry_gets_it_back() -> None:
    """An entry for an expired time is covered by what was provisioned then."""
    provisions = [provision(3600, 0, 10)]
    early = [entry(600, 3)]
    due = expiries_due(1, provisions, early, DAY + timedelta(days=20))
    assert [(row.kind, row.seconds) for row in due] == [(ProvisionKind.EXPIRY, -3000)]
    provisions += due
    assert expiries_due(1, provisions, early, DAY + timedelta(days=20)) == ()
    late = [*early, entry(900, 4)]
    corrections = expiries_due(1, provisions, late, DAY + timedelta(days=21))
    assert [(row.kind, row.seconds) for row in corrections] == [(ProvisionKind.CORRECTION, 900)]
    provisions += corrections
    assert expiries_due(1, provisions, late, DAY + timedelta(days=22)) == ()
    assert indicators(provisions, late).balance == 0 == ledger(provisions, late)[-1].balance


def test_a_reversal_gives_back_what_its_entry_drew() -> None:
    """Entry and reversal stand in the ledger and draw nothing."""
    first = entry(900, 1)
    pair = [first, entry(-900, 1, reversal_uid(first.uid), first.uid)]
    assert indicators([provision(3600)], pair).consumed == 0
    assert [line.seconds for line in ledger([provision(3600)], pair) if line.kind != "initial"] == [-900, 900]


def test_work_of_a_closed_period_counts_on_the_first_open_day() -> None:
    """A statement that was sent does not change afterwards."""
    assert counted_on(date(2026, 5, 30), date(2026, 6, 1)) == (date(2026, 6, 1), True)
    assert counted_on(date(2026, 6, 1), date(2026, 6, 1)) == (date(2026, 6, 1), False)
    assert counted_on(date(2026, 5, 30), None) == (date(2026, 5, 30), False)


spans = st.tuples(st.none() | st.integers(0, 40), st.none() | st.integers(0, 80))
provision_sets = st.lists(st.builds(lambda seconds, span: provision(seconds, *span), st.integers(0, 20_000), spans), max_size=5)
entry_sets = st.lists(st.builds(entry, st.integers(0, 9000), st.integers(-5, 90)), max_size=8)


@given(provision_sets, entry_sets, st.integers(0, 100), st.integers(0, 100), st.data())
def test_the_balance_is_always_all_provisions_less_all_counted(
    provisions: list[Provision], entries: list[BookEntry], first: int, second: int, data: Any
) -> None:
    """Whenever expiries run and entries arrive, the indicators and the ledger end at the same balance."""
    arrived = data.draw(st.integers(0, len(entries)))
    provisions = provisions + list(expiries_due(1, provisions, entries[:arrived], DAY + timedelta(days=first)))
    for day in (first, first + second):
        due = expiries_due(1, provisions, entries, DAY + timedelta(days=day))
        provisions = provisions + list(due)
        assert expiries_due(1, provisions, entries, DAY + timedelta(days=day)) == ()
    total = sum(row.seconds for row in provisions) - sum(row.counted_seconds for row in entries)
    assert indicators(provisions, entries).balance == total
    assert not (lines := ledger(provisions, entries)) or lines[-1].balance == total


@given(provision_sets, entry_sets, st.randoms(use_true_random=False))
def test_the_book_is_the_same_in_any_order_of_arrival(provisions: list[Provision], entries: list[BookEntry], chance: Any) -> None:
    """A book is a function of the set, not of the sequence."""
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert draw(provisions, entries) == draw(list(reversed(provisions)), shuffled)
