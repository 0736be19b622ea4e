"""``carnet login`` to an iTop that has got the extension, killed on its way: the queue from before goes on, each entry once."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.demo.model import CARNET
from desktop.demo.server import EmbeddedItop
from tests.e2e.processes import CommandLine
from tests.sync.conftest import server_rows

HELD = "SELECT substr(name, 8) FROM work_order WHERE name LIKE 'Carnet %' UNION ALL SELECT uid FROM contract_time_entry"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_killed_while_signing_in_anew(tmp_path: Path, number: int, moment: str) -> None:
    with EmbeddedItop(tmp_path / "itop", sample="small", modules=()) as stock:
        carnet = CommandLine(tmp_path / "profile", stock.secret)
        login = ("login", stock.url, "--user", stock.user)
        carnet.run(*login)
        uids = [carnet.run("add", "R-000101", "20m").split()[-1]]
        carnet.run("sync")
        uids += [carnet.run("add", "R-000102", "40m").split()[-1] for _ in range(2)]
        carnet.run("start", "R-000101")
    port = int(stock.url.rsplit(":", 1)[1].rstrip("/"))
    with EmbeddedItop(tmp_path / "itop", sample="", port=port, modules=(CARNET,)) as itop:
        carnet.run(*login, code=None, module=("tests.e2e.killed", str(number), moment))
        assert "(profile carnet)" in carnet.run(*login)
        carnet.run("sync")
        assert carnet.json("outbox") == []
        assert sorted(row[0] for row in server_rows(itop, HELD)) == sorted(uids)
        assert [timer["ref"] for timer in carnet.json("status")["timers"]] == ["R-000101"]
