"""A file that cannot be written, for a while: nothing is half done, the words say what to do, and afterwards all goes on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop.core.errors import StoreError, UnfitValueError
from desktop.core.timer import TimerState
from desktop.store import database
from desktop.store.database import Database, open_database
from desktop.store.timers import find_timer
from desktop.work import timing
from desktop.work.desk import Desk
from tests.conftest import FakeClock


def test_a_full_disk_at_stop_loses_nothing(desk: Desk, clock: FakeClock) -> None:
    """Failure story 49: the stop is refused in words, the timer runs on, and once there is room the stop counts everything."""
    uid = timing.start(desk, None, "call").uid
    clock.pass_time(600)
    timing.describe(desk, uid, comment="x" * 20_000)
    desk.db.value(f"PRAGMA max_page_count = {desk.db.value('PRAGMA page_count')}")
    with pytest.raises(StoreError, match="disk is full"):
        timing.stop(desk, uid)
    timer = find_timer(desk.db, desk.account.id, uid)
    assert timer is not None
    assert timer.state is TimerState.RUNNING
    clock.pass_time(300)
    desk.db.value("PRAGMA max_page_count = 1000000")
    assert timing.stop(desk, uid).entry.worked_seconds == 900


def test_a_commit_that_fails_leaves_no_transaction_open(db: Database) -> None:
    """Otherwise every later stop would fail until the program is started anew."""
    with pytest.raises(sqlite3.IntegrityError), db.transaction():
        db.value("PRAGMA defer_foreign_keys = ON")
        db.write("INSERT INTO outbox (uid, account, position, state, created_at, changed_at) VALUES ('x', 1, 1, 'waiting', 0, 0)")
    with db.transaction():
        db.set_meta("next", "works")
    assert db.rows("SELECT * FROM outbox") == []
    assert db.meta("next") == "works"


def test_a_transaction_that_sqlite_ended_itself_tells_why(db: Database) -> None:
    """Some failures end the transaction by themselves; taking it back must not hide what happened."""
    with pytest.raises(StoreError, match="disk is full"), db.transaction():
        db.value("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")
    with db.transaction():
        db.set_meta("next", "works")


def test_a_file_that_may_only_be_read_says_so(db: Database) -> None:
    db.value("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="permissions"), db.transaction():
        db.set_meta("a", "b")


def test_a_busy_file_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told to put a backup over minutes that are only locked."""
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 1)
    path = tmp_path / "carnet.sqlite"
    open_database(path).close()
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match=r"keeps carnet\.sqlite busy"):
            open_database(path)
        other.execute("ROLLBACK")
    other.close()
    open_database(path).close()


@pytest.mark.parametrize("value", [10**30, ["list"], None, "\udcff"])
def test_a_value_that_cannot_be_kept_is_an_error_of_its_own(db: Database, value: object) -> None:
    """Such values come from outside: a reply, a terminal."""
    with pytest.raises(UnfitValueError), db.transaction():
        db.write("INSERT INTO meta VALUES ('x', ?)", (value,))
    assert db.meta("x") == ""
