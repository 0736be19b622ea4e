"""The main job on a real, stock iTop: sign in, find, record, send through cut answers, each entry there once."""

from __future__ import annotations

import functools
import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.account import Account
from desktop.core.outbox import LOOK_UP_AFTER, OutboxState
from desktop.store.contracts import book_of_ticket
from desktop.store.database import open_database
from desktop.sync.client import ITopClient, Login
from desktop.sync.engine import Engine
from desktop.sync.outcome import Answered
from desktop.sync.server import Failure
from desktop.sync.sign_in import connect, enter, try_sign_in
from desktop.system.secrets import RunSecrets
from desktop.work import overview, recording, timing
from desktop.work.counting import contract_of
from desktop.work.desk import Desk
from tests.conftest import FakeClock
from tests.live.conftest import Live, optional
from tests.live.cutting import cutting

ENTRIES = 20


def sign_in(folder: Path, url: str, login: Login) -> tuple[Desk, Engine, FakeClock]:
    found = try_sign_in(url, login, profile="work-order")
    assert isinstance(found, Account), found
    secrets = RunSecrets()
    db = open_database(folder / "carnet.sqlite")
    clock = FakeClock(wall=int(time.time()))
    # A stock iTop does not tell its zone; where it is not this machine's, the environment does.
    found = replace(found, timezone=os.environ.get("CARNET_LIVE_TIMEZONE", found.timezone))
    desk = Desk(db, clock, enter(db, secrets, found, login))
    return desk, Engine(folder / "sync.lock", functools.partial(connect, secrets=secrets), random.Random(1)), clock


@pytest.fixture
def signed_in(live: Live, tmp_path: Path) -> Iterator[tuple[Desk, Engine, FakeClock]]:
    made = sign_in(tmp_path, live.url, Login(live.user, live.password))
    with made[0].db:
        yield made


def remove(live: Live, uids: list[str]) -> None:
    """Delete the work orders of these entries."""
    names = ", ".join(f"'Carnet {uid}'" for uid in uids)
    with ITopClient(live.url.rstrip("/") + "/", Login(live.user, live.password)) as client:
        client.call("core/delete", **{"class": "WorkOrder", "key": f"SELECT WorkOrder WHERE name IN ({names})", "comment": "tests/live"})


def orders(live: Live, uids: list[str]) -> list[dict[str, str]]:
    """The work orders of these entries, asked for with nothing but the client."""
    names = ", ".join(f"'Carnet {uid}'" for uid in uids)
    with ITopClient(live.url.rstrip("/") + "/", Login(live.user, live.password)) as client:
        outcome = client.call(
            "core/get",
            **{"class": "WorkOrder", "key": f"SELECT WorkOrder WHERE name IN ({names})", "output_fields": "name, status, description"},
        )
    assert isinstance(outcome, Answered)
    assert outcome.code == 0
    return [item["fields"] for item in (outcome.data["objects"] or {}).values()]


def test_a_bad_password_is_named(live: Live) -> None:
    found = try_sign_in(live.url, Login(live.user, live.password + "x"))
    assert isinstance(found, Failure)
    assert found.reason == "wrong_password"


def test_an_account_without_the_rest_profile_is_named(live: Live) -> None:
    user, password = optional("CARNET_LIVE_NOREST_USER", "CARNET_LIVE_NOREST_PASSWORD")
    found = try_sign_in(live.url, Login(user, password))
    assert isinstance(found, Failure)
    assert found.reason == "no_rest"


def test_what_is_no_itop_is_named(live: Live) -> None:
    found = try_sign_in(live.url.rstrip("/") + "/nowhere/", Login(live.user, live.password))
    assert isinstance(found, Failure)
    assert found.reason == "not_itop"


def test_tickets_and_their_contract_are_found(live: Live, signed_in: tuple[Desk, Engine, FakeClock]) -> None:
    desk, engine, _ = signed_in
    assert engine.run_once(desk, impatient=True).online
    ticket = timing.find_by_text(desk, live.ticket)
    assert ticket is not None
    assert ticket.ref == live.ticket
    contract = contract_of(desk, ticket, desk.now().wall)
    assert contract is not None
    assert contract.customer == ticket.customer
    assert contract.indicators is None
    report = engine.with_server(desk, lambda server: server.fetch_ticket(desk.db, desk.account, ticket.key))
    assert report.problem == ""
    assert timing.find_by_text(desk, live.ticket).description  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["password", "token"])
def test_twenty_entries_through_cut_answers_are_there_once(
    live: Live, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    login = Login(live.user, live.password) if kind == "password" else Login("", optional("CARNET_LIVE_TOKEN")[0], "token")
    seed = random.SystemRandom().randrange(10_000)
    with cutting(live.url, 0.3, seed) as (url, cuts):
        desk, engine, clock = sign_in(tmp_path, url, login)
        engine.run_once(desk, impatient=True)
        ticket = timing.find_by_text(desk, live.ticket)
        assert ticket is not None
        entries = [recording.add(desk, ticket, "", 60 + number, comment=f"Essai n° {number}, “live”") for number in range(ENTRIES)]
        uids = [entry.uid for entry in entries]
        try:
            for _ in range(ENTRIES):
                engine.run_once(desk, impatient=True, pull=False)
                if not overview.outbox_lines(desk):
                    break
                assert not [line for line in overview.outbox_lines(desk) if line.row.state is OutboxState.BLOCKED]
                clock.pass_time(LOOK_UP_AFTER + 1)
            assert overview.outbox_lines(desk) == []
            found = orders(live, uids)
            assert sorted(order["name"] for order in found) == sorted(f"Carnet {uid}" for uid in uids)
            assert {order["status"] for order in found} == {"closed"}
            engine.with_server(desk, lambda server: server.fetch_ticket(desk.db, desk.account, ticket.key))
            book = {row.uid: row for row in book_of_ticket(desk.db, desk.account.id, ticket.key)}
            for entry in entries:
                assert (book[entry.uid].worked_seconds, book[entry.uid].started_at) == (entry.worked_seconds, entry.started_at)
            with capsys.disabled():
                print(f"\nlive, {kind}: {ENTRIES} entries, {len(cuts)} answers cut (seed {seed}), {len(found)} work orders")
        finally:
            desk.db.close()
            remove(live, uids)
    assert orders(live, uids) == []
