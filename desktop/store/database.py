"""The one SQLite file of a profile directory: opened, guarded, migrated.

WAL so that window and command line read while another writes; synchronous=FULL because an entry that was acknowledged must
survive the plug being pulled; BEGIN IMMEDIATE for writers, since a deferred transaction that starts by reading cannot wait
for its turn to write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.core.errors import NewerStoreError, StoreError, UnfitValueError

MIGRATIONS = ("0001_first", "0002_time_book", "0003_working_list", "0004_book_sums", "0005_book_by_agent")
"""Every migration of this version, in order; named here so that a file that has them all opens without loading sqlite-utils."""
BUSY_MILLISECONDS = 10_000
STEPS = 20_000
"""Steps of SQLite's machine, a millisecond or less, between two looks at whether a statement is still wanted."""

Values = Sequence[object] | Mapping[str, object]


class Database:
    """An open profile database. One per thread; close it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def write(self, sql: str, values: Values = ()) -> int:
        """Run one statement inside a transaction; the number of rows it changed."""
        if not self._writing():
            raise StoreError("a write outside a transaction")
        with _fitting():
            return self._connection.execute(sql, values).rowcount

    def write_many(self, sql: str, values: Sequence[Sequence[object]]) -> None:
        """Run one statement for each of ``values`` inside a transaction."""
        if not self._writing():
            raise StoreError("a write outside a transaction")
        with _fitting():
            self._connection.executemany(sql, values)

    def upsert(self, table: str, keys: Sequence[str], record: dict[str, object]) -> bool:
        """Insert ``record``, or update the row that has the same ``keys``; whether anything is different now."""
        names = [f'"{name}"' for name in record]
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in record if name not in keys)
        others = [f'"{name}"' for name in record if name not in keys]
        differs = f"({', '.join(f'{table}.{name}' for name in others)}) IS NOT ({', '.join(f'excluded.{name}' for name in others)})"
        action = f"DO UPDATE SET {updates} WHERE {differs}" if updates else "DO NOTHING"
        holes = ", ".join("?" * len(record))
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({holes}) ON CONFLICT ({', '.join(keys)}) {action}"
        return self.write(sql, list(record.values())) > 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing. Waits for another writer; raises StoreError when that takes too long."""
        if self._writing():
            raise StoreError("a transaction inside a transaction")
        with _told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk ends the transaction by itself; a COMMIT that failed leaves it open.
                if self._writing():
                    self._connection.execute("ROLLBACK")
                raise

    def _writing(self) -> bool:
        return self._connection.in_transaction

    def version(self) -> int:
        """A number that changes when another connection has written (PRAGMA data_version)."""
        return int(self.value("PRAGMA data_version"))

    def meta(self, name: str) -> str:
        """A small fact about this file, or an empty text."""
        return self.value("SELECT value FROM meta WHERE name = ?", (name,)) or ""

    def set_meta(self, name: str, value: str) -> None:
        self.upsert("meta", ("name",), {"name": name, "value": value})

    def numbers(self, sql: str, values: Values = ()) -> list[int]:
        """The first column of all rows, for long lists: no row objects are made."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return [row[0] for row in cursor.execute(sql, values)]

    def stop_when(self, wanted: Callable[[], bool]) -> None:
        """Let a statement fail while it runs, once ``wanted`` says so. Unlike an interrupt, this cannot come too early to be heard."""
        self._connection.set_progress_handler(lambda: int(wanted()), STEPS)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's own failures as texts that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise StoreError("Another program keeps {file} busy. Nothing was changed; try again.", file=path.name) from error
        if "full" in text:
            raise StoreError("The disk is full. Nothing was changed; free some space and try again.") from error
        if "readonly" in text:
            raise StoreError("{file} may not be written. Nothing was changed; check its permissions.", file=path) from error
        if "I/O" in text or "unable to open" in text:
            raise StoreError(
                "{file} cannot be read or written ({why}). Nothing was changed; check the disk and try again.", file=path, why=error
            ) from error
        raise


@contextmanager
def _fitting() -> Iterator[None]:
    """What SQLite cannot keep, as an error of its own: such values come from outside."""
    try:
        yield
    except (OverflowError, UnicodeError, sqlite3.IntegrityError, sqlite3.InterfaceError) as error:
        raise UnfitValueError(f"a value that cannot be kept: {error}") from error
    except sqlite3.ProgrammingError as error:
        if "bind" not in str(error):
            raise
        raise UnfitValueError(f"a value that cannot be kept: {error}") from error


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    # The connection is only ever used by the thread that opened it; sqlite3 checks that itself.
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MILLISECONDS / 1000)
    connection.row_factory = sqlite3.Row
    return connection


def _applied(connection: sqlite3.Connection) -> list[str]:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if known is None:
        return []
    return [row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'carnet' ORDER BY id")]


def _backup(connection: sqlite3.Connection, path: Path) -> None:
    target = path.with_name(f"{path.stem}-before-{MIGRATIONS[-1]}.sqlite")
    target.touch(mode=0o600)
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    from filelock import FileLock
    from sqlite_utils import Database as UtilsDatabase

    from desktop.store.schema import migrations

    # Window and command line may meet the same old file at the same moment.
    with FileLock(path.with_suffix(".migrating")):
        applied = _applied(connection)
        if applied == list(MIGRATIONS):
            return  # the other was first, and its backup must stay
        if applied:
            _backup(connection, path)
        migrations.apply(UtilsDatabase(connection))


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    applied = _applied(connection)
    if unknown := [name for name in applied if name not in MIGRATIONS]:
        raise NewerStoreError(
            "{file} was written by a newer Carnet ({what}). Install that version again; nothing was changed.",
            file=path,
            what=", ".join(unknown),
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if applied != list(MIGRATIONS):
        _migrate(connection, path)


def open_database(path: Path) -> Database:
    """Open (or make) the database at ``path``, migrating it first where needed, after a backup beside it.

    Raises NewerStoreError for a file of a newer Carnet, StoreError for a file that is no database or is damaged.
    """
    try:
        connection = _connect(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError("{file} cannot be opened: {why}. Check the folder's permissions.", file=path, why=error) from error
    try:
        with _told(path):
            _prepare(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(
            "{file} is damaged or is no Carnet file ({why}). Put a backup in its place; without one rename it, and "
            "Carnet reads everything that iTop has anew.",
            file=path,
            why=error,
        ) from error
    except BaseException:
        connection.close()
        raise
    return Database(connection, path)
