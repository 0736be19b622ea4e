"""The extension comes to an iTop that did without: whoever signs in anew goes on with their queue, nothing lost, nothing twice."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.core.account import Account
from desktop.core.changes import Changes
from desktop.core.outbox import LOOK_UP_AFTER, OutboxState
from desktop.core.timer import TimerState
from desktop.demo.model import CARNET
from desktop.demo.server import EmbeddedItop
from desktop.store import outbox
from desktop.store.accounts import accounts_to_choose, all_accounts, current_account, save_account
from desktop.store.database import Database
from desktop.store.timers import active_timers
from desktop.sync.client import Login
from desktop.sync.earlier import LOOK_EVERY
from desktop.sync.sign_in import enter, try_sign_in
from desktop.work import overview, recording, timing
from tests.conftest import ACCOUNT
from tests.sync.conftest import Client, NewClient, server_rows, strike
from tests.sync.test_crashes import Crash, _honest, die_at

ORDERS = "SELECT substr(name, 8) FROM work_order WHERE name LIKE 'Carnet %'"
BOOK = "SELECT uid FROM contract_time_entry"
LOST = strike("lose-answer", True, True, False)
NEVER = strike("http-500", True, False)


@dataclass
class Changing:
    """An iTop at one address: stock until ``upgrade``."""

    itop: EmbeddedItop

    def upgrade(self) -> EmbeddedItop:
        folder, port = self.itop.database.parent, int(self.itop.url.rsplit(":", 1)[1].rstrip("/"))
        self.itop.stop()
        self.itop = EmbeddedItop(folder, port=port, sample="", modules=(CARNET,))
        self.itop.start()
        return self.itop

    def holds(self) -> Counter[str]:
        """How often iTop has each uid, as a work order or in a time book."""
        return Counter(row[0] for row in server_rows(self.itop, f"{ORDERS} UNION ALL {BOOK}"))


@contextmanager
def changing(folder: Path) -> Iterator[Changing]:
    stock = EmbeddedItop(folder, sample="small", modules=())
    stock.start()
    found = Changing(stock)
    try:
        yield found
    finally:
        found.itop.stop()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Changing]:
    with changing(tmp_path / "changing") as found:
        yield found


def sign_in(client: Client, place: Changing) -> Client:
    """Anew, with what is found there now."""
    login = Login(place.itop.user, place.itop.secret)
    found = try_sign_in(place.itop.url, login)
    assert isinstance(found, Account)
    account = enter(client.desk.db, client.secrets, found, login)
    return replace(client, desk=replace(client.desk, account=account))


def busy(client: Client, place: Changing) -> dict[str, str]:
    """A queue with everything that a queue can hold; what became of each, by uid."""
    desk, itop, tickets = client.desk, place.itop, [client.ticket(101), client.ticket(102)]
    made: dict[str, str] = {}

    def add(name: str) -> str:
        made[name] = recording.add(desk, tickets[0], "", 900).uid
        return made[name]

    add("confirmed")
    client.sync()
    add("lost answer")
    itop.set_faults(LOST, begin_at="core/create")
    client.sync()
    add("never arrived")
    itop.set_faults(NEVER, begin_at="core/create")
    client.sync()
    itop.set_faults([])
    made["correction"] = recording.edit(desk, made["lost answer"], worked_seconds=600).uid
    made["correction of what never arrived"] = recording.edit(desk, made["never arrived"], worked_seconds=700).uid
    add("waiting")
    recording.discard(desk, add("discarded"))
    made["no ticket"] = recording.add(desk, None, "call, Lenoir", 300).uid
    blocked = add("blocked")
    with desk.db.transaction():
        outbox.set_state(desk.db, blocked, OutboxState.BLOCKED, desk.now().wall, reason="no_team")
    made["paused"] = timing.start(desk, tickets[0].key).uid
    made["running"] = timing.start(desk, tickets[1].key).uid
    return made


def states(client: Client) -> dict[str, tuple[OutboxState, str]]:
    lines = overview.outbox_lines(client.desk, discarded=True)
    return {line.row.entry.uid: (line.row.state, line.row.reason) for line in lines}


def test_the_whole_queue_goes_on(place: Changing, new_client: NewClient) -> None:
    """At once what runs and what needs a person; after a look at what may be there, the rest: each is in iTop once."""
    stock = new_client(place.itop)
    made = busy(stock, place)
    assert {state for state, _ in states(stock).values()} >= {OutboxState.UNCERTAIN, OutboxState.WAITING, OutboxState.BLOCKED}
    place.upgrade()
    client = sign_in(stock, place)
    assert {timer.uid: timer.state for timer in active_timers(client.desk.db, client.desk.account.id)} == {
        made["running"]: TimerState.RUNNING,
        made["paused"]: TimerState.PAUSED,
    }
    assert states(client)[made["discarded"]][0] is OutboxState.DISCARDED
    assert client.ticket(101).title
    client.sync()
    assert place.holds()[made["waiting"]] == place.holds()[made["blocked"]] == 1
    client.clock.pass_time(LOOK_UP_AFTER)
    client.sync()
    kept = states(client)
    assert kept == {
        made["no ticket"]: (OutboxState.NEEDS_TICKET, ""),
        made["correction"]: (OutboxState.BLOCKED, "cannot_replace"),
        made["discarded"]: (OutboxState.DISCARDED, ""),
    }
    arrived = ("confirmed", "lost answer", "never arrived", "correction of what never arrived", "waiting", "blocked")
    holds = place.holds()
    assert {name: holds[made[name]] for name in arrived} == dict.fromkeys(arrived, 1)
    orders = {row[0] for row in server_rows(place.itop, ORDERS)}
    assert orders & {made[name] for name in made} == {made["confirmed"], made["lost answer"]}
    assert overview.counts(stock.desk).total == 0
    recording.restore(client.desk, made["discarded"])
    timing.stop(client.desk, made["running"])
    client.sync()
    assert place.holds()[made["discarded"]] == place.holds()[made["running"]] == 1


def test_a_desk_turns_to_the_book_by_itself(place: Changing, new_client: NewClient) -> None:
    """Some hours later at most, within the run that finds out, and without a word of the person."""
    stock = new_client(place.itop)
    running = timing.start(stock.desk, stock.ticket(102).key).uid
    place.upgrade()
    early = recording.add(stock.desk, stock.ticket(101), "", 900).uid
    stock.sync()
    assert [row[0] for row in server_rows(place.itop, ORDERS)] == [early]
    late = recording.add(stock.desk, stock.ticket(101), "", 900).uid
    stock.clock.pass_time(LOOK_EVERY)
    report = stock.sync()
    assert report.changed & Changes.ACCOUNT and report.pushed == 1
    account = current_account(stock.desk.db)
    assert account is not None and account.profile == "carnet"
    assert [row[0] for row in server_rows(place.itop, BOOK)] == [late]
    assert [timer.uid for timer in active_timers(stock.desk.db, account.id)] == [running]
    client = replace(stock, desk=replace(stock.desk, account=account))
    assert not client.sync().changed & Changes.ACCOUNT
    assert all(line.contract.indicators is not None for line in overview.contract_lines(client.desk))


def test_a_profile_that_was_chosen_stays(place: Changing, new_client: NewClient) -> None:
    """Whoever wants work orders gets them."""
    stock = new_client(place.itop)
    enter(stock.desk.db, stock.secrets, stock.desk.account, Login(place.itop.user, place.itop.secret), chosen=True)
    place.upgrade()
    stock.clock.pass_time(10 * LOOK_EVERY)
    assert not stock.sync().changed & Changes.ACCOUNT
    account = current_account(stock.desk.db)
    assert account is not None and account.profile == "work-order"


def test_another_retry_of_what_cannot_be_corrected_sends_nothing(place: Changing, new_client: NewClient) -> None:
    """A work order that is in iTop stays what it is: its correction is blocked with words however often it is tried."""
    stock = new_client(place.itop)
    uid = recording.add(stock.desk, stock.ticket(101), "", 900).uid
    stock.sync()
    correction = recording.edit(stock.desk, uid, worked_seconds=600).uid
    place.upgrade()
    client = sign_in(stock, place)
    for _ in range(2):
        client.sync()
        assert states(client) == {correction: (OutboxState.BLOCKED, "cannot_replace")}
        recording.retry(client.desk, correction)
    assert server_rows(place.itop, BOOK) == []


@pytest.mark.parametrize(("moment", "by_itself"), [("before", False), ("after", True)])
def test_wherever_it_dies(new_client: NewClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moment: str, by_itself: bool) -> None:
    """Signing in anew and the run after it, or a run that turns by itself, dead around each transaction: all is there once in the end."""
    # To die after one transaction is to die before the next: each does every other.
    for number in itertools.count(2 if by_itself else 1, 2):
        with changing(tmp_path / f"{moment}-itop-{number}") as place:
            stock = new_client(place.itop, folder=tmp_path / f"{moment}-{number}")
            made = busy(stock, place)
            stock.clock.pass_time(LOOK_EVERY)
            place.upgrade()
            die_at(monkeypatch, number, moment)
            over = False
            try:
                (stock if by_itself else sign_in(stock, place)).sync()
                over = True
            except Crash:
                pass
            finally:
                monkeypatch.setattr(Database, "transaction", _honest)
            client = sign_in(stock, place)
            for _ in range(2):
                client.clock.pass_time(LOOK_UP_AFTER)
                client.sync()
            holds = place.holds()
            for name in ("confirmed", "lost answer", "never arrived", "correction of what never arrived", "waiting", "blocked"):
                assert holds[made[name]] == 1, (number, name)
            assert {timer.uid for timer in active_timers(client.desk.db, client.desk.account.id)} == {made["running"], made["paused"]}
            assert set(states(client)) == {made["no ticket"], made["correction"], made["discarded"]}, number
        if over:
            assert number > 6
            return


def test_a_profile_from_a_backup_sends_nothing_again(place: Changing, new_client: NewClient, tmp_path: Path) -> None:
    """What waits there was sent since, as work orders: it is found before anything is sent."""
    stock = new_client(place.itop, folder=tmp_path / "profile")
    uids = {recording.add(stock.desk, stock.ticket(101), "", 900).uid for _ in range(3)}
    stock.desk.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(tmp_path / "profile", tmp_path / "backup")
    stock.sync()
    place.upgrade()
    client = new_client(place.itop, folder=tmp_path / "backup")
    assert states(client) == {}
    assert {uid: place.holds()[uid] for uid in uids} == dict.fromkeys(uids, 1)


def test_a_look_up_that_fails_holds_nothing_else_up(place: Changing, new_client: NewClient) -> None:
    """New work goes out; the old waits until it can be asked about."""
    stock = new_client(place.itop)
    old = recording.add(stock.desk, stock.ticket(101), "", 900).uid
    place.upgrade()
    client = sign_in(stock, place)
    new = recording.add(client.desk, stock.ticket(102), "", 900).uid
    place.itop.set_faults(strike("code-100", True, False, False), begin_at="core/get")
    client.sync()
    assert (place.holds()[old], place.holds()[new]) == (0, 1)
    place.itop.set_faults([])
    client.sync()
    assert place.holds()[old] == 1


def test_only_the_same_person_at_the_same_place_goes_on(place: Changing, new_client: NewClient) -> None:
    """Somebody else, or the same number at another iTop, is given nothing, and is never a choice less."""
    stock = new_client(place.itop)
    recording.add(stock.desk, stock.ticket(101), "", 900)
    place.upgrade()
    other = new_client(place.itop, "hugo", folder=stock.desk.db.path.parent)
    assert states(other) == {}
    with stock.desk.db.transaction():
        save_account(stock.desk.db, replace(ACCOUNT, person_id=stock.desk.account.person_id))
    assert overview.counts(stock.desk).total == 1
    assert len(accounts_to_choose(stock.desk.db)) == len(all_accounts(stock.desk.db)) == 3


def test_one_account_is_offered_for_one_person(place: Changing, new_client: NewClient) -> None:
    """The earlier one is no choice any more, unless it is the one signed in."""
    stock = new_client(place.itop)
    assert [account.profile for account in accounts_to_choose(stock.desk.db)] == ["work-order"]
    place.upgrade()
    sign_in(stock, place)
    assert [account.profile for account in accounts_to_choose(stock.desk.db)] == ["carnet"]
