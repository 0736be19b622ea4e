"""Start, pause, resume, stop, undo: the keys of the timer bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.core.counting import asks_person
from desktop.core.entry import Entry
from desktop.core.ticket import TicketKey
from desktop.core.timer import TimerState, worked_seconds
from desktop.store.tickets import find_ticket
from desktop.store.timers import find_timer
from desktop.ui.i18n import tr
from desktop.ui.stage import Stage
from desktop.ui.stop_questions import StopQuestions
from desktop.ui.viewmodels import stopped_notice
from desktop.work import recording, timing
from desktop.work.overlapping import overlap_with
from desktop.work.timing import UNDO_SECONDS, Stopped

ASK_SECONDS = 60
"""How long a stop that may not have been meant is kept here, asking."""


class TimerActions(QObject):
    """Each is one use case, then a refresh."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self.questions = StopQuestions(stage, self._on_decided, self.undo)
        window = stage.window
        window.timer_bar.stop_asked.connect(self.stop)
        window.timer_bar.pause_asked.connect(self.pause_or_resume)
        window.timer_bar.chip_chosen.connect(self.take_chip)
        window.timer_bar.described.connect(self.describe)
        window.tickets.toggled.connect(self.toggle)
        window.pane.start_asked.connect(self._on_pane)
        window.contract.chosen.connect(self.choose_contract)
        window.notice.undone.connect(self.undo)
        window.notice.discarded.connect(self.discard)

    @Slot(object)
    def start(self, key: TicketKey | None, text: str = "") -> None:
        """Run a timer on a ticket, or on words; what ran before pauses, unless several may run."""
        stage = self._stage
        ticket = find_ticket(stage.desk().db, stage.desk().account.id, key) if key else None
        # The reference stays with the entry, for the day on which the ticket is gone.
        text = ticket.ref if ticket else text
        stage.window.timer_bar.keep_description()

        def act() -> None:
            timer = timing.start(stage.desk(), key, text)
            stage.current = timer.uid
            stage.selected = key or stage.selected

        if stage.attempt(act):
            stage.refresh()
            self._say(tr("{name} runs"), stage.current)
            stage.worker.wake()

    @Slot(object)
    def toggle(self, key: TicketKey) -> None:
        """The sign at a row's end: pause what runs, start what does not."""
        assert self._stage.snapshot is not None
        line = self._stage.snapshot.timer_of(key)
        if line is not None and line.timer.state is TimerState.RUNNING:
            self._pause(line.timer.uid)
        else:
            self.start(key)

    @Slot()
    def pause_or_resume(self) -> None:
        timer = self._stage.timer()
        if timer is None:
            return
        if timer.state is TimerState.RUNNING:
            self._pause(timer.uid)
        else:
            self.resume(timer.uid)

    def _pause(self, uid: str) -> None:
        self._stage.window.timer_bar.keep_description()
        if self._stage.attempt(lambda: timing.pause(self._stage.desk(), uid)):
            self._stage.refresh()
            self._say(tr("{name} is paused"), uid)

    def resume(self, uid: str) -> None:
        """A paused timer goes on."""
        stage = self._stage
        stage.window.timer_bar.keep_description()
        if stage.attempt(lambda: timing.resume(stage.desk(), uid)):
            stage.current = uid
            timer = next((line.timer for line in stage.snapshot.timers if line.timer.uid == uid), None) if stage.snapshot else None
            stage.selected = timer.ticket if timer and timer.ticket else stage.selected
            stage.refresh()
            self._say(tr("{name} runs again"), uid)

    @Slot(str)
    def take_chip(self, uid: str) -> None:
        """A paused timer goes on; one that runs beside the one in the bar takes its place there."""
        stage = self._stage
        line = next((line for line in stage.snapshot.timers if line.timer.uid == uid), None) if stage.snapshot else None
        if line is not None and line.timer.state is TimerState.RUNNING:
            stage.current = uid
            stage.refresh()
        else:
            self.resume(uid)

    @Slot()
    def stop(self) -> None:
        """Recorded at once, with ten seconds to undo, longer where so little was worked that it may not have been meant.

        A form appears only where a person must decide; the entry is kept whatever becomes of it.
        """
        stage = self._stage
        stage.window.timer_bar.keep_description()
        timer = stage.timer()
        if timer is None:
            return
        stage.window.notice.note_focus()
        done: list[Stopped] = []
        seconds = ASK_SECONDS if asks_person(worked_seconds(timer, stage.session.clock.now())) else UNDO_SECONDS
        if stage.attempt(lambda: done.append(timing.stop(stage.desk(), timer.uid, undo_seconds=seconds))):
            stage.current = ""
            stage.refresh()
            if not self.questions.ask(done[0].entry):
                self._tell(done[0].entry)
            stage.worker.wake()

    def _tell(self, entry: Entry) -> None:
        """What was recorded, with the time to undo it."""
        stage = self._stage
        desk = stage.desk()
        ticket = find_ticket(desk.db, desk.account.id, entry.ticket) if entry.ticket else None
        ref = ticket.ref if ticket else entry.text
        seconds = ASK_SECONDS if asks_person(entry.worked_seconds) else UNDO_SECONDS
        stage.window.notice.show_view(stopped_notice(entry, ref, overlap_with(desk, entry)), seconds)
        stage.window.notice.take_focus()

    def _on_decided(self, entry: Entry) -> None:
        self._stage.refresh()
        self._tell(entry)
        self._stage.worker.wake()

    @Slot(str)
    def undo(self, uid: str) -> None:
        """As if the stop had not happened; what was started since pauses. Time added without a timer is discarded."""
        stage = self._stage
        desk = stage.desk()
        if find_timer(desk.db, desk.account.id, uid) is None:
            self.discard(uid)
            return

        def act() -> None:
            timing.undo_stop(desk, uid)
            timing.resume(desk, uid)

        if stage.attempt(act):
            stage.current = uid
            self._say(tr("{name} runs again"), uid)
        stage.refresh()

    @Slot(str)
    def discard(self, uid: str) -> None:
        """It was not meant."""
        self._stage.attempt(lambda: recording.discard(self._stage.desk(), uid))
        self._stage.refresh()

    @Slot(str, str, int)
    def describe(self, uid: str, comment: str, activity_id: int) -> None:
        stage = self._stage
        if stage.attempt(lambda: timing.describe(stage.desk(), uid, comment=comment, activity_id=activity_id)):
            stage.refresh()

    @Slot(int)
    def choose_contract(self, contract_id: int) -> None:
        """For the timer of the ticket in the middle."""
        stage = self._stage
        line = stage.snapshot.timer_of(stage.selected) if stage.snapshot and stage.selected else None
        if line is not None:
            stage.attempt(lambda: timing.choose_contract(stage.desk(), line.timer.uid, contract_id))
            stage.refresh()

    def _on_pane(self) -> None:
        if self._stage.selected is not None:
            self.start(self._stage.selected)

    def _say(self, sentence: str, uid: str) -> None:
        """Have a screen reader tell what became of a timer."""
        lines = self._stage.snapshot.timers if self._stage.snapshot else []
        line = next((line for line in lines if line.timer.uid == uid), None)
        if line is not None:
            name = f"{line.ref}, {line.ticket.title}" if line.ticket else line.timer.text or tr("No ticket yet")
            self._stage.announcer.say(sentence.format(name=name))
