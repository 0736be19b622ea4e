"""The rules in PHP answer what the rules in Python answer: the shared vectors, and many books drawn by chance."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.core import choice as choices
from desktop.core import ledger as book
from desktop.core.contract import Contract, Provision, ProvisionKind
from desktop.core.ids import expiry_correction_uid, expiry_uid, is_uid, reversal_uid

HERE = Path(__file__).parent
VECTORS = json.loads((HERE.parents[1] / "resources" / "vectors" / "counting.json").read_text(encoding="utf-8"))
PHP = shutil.which("php")
DAY = date(2026, 1, 1)
BOOKS = 300

pytestmark = pytest.mark.skipif(PHP is None, reason="needs php: the rules of the extension are not run")


def ask(*questions: dict[str, Any]) -> list[Any]:
    """What the PHP rules answer, question by question."""
    done = subprocess.run([str(PHP), str(HERE / "rules.php")], input=json.dumps(questions), capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def factor(vector: dict[str, Any]) -> int:
    return int(vector.get("factor_percent", 100)) if vector.get("activity_counted", True) else 0


def test_each_entry_counts_as_in_the_shared_vectors() -> None:
    """Rounding, minimum and factor agree to the second."""
    asked = [{"ask": "entry", "worked": one["worked"], "rule": one["rule"], "factor": factor(one)} for one in VECTORS["entry"]]
    found = dict(zip((one["name"] for one in VECTORS["entry"]), ask(*asked), strict=True))
    assert found == {one["name"]: one["counted"] for one in VECTORS["entry"]}


def test_each_day_counts_as_in_the_shared_vectors() -> None:
    """Each entry of a day counts the difference to what the day had counted."""
    asked, expected = [], []
    for vector in VECTORS["ticket_day"]:
        earlier: list[dict[str, int]] = []
        for work, counted in zip(vector["entries"], vector["counted"], strict=True):
            asked.append(
                {"ask": "ticket_day", "worked": work["worked"], "rule": vector["rule"], "factor": factor(work), "earlier": list(earlier)}
            )
            expected.append(counted)
            earlier.append({"worked": work["worked"], "factor": factor(work), "counted": counted})
    assert ask(*asked) == expected


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def any_uid(chance: random.Random) -> str:
    return f"{chance.getrandbits(32):08x}-0000-4000-8000-{chance.getrandbits(48):012x}"


def any_book(chance: random.Random) -> tuple[list[Provision], list[book.BookEntry]]:
    def bound() -> date | None:
        return None if chance.random() < 0.4 else DAY + timedelta(days=chance.randrange(0, 120, 20))

    provisions = [
        Provision(
            any_uid(chance), 1, DAY + timedelta(days=chance.randrange(60)), chance.randrange(20_000), ProvisionKind.TOPUP, bound(), bound()
        )
        for _ in range(chance.randrange(6))
    ]
    entries = []
    for _ in range(chance.randrange(10)):
        offset = chance.randrange(130)
        one = book.BookEntry(any_uid(chance), DAY + timedelta(days=offset), 1_780_000_000 + offset * 86400, chance.randrange(-900, 9000))
        entries.append(one)
        if chance.random() < 0.3:
            entries.append(book.BookEntry(reversal_uid(one.uid), one.day, one.started_at, -one.counted_seconds, one.uid))
    chance.shuffle(entries)
    return provisions, entries


def as_question(provisions: list[Provision], entries: list[book.BookEntry], ask_for: str) -> dict[str, Any]:
    return {
        "ask": ask_for,
        "provisions": [[p.uid, iso(p.day), p.seconds, p.kind.value, iso(p.valid_from), iso(p.valid_until)] for p in provisions],
        "entries": [[e.uid, iso(e.day), e.started_at, e.counted_seconds, e.reverses] for e in entries],
    }


def test_books_drawn_by_chance_are_the_same_in_both_languages() -> None:
    """Indicators, expiries, their corrections and the ledger agree, whenever expiries were written."""
    chance = random.Random(4)
    asked: list[dict[str, Any]] = []
    expected: list[Any] = []
    for _ in range(BOOKS):
        provisions, entries = any_book(chance)
        arrived = entries[: chance.randrange(len(entries) + 1)]
        provisions += book.expiries_due(1, provisions, arrived, DAY + timedelta(days=chance.randrange(140)))
        today = DAY + timedelta(days=chance.randrange(140))
        due = book.expiries_due(1, provisions, entries, today)
        found = book.indicators(provisions, entries)
        asked += [as_question(provisions, entries, "indicators"), as_question(provisions, entries, "ledger")]
        asked.append(as_question(provisions, entries, "expiries") | {"today": iso(today)})
        expected.append({"provisioned": found.provisioned, "consumed": found.consumed, "balance": found.balance, "percent": found.percent})
        expected.append([[iso(line.day), line.uid, line.kind, line.seconds, line.balance] for line in book.ledger(provisions, entries)])
        expected.append([[row.uid, iso(row.day), row.seconds, row.kind.value] for row in due])
    assert ask(*asked) == expected


def test_the_contract_is_chosen_alike_in_both_languages() -> None:
    """The person's, the ticket's, the best match by rank, organization, end, start and id, or none."""
    chance = random.Random(5)
    asked, expected = [], []
    for _ in range(BOOKS):
        organizations = [(7, 0), (3, 1), (1, 2)][: chance.randrange(1, 4)]
        contracts = [
            Contract(
                number,
                "",
                chance.choice([7, 3, 1]),
                "",
                chance.choice([None, DAY, DAY + timedelta(days=30)]),
                chance.choice([None, DAY + timedelta(days=60), DAY + timedelta(days=90)]),
                chance.choice(["production", "production", "obsolete", "implementation"]),
                rank=chance.randrange(2),
            )
            for number in range(1, 9)
        ]
        distances = dict(organizations)
        matches = [contract for contract in contracts if contract.org_id in distances and chance.random() < 0.6]
        day = DAY + timedelta(days=chance.randrange(100))
        chosen, own = (chance.choice([*contracts, None, None]) for _ in range(2))
        made = choices.choose(
            day,
            chosen=chosen,
            ticket_contract=own,
            matches=[choices.Match(contract, distances[contract.org_id]) for contract in matches],
            organizations=distances,
        )
        expected.append([made.contract.id if made.contract else 0, made.why.value])
        asked.append(
            {
                "ask": "choice",
                "day": iso(day),
                "contracts": [[one.id, one.org_id, iso(one.start), iso(one.end), one.status, one.rank] for one in contracts],
                "organizations": organizations,
                "matches": [one.id for one in matches],
                "chosen": chosen.id if chosen else 0,
                "ticket_contract": own.id if own else 0,
            }
        )
    assert ask(*asked) == expected


def test_uids_are_named_alike_in_both_languages() -> None:
    """A reversal or an expiry sent by one side and written by the other is one row."""
    uid = "3f0c6a52-6a0e-4a4e-9a56-0d2b7f6f3c11"
    assert ask({"ask": "uid", "of": uid}) == [[reversal_uid(uid), expiry_uid(uid, "2026-12-31"), expiry_correction_uid(uid, 2)]]
    texts = [uid, uid.upper(), uid[:-1], "", uid + "\n", f"{{{uid}}}"]
    assert ask(*({"ask": "is_uid", "of": text} for text in texts)) == [is_uid(text) for text in texts]


@pytest.mark.parametrize(
    ("of", "due"),
    [
        (["none", "", "", "", "2026-05-10"], []),
        (["month", "", "", "", "2026-05-10"], [["2026-05-01", "2026-05-31"]]),
        (["month", "", "", "2026-03-01", "2026-05-10"], [["2026-04-01", "2026-04-30"], ["2026-05-01", "2026-05-31"]]),
        (["month", "", "", "2026-05-01", "2026-05-31"], []),
        (["month", "2026-01-31", "", "2026-01-31", "2026-03-01"], [["2026-02-28", "2026-03-30"]]),
        (["quarter", "", "", "", "2026-05-10"], [["2026-04-01", "2026-06-30"]]),
        (["year", "2025-04-15", "2026-12-31", "2025-04-15", "2026-05-10"], [["2026-04-15", "2026-12-31"]]),
        (["year", "2025-04-15", "2026-03-31", "2025-04-15", "2026-05-10"], []),
        (["month", "2026-06-01", "", "", "2026-05-10"], []),
    ],
)
def test_recurring_provisions_follow_the_anniversaries(of: list[str], due: list[list[str]]) -> None:
    """Missed periods are made up for, none twice, none after the contract's end."""
    assert ask({"ask": "recurrence", "of": of}) == [due]


def test_alert_levels_are_percents_or_hours_left() -> None:
    """Nothing provisioned reaches nothing."""
    levels = "80;95%, 5h"
    assert ask(
        {"ask": "levels", "levels": levels, "provisioned": 36000, "consumed": 28799},
        {"ask": "levels", "levels": levels, "provisioned": 36000, "consumed": 28800},
        {"ask": "levels", "levels": levels, "provisioned": 360000, "consumed": 359000},
        {"ask": "levels", "levels": levels, "provisioned": 0, "consumed": 0},
        {"ask": "levels", "levels": "soon", "provisioned": 36000, "consumed": 36000},
    ) == [["5h"], ["80", "5h"], ["80", "95", "5h"], [], []]


def test_what_a_closed_period_takes_counts_on_the_first_open_day() -> None:
    """A statement that was sent does not change."""
    assert ask(
        {"ask": "statement", "of": ["2026-05-30", "2026-06-01"]},
        {"ask": "statement", "of": ["2026-06-01", "2026-06-01"]},
        {"ask": "statement", "of": ["2026-05-30", ""]},
    ) == [["2026-06-01", True], ["2026-06-01", False], ["2026-05-30", False]]
