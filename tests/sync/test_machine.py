"""Everything a person and a bad day can do, in any order: hypothesis drives client, faults and crashes against a model.

The model knows only what a person knows: which work was done, how long each took. In the end iTop holds exactly that.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop.core.account import Account
from desktop.core.errors import UsageError
from desktop.core.outbox import OutboxState
from desktop.core.ticket import TicketKey
from desktop.core.timer import TimerState
from desktop.demo.rest import Context, Reply
from desktop.demo.server import EmbeddedItop
from desktop.demo.verbs import CARNET_VERBS
from desktop.store.database import Database, open_database
from desktop.store.tickets import find_ticket
from desktop.sync.client import Login
from desktop.sync.engine import Engine
from desktop.sync.server import Failure, Pushed, Server
from desktop.sync.sign_in import connect, enter, try_sign_in
from desktop.system.secrets import RunSecrets
from desktop.work import overview, recording, timing
from desktop.work.desk import Desk
from tests.conftest import FakeClock

TICKETS = [TicketKey("UserRequest", 101), TicketKey("UserRequest", 102), TicketKey("Incident", 103)]
FAULTS = ["offline", "http-500", "html-200", "code-100", "code-1", "lose-answer", "garbage", "maintenance-503"]


class Crash(BaseException):
    """The process dies here."""


class Dying:
    """A server client whose process dies right before, or right after, a push."""

    def __init__(self, server: Server, moment: str) -> None:
        self._server, self._moment = server, moment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def push(self, payloads: Sequence[dict[str, Any]], desk: Mapping[str, Any]) -> Pushed | Failure:
        if self._moment == "after":
            self._server.push(payloads, desk)
        raise Crash


class Day(RuleBasedStateMachine):
    """``worked`` is what a person did: seconds by entry; ``replaced`` maps a correction to what it corrects."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.itop = self.stack.enter_context(EmbeddedItop(folder / "itop", sample="small"))
        self.profile = folder / "profile"
        # Weeks ago: the server's clock is the real one, and takes nothing from the future.
        self.clock = FakeClock(wall=int(sqlite3.connect(":memory:").execute("SELECT strftime('%s', 'now', '-40 days')").fetchone()[0]))
        self.secrets = RunSecrets()
        self.dying = ""
        self.worked: dict[str, int] = {}
        self.replaced: dict[str, str] = {}
        self.discarded: dict[str, int] = {}
        self.seconds: dict[str, int] = {}
        self.running: dict[str, int] = {}
        self.stopped_last: tuple[str, int] | None = None
        self.db: Database = open_database(self.profile / "carnet.sqlite")

    @initialize()
    def sign_in(self) -> None:
        login = Login(self.itop.user, self.itop.secret)
        found = try_sign_in(self.itop.url, login)
        assert isinstance(found, Account)
        account = enter(self.db, self.secrets, found, login)
        self._desk = Desk(self.db, self.clock, account)
        self.sync()

    def _connect(self, account: Account) -> Server | Failure:
        server = connect(account, self.secrets)
        return Dying(server, self.dying) if self.dying and not isinstance(server, Failure) else server  # type: ignore[return-value]

    @property
    def engine(self) -> Engine:
        return Engine(self.profile / "sync.lock", self._connect, random.Random(3))

    @rule(ticket=st.sampled_from(TICKETS))
    def start(self, ticket: TicketKey) -> None:
        timer = timing.start(self._desk, ticket)
        self.running.setdefault(timer.uid, 0)

    @rule(seconds=st.integers(1, 3600))
    def work(self, seconds: int) -> None:
        for line in overview.timer_lines(self._desk):
            if line.timer.state is TimerState.RUNNING:
                self.running[line.timer.uid] += seconds
        self.clock.pass_time(seconds)
        self.stopped_last = None

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def pause(self, data: st.DataObject) -> None:
        timing.pause(self._desk, data.draw(st.sampled_from(list(self.running))))

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        timing.resume(self._desk, data.draw(st.sampled_from(list(self.running))))

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        uid = data.draw(st.sampled_from(list(self.running)))
        state = next(line.timer.state for line in overview.timer_lines(self._desk) if line.timer.uid == uid)
        stopped = timing.stop(self._desk, uid, undo_seconds=timing.UNDO_SECONDS)
        self.worked[uid] = self.running.pop(uid)
        assert stopped.entry.worked_seconds == self.worked[uid]
        self.stopped_last = (uid, self.worked[uid]) if state is TimerState.RUNNING else None

    @precondition(lambda self: self.stopped_last)
    @rule()
    def undo(self) -> None:
        assert self.stopped_last is not None
        uid, seconds = self.stopped_last
        self.stopped_last = None
        if uid in self.replaced.values() or any(line.timer.ticket == self._ticket_of(uid) for line in overview.timer_lines(self._desk)):
            return
        try:
            timing.undo_stop(self._desk, uid)
        except UsageError:
            return
        del self.worked[uid]
        self.running[uid] = seconds

    def _ticket_of(self, uid: str) -> TicketKey | None:
        found = recording.outbox.find_entry(self.db, self._desk.account.id, uid)
        return found.entry.ticket if found else None

    @rule(ticket=st.sampled_from(TICKETS), seconds=st.integers(1, 7200))
    def add(self, ticket: TicketKey, seconds: int) -> None:
        found = find_ticket(self.db, self._desk.account.id, ticket)
        self.worked[recording.add(self._desk, found, "", seconds).uid] = seconds

    @precondition(lambda self: self.worked)
    @rule(data=st.data(), seconds=st.integers(1, 3600))
    def edit(self, data: st.DataObject, seconds: int) -> None:
        uid = data.draw(st.sampled_from(list(self.worked)))
        seconds = min(seconds, self.worked[uid])
        entry = recording.edit(self._desk, uid, worked_seconds=seconds)
        if entry.uid != uid:
            self.replaced[entry.uid] = uid
            self.seconds[uid] = self.worked.pop(uid)
        self.worked[entry.uid] = seconds

    @precondition(lambda self: self.worked)
    @rule(data=st.data())
    def discard(self, data: st.DataObject) -> None:
        uid = data.draw(st.sampled_from(list(self.worked)))
        try:
            recording.discard(self._desk, uid)
        except UsageError:
            return
        self.discarded[uid] = self.worked.pop(uid)
        if uid in self.replaced:
            # Without its correction the entry stands as it was.
            self.worked[self.replaced[uid]] = self.seconds[self.replaced[uid]]

    @precondition(lambda self: self.discarded)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        uid = data.draw(st.sampled_from(list(self.discarded)))
        original = self.replaced.get(uid)
        if original is None or original in self.worked:
            recording.restore(self._desk, uid)
            self.worked[uid] = self.discarded.pop(uid)
            self.worked.pop(original or "", None)

    @rule(fault=st.sampled_from(FAULTS), rate=st.sampled_from(["1", "0.5"]), seed=st.integers(0, 99))
    def break_server(self, fault: str, rate: str, seed: int) -> None:
        self.itop.set_faults([f"{fault}:{rate}:{seed}"])

    @rule()
    def mend_server(self) -> None:
        self.itop.set_faults([])
        self.itop.verbs["carnet/push"] = CARNET_VERBS["carnet/push"]

    @rule()
    def sync(self) -> None:
        self.engine.run_once(self._desk, impatient=True)
        self._follow()

    def _follow(self) -> None:
        """A correction of what iTop turned out not to have became the entry itself, under the first uid."""
        for uid in list(self.replaced):
            if recording.outbox.find_entry(self.db, self._desk.account.id, uid) is None:
                original = self.replaced.pop(uid)
                if uid in self.worked:
                    self.worked[original] = self.worked.pop(uid)

    @rule(reason=st.sampled_from(["ticket_gone", "read_only"]), seed=st.integers(0, 99))
    def refuse(self, reason: str, seed: int) -> None:
        """From now on iTop refuses, or puts off, every other row."""
        chance = random.Random(seed)
        honest = CARNET_VERBS["carnet/push"]

        def push(context: Context, data: Mapping[str, Any]) -> Reply:
            kept, answers = [], {}
            for row in data["entries"]:
                luck = chance.random()
                if luck < 0.5:
                    kept.append(row)
                else:
                    answers[row["uid"]] = {"status": "refused", "reason": reason} if luck < 0.8 else {"status": "later"}
            reply = honest(context, {**data, "entries": kept})
            reply["entries"] |= {uid: answer for uid, answer in answers.items() if not self._stored(uid)}
            return reply

        self.itop.verbs["carnet/push"] = push

    def _stored(self, uid: str) -> bool:
        with sqlite3.connect(self.itop.database) as server:
            found = server.execute("SELECT 1 FROM contract_time_entry WHERE uid = ?", (uid,)).fetchone()
        server.close()
        return found is not None

    @rule(moment=st.sampled_from(["before", "after"]))
    def crash_while_sending(self, moment: str) -> None:
        self.dying = moment
        try:
            self.engine.run_once(self._desk, impatient=True)
        except Crash:
            self.reopen()
        finally:
            self.dying = ""
        self._follow()

    @rule()
    def reopen(self) -> None:
        self.db.close()
        self.db = open_database(self.profile / "carnet.sqlite")
        self._desk = Desk(self.db, self.clock, self._desk.account)

    @rule()
    def retry_blocked(self) -> None:
        for line in overview.outbox_lines(self._desk):
            if line.row.state is OutboxState.BLOCKED:
                recording.retry(self._desk, line.row.entry.uid)

    @invariant()
    def the_server_never_holds_a_uid_twice(self) -> None:
        with sqlite3.connect(self.itop.database) as server:
            rows = server.execute("SELECT uid FROM contract_time_entry GROUP BY uid HAVING count(*) > 1").fetchall()
        server.close()
        assert rows == []

    def teardown(self) -> None:
        try:
            if hasattr(self, "_desk"):
                self._evening()
        finally:
            self.db.close()
            self.stack.close()

    def _evening(self) -> None:
        """The server is well again, everything goes out, and iTop holds what was worked."""
        self.mend_server()
        for _ in range(8):
            self.clock.pass_time(60)
            self.retry_blocked()
            self.sync()
        assert overview.outbox_lines(self._desk) == []
        with sqlite3.connect(self.itop.database) as server:
            sql = "SELECT uid, worked_seconds FROM contract_time_entry WHERE state NOT IN ('reversed', 'reversal')"
            stored = dict(server.execute(sql).fetchall())
            total = server.execute("SELECT coalesce(sum(worked_seconds), 0) FROM contract_time_entry").fetchone()[0]
        server.close()
        # A correction behind a refused original goes alone, under its own uid: the model is the same.
        assert stored == self.worked
        assert total == sum(self.worked.values())
        for line in overview.contract_lines(self._desk):
            assert line.waiting == 0


TestDay = Day.TestCase
TestDay.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
