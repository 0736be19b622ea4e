"""The main job by command line, in real processes, online and not, and with kill -9 at each step."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.e2e.processes import CommandLine, Served, served


@pytest.fixture(scope="module")
def itop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("itop")) as server:
        yield server


@pytest.fixture(scope="module")
def signed_in(itop: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    client = CommandLine(tmp_path_factory.mktemp("signed-in"), itop.secret)
    client.run("login", itop.url, "--user", itop.user)
    return client.profile


@pytest.fixture
def carnet(itop: Served, signed_in: Path, tmp_path: Path) -> Iterator[CommandLine]:
    """A profile directory of its own, signed in."""
    shutil.copytree(signed_in, tmp_path / "profile")
    yield CommandLine(tmp_path / "profile", itop.secret)
    itop.set_faults()


def two_tickets(carnet: CommandLine) -> list[dict[str, Any]]:
    """Two of mine under one contract that counts started quarters of an hour and has hours left."""
    return [carnet.json("tickets", ref)[0] for ref in ("R-000482", "R-000440")]


def contract(carnet: CommandLine, name: str, customer: str) -> dict[str, Any]:
    return next(line for line in carnet.json("contracts") if (line["name"], line["customer"]) == (name, customer))


def in_itop(itop: Served, uid: str) -> list[tuple[int, int]]:
    """(worked, counted) of every row with this uid."""
    with sqlite3.connect(f"file:{itop.database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT worked_seconds, counted_seconds FROM contract_time_entry WHERE uid = ?", (uid,)).fetchall()
    connection.close()
    return rows


def test_the_whole_job(itop: Served, carnet: CommandLine) -> None:
    """Find, start, pause, switch, resume, stop, see waiting and projected, sync, see consumed exactly what was counted."""
    carnet.run("sync")
    first, second = two_tickets(carnet)
    assert [line["ref"] for line in carnet.json("tickets", first["ref"])] == [first["ref"]]
    carnet.run("start", first["ref"])
    carnet.run("pause")
    carnet.run("start", second["ref"])
    carnet.run("start", first["ref"])
    timers = carnet.json("status")["timers"]
    assert [(timer["ref"], timer["running"]) for timer in timers] == [(first["ref"], True), (second["ref"], False)]
    carnet.run("stop", second["ref"], "--comment", "Only looked")
    carnet.run("stop", "--comment", "Solved")
    assert carnet.json("status")["timers"] == []
    before = contract(carnet, first["contract"], first["customer"])
    added = carnet.run("add", first["ref"], "0:50").split()[-1]
    waiting = contract(carnet, first["contract"], first["customer"])
    counted = next(line["counted_seconds"] for line in carnet.json("outbox") if line["uid"] == added)
    assert counted == 60 * 60
    assert waiting["waiting"] == before["waiting"] + counted
    assert waiting["projected"] == waiting["balance"] - waiting["waiting"]
    report = carnet.json("sync")
    assert (report["pushed"], report["waiting"], report["online"]) == (3, 0, True)
    after = contract(carnet, first["contract"], first["customer"])
    assert after["consumed"] - before["consumed"] == waiting["waiting"]
    assert (after["waiting"], after["balance"]) == (0, after["projected"])
    assert in_itop(itop, added) == [(3000, counted)]


def test_offline_it_waits_and_goes_when_the_server_is_back(itop: Served, carnet: CommandLine) -> None:
    ref = two_tickets(carnet)[0]["ref"]
    itop.set_faults("offline")
    carnet.run("start", ref)
    carnet.run("stop")
    uid = carnet.run("add", ref, "1h05").split()[-1]
    report = carnet.json("sync", code=3)
    assert (report["online"], report["pushed"], report["waiting"]) == (False, 0, 2)
    assert carnet.json("status")["online"] is False
    itop.set_faults()
    assert carnet.json("sync")["pushed"] == 2
    assert [row[0] for row in in_itop(itop, uid)] == [3900]
    assert carnet.json("outbox") == []


def test_exit_codes_say_what_is_wrong(itop: Served, carnet: CommandLine, tmp_path: Path) -> None:
    """0 fine, 2 usage, 3 offline, 4 a person is needed, 5 login."""
    carnet.run("add", "R-000482", "soon", code=2)
    carnet.run("stop", code=2)
    carnet.run("frobnicate", code=2)
    stranger = CommandLine(tmp_path / "stranger", "wrong")
    stranger.run("status", code=5)
    stranger.run("login", itop.url, "--user", itop.user, code=5)
    stranger.run("login", "http://itop.example.com/", "--user", itop.user, code=2)
    stranger.run("login", "http://127.0.0.1:9/", "--user", itop.user, code=3)
    carnet.run("start", "--text", "call, Lenoir")
    carnet.run("stop")
    assert carnet.json("sync", code=4)["needs_person"] == 1


def test_an_entry_is_changed_before_and_after_itop_has_it(itop: Served, carnet: CommandLine) -> None:
    """Its comment and its time in place while it waits here; after that by a correction. The first letters of its uid are enough."""
    carnet.run("sync")
    before = carnet.json("status")["today"]
    uid = carnet.run("add", "R-000482", "4m", "--at", "0:00", "--comment", "Till").split()[-1]
    carnet.run("edit", uid[:8], "--worked", "2m", "--comment", "Till, second floor")
    carnet.run("edit", uid, "--counted", "0", code=2)
    assert carnet.json("status")["today"]["worked_seconds"] == before["worked_seconds"] + 120
    carnet.run("sync")
    corrected = carnet.run("edit", uid[:8], "--counted", "0", "--reason", "goodwill").split()[-1]
    carnet.run("sync")
    assert in_itop(itop, uid) == [(120, 900)] and in_itop(itop, corrected) == [(120, 0)]
    after = {"worked_seconds": before["worked_seconds"] + 120, "counted_seconds": before["counted_seconds"]}
    assert carnet.json("status")["today"] == after


def test_contracts_are_told_in_words(carnet: CommandLine) -> None:
    """What is left, what is over, what has nothing to be left of; and until when."""
    carnet.run("sync")
    said = carnet.run("contracts")
    assert re.search(r"Support Premium 2026: \d+:\d\d left of 40:00 · to ", said)
    assert re.search(r"Support 2026: \d+:\d\d over its 30:00 · to ", said)
    assert "counted, nothing provisioned" in said and "−" not in said


def link_to(itop: Served, ref: str, address: str = "") -> str:
    """The link that iTop's console carries on a ticket, or one of another iTop at ``address``."""
    with sqlite3.connect(f"file:{itop.database}?mode=ro", uri=True) as connection:
        ((cls, number),) = connection.execute("SELECT finalclass, id FROM ticket WHERE ref = ?", (ref,)).fetchall()
    connection.close()
    return "carnet://start?" + urlencode({"itop": address or itop.url, "class": cls, "id": number, "ref": ref})


def running(carnet: CommandLine) -> list[str]:
    return [timer["ref"] for timer in carnet.json("status")["timers"] if timer["running"]]


def test_a_link_of_the_console_starts_the_timer_of_its_ticket(itop: Served, carnet: CommandLine) -> None:
    """Known here or not; once more changes nothing; what ran before rests."""
    assert carnet.run("open", link_to(itop, "R-000482")).startswith("Running: R-000482 ")
    carnet.run("sync")
    itop.set_faults("offline")
    carnet.run("open", link_to(itop, "R-000440").replace("start?", "start/?"))
    carnet.run("open", link_to(itop, "R-000440"))
    assert running(carnet) == ["R-000440"]
    assert sorted(timer["ref"] for timer in carnet.json("status")["timers"]) == ["R-000440", "R-000482"]


def test_a_link_offline_starts_a_timer_that_finds_its_ticket_later(itop: Served, carnet: CommandLine) -> None:
    itop.set_faults("offline")
    for _ in range(2):
        carnet.run("open", link_to(itop, "R-000482"))
    assert [timer["ref"] for timer in carnet.json("status")["timers"]] == ["R-000482"]
    itop.set_faults()
    carnet.run("sync")
    carnet.run("stop")
    assert carnet.json("sync")["pushed"] == 1


def test_a_link_to_another_itop_says_which_account_it_needs(itop: Served, carnet: CommandLine) -> None:
    refused = carnet.fails("open", link_to(itop, "R-000482", "https://other.example.com/itop/pages/UI.php"))
    assert "https://other.example.com/itop/" in refused and itop.url in refused
    assert running(carnet) == []


@pytest.mark.parametrize(
    "link",
    [
        "",
        "R-000482",
        "https://itop.example.com/pages/UI.php?class=UserRequest&id=12",
        "carnet://stop?itop={itop}&class=UserRequest&id=1",
        "carnet://start/discard?itop={itop}&class=UserRequest&id=1",
        "carnet://start?itop={itop}&class=UserRequest&id=1&id=2",
        "carnet://start?itop={itop}&class=UserRequest&id=1&keep=1",
        "carnet://start?itop={itop}&class=UserRequest",
        "carnet://start?itop={itop}&class=UserRequest&id=1#--profile-dir=/tmp",
        "carnet://start?itop={itop}&class=Person&id=1",
        "carnet://start?itop={itop}&class=UserRequest&id=-1",
        "carnet://start?itop={itop}&class=UserRequest&id=1%20OR%201%3D1",
        "carnet://start?itop={itop}&class=UserRequest&id=99999999999",
        "carnet://start?itop={itop}&class=UserRequest&id=999999999",
        "carnet://start?itop={itop}&class=UserRequest&id=١",
        "carnet://start?itop=http://camille:secret@127.0.0.1/&class=UserRequest&id=1",
        "carnet://start?itop=%1b]0;x%07&class=UserRequest&id=1",
        "carnet://me@start?itop={itop}&class=UserRequest&id=1",
        "carnet://start?itop={itop}&class=UserRequest&id=1&ref=" + "R" * 3000,
        "--version",
    ],
)
def test_whatever_else_a_page_may_say_starts_nothing(itop: Served, carnet: CommandLine, link: str) -> None:
    """No other action, no other class, nothing that a query or a terminal would read as its own."""
    refused = carnet.fails("open", "--", link.replace("{itop}", itop.url))
    assert "\x1b" not in refused and refused.strip()
    assert carnet.json("status")["timers"] == [] and carnet.json("outbox") == []


def test_a_secret_is_nowhere_on_disk(itop: Served, carnet: CommandLine) -> None:
    carnet.run("sync")
    CommandLine(carnet.profile, "another-secret").run("sync", code=5)
    written = b"".join(path.read_bytes() for path in carnet.profile.rglob("*") if path.is_file())
    assert len(written) > 1000
    assert itop.secret.encode() not in written
    assert b"another-secret" not in written


STEPS = (("start", 2), ("pause", 1), ("switch", 2), ("resume", 2), ("stop", 1), ("sync", 6))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(("step", "number"), [(step, number) for step, most in STEPS for number in range(1, most + 1)])
def test_killed_at_any_step_nothing_is_lost_or_doubled(itop: Served, carnet: CommandLine, step: str, number: int, moment: str) -> None:
    """kill -9 around the n-th transaction of each step; the person does the step again, and the job ends as if nothing had been."""
    first, second = (ticket["ref"] for ticket in two_tickets(carnet))
    commands = {
        "start": ("start", first),
        "pause": ("pause",),
        "switch": ("start", second),
        "resume": ("start", first),
        "stop": ("stop", first),
        "sync": ("sync",),
    }
    added = carnet.run("add", first, "10m").split()[-1]
    uid = ""
    for name, command in commands.items():
        if name == step:
            carnet.run(*command, code=None, module=("tests.e2e.killed", str(number), moment))
        # Stopping twice is told, not done twice.
        carnet.run(*command, code=None if name == step == "stop" else 0)
        uid = uid or next(timer["uid"] for timer in carnet.json("status")["timers"] if timer["ref"] == first)
    assert [timer["ref"] for timer in carnet.json("status")["timers"]] == [second]
    assert carnet.json("outbox") == []
    assert len(in_itop(itop, uid)) == 1
    assert [row[0] for row in in_itop(itop, added)] == [600]


def test_work_beyond_the_balance_is_told_beside_the_answer(carnet: CommandLine) -> None:
    """What becomes of it, too; where hours are left nothing is said."""
    carnet.run("sync")
    assert "balance" not in carnet.fails("add", "R-000482", "5m", code=0)
    said = carnet.fails("add", "I-000117", "30m", code=0)
    assert re.search(
        r"^Support 2026 is \d+:\d\d over its balance\. This work will be held: .* until a manager decides\.$", said, re.MULTILINE
    )


def test_minutes_entered_before_are_told_beside_the_answer(carnet: CommandLine) -> None:
    """On standard error: a program reads the same answer as ever."""
    carnet.run("add", "R-000482", "30m", "--at", "2026-11-22T03:00")
    said = carnet.fails("add", "R-000440", "20m", "--at", "2026-11-22T03:15", code=0)
    assert said == "0:15 of it was entered already, on R-000482.\n"
