"""A client desk and an embedded iTop with the small sample, talking over real HTTP on loopback."""

from __future__ import annotations

import functools
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from desktop.core.account import Account
from desktop.core.ticket import Ticket, TicketKey
from desktop.demo.server import EmbeddedItop
from desktop.store.database import open_database
from desktop.store.tickets import find_ticket
from desktop.sync.client import Login
from desktop.sync.engine import Engine
from desktop.sync.report import Report
from desktop.sync.sign_in import connect, enter, try_sign_in
from desktop.system.secrets import RunSecrets
from desktop.work.desk import Desk
from tests.conftest import FakeClock


@dataclass
class Client:
    """One profile directory with its engine. ``desk`` is signed in; its clock moves when told."""

    desk: Desk
    engine: Engine
    secrets: RunSecrets
    clock: FakeClock

    def sync(self, **options: Any) -> Report:
        return self.engine.run_once(self.desk, **({"impatient": True} | options))

    def ticket(self, number: int, cls: str = "UserRequest") -> Ticket:
        found = find_ticket(self.desk.db, self.desk.account.id, TicketKey(cls, number))
        assert found is not None
        return found


def server_rows(itop: EmbeddedItop, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    """What the server's file holds, read with nothing of Carnet."""
    with sqlite3.connect(itop.database) as connection:
        rows = connection.execute(sql, values).fetchall()
    connection.close()
    return rows


@pytest.fixture
def itop(tmp_path: Path) -> Iterator[EmbeddedItop]:
    with EmbeddedItop(tmp_path / "itop", sample="small") as server:
        yield server


@pytest.fixture
def stock_itop(tmp_path: Path) -> Iterator[EmbeddedItop]:
    with EmbeddedItop(tmp_path / "stock", sample="small", modules=()) as server:
        yield server


def strike(fault: str, *pattern: bool) -> list[str]:
    """``fault`` with the seed that makes it strike the next calls as ``pattern`` says."""
    for seed in range(100_000):
        chance = random.Random(seed)
        if all((chance.random() < 0.5) is wanted for wanted in pattern):
            return [f"{fault}:0.5:{seed}"]
    raise AssertionError(pattern)


NewClient = Callable[..., Client]


@pytest.fixture
def new_client(tmp_path: Path) -> Iterator[NewClient]:
    """Sign in to an embedded iTop from a fresh profile directory (or, with ``folder``, from that one)."""
    opened = []

    def make(itop: EmbeddedItop, user: str = "camille", *, folder: Path | None = None, clock: FakeClock | None = None) -> Client:
        clock = clock or FakeClock(wall=_server_now(itop))
        root = folder or tmp_path / f"profile-{len(opened)}"
        db = open_database(root / "carnet.sqlite")
        opened.append(db)
        secrets = RunSecrets()
        login = Login(user, itop.secret)
        found = try_sign_in(itop.url, login)
        assert isinstance(found, Account), found
        # The zone of a stock iTop is this machine's: say which, so that days are the same everywhere.
        account = enter(db, secrets, replace(found, timezone="Europe/Paris"), login)
        engine = Engine(root / "sync.lock", functools.partial(connect, secrets=secrets), random.Random(1))
        client = Client(Desk(db, clock, account), engine, secrets, clock)
        report = client.sync()
        assert report.online, report
        return client

    yield make
    for db in opened:
        db.close()


def _server_now(itop: EmbeddedItop) -> int:
    return int(server_rows(itop, "SELECT strftime('%s', 'now')")[0][0])


@pytest.fixture
def client(itop: EmbeddedItop, new_client: NewClient) -> Client:
    return new_client(itop)


@pytest.fixture
def stock(stock_itop: EmbeddedItop, new_client: NewClient) -> Client:
    return new_client(stock_itop)
