"""Fills the working list: asks the reader for numbers, iTop for what is not kept here, and keeps what a person chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.core.changes import Changes
from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.store.database import Database
from desktop.store.listing import Listed, Question, count_scopes, key_numbers, list_numbers, listed_rows
from desktop.store.tickets import ticket_number
from desktop.sync.report import Report
from desktop.ui import formats
from desktop.ui.i18n import tr, trn
from desktop.ui.list_model import SECTION
from desktop.ui.patching import Step, patch
from desktop.ui.reader import Answer
from desktop.ui.stage import Stage
from desktop.ui.ticket_rows import SectionRow, TicketRow, listed_row

if TYPE_CHECKING:
    from desktop.sync.server import Failure, Server
    from desktop.work.desk import Desk

KIND = "list"
"""The kind of question that the reader is asked here."""
ITOP_MILLISECONDS = 500
"""How long nothing must be typed before iTop is asked, too."""
SHORTEST = 3
"""Letters below which iTop is not asked by itself: it would name half of its tickets."""


@record
class ListAnswer:
    """``numbers`` are the tickets kept here, after :data:`SECTION` those that only iTop named; ``steps`` lead there from ``base``."""

    question: Question
    base: list[int]
    numbers: list[int]
    steps: list[Step] | None
    counts: dict[str, int]
    here: int


@record
class Found:
    """What iTop named for a search. ``problem`` is set where it could not be asked."""

    text: str
    keys: tuple[TicketKey, ...] = ()
    problem: bool = False


def read_list(db: Database, question: Question, shown: Question | None, base: list[int]) -> ListAnswer:
    """The list for ``question``, and how to get there from ``base``, which ``shown`` asked for."""
    numbers = list_numbers(db, question)
    here = len(numbers)
    if question.search.strip():
        only_itop = key_numbers(db, question.account, question.found)
        known = set(numbers)
        if question.same_list(shown):
            # What stood here already keeps its place, whatever iTop sent meanwhile: nothing jumps under the pointer.
            before = base[: base.index(SECTION)] if SECTION in base else base
            stay = [number for number in before if number in known]
            only_itop = [*only_itop, *(number for number in numbers if number not in set(stay))]
            numbers = stay
        standing = set(numbers)
        more = [number for number in dict.fromkeys(only_itop) if number not in standing]
        here = len(numbers)
        numbers = [*numbers, SECTION, *more] if more else numbers
    steps = patch(base, numbers) if question.same_list(shown) else None
    counts = count_scopes(db, question.account, question.person_id, question.teams)
    return ListAnswer(question, base, numbers, steps, counts, here)


class ListFeed(QObject):
    """One per window. ``scope``, ``sort`` and height of rows are remembered in the settings."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage, bridge = stage, stage.bridge
        settings = stage.session.settings
        self._scope, self._sort = settings.list_scope, settings.list_sort
        self._search = ""
        self._found = Found("")
        self._asking = ""
        self._go_down = False
        self._shown: Question | None = None
        self.answers = 0
        """How many lists were shown."""
        self._over = False
        self._later = QTimer(self, singleShot=True, interval=ITOP_MILLISECONDS)
        tickets = stage.window.tickets
        tickets.model.provide(self._read_page, self._make_row)
        tickets.search_changed.connect(self._on_search)
        tickets.search_sent.connect(self._on_sent)
        tickets.scope_changed.connect(self._on_scope)
        tickets.sort_changed.connect(self._on_sort)
        tickets.rows_changed.connect(self._on_rows)
        self._later.timeout.connect(self._ask_itop)
        bridge.read.connect(self._on_read)
        bridge.searched.connect(self._on_searched)
        bridge.reported.connect(self._on_report)

    def refresh(self) -> None:
        """Read the list again."""
        snapshot = self._stage.snapshot
        if snapshot is None:
            return
        account = snapshot.desk.account
        first = tuple(line.timer.ticket for line in snapshot.timers if line.timer.ticket is not None)
        balances: tuple[tuple[int, int], ...] = ()
        if self._sort == "balance":
            # Without what runs: a list that re-sorts itself every minute cannot be read.
            known = snapshot.contracts.items()
            balances = tuple(
                (number, line.contract.indicators.balance - line.waiting) for number, line in known if line.contract.indicators
            )
        question = Question(
            account.id, self._scope, self._search, self._sort, account.person_id, account.teams, first, balances,
            self._found.keys if self._found.text == self._search else (),
        )  # fmt: skip
        shown, base = self._shown, self._stage.window.tickets.model.numbers()
        self._stage.reader.ask(KIND, lambda db: read_list(db, question, shown, base))

    def stop(self) -> None:
        """The window goes: what is still answered is not shown."""
        self._over = True
        self._later.stop()

    def forget_rows(self, *, tickets: bool = False) -> None:
        """Rows in view are made anew; with ``tickets`` the list is read anew, too."""
        self._stage.window.tickets.model.forget_rows(tickets=tickets)
        if tickets:
            self.refresh()

    def show_selected(self) -> None:
        """Select in the list what the window shows."""
        snapshot, key = self._stage.snapshot, self._stage.selected
        if snapshot is None or key is None:
            return
        number = ticket_number(snapshot.desk.db, snapshot.desk.account.id, key)
        self._stage.window.tickets.select(number or -1)

    def _read_page(self, numbers: Sequence[int]) -> list[Listed]:
        snapshot = self._stage.snapshot
        return listed_rows(snapshot.desk.db, numbers) if snapshot else []

    def _make_row(self, listed: Listed) -> TicketRow:
        assert self._stage.snapshot is not None
        return listed_row(self._stage.snapshot, listed)

    # What the threads answer

    @Slot(object)
    def _on_read(self, answer: Answer) -> None:
        if self._over or answer.kind != KIND or not isinstance(answer.result, ListAnswer) or self._stage.snapshot is None:
            return
        result, tickets = answer.result, self._stage.window.tickets
        if result.question.account != self._stage.snapshot.desk.account.id:
            return
        same = result.question.same_list(self._shown)
        steps = result.steps if same else None
        if same and result.base is not tickets.model.numbers():
            steps = patch(tickets.model.numbers(), result.numbers)
        self._shown = result.question
        self.answers += 1
        tickets.model.show_section(SectionRow(tr("Also in iTop"), trn("{count} more", "{count} more", self._more(result.numbers))))
        tickets.show_numbers(result.numbers, steps, self._empty(result.question))
        tickets.show_counts(result.counts)
        self._show_status(result)
        self._choose_first()
        self.show_selected()
        if self._go_down and result.question.search == self._search:
            self._go_down = False
            tickets.focus_rows()

    @staticmethod
    def _more(numbers: list[int]) -> int:
        return len(numbers) - numbers.index(SECTION) - 1 if SECTION in numbers else 0

    def _choose_first(self) -> None:
        """At the start: the ticket of the running timer, else the one that was shown last, else the first."""
        stage = self._stage
        if stage.selected is not None or stage.snapshot is None:
            return
        running = next((line.timer.ticket for line in stage.snapshot.timers if line.timer.ticket), None)
        last = _key_from(stage.session.settings.last_ticket)
        db, account = stage.snapshot.desk.db, stage.snapshot.desk.account.id
        if last is not None and ticket_number(db, account, last) is None:
            last = None
        model = stage.window.tickets.model
        key = running or last or (model.key(0) if model.rowCount() else None)
        if key is not None:
            stage.select(key)

    def _empty(self, question: Question) -> str:
        snapshot = self._stage.snapshot
        text = question.search.strip()
        if text and snapshot is not None and snapshot.offline:
            return tr("Nothing kept here for “{text}”. iTop is asked when it is there again.", text=text)
        if text and (self._asking == question.search or self._will_ask()):
            return tr("Nothing kept here for “{text}”. Asking iTop…", text=text)
        if text:
            return tr("Nothing for “{text}”, neither here nor in iTop.", text=text)
        if snapshot is not None and snapshot.connection.synced_at == 0:
            return tr("Reading tickets from iTop…")
        return tr("No ticket here. Search finds every ticket you may see.")

    def _show_status(self, result: ListAnswer) -> None:
        tickets, question = self._stage.window.tickets, result.question
        if not question.search.strip():
            count = result.counts[question.scope if question.scope in result.counts else "mine"]
            words = {
                "mine": trn("{count} open ticket of yours", "{count} open tickets of yours", count),
                "team": trn("{count} open ticket in your teams", "{count} open tickets in your teams", count),
                "recent": tr("Opened here lately"),
            }
            tickets.show_status(words.get(question.scope, trn("{count} ticket kept here", "{count} tickets kept here", count)))
            return
        here = trn("{count} ticket found here", "{count} tickets found here", result.here)
        snapshot = self._stage.snapshot
        if snapshot is not None and snapshot.offline:
            since = formats.clock_time(snapshot.connection.since)
            tickets.show_status(tr("{here} · offline since {time}: iTop not asked", here=here, time=since), "warn")
        elif self._asking == question.search or self._will_ask():
            tickets.show_status(tr("{here} · asking iTop…", here=here))
        elif self._found.text == question.search and self._found.problem:
            tickets.show_status(tr("{here} · iTop could not be asked", here=here), "warn")
        elif self._found.text == question.search:
            more = self._more(result.numbers)
            tickets.show_status(
                tr("{here} · {more} more in iTop", here=here, more=more) if more else tr("{here} · no more in iTop", here=here)
            )
        else:
            tickets.show_status(here)

    # What a person does

    def _on_search(self, text: str) -> None:
        if text == self._search:
            return
        self._search = text
        self._go_down = False
        self._later.stop()
        if self._will_ask():
            self._later.start()
        self.refresh()

    def _will_ask(self) -> bool:
        snapshot = self._stage.snapshot
        wanted = len(self._search.strip()) >= SHORTEST and self._found.text != self._search
        return wanted and snapshot is not None and not snapshot.offline

    def _on_sent(self, text: str) -> None:
        """Enter: iTop is asked at once, and the first ticket of the answer can be opened."""
        self._on_search(text)
        if self._found.text != text:
            self._later.stop()
            self._ask_itop()
        if self._shown is not None and self._shown.search == text:
            self._stage.window.tickets.focus_rows()
        else:
            self._go_down = True

    @Slot()
    def _ask_itop(self) -> None:
        text, bridge = self._search, self._stage.bridge
        if not text.strip() or self._asking == text:
            return
        self._asking = text

        def ask(server: Server, desk: Desk) -> Changes | Failure:
            if self._asking != text:
                # Typed on meanwhile: the answer would be looked at by nobody.
                return Changes.NONE
            keys: list[TicketKey] = []
            changed = server.search(desk.db, desk.account, text.strip(), keys)
            bridge.give_search(Found(text, tuple(keys), problem=not isinstance(changed, Changes)))
            return changed

        self._stage.worker.ask(ask)

    @Slot(object)
    def _on_searched(self, found: Found) -> None:
        if self._over:
            return
        if found.text == self._asking:
            self._asking = ""
        if found.text == self._search:
            self._found = found
            self.refresh()

    @Slot(object)
    def _on_report(self, report: Report) -> None:
        """iTop could not even be reached."""
        if report.reading and report.problem and self._asking and self._asking == self._search:
            self._on_searched(Found(self._asking, problem=True))

    def _on_scope(self, scope: str) -> None:
        self._scope, self._search = scope, ""
        self._later.stop()
        self._stage.session.change_settings(list_scope=scope)
        self.refresh()

    def _on_sort(self, sort: str) -> None:
        self._sort = sort
        self._stage.session.change_settings(list_sort=sort)
        self.refresh()

    def _on_rows(self, comfortable: bool) -> None:
        self._stage.session.change_settings(list_comfortable=comfortable)


def _key_from(text: str) -> TicketKey | None:
    """A ticket out of the settings ("UserRequest::482")."""
    cls, _, number = text.partition("::")
    return TicketKey(cls, int(number)) if cls and number.isdigit() else None
