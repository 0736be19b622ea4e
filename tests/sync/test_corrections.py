"""Corrections at every stage of what they correct: in the end iTop holds what the person said last, once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from desktop.core.entry import EntryState
from desktop.core.errors import UsageError
from desktop.core.outbox import OutboxState
from desktop.demo.rest import Context, Reply
from desktop.demo.server import POISON, EmbeddedItop
from desktop.demo.verbs import CARNET_VERBS
from desktop.store import outbox
from desktop.sync.push import release
from desktop.work import overview, recording
from tests.sync.conftest import Client, server_rows, strike

STANDS = "SELECT worked_seconds, ticket_id FROM contract_time_entry WHERE state NOT IN ('reversed', 'reversal') ORDER BY id"
SUM = "SELECT sum(worked_seconds) FROM contract_time_entry"


def refuse(itop: EmbeddedItop, reason: str) -> None:
    """Every writing is refused."""

    def push(context: Context, data: Mapping[str, Any]) -> Reply:
        return {"code": 0, "entries": {row["uid"]: {"status": "refused", "reason": reason} for row in data["entries"]}}

    itop.verbs["carnet/push"] = push


def accept(itop: EmbeddedItop) -> None:
    itop.verbs["carnet/push"] = CARNET_VERBS["carnet/push"]
    itop.set_faults([])


def uncertain(client: Client, itop: EmbeddedItop, uid: str) -> None:
    """Send what waits; iTop dies before it has read any of it."""
    itop.set_faults(strike("http-500", False, True, True))
    client.sync()
    itop.set_faults([])
    row = outbox.outbox_row(client.desk.db, client.desk.account.id, uid)
    assert row is not None
    assert row.state is OutboxState.UNCERTAIN


def test_a_refused_correction_of_a_correction_counts_once(client: Client, itop: EmbeddedItop) -> None:
    """A is in iTop; B replaces it and is uncertain; C replaces B; B is refused. C then replaces A: it never stands beside it."""
    first = recording.add(client.desk, client.ticket(101), "", 1800)
    client.sync()
    second = recording.edit(client.desk, first.uid, worked_seconds=1200)
    uncertain(client, itop, second.uid)
    recording.edit(client.desk, second.uid, worked_seconds=600)
    refuse(itop, "ticket_gone")
    client.sync()
    accept(itop)
    for line in overview.outbox_lines(client.desk):
        recording.retry(client.desk, line.row.entry.uid)
    client.sync()
    assert server_rows(itop, STANDS) == [(600, 101)]
    assert server_rows(itop, SUM) == [(600,)]
    assert overview.outbox_lines(client.desk) == []


def test_the_correction_of_a_refused_entry_takes_its_place(client: Client, itop: EmbeddedItop) -> None:
    """What was refused and corrected meanwhile is one entry, and nothing of it can be restored beside the correction."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    uncertain(client, itop, entry.uid)
    recording.edit(client.desk, entry.uid, worked_seconds=600)
    refuse(itop, "ticket_gone")
    client.sync()
    (line,) = overview.outbox_lines(client.desk, discarded=True)
    assert (line.row.state, line.row.entry.worked_seconds, line.row.entry.replaces) == (OutboxState.BLOCKED, 600, "")
    accept(itop)
    recording.move(client.desk, line.row.entry.uid, client.ticket(102))
    client.sync()
    assert server_rows(itop, STANDS) == [(600, 102)]


def test_an_edit_during_a_call_that_never_left_is_an_edit(client: Client, itop: EmbeddedItop) -> None:
    """Edited while sending, but no byte was sent: the entry is changed in place, can be discarded, and no correction waits for ever."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    with client.desk.db.transaction():
        outbox.mark_sending(client.desk.db, [(entry.uid, {})], client.clock.wall)
    (row,) = outbox.outbox_rows(client.desk.db, client.desk.account.id)
    recording.edit(client.desk, entry.uid, worked_seconds=600)
    release(client.desk, [replace(row, payload=None, state=OutboxState.WAITING)])
    (line,) = overview.outbox_lines(client.desk)
    assert (line.row.entry.uid, line.row.entry.worked_seconds, line.row.frozen) == (entry.uid, 600, False)
    client.sync()
    assert server_rows(itop, STANDS) == [(600, 101)]


def test_an_edit_mends_a_poison_entry_that_is_still_uncertain(client: Client, itop: EmbeddedItop) -> None:
    """Failure story 4: what kills iTop is in the first text; the correction has it no more, and arrives without anybody's help."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800, comment=POISON)
    itop.set_faults(strike("http-500", False, True, True))
    client.sync()
    itop.set_faults([])
    recording.edit(client.desk, entry.uid, comment="", worked_seconds=600)
    for _ in range(4):
        client.sync()
    assert server_rows(itop, STANDS) == [(600, 101)]
    assert server_rows(itop, SUM) == [(600,)]
    assert overview.outbox_lines(client.desk) == []


def test_a_lost_pair_is_offered_again_as_a_pair(client: Client, itop: EmbeddedItop) -> None:
    """A server restored from before both: the entry and its correction come back, and count as the correction."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    client.sync()
    recording.edit(client.desk, entry.uid, worked_seconds=600)
    client.sync()
    with sqlite3.connect(itop.database) as server:
        server.execute("DELETE FROM contract_time_entry")
        server.execute("UPDATE fact SET value = 'another' WHERE name = 'epoch'")
    server.close()
    for _ in range(3):
        client.sync()
    assert server_rows(itop, STANDS) == [(600, 101)]
    assert server_rows(itop, SUM) == [(600,)]


def test_what_was_corrected_cannot_be_corrected_again(client: Client, itop: EmbeddedItop) -> None:
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    client.sync()
    recording.edit(client.desk, entry.uid, worked_seconds=600)
    client.sync()
    found = outbox.find_entry(client.desk.db, client.desk.account.id, entry.uid)
    assert found is not None
    assert found.entry.state is EntryState.REVERSED
    with pytest.raises(UsageError, match="corrected"):
        recording.edit(client.desk, entry.uid, worked_seconds=300)


def test_a_discarded_question_is_still_a_question_when_restored(client: Client) -> None:
    """An entry with time that nobody watched: discarded and restored it waits for the answer, and is not sent without those minutes."""
    entry = recording.add(client.desk, client.ticket(101), "", 600)
    with client.desk.db.transaction():
        outbox.save_entry(client.desk.db, client.desk.account.id, entry, gap_seconds=1200)
        outbox.set_state(client.desk.db, entry.uid, OutboxState.UNCONFIRMED, client.clock.wall)
    recording.discard(client.desk, entry.uid)
    recording.restore(client.desk, entry.uid)
    client.sync()
    (line,) = overview.outbox_lines(client.desk)
    assert (line.row.state, line.row.gap_seconds) == (OutboxState.UNCONFIRMED, 1200)


def test_a_correction_is_restored_only_while_it_still_corrects_something(client: Client, itop: EmbeddedItop) -> None:
    """Discarded, then overtaken by another: bringing it back would be refused by iTop for ever, or count beside the other."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    client.sync()
    first = recording.edit(client.desk, entry.uid, worked_seconds=600)
    recording.discard(client.desk, first.uid)
    second = recording.edit(client.desk, entry.uid, worked_seconds=700)
    with pytest.raises(UsageError, match="corrected otherwise"):
        recording.restore(client.desk, first.uid)
    client.sync()
    with pytest.raises(UsageError, match="corrected otherwise"):
        recording.restore(client.desk, first.uid)
    assert server_rows(itop, "SELECT uid FROM contract_time_entry WHERE state = 'counted'") == [(second.uid,)]


def test_a_restored_correction_of_what_never_left_is_an_edit(client: Client, itop: EmbeddedItop) -> None:
    """Its original was refused meanwhile: iTop has nothing to replace, so the correction takes its place."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    uncertain(client, itop, entry.uid)
    correction = recording.edit(client.desk, entry.uid, worked_seconds=600)
    recording.discard(client.desk, correction.uid)
    refuse(itop, "ticket_gone")
    client.sync()
    accept(itop)
    recording.restore(client.desk, correction.uid)
    client.sync()
    assert server_rows(itop, STANDS) == [(600, 101)]
    assert overview.outbox_lines(client.desk, discarded=True) == []


def test_a_discarded_entry_is_not_edited(client: Client, itop: EmbeddedItop) -> None:
    """A correction of what was discarded would wait for it for ever."""
    entry = recording.add(client.desk, client.ticket(101), "", 1800)
    refuse(itop, "ticket_gone")
    client.sync()
    accept(itop)
    recording.discard(client.desk, entry.uid)
    with pytest.raises(UsageError, match="Restore it first"):
        recording.move(client.desk, entry.uid, client.ticket(102))
    recording.restore(client.desk, entry.uid)
    recording.edit(client.desk, entry.uid, worked_seconds=600)
