"""The process dies right before, and right after, each transaction of a run: nothing is lost, nothing is there twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.demo.server import EmbeddedItop
from desktop.store.database import Database
from desktop.sync.push import LOOK_UP_AFTER
from desktop.work import overview, recording
from tests.sync.conftest import Client, NewClient, server_rows, strike

_honest = Database.transaction
STANDS = "SELECT uid, worked_seconds FROM contract_time_entry WHERE state NOT IN ('reversed', 'reversal')"
ORDERS = "SELECT name, description FROM work_order"


class Crash(BaseException):
    """The process dies here."""


def die_at(monkeypatch: pytest.MonkeyPatch, number: int, moment: str) -> None:
    """From now on the ``number``-th transaction (from 1) is the last: rolled back, or committed."""
    count = itertools.count(1)

    @contextmanager
    def deadly(self: Database) -> Iterator[None]:
        mine = next(count) == number
        with _honest(self):
            yield
            if mine and moment == "before":
                raise Crash
        if mine:
            raise Crash

    monkeypatch.setattr(Database, "transaction", deadly)


def survives(client: Client, monkeypatch: pytest.MonkeyPatch, number: int, moment: str) -> bool:
    """One run that dies there. Whether it was over before."""
    die_at(monkeypatch, number, moment)
    try:
        client.sync()
    except Crash:
        return False
    finally:
        monkeypatch.setattr(Database, "transaction", _honest)
    return True


@pytest.mark.parametrize("moment", ["before", "after"])
def test_wherever_a_run_dies(
    itop: EmbeddedItop, new_client: NewClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moment: str
) -> None:
    """Failure story 7: entries, a correction of what iTop has and one of what it may have, and an answer that is lost on the way."""
    for number in itertools.count(1):
        client = new_client(itop, folder=tmp_path / f"{moment}-{number}")
        told = recording.add(client.desk, client.ticket(101), "", 1800)
        client.sync()
        wanted = {recording.edit(client.desk, told.uid, worked_seconds=700).uid: 700}
        lost = recording.add(client.desk, client.ticket(102), "", 300)
        itop.set_faults(strike("lose-answer", True, True, False), begin_at="carnet/push")
        client.sync()
        itop.set_faults([])
        corrected = recording.edit(client.desk, lost.uid, worked_seconds=200)
        wanted |= {corrected.uid: 200, recording.add(client.desk, client.ticket(103, "Incident"), "", 100).uid: 100}
        over = survives(client, monkeypatch, number, moment)
        for _ in range(2):
            client.sync()
        assert overview.outbox_lines(client.desk) == []
        stored = {uid: worked for uid, worked in server_rows(itop, STANDS) if uid in {*wanted, told.uid, lost.uid}}
        assert stored == wanted, number
        if over:
            assert number > 6
            return


@pytest.mark.parametrize("moment", ["before", "after"])
def test_wherever_a_run_to_a_stock_iTop_dies(
    stock_itop: EmbeddedItop, new_client: NewClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moment: str
) -> None:
    """There the look-up by uid is all there is: each entry is one work order."""
    for number in itertools.count(1):
        client = new_client(stock_itop, folder=tmp_path / f"{moment}-{number}")
        wanted = {f"Carnet {recording.add(client.desk, client.ticket(101), '', 60 + extra).uid}" for extra in range(3)}
        stock_itop.set_faults(strike("lose-answer", True, True, False), begin_at="core/create")
        client.sync()
        stock_itop.set_faults([])
        client.clock.pass_time(LOOK_UP_AFTER)
        over = survives(client, monkeypatch, number, moment)
        for _ in range(3):
            client.clock.pass_time(LOOK_UP_AFTER)
            client.sync()
        assert overview.outbox_lines(client.desk) == []
        names = [name for name, _ in server_rows(stock_itop, ORDERS)]
        assert sorted(name for name in names if name in wanted) == sorted(wanted), number
        if over:
            assert number > 6
            return
