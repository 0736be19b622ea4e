"""What a fixture is made with: a prepared file, a clock that stands still at one moment, and what to do once the window is open."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop.core.clock import Instant
from desktop.core.device import Device
from desktop.core.outbox import OutboxState
from desktop.core.ticket import Ticket
from desktop.core.timer import Gap
from desktop.store import outbox
from desktop.store.contracts import find_contract, save_contract
from desktop.store.database import Database
from desktop.store.devices import save_devices
from desktop.store.tickets import find_ticket
from desktop.store.timers import find_timer, save_timer
from desktop.sync.connection import note_problem
from desktop.work import recording, timing
from desktop.work.desk import Desk
from tests.gallery.sample import MINUTE, NOW, key_of

if TYPE_CHECKING:
    from desktop.app import Application


@dataclass
class SceneClock:
    """Both clocks of a machine; they only move to another moment of the story."""

    wall: int = NOW

    def now(self) -> Instant:
        return Instant(self.wall, float(self.wall - NOW + 10_000_000), "gallery")


@dataclass
class Scene:
    """Methods write what a person would have done at a moment before the picture; :meth:`then` acts in the open window."""

    desk: Desk
    clock: SceneClock
    language: str
    acts: list[Callable[[Application], None]] = field(default_factory=list)
    acts_at_each_size: list[Callable[[Application], None]] = field(default_factory=list)
    selected: str = ""

    @property
    def db(self) -> Database:
        return self.desk.db

    def then(self, act: Callable[[Application], None]) -> None:
        """Do ``act`` in the open window before its picture is taken."""
        self.acts.append(act)

    def then_at_each_size(self, act: Callable[[Application], None]) -> None:
        """The same each time the window was given another size."""
        self.acts_at_each_size.append(act)

    def devices(self, *told: tuple[int, int, int]) -> None:
        """Devices that a lead sees: entries and minutes that wait, and hours since each was seen."""
        devices = [
            Device("Nadia Benali", f"PC-{place}", NOW - hours * 60 * MINUTE, number, minutes * MINUTE)
            for place, (number, minutes, hours) in enumerate(told, 1)
        ]
        with self.db.transaction():
            save_devices(self.db, self.desk.account.id, devices)

    def ticket(self, name: str) -> Ticket:
        found = find_ticket(self.db, self.desk.account.id, key_of(name))
        assert found is not None
        return found

    def select(self, name: str) -> None:
        """The ticket in the middle."""
        self.selected = name

    def say(self, english: str, french: str) -> str:
        """What a person typed, in the language of the picture."""
        return french if self.language == "fr" else english

    def start(self, name: str, *, ago: float, text: str = "", comment: str = "", several: bool = False) -> str:
        """A timer started ``ago`` minutes before the picture, on a ticket or (with an empty name) on words. Its uid."""
        with self.at(ago) as desk:
            uid = timing.start(replace(desk, several_timers=several), key_of(name) if name else None, text).uid
            timing.describe(desk, uid, comment=comment, activity_id=1 if comment else 0)
        self.selected = name or self.selected
        return uid

    def stop(self, uid: str, *, ago: float) -> None:
        with self.at(ago) as desk:
            timing.stop(desk, uid)

    def pause(self, uid: str, *, ago: float) -> None:
        with self.at(ago) as desk:
            timing.pause(desk, uid)

    def worked(self, name: str, minutes: float, *, ago: float, comment: str = "", text: str = "") -> str:
        """An entry of ``minutes`` that ended ``ago`` minutes before the picture, waiting to be sent. Its uid."""
        ticket = self.ticket(name) if name else None
        end = NOW - int(ago * MINUTE)
        with self.at(ago) as desk:
            return recording.add(desk, ticket, text, int(minutes * MINUTE), ended_at=end, comment=comment, activity_id=1).uid

    def move(self, uid: str, state: OutboxState, reason: str = "", *, sent: float | None = None) -> None:
        """Put an entry into a state of the outbox; ``sent`` is how many minutes before the picture it left."""
        with self.db.transaction():
            if sent is not None:
                outbox.mark_sending(self.db, [(uid, {"uid": uid})], NOW - int(sent * MINUTE))
            outbox.set_state(self.db, uid, state, NOW, reason=reason)

    def gap(self, uid: str, *, ago: float, minutes: float) -> None:
        """``minutes`` that nobody watched, which began ``ago`` minutes before the picture, still to be answered."""
        timer = find_timer(self.db, self.desk.account.id, uid)
        assert timer is not None
        start = NOW - int(ago * MINUTE)
        seconds = int(minutes * MINUTE)
        mark = SceneClock(start + seconds).now()
        worked = start - timer.started_at
        with self.db.transaction():
            save_timer(
                self.db,
                self.desk.account.id,
                replace(timer, gaps=(Gap(start, start + seconds, seconds),), mark=mark, worked_before=worked),
            )

    def problem(self, reason: str, *, ago: float, online: bool = False) -> None:
        """What is wrong with the connection, since ``ago`` minutes before the picture."""
        with self.db.transaction():
            note_problem(self.db, NOW - int(ago * MINUTE), reason, "", random.Random(1), online=online, login=reason == "login")

    def forget(self, *tables: str) -> None:
        """As if nothing of this had been read yet."""
        with self.db.transaction():
            for table in tables:
                self.db.write(f"DELETE FROM {table}")

    def never_synchronised(self) -> None:
        """As right after the first sign-in."""
        self.forget("tickets", "contracts", "provisions", "book", "activities")
        with self.db.transaction():
            self.db.set_meta("connection", "")

    def change_contract(self, number: int, **facts: object) -> None:
        """Another fact about a contract of the table."""
        contract = find_contract(self.db, self.desk.account.id, number)
        assert contract is not None
        with self.db.transaction():
            save_contract(self.db, self.desk.account.id, replace(contract, **facts))  # type: ignore[arg-type]

    def meta(self, name: str, value: object) -> None:
        with self.db.transaction():
            self.db.set_meta(name, json.dumps(value))

    def at(self, ago: float) -> _Moment:
        return _Moment(self, NOW - round(ago * MINUTE))


@dataclass
class _Moment:
    """Within it the clock stands at another moment."""

    scene: Scene
    wall: int

    def __enter__(self) -> Desk:
        self.scene.clock.wall = self.wall
        return self.scene.desk

    def __exit__(self, *_: object) -> None:
        self.scene.clock.wall = NOW
