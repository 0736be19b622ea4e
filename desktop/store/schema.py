"""The local schema, as sqlite-utils migrations: each runs in one transaction with its own record.

A migration never imports today's classes: it must do the same thing in ten years.
"""

from __future__ import annotations

from collections.abc import Iterator
from sqlite3 import complete_statement

from sqlite_utils import Database, Migrations

migrations = Migrations("carnet")


@migrations(name="0001_first")
def first(db: Database) -> None:
    """Accounts, timers, entries with their outbox, and the cache of what iTop holds. Instants UTC epochs, durations seconds."""
    for statement in _statements(_FIRST):
        db.conn.execute(statement)


@migrations(name="0002_time_book")
def time_book(db: Database) -> None:
    """What a time book says of an entry beyond its time; everything is read anew, since what is kept lacks it."""
    for column in ("ticket_ref", "reason", "reverses"):
        db.conn.execute(f"ALTER TABLE book ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    db.conn.execute("DELETE FROM meta WHERE name LIKE 'cursor/%'")


@migrations(name="0003_working_list")
def working_list(db: Database) -> None:
    """Long texts leave the rows that lists read; when a person last looked, and whether the caller has answered, come in.

    Entries of the book learn why they count what they count; everything is read anew for that.
    """
    for statement in _statements(_WORKING_LIST):
        db.conn.execute(statement)


@migrations(name="0004_book_sums")
def book_sums(db: Database) -> None:
    """Sums over whole books come from one index, without a look at the entries."""
    db.conn.execute("DROP INDEX book_by_contract")
    db.conn.execute("CREATE INDEX book_by_contract ON book (account, contract_id, started_at, counted_seconds, state, worked_seconds)")


@migrations(name="0005_book_by_agent")
def book_by_agent(db: Database) -> None:
    """What one person worked on a day is found without a look at everybody's entries."""
    db.conn.execute("CREATE INDEX book_by_agent ON book (account, agent_id, started_at)")


def _statements(script: str) -> Iterator[str]:
    """The statements of ``script``; executescript() would commit the migration's transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if complete_statement(pending):
            yield pending
            pending = ""


_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY, instance_id TEXT NOT NULL, person_id INTEGER NOT NULL,
    url TEXT NOT NULL, user TEXT NOT NULL, login TEXT NOT NULL CHECK (login IN ('password', 'token')), profile TEXT NOT NULL,
    person_name TEXT NOT NULL DEFAULT '', teams TEXT NOT NULL DEFAULT '[]', may TEXT NOT NULL DEFAULT '[]',
    timezone TEXT NOT NULL DEFAULT 'UTC', epoch TEXT NOT NULL DEFAULT '',
    poll_seconds INTEGER NOT NULL DEFAULT 60, batch_limit INTEGER NOT NULL DEFAULT 50,
    UNIQUE (instance_id, person_id));
CREATE TABLE timers (
    uid TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts (id),
    class TEXT, ticket_id INTEGER, text TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL, ended_at INTEGER, state TEXT NOT NULL, worked_before INTEGER NOT NULL,
    mark_wall INTEGER NOT NULL, mark_boot REAL NOT NULL, mark_boot_id TEXT NOT NULL, watched INTEGER NOT NULL,
    gaps TEXT NOT NULL DEFAULT '[]', comment TEXT NOT NULL DEFAULT '', public_comment TEXT NOT NULL DEFAULT '',
    activity_id INTEGER NOT NULL DEFAULT 0, contract_id INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE entries (
    uid TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts (id),
    class TEXT, ticket_id INTEGER, text TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, worked_seconds INTEGER NOT NULL, counted_seconds INTEGER NOT NULL,
    counted_by TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', activity_id INTEGER NOT NULL DEFAULT 0,
    contract_id INTEGER NOT NULL DEFAULT 0, contract_by TEXT NOT NULL DEFAULT 'rule',
    comment TEXT NOT NULL DEFAULT '', public_comment TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'counted',
    reverses TEXT NOT NULL DEFAULT '', replaces TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT 'desktop',
    gap_seconds INTEGER NOT NULL DEFAULT 0, confirmed_at INTEGER, confirmed_epoch TEXT NOT NULL DEFAULT '',
    expected_seconds INTEGER) WITHOUT ROWID;
CREATE INDEX entries_by_ticket ON entries (account, class, ticket_id, started_at);
CREATE INDEX entries_by_start ON entries (account, started_at);
CREATE TABLE outbox (
    uid TEXT PRIMARY KEY REFERENCES entries (uid), account INTEGER NOT NULL, position INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '', payload TEXT,
    behind TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0, silent INTEGER NOT NULL DEFAULT 0,
    batch_cap INTEGER NOT NULL DEFAULT 1000, next_try_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, sent_at INTEGER) WITHOUT ROWID;
CREATE INDEX outbox_by_state ON outbox (account, state, next_try_at);
CREATE TABLE tickets (
    number INTEGER PRIMARY KEY, account INTEGER NOT NULL, class TEXT NOT NULL, id INTEGER NOT NULL,
    ref TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL, org_id INTEGER NOT NULL, customer TEXT NOT NULL,
    caller TEXT NOT NULL, agent_id INTEGER NOT NULL, agent TEXT NOT NULL, team_id INTEGER NOT NULL, team TEXT NOT NULL,
    priority INTEGER NOT NULL, service_id INTEGER NOT NULL, service TEXT NOT NULL, started_at INTEGER, updated_at INTEGER,
    tto_deadline INTEGER, ttr_deadline INTEGER, contract_id INTEGER, description TEXT NOT NULL, logs TEXT NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0, opened_at INTEGER, UNIQUE (account, class, id));
CREATE INDEX tickets_by_agent ON tickets (account, agent_id);
CREATE INDEX tickets_by_team ON tickets (account, team_id);
CREATE INDEX tickets_by_update ON tickets (account, updated_at);
CREATE INDEX tickets_by_opened ON tickets (account, opened_at) WHERE opened_at IS NOT NULL;
CREATE INDEX tickets_by_ref ON tickets (account, ref);
CREATE VIRTUAL TABLE tickets_words USING fts5 (
    ref, title, customer, caller, content='tickets', content_rowid='number', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
CREATE TRIGGER tickets_words_insert AFTER INSERT ON tickets BEGIN
    INSERT INTO tickets_words (rowid, ref, title, customer, caller) VALUES (new.number, new.ref, new.title, new.customer, new.caller); END;
CREATE TRIGGER tickets_words_delete AFTER DELETE ON tickets BEGIN
    INSERT INTO tickets_words (tickets_words, rowid, ref, title, customer, caller)
    VALUES ('delete', old.number, old.ref, old.title, old.customer, old.caller); END;
CREATE TRIGGER tickets_words_update AFTER UPDATE OF ref, title, customer, caller ON tickets BEGIN
    INSERT INTO tickets_words (tickets_words, rowid, ref, title, customer, caller)
    VALUES ('delete', old.number, old.ref, old.title, old.customer, old.caller);
    INSERT INTO tickets_words (rowid, ref, title, customer, caller) VALUES (new.number, new.ref, new.title, new.customer, new.caller); END;
CREATE TABLE contracts (
    account INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, org_id INTEGER NOT NULL, customer TEXT NOT NULL,
    start TEXT, "end" TEXT, status TEXT NOT NULL, scope TEXT NOT NULL, rank INTEGER NOT NULL,
    rounding INTEGER NOT NULL, minimum INTEGER NOT NULL, mode TEXT NOT NULL, per TEXT NOT NULL, overrun TEXT NOT NULL,
    alert_levels TEXT NOT NULL, closed_until TEXT,
    provisioned INTEGER, consumed INTEGER, balance INTEGER, percent INTEGER, as_of INTEGER,
    services TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (account, id)) WITHOUT ROWID;
CREATE TABLE provisions (
    account INTEGER NOT NULL, uid TEXT NOT NULL, contract_id INTEGER NOT NULL, day TEXT NOT NULL, seconds INTEGER NOT NULL,
    kind TEXT NOT NULL, valid_from TEXT, valid_until TEXT, comment TEXT NOT NULL DEFAULT '', PRIMARY KEY (account, uid)) WITHOUT ROWID;
CREATE TABLE book (
    account INTEGER NOT NULL, uid TEXT NOT NULL, class TEXT NOT NULL, ticket_id INTEGER NOT NULL, contract_id INTEGER NOT NULL,
    agent_id INTEGER NOT NULL, agent TEXT NOT NULL, started_at INTEGER NOT NULL, worked_seconds INTEGER NOT NULL,
    counted_seconds INTEGER NOT NULL, state TEXT NOT NULL, activity_id INTEGER NOT NULL, comment TEXT NOT NULL,
    PRIMARY KEY (account, uid)) WITHOUT ROWID;
CREATE INDEX book_by_ticket ON book (account, class, ticket_id, started_at);
CREATE INDEX book_by_contract ON book (account, contract_id, started_at);
CREATE TABLE activities (
    account INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, counted INTEGER NOT NULL, factor_percent INTEGER NOT NULL,
    rank INTEGER NOT NULL, PRIMARY KEY (account, id)) WITHOUT ROWID;
"""

_WORKING_LIST = """
CREATE TABLE ticket_texts (number INTEGER PRIMARY KEY, description TEXT NOT NULL, logs TEXT NOT NULL);
INSERT INTO ticket_texts (number, description, logs) SELECT number, description, logs FROM tickets WHERE whole = 1;
CREATE TABLE tickets_new (
    number INTEGER PRIMARY KEY, account INTEGER NOT NULL, class TEXT NOT NULL, id INTEGER NOT NULL,
    ref TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL, org_id INTEGER NOT NULL, customer TEXT NOT NULL,
    caller TEXT NOT NULL, agent_id INTEGER NOT NULL, agent TEXT NOT NULL, team_id INTEGER NOT NULL, team TEXT NOT NULL,
    priority INTEGER NOT NULL, service_id INTEGER NOT NULL, service TEXT NOT NULL, started_at INTEGER, updated_at INTEGER,
    tto_deadline INTEGER, ttr_deadline INTEGER, contract_id INTEGER, answered_at INTEGER,
    whole INTEGER NOT NULL DEFAULT 0, opened_at INTEGER, seen_at INTEGER, UNIQUE (account, class, id));
INSERT INTO tickets_new SELECT number, account, class, id, ref, title, status, org_id, customer, caller, agent_id, agent, team_id, team,
    priority, service_id, service, started_at, updated_at, tto_deadline, ttr_deadline, contract_id,
    (SELECT CASE WHEN max(at) = max(CASE WHEN author = tickets.caller THEN at END) THEN max(at) END FROM
        (SELECT json_extract(value, '$.at') AS at, json_extract(value, '$.author') AS author, json_extract(value, '$.log') AS log
        FROM json_each(tickets.logs)) WHERE log = 'public'),
    whole, opened_at, opened_at FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
CREATE INDEX tickets_by_opened ON tickets (account, opened_at) WHERE opened_at IS NOT NULL;
CREATE INDEX tickets_by_ref ON tickets (account, ref);
CREATE INDEX tickets_by_update ON tickets (account, updated_at DESC, number);
CREATE INDEX tickets_open_by_agent ON tickets (account, agent_id) WHERE status NOT IN ('closed', 'resolved', 'rejected');
CREATE INDEX tickets_open_by_team ON tickets (account, team_id) WHERE status NOT IN ('closed', 'resolved', 'rejected');
CREATE TRIGGER ticket_texts_delete AFTER DELETE ON tickets BEGIN DELETE FROM ticket_texts WHERE number = old.number; END;
CREATE TRIGGER tickets_words_insert AFTER INSERT ON tickets BEGIN
    INSERT INTO tickets_words (rowid, ref, title, customer, caller) VALUES (new.number, new.ref, new.title, new.customer, new.caller); END;
CREATE TRIGGER tickets_words_delete AFTER DELETE ON tickets BEGIN
    INSERT INTO tickets_words (tickets_words, rowid, ref, title, customer, caller)
    VALUES ('delete', old.number, old.ref, old.title, old.customer, old.caller); END;
CREATE TRIGGER tickets_words_update AFTER UPDATE OF ref, title, customer, caller ON tickets BEGIN
    INSERT INTO tickets_words (tickets_words, rowid, ref, title, customer, caller)
    VALUES ('delete', old.number, old.ref, old.title, old.customer, old.caller);
    INSERT INTO tickets_words (rowid, ref, title, customer, caller) VALUES (new.number, new.ref, new.title, new.customer, new.caller); END;
ALTER TABLE book ADD COLUMN counted_by TEXT NOT NULL DEFAULT 'rule';
ALTER TABLE book ADD COLUMN factor_percent INTEGER NOT NULL DEFAULT 100;
ALTER TABLE book ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
DELETE FROM meta WHERE name LIKE 'cursor/%';
"""
