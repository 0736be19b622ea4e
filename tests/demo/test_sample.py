"""The sample service desk: believable, and every figure follows from its rows."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from desktop.core.contract import Activity, CountingRule, Provision, ProvisionKind, RoundingMode, RoundingPer
from desktop.core.counting import DayWork, count_entry, count_ticket_day
from desktop.core.ledger import BookEntry, expiries_due, indicators, ledger
from desktop.demo.accounts import TOKEN
from desktop.demo.auth import Caller
from desktop.demo.book import choose_contract, indicators_of
from desktop.demo.database import connect, transaction
from desktop.demo.model import MODULES, classes
from desktop.demo.rest import Context
from desktop.demo.server import EmbeddedItop
from desktop.demo.service_desk import fill_service_desk

NOW = int(datetime(2026, 11, 23, 13, 2, tzinfo=UTC).timestamp())
"""A Monday afternoon, 14:02 in Paris."""
PULL = {"operation": "carnet/pull", "protocol": 1, "scope": "team", "limit": 400}
PARIS = ZoneInfo("Europe/Paris")


def _filled(path: Path, now: int = NOW) -> sqlite3.Connection:
    connection = connect(path)
    fill_service_desk(connection, now)
    return connection


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = _filled(tmp_path_factory.mktemp("desk") / "itop.sqlite")
    yield connection
    connection.close()


def _rows(db: sqlite3.Connection, sql: str, *values: object) -> list[sqlite3.Row]:
    return db.execute(sql, values).fetchall()


def _one(db: sqlite3.Connection, sql: str, *values: object) -> Any:
    return db.execute(sql, values).fetchone()[0]


def _day(epoch: int) -> date:
    return datetime.fromtimestamp(epoch, PARIS).date()


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _book(db: sqlite3.Connection, contract: int) -> tuple[list[Provision], list[BookEntry]]:
    provisions = [
        Provision(
            row["uid"],
            contract,
            date.fromisoformat(row["date"]),
            row["seconds"],
            ProvisionKind(row["kind"]),
            _date(row["valid_from"]),
            _date(row["valid_until"]),
        )
        for row in _rows(db, "SELECT * FROM contract_time_provision WHERE contract_id = ?", contract)
    ]
    entries = [
        BookEntry(row["uid"], _day(row["started_at"]), row["started_at"], row["counted_seconds"], row["reverses"])
        for row in _rows(db, "SELECT * FROM contract_time_entry WHERE contract_id = ?", contract)
    ]
    return provisions, entries


def _context(db: sqlite3.Connection) -> Context:
    return Context(db, Caller("test", 1, ("Administrator",), ()), classes(MODULES), NOW)


def test_size(db: sqlite3.Connection) -> None:
    """Twelve customers, twenty contracts, three hundred tickets, a year of entries, eight agents in three teams."""
    assert _one(db, "SELECT count(*) FROM organization WHERE id != 1") == 12
    assert _one(db, "SELECT count(*) FROM organization WHERE parent_id != 0") == 3
    assert _one(db, "SELECT count(*) FROM customer_contract") == 20
    assert _one(db, "SELECT count(*) FROM ticket") == 300
    assert 1500 <= _one(db, "SELECT count(*) FROM contract_time_entry") <= 2500
    assert _one(db, "SELECT count(DISTINCT person_id) FROM lnk_person_to_team") == 8
    assert _one(db, "SELECT min(started_at) FROM contract_time_entry") < NOW - 330 * 86400


def test_desk_of_camille(db: sqlite3.Connection) -> None:
    """Fourteen open tickets of hers, sixty-three of her team."""
    still_open = "status NOT IN ('closed', 'resolved', 'rejected')"
    assert _one(db, f"SELECT count(*) FROM ticket WHERE agent_id = 1 AND {still_open}") == 14
    assert _one(db, f"SELECT count(*) FROM ticket WHERE team_id = 10 AND {still_open}") == 63


@pytest.mark.parametrize("now", [NOW, NOW + 41 * 86400, NOW + 100 * 86400, NOW + 200 * 86400 + 36000])
def test_told_balances(tmp_path: Path, now: int) -> None:
    """The contracts of the pictures show the same balances whatever the day: 15 h 15, 2 h 10 over, 1 h 05, 31 h 30, 6 h 30."""
    filled = _filled(tmp_path / "itop.sqlite", now)
    found = dict(filled.execute("SELECT id, time_balance FROM customer_contract WHERE id <= 5").fetchall())
    filled.close()
    assert found == {1: 15 * 3600 + 900, 2: -(2 * 3600 + 600), 3: 3900, 4: 31 * 3600 + 1800, 5: 6 * 3600 + 1800}


def test_every_state_of_contract(db: sqlite3.Connection) -> None:
    """Each state that a contract can be in is there to be seen."""
    today = _day(NOW).isoformat()
    states = {
        "fresh": "time_consumed = 0 AND start_date <= :today AND status = 'production'",
        "half used": "time_consumed_percent BETWEEN 45 AND 65",
        "nearly used up": "time_consumed_percent BETWEEN 90 AND 99 AND end_date > :today",
        "overrun, allowed": "time_balance < 0 AND time_overrun = 'allow' AND time_provisioned > 0",
        "overrun, blocked": "time_balance < 0 AND time_overrun = 'block'",
        "ended": "end_date < :today AND status = 'production'",
        "not started": "start_date > :today",
        "implementation": "status = 'implementation'",
        "obsolete": "status = 'obsolete'",
        "by ticket and day": "time_rounding_per = 'ticket_day'",
        "no rounding": "time_rounding = 0 AND time_consumed > 0",
        "up with a minimum": "time_rounding = 15 AND time_rounding_mode = 'up' AND time_minimum > 0",
        "unlimited": "end_date IS NULL AND time_provisioned > 0",
        "nothing provisioned": "time_consumed_percent IS NULL AND time_consumed > 0",
        "closed until a day": "time_closed_until IS NOT NULL",
    }
    for name, where in states.items():
        assert db.execute(f"SELECT 1 FROM customer_contract WHERE {where}", {"today": today}).fetchone(), name
    kinds = defaultdict(set)
    for row in _rows(db, "SELECT contract_id, kind, seconds, valid_until FROM contract_time_provision"):
        kinds[row["kind"]].add(row["contract_id"])
    assert len(kinds["recurring"]) == 1
    assert kinds["expiry"]
    assert kinds["topup"]
    assert _one(db, "SELECT min(seconds) FROM contract_time_provision WHERE kind = 'correction'") < 0


def test_every_state_of_entry(db: sqlite3.Connection) -> None:
    """Held, reversed with its reversal and replacement, counted by a person with a reason, late, and without a contract."""
    entries = "SELECT count(*) FROM contract_time_entry WHERE "
    assert _one(db, entries + "state = 'held' AND counted_seconds = 0") >= 3
    assert _one(db, entries + "state = 'reversed'") == _one(db, entries + "state = 'reversal'") == _one(db, entries + "replaces != ''") > 3
    assert _one(db, entries + "counted_by = 'person' AND reason != ''") == _one(db, entries + "counted_by = 'person'") > 3
    assert _one(db, entries + "late = 'yes' AND counted_on > date(started_on)") == 1
    assert _one(db, entries + "contract_id = 0 AND contract_why = 'none'") > 3
    assert _one(db, "SELECT count(DISTINCT activity_id) FROM contract_time_entry") == 5


def test_stored_sums_follow_from_the_rows(db: sqlite3.Connection) -> None:
    """What each contract stores is what the rules make of its rows, its ledger ends at its balance, and no expiry is missing."""
    for row in _rows(db, "SELECT * FROM customer_contract"):
        provisions, entries = _book(db, row["id"])
        found = indicators(provisions, entries)
        stored = (row["time_provisioned"], row["time_consumed"], row["time_balance"], row["time_consumed_percent"])
        assert (found.provisioned, found.consumed, found.balance, found.percent) == stored, row["name"]
        lines = ledger(provisions, entries)
        assert (lines[-1].balance if lines else 0) == row["time_balance"], row["name"]
        assert not expiries_due(row["id"], provisions, entries, _day(NOW)), row["name"]


def test_server_recomputes_the_same(tmp_path: Path) -> None:
    """Computing the sums again, as the server does after each push, changes nothing."""
    filled = _filled(tmp_path / "itop.sqlite")
    sql = "SELECT id, time_provisioned, time_consumed, time_balance, time_consumed_percent FROM customer_contract"
    before = [tuple(row) for row in _rows(filled, sql)]
    with transaction(filled):
        again = [(row[0], *indicators_of(_context(filled), row[0]).values()) for row in before]
    assert again == before
    filled.close()


def test_ticket_sums(db: sqlite3.Connection) -> None:
    """What a ticket says was counted on it is the sum of its entries."""
    sums: dict[int, int] = defaultdict(int)
    for row in _rows(db, "SELECT ticket_id, counted_seconds FROM contract_time_entry"):
        sums[row[0]] += row[1]
    assert {row[0]: row[1] for row in _rows(db, "SELECT id, time_counted FROM ticket WHERE time_counted != 0")} == {
        ticket: counted for ticket, counted in sums.items() if counted
    }


def test_each_entry_is_counted_by_its_contracts_rule(db: sqlite3.Connection) -> None:
    """Rule-counted entries count what the rule gives; where it rounds per ticket and day, in the order of arrival."""
    activities = {
        row["id"]: Activity(row["id"], row["name"], row["counted"] == "yes", row["factor_percent"])
        for row in _rows(db, "SELECT * FROM contract_time_activity")
    }
    rules = {0: CountingRule()} | {
        row["id"]: CountingRule(
            row["time_rounding"], row["time_minimum"], RoundingMode(row["time_rounding_mode"]), RoundingPer(row["time_rounding_per"])
        )
        for row in _rows(db, "SELECT * FROM customer_contract")
    }
    days: dict[tuple[object, ...], list[DayWork]] = defaultdict(list)
    for row in _rows(db, "SELECT * FROM contract_time_entry WHERE counted_by = 'rule' AND state IN ('counted', 'reversed') ORDER BY id"):
        rule, activity = rules[row["contract_id"]], activities[row["activity_id"]]
        if rule.per is RoundingPer.TICKET_DAY:
            earlier = days[row["ticket_id"], row["agent_id"], row["contract_id"], _day(row["started_at"])]
            expected = count_ticket_day(row["worked_seconds"], activity, earlier, rule)
            earlier.append(DayWork(row["worked_seconds"], activity, row["counted_seconds"]))
        else:
            expected = count_entry(row["worked_seconds"], rule, activity)
        assert row["counted_seconds"] == expected, dict(row)
    assert any(len(works) > 1 for works in days.values()), "no day with two entries on one ticket"


def test_each_entry_went_to_the_contract_of_the_rule(db: sqlite3.Connection) -> None:
    """The server's own choice, with the scopes evaluated as OQL, gives the contract that each entry has."""
    tickets = {row["id"]: row for row in _rows(db, "SELECT * FROM ticket")}
    context = _context(db)
    for row in _rows(db, "SELECT DISTINCT ticket_id, contract_id, contract_why, date(started_on) AS day FROM contract_time_entry"):
        found = choose_contract(context, tickets[row["ticket_id"]], date.fromisoformat(row["day"]), 0)
        assert (found.contract.id if found.contract else 0, found.why.value) == (row["contract_id"], row["contract_why"]), dict(row)


def test_block_is_respected(db: sqlite3.Connection) -> None:
    """Where a contract blocks, nothing was counted by the rule beyond its balance."""
    for contract in _rows(db, "SELECT id FROM customer_contract WHERE time_overrun = 'block'"):
        balance = _one(db, "SELECT sum(seconds) FROM contract_time_provision WHERE contract_id = ?", contract["id"])
        for row in _rows(db, "SELECT * FROM contract_time_entry WHERE contract_id = ? ORDER BY started_at, id", contract["id"]):
            assert row["counted_seconds"] <= max(0, balance) or row["counted_by"] == "person", dict(row)
            balance -= row["counted_seconds"]


def test_times_are_possible(db: sqlite3.Connection) -> None:
    """No entry in the future, before its ticket, or longer than it lasted; no agent at two places at once; weekdays."""
    last: dict[int, int] = {}
    joined = "SELECT e.*, t.start_date FROM contract_time_entry e JOIN ticket t ON t.id = e.ticket_id"
    for row in _rows(db, f"{joined} WHERE state != 'reversal' ORDER BY started_at"):
        assert row["ended_at"] <= NOW
        assert row["started_on"] >= row["start_date"]
        assert 0 < row["worked_seconds"] <= row["ended_at"] - row["started_at"]
        assert datetime.fromtimestamp(row["started_at"], PARIS).weekday() < 5
        if row["state"] != "reversed":
            assert row["started_at"] >= last.get(row["agent_id"], 0), dict(row)
            last[row["agent_id"]] = row["ended_at"]


def test_tickets_are_believable(db: sqlite3.Connection) -> None:
    """Every status, deadlines around now, both languages in halves, several paragraphs, logs of none to five messages."""
    statuses = {row[0] for row in _rows(db, "SELECT DISTINCT status FROM ticket")}
    assert statuses == {
        "new", "escalated_tto", "assigned", "escalated_ttr", "waiting_for_approval", "pending", "resolved", "closed", "rejected",
    }  # fmt: skip
    now = datetime.fromtimestamp(NOW, PARIS).strftime("%Y-%m-%d %H:%M:%S")
    mine = "SELECT count(*) FROM ticket WHERE status IN ('assigned', 'escalated_ttr') AND ttr_escalation_deadline "
    assert _one(db, "SELECT count(*) FROM ticket WHERE tto_escalation_deadline IS NULL OR ttr_escalation_deadline IS NULL") == 0
    assert _one(db, mine + "< ?", now) > 0
    assert _one(db, mine + "BETWEEN ? AND date(?) || ' 23:59:59'", now, now) > 2
    assert _one(db, "SELECT ttr_escalation_deadline FROM ticket WHERE ref = 'R-000482'") == "2026-11-23 16:10:00"
    french = _one(db, "SELECT count(*) FROM ticket WHERE description LIKE '<p>Bonjour%' OR description LIKE '<p>Madame%'")
    assert 140 <= french <= 150
    assert all(row[0].count("<p>") >= 4 for row in _rows(db, "SELECT description FROM ticket"))
    sizes = {row[0] for row in _rows(db, "SELECT json_array_length(public_log) FROM ticket")}
    assert sizes >= {0, 1, 2, 3, 4, 5}
    assert _one(db, "SELECT count(DISTINCT title) FROM ticket") > 200


def test_same_clock_same_desk(db: sqlite3.Connection, tmp_path: Path) -> None:
    """Filled again at the same instant, every row is the same."""
    again = _filled(tmp_path / "itop.sqlite")
    for table in ("ticket", "contract_time_entry", "contract_time_provision", "customer_contract", "journal"):
        assert [tuple(row) for row in _rows(again, f"SELECT * FROM {table}")] == [
            tuple(row) for row in _rows(db, f"SELECT * FROM {table}")
        ], table
    again.close()


def test_camille_pulls_everything_in_pages(tmp_path: Path) -> None:
    """Camille logs in by password and by token, and a pull in pages brings every row once; the next brings almost nothing."""
    with EmbeddedItop(tmp_path, sample="desk") as itop:
        found: dict[str, list[int]] = defaultdict(list)
        cursor, pages, complete = "", 0, False
        while not complete:
            body = json.dumps(PULL | {"cursor": cursor})
            reply = _post(itop, {"auth_user": "camille", "auth_pwd": itop.secret, "json_data": body})
            assert reply["code"] == 0, reply
            for name in ("tickets", "contracts", "entries", "provisions", "activities"):
                found[name] += [row["id"] for row in reply[name]]
            cursor, complete, pages = reply["cursor"], reply["complete"], pages + 1
        assert pages > 4
        assert all(len(ids) == len(set(ids)) for ids in found.values())
        assert len(found["contracts"]) == 20
        with sqlite3.connect(itop.database) as connection:
            assert len(found["entries"]) == connection.execute("SELECT count(*) FROM contract_time_entry").fetchone()[0]
        connection.close()
        body = json.dumps(PULL | {"cursor": cursor})
        reply = _post(itop, {"auth_token": TOKEN, "json_data": body})
        assert reply["complete"]
        assert len(reply["entries"]) < 5, "a fresh desk must not look as if everything had just changed"


def _post(itop: EmbeddedItop, form: dict[str, str]) -> dict[str, Any]:
    reply: dict[str, Any] = httpx.post(itop.url + "webservices/rest.php?version=1.3", data=form).json()
    return reply
