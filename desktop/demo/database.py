"""The embedded iTop's one SQLite file: made, opened, and told apart when somebody puts an older copy in its place."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.demo.attributes import Attribute, Kind
from desktop.demo.model import MODULES, classes, columns

ZONE = ZoneInfo("Europe/Paris")
"""The server's zone: dates leave it as local texts without an offset, as a real iTop's do."""
_INTEGERS = (Kind.INTEGER, Kind.DURATION, Kind.WATCH, Kind.KEY)


def local_text(epoch: int | None) -> str | None:
    """An epoch as iTop stores a date and time: in the server's zone, without saying so."""
    return None if epoch is None else datetime.fromtimestamp(epoch, ZONE).strftime("%Y-%m-%d %H:%M:%S")


def local_epoch(text: str | None) -> int | None:
    """The epoch of a stored date and time; the repeated hour in autumn is taken as its first."""
    if not text:
        return None
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE).astimezone(UTC).timestamp())


def _column(attribute: Attribute) -> str:
    kind = "INTEGER" if attribute.kind in _INTEGERS else "TEXT"
    return f'"{attribute.code}" {kind}'


def _schema() -> Iterator[str]:
    for table in sorted({model.table for model in classes(MODULES).values()}):
        listed = ", ".join(_column(attribute) for attribute in columns(table).values())
        final = ", finalclass TEXT NOT NULL DEFAULT ''" if table == "ticket" else ""
        yield f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {listed}{final})"
    yield "CREATE INDEX entry_by_uid ON contract_time_entry (uid)"
    yield "CREATE INDEX entry_by_contract ON contract_time_entry (contract_id)"
    yield "CREATE INDEX entry_by_ticket ON contract_time_entry (ticket_id)"
    yield "CREATE INDEX order_by_name ON work_order (name)"
    yield "CREATE TABLE account (login TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT, person_id INTEGER, profiles TEXT, orgs TEXT)"
    yield "CREATE TABLE journal (position INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER, class TEXT, id INTEGER)"
    yield """CREATE TABLE desk (
        id TEXT, person_id INTEGER, name TEXT, version TEXT, seen INTEGER, waiting TEXT, PRIMARY KEY (id, person_id))"""
    yield "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT)"


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the file, made with its tables where it does not exist. One per request; close it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'fact'").fetchone() is None:
        with transaction(connection):
            for statement in _schema():
                connection.execute(statement)
            connection.execute("INSERT INTO fact VALUES ('instance_id', ?), ('epoch', ?)", (str(uuid.uuid4()), str(uuid.uuid4())))
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is committed, or nothing; writers wait for each other."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def fact(connection: sqlite3.Connection, name: str) -> str:
    """A fact about this server ("instance_id", "epoch"), or an empty text."""
    row = connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return row[0] if row else ""


def note_restart(connection: sqlite3.Connection, mark: Path) -> None:
    """At start: a journal behind the mark beside the file means that an older copy was put in its place, which is another epoch."""
    seen = int(mark.read_text(encoding="ascii") or 0) if mark.exists() else 0
    if position(connection) < seen:
        with transaction(connection):
            connection.execute("UPDATE fact SET value = ? WHERE name = 'epoch'", (str(uuid.uuid4()),))
    note_mark(connection, mark)


def note_mark(connection: sqlite3.Connection, mark: Path) -> None:
    """Remember, outside the file, how far its journal had come."""
    mark.write_text(str(position(connection)), encoding="ascii")


def position(connection: sqlite3.Connection) -> int:
    """The journal's latest position."""
    return int(connection.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()[0])


def insert(connection: sqlite3.Connection, table: str, record: dict[str, object]) -> int:
    """Insert a row; its id."""
    names = ", ".join(f'"{name}"' for name in record)
    cursor = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(record))})", list(record.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def journal(connection: sqlite3.Connection, at: int, cls: str, number: int) -> None:
    """Note that an object changed, for ``pull``."""
    connection.execute("INSERT INTO journal (at, class, id) VALUES (?, ?, ?)", (at, cls, number))
