"""The local file."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from desktop.core.errors import NewerStoreError, StoreError
from desktop.store.database import MIGRATIONS, _backup, open_database
from desktop.store.schema import migrations


def test_the_names_of_the_migrations_are_those_of_the_schema(tmp_path: Path) -> None:
    """The list by which a file is known to be current is the list that makes it so."""
    with open_database(tmp_path / "carnet.sqlite") as db:
        applied = [row["name"] for row in db.rows("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert tuple(applied) == MIGRATIONS
    assert migrations.name == "carnet"


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    """Mode 0600, its journal included."""
    path = tmp_path / "profile" / "carnet.sqlite"
    with open_database(path) as db:
        with db.transaction():
            db.set_meta("a", "b")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("carnet.sqlite*")}
    assert set(modes.values()) == {0o600}
    assert len(modes) > 1


def test_entries_are_written_through(tmp_path: Path) -> None:
    """WAL and synchronous=FULL, whatever the library's default."""
    with open_database(tmp_path / "carnet.sqlite") as db:
        assert (db.value("PRAGMA journal_mode"), db.value("PRAGMA synchronous")) == ("wal", 2)


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Going back to an older Carnet destroys nothing."""
    path = tmp_path / "carnet.sqlite"
    with open_database(path) as db, db.transaction():
        db.write("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('carnet', '9999_future', '')")
    before = path.read_bytes()
    with pytest.raises(NewerStoreError, match="newer Carnet"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """No traceback, and the file stays for whoever can mend it."""
    path = tmp_path / "carnet.sqlite"
    path.write_bytes(b"this is no database, but it is long enough to be read as one" * 20)
    with pytest.raises(StoreError, match="damaged"):
        open_database(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_backup_is_made_before_a_migration(tmp_path: Path) -> None:
    """What a migration starts from stays beside it."""
    path = tmp_path / "carnet.sqlite"
    with open_database(path) as db, db.transaction():
        db.set_meta("kept", "yes")
    backup = path.with_name(f"carnet-before-{MIGRATIONS[-1]}.sqlite")
    source = sqlite3.connect(path)
    _backup(source, path)
    source.close()
    copy = sqlite3.connect(backup)
    assert copy.execute("SELECT value FROM meta WHERE name = 'kept'").fetchone() == ("yes",)
    copy.close()


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    """All or nothing, also when the program breaks in between."""
    with open_database(tmp_path / "carnet.sqlite") as db:
        with pytest.raises(ZeroDivisionError), db.transaction():
            db.set_meta("half", "written")
            raise ZeroDivisionError
        assert db.meta("half") == ""


def test_a_foreign_write_is_noticed(tmp_path: Path) -> None:
    """The window sees what the command line wrote."""
    path = tmp_path / "carnet.sqlite"
    with open_database(path) as window, open_database(path) as command_line:
        before = window.version()
        with command_line.transaction():
            command_line.set_meta("a", "b")
        assert window.version() != before


def test_many_first_openings_at_once_make_one_file(tmp_path: Path) -> None:
    """Window and command line may both be first."""
    path = tmp_path / "carnet.sqlite"
    barrier = threading.Barrier(4)
    failures: list[BaseException] = []

    def first() -> None:
        barrier.wait()
        try:
            open_database(path).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=first) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
