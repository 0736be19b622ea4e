"""An iTop that answers what it should not: nothing is lost, doubled or wedged, and the next honest answer mends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from desktop.core.outbox import OutboxState
from desktop.demo.rest import Context, Reply
from desktop.demo.server import EmbeddedItop
from desktop.demo.verbs import CARNET_VERBS
from desktop.store import outbox
from desktop.store.accounts import current_account
from desktop.work import overview, recording
from tests.sync.conftest import Client, server_rows

UIDS = "SELECT uid FROM contract_time_entry"
HUGE = 10**40

Change = Callable[[Reply], None]


def bend(itop: EmbeddedItop, verb: str, change: Change) -> list[int]:
    """From now on ``verb`` does its work and answers what ``change`` makes of it. Returns the list of its calls."""
    honest = itop.verbs[verb]
    calls: list[int] = []

    def bent(context: Context, data: Mapping[str, Any]) -> Reply:
        calls.append(len(calls))
        # A client that asks without end shall fail the test, not hang it.
        assert len(calls) < 30
        reply = honest(context, data)
        change(reply)
        return reply

    itop.verbs[verb] = bent
    return calls


def straighten(itop: EmbeddedItop, verb: str) -> None:
    itop.verbs[verb] = CARNET_VERBS[verb]


def test_later_is_asked_once_a_run(client: Client, itop: EmbeddedItop) -> None:
    """ "Sync now" ignores the back-off that was, not the one that the run itself is told: one try each, not thousands."""
    recording.add(client.desk, client.ticket(101), "", 900)
    calls: list[int] = []

    def later(context: Context, data: Mapping[str, Any]) -> Reply:
        calls.append(len(calls))
        assert len(calls) < 30
        return {"code": 0, "entries": {row["uid"]: {"status": "later"} for row in data["entries"]}, "server_time": context.now}

    itop.verbs["carnet/push"] = later
    client.sync()
    assert len(calls) == 1
    client.sync()
    assert len(calls) == 2
    (line,) = overview.outbox_lines(client.desk)
    assert (line.row.state, line.row.attempts) == (OutboxState.WAITING, 2)
    straighten(itop, "carnet/push")
    client.sync()
    assert overview.outbox_lines(client.desk) == []


def figures(**values: object) -> Change:
    def change(reply: Reply) -> None:
        for answer in reply["entries"].values():
            answer["stored"] |= values

    return change


def indicators(value: object) -> Change:
    def change(reply: Reply) -> None:
        reply["contracts"] = {number: dict.fromkeys(shown, value) for number, shown in reply["contracts"].items()}

    return change


def server_time(reply: Reply) -> None:
    reply["server_time"] = HUGE


@pytest.mark.parametrize(
    "change",
    [
        figures(worked_seconds=HUGE),
        figures(counted_seconds=float("inf")),
        figures(counted_seconds=None),
        figures(contract_id=HUGE),
        figures(contract_id="many"),
        figures(state="thinking"),
        figures(state=["counted"]),
        figures(worked_seconds=[1]),
        indicators(HUGE),
        indicators(float("inf")),
        indicators("x"),
        server_time,
        lambda reply: reply.update(contracts=[1, 2]),
        lambda reply: reply.update(contracts={str(HUGE): dict.fromkeys(("provisioned", "consumed", "balance", "percent"), 1)}),
        lambda reply: reply.update(entries=["what"]),
        lambda reply: reply.update(entries=dict.fromkeys(reply["entries"], "created")),
        lambda reply: reply.update(entries={uid: {"status": "refused", "reason": {"a": 1}} for uid in reply["entries"]}),
        lambda reply: reply.update(entries={"00000000-0000-4000-8000-000000000000": {"status": "created", "stored": {}}}),
        lambda reply: reply.update(code="1040"),
        lambda reply: reply.update(code=True),
        lambda reply: reply.pop("entries"),
    ],
)
def test_an_answer_that_cannot_be_read_wedges_nothing(client: Client, itop: EmbeddedItop, change: Change) -> None:
    """Failure story 4: the entry is kept, other calls go on, and the first good answer settles it."""
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    bend(itop, "carnet/push", change)
    assert client.sync().problem != "internal"
    straighten(itop, "carnet/push")
    for line in overview.outbox_lines(client.desk):
        if line.row.state is OutboxState.BLOCKED:
            recording.retry(client.desk, line.row.entry.uid)
    client.sync()
    client.clock.pass_time(24 * 3600 * 2)
    client.sync()
    assert server_rows(itop, UIDS) == [(entry.uid,)]
    assert overview.outbox_lines(client.desk) == []
    found = outbox.find_entry(client.desk.db, client.desk.account.id, entry.uid)
    assert found is not None
    assert (found.entry.worked_seconds, found.entry.counted_seconds) == (900, 900)


def first(kind: str, **values: object) -> Change:
    def change(reply: Reply) -> None:
        for record in reply[kind][:1]:
            record |= values

    return change


@pytest.mark.parametrize(
    "change",
    [
        first("entries", uid=7),
        first("entries", uid=["x"]),
        first("entries", worked_seconds=HUGE),
        first("entries", comment={"a": 1}),
        first("entries", state=["counted"]),
        first("tickets", title=["x"]),
        first("tickets", id=HUGE),
        first("tickets", private_log="text"),
        first("tickets", priority=float("inf")),
        first("contracts", name=None),
        first("contracts", time_balance=HUGE),
        lambda reply: reply.update(tickets="none"),
        lambda reply: reply.update(tickets=["text"]),
        lambda reply: reply.update(ids=[1]),
        lambda reply: reply.update(gone=[7]),
        lambda reply: reply.update(gone=None),
        lambda reply: reply.pop("cursor"),
        lambda reply: reply.update(server_time=float("inf")),
        lambda reply: reply.update(complete=False),
        lambda reply: [reply.pop(name) for name in list(reply) if name != "code"],
    ],
)
def test_a_reading_that_cannot_be_read_never_holds_entries_up(client: Client, itop: EmbeddedItop, change: Change) -> None:
    """What is read is all or nothing; sending goes on, and nothing is asked without end."""
    recording.add(client.desk, client.ticket(101), "", 900)
    client.sync()
    with client.desk.db.transaction():
        client.desk.db.set_meta(f"cursor/{client.desk.account.id}", "")
    bend(itop, "carnet/pull", change)
    second = recording.add(client.desk, client.ticket(101), "", 600)
    report = client.sync()
    assert (report.problem, report.pushed) in (("not_understood", 1), ("", 1))
    assert (second.uid,) in server_rows(itop, UIDS)
    straighten(itop, "carnet/pull")
    assert client.sync().problem == ""


@pytest.mark.parametrize(
    "values",
    [
        {"server_time": float("inf")},
        {"person": [1]},
        {"person": None},
        {"batch_limit": float("nan")},
        {"poll_seconds": "soon"},
        {"may": 7},
        {"timezone": None},
    ],
)
def test_who_am_i_that_cannot_be_read_pauses(client: Client, itop: EmbeddedItop, values: dict[str, object]) -> None:
    entry = recording.add(client.desk, client.ticket(101), "", 900)
    bend(itop, "carnet/about", lambda reply: reply.update(values))
    assert client.sync().problem in ("not_understood", "")
    straighten(itop, "carnet/about")
    client.sync()
    assert server_rows(itop, UIDS) == [(entry.uid,)]


@pytest.mark.parametrize(("said", "kept"), [(0, 5), (-7, 5), (10**12, 3600), (30, 30)])
def test_the_schedule_is_bounded_whatever_the_server_asks(client: Client, itop: EmbeddedItop, said: int, kept: int) -> None:
    """Neither a hammer nor a client that sleeps for ever (or whose thread dies of a wait too long)."""
    bend(itop, "carnet/about", lambda reply: reply.update(poll_seconds=said))
    client.sync()
    account = current_account(client.desk.db)
    assert account is not None
    assert account.poll_seconds == kept
