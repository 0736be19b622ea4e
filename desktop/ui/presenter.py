"""Between window and use cases: what a person does becomes a use case, what changed becomes what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot

from desktop.core.changes import Changes
from desktop.core.ticket import TicketKey
from desktop.core.timer import TICK_EVERY, worked_seconds
from desktop.store.listing import count_kept
from desktop.store.tickets import find_ticket
from desktop.sync.report import Report
from desktop.sync.worker import Worker
from desktop.ui import formats, texts
from desktop.ui.account_actions import AccountActions
from desktop.ui.announce import Announcer
from desktop.ui.bridge import Bridge
from desktop.ui.command_actions import CommandActions
from desktop.ui.contract_views import contract_card
from desktop.ui.gap_actions import GapActions
from desktop.ui.i18n import tr
from desktop.ui.later import Later
from desktop.ui.list_feed import ListFeed
from desktop.ui.looking import Looking
from desktop.ui.main_window import MainWindow
from desktop.ui.reader import Reader
from desktop.ui.session import Session
from desktop.ui.settings_actions import SettingsActions
from desktop.ui.snapshot import Snapshot, read_snapshot
from desktop.ui.stage import EVERYTHING, Stage
from desktop.ui.state_views import login_question, middle_state
from desktop.ui.strip_views import gap_question, over_balance
from desktop.ui.ticket_files import TicketFiles
from desktop.ui.ticket_views import ticket_view
from desktop.ui.timer_actions import TimerActions
from desktop.ui.viewmodels import counts_text, current_line, live_timer, status_bar, timer_bar
from desktop.work import overview, timing
from desktop.work.books import Books
from desktop.work.showing import take_for_window

if TYPE_CHECKING:
    from desktop.ui.contract_actions import ContractActions
    from desktop.ui.entry_actions import EntryActions
    from desktop.ui.outbox_page import OutboxPage
    from desktop.ui.picking import TicketPicker

POLL_MILLISECONDS = 500
"""How often to look whether the command line or the worker has written."""


class Presenter(Stage):
    """One per window."""

    rebuild_asked = Signal()

    def __init__(self, session: Session, worker: Worker, bridge: Bridge, reader: Reader) -> None:
        super().__init__(session, worker, bridge, reader)
        self._books = Books()
        self.runs = 0
        self._over = False
        self._version = session.db.version()
        self._second = QTimer(self, interval=1000)
        self._beat = QTimer(self, interval=TICK_EVERY * 1000)
        self._poll = QTimer(self, interval=POLL_MILLISECONDS)
        bridge.reported.connect(self.on_report)
        bridge.running.connect(self.on_running)

    def attach(self, window: MainWindow) -> None:
        """Take ``window`` and show how things stand."""
        self.window = window
        self.announcer = Announcer(window)
        self.timers = TimerActions(self)
        self._picker = Later(self._make_picker)
        self.gaps = GapActions(self, self._picker)
        self._contracts = Later(self._make_contracts)
        self._entries = Later(self._make_entries)
        self.accounts = AccountActions(self)
        self.settings = SettingsActions(self)
        self.settings.rebuild_asked.connect(self.rebuild_asked)
        self.commands = CommandActions(self, self.timers, self.gaps, self._contracts, self.settings, self.accounts)
        self.list = ListFeed(self)
        self.looking = Looking(self)
        self.files = TicketFiles(self)
        self.looking.opened.connect(self.files.look)
        self.files.changed.connect(self._show_ticket)
        for view in (window.pane.description, window.pane.log):
            view.set_pictures(self.files.picture_path)
            view.picture_asked.connect(self.files.load_picture)
        window.pane.files.acted.connect(self.files.act)
        window.pane.copy_asked.connect(self._on_copy)
        window.pane.read_asked.connect(self._on_read_again)
        window.timer_bar.switch_asked.connect(self.commands.open_palette)
        window.timer_bar.comment.returnPressed.connect(window.tickets.focus_rows)
        window.notice.left.connect(window.tickets.view.setFocus)
        window.notice.said.connect(self._on_said)
        tickets = window.tickets
        tickets.selected.connect(self.select)
        tickets.opened.connect(self._on_opened)
        window.page_changed.connect(self._show_page)
        window.status.outbox_asked.connect(self._on_outbox)
        window.status.sync_asked.connect(self.synchronise)
        window.status.cancel_asked.connect(self.worker.cancel)
        window.desk.state.acted.connect(self.commands.run)
        window.login_strip.asked.connect(self._on_sign_in_again)
        window.contract.figure_asked.connect(lambda *asked: self.contracts.on_figure(*asked))
        window.contract.book_asked.connect(lambda *asked: self.contracts.on_card_book(*asked))
        window.contract.hours_asked.connect(lambda *asked: self.contracts.on_hours(*asked))
        window.notice.details_asked.connect(lambda uid: self.entries.edit(uid))
        for panel in (window.later.contracts, window.later.docked):
            panel.then(lambda made: self.contracts.wire(made))
        window.later.outbox.then(self._wire_outbox)
        self._second.timeout.connect(self.on_second)
        self._beat.timeout.connect(self.on_beat)
        self._poll.timeout.connect(self.on_poll)
        self.on_beat()
        for made in (self._second, self._beat, self._poll):
            made.start()

    @property
    def picker(self) -> TicketPicker:
        return self._picker.get()

    @property
    def contracts(self) -> ContractActions:
        return self._contracts.get()

    @property
    def entries(self) -> EntryActions:
        return self._entries.get()

    def _make_picker(self) -> TicketPicker:
        from desktop.ui.picking import TicketPicker

        return TicketPicker(self)

    def _make_contracts(self) -> ContractActions:
        from desktop.ui.contract_actions import ContractActions

        return ContractActions(self)

    def _make_entries(self) -> EntryActions:
        from desktop.ui.entry_actions import EntryActions

        return EntryActions(self, self._picker)

    def _wire_outbox(self, page: OutboxPage) -> None:
        page.sync_asked.connect(self.synchronise)
        self.entries.wire(page)

    def detach(self) -> None:
        """Stop everything that moves; what is being typed is kept. Reports under way are no longer shown."""
        self._over = True
        self.window.timer_bar.keep_description()
        self.list.stop()
        self.looking.look_away()
        for made in (self._second, self._beat, self._poll):
            made.stop()
        # What a field still has to say of its last letters finds nothing to look in.
        self.snapshot = None

    def leave(self) -> None:
        """The program ends: timers run on, watched by nobody."""
        self.detach()
        desk = self.session.desk()
        if desk is not None:
            timing.heartbeat(desk, watched=False)

    # What is shown

    def refresh(self, changed: Changes = EVERYTHING) -> None:
        """Show how things stand; ``changed`` spares the work for what did not change."""
        desk = self.session.desk()
        self.window.show_sign_in(desk is None or self.accounts.adding)
        self.accounts.show()
        if desk is None:
            self.snapshot, self.live = None, None
            return
        snapshot = self.snapshot = read_snapshot(desk, self._books)
        self._show_timers(snapshot)
        if changed & (Changes.TICKETS | Changes.ACCOUNT):
            self.list.forget_rows(tickets=True)
        else:
            self.list.forget_rows()
        self.list.show_selected()
        self._show_ticket()
        self.window.login_strip.show_view(login_question(snapshot))
        status = status_bar(snapshot)
        self.window.status.show_view(status)
        self.window.show_badge(status.badge)
        self._show_page()
        if self._picker.built is not None:
            self._picker.built.on_refreshed()
        self.commands.on_refreshed()

    @Slot()
    def _show_page(self) -> None:
        """Fill the page in front; the others are filled when they come there."""
        snapshot, page = self.snapshot, self.window.page()
        if snapshot is None:
            return
        if self._contracts.built is not None:
            self._contracts.built.show(snapshot)
        if page == "outbox":
            confirmed = overview.confirmed_today(snapshot.desk)
            from desktop.ui.outbox_views import outbox_rows, outbox_summary

            self.window.outbox.show_rows(outbox_rows(snapshot, confirmed), outbox_summary(snapshot) or status_bar(snapshot).text)

    def _show_timers(self, snapshot: Snapshot) -> None:
        line = current_line(snapshot.timers, self.current)
        self.current = line.timer.uid if line else ""
        self.live = live_timer(snapshot, line) if line else None
        self.window.timer_bar.show_view(timer_bar(snapshot, line))
        self.window.gap_strip.show_view(gap_question(snapshot))
        self.window.over_strip.show_view(over_balance(snapshot, line))
        self._show_time()

    def _show_time(self) -> None:
        if self.live is None:
            return
        now = self.session.clock.now()
        text, counted = counts_text(self.live, now)
        self.window.timer_bar.show_time(formats.running_clock(worked_seconds(self.live.timer, now)), text)
        self._counted_now = counted

    _counted_now = 0

    @Slot()
    def _show_ticket(self) -> None:
        snapshot = self.snapshot
        if snapshot is None:
            return
        ticket = find_ticket(snapshot.desk.db, snapshot.desk.account.id, self.selected) if self.selected else None
        if ticket is not None:
            self.looking.look_at(ticket.key)
        running = ticket is not None and self.live is not None and self.live.timer.ticket == ticket.key and self.is_running()
        view = ticket_view(snapshot, ticket, self.looking.since, self.files.pictures()) if ticket else None
        self.window.pane.show_view(view, running=running)
        self.window.pane.show_files(self.files.rows(ticket.key) if ticket else ())
        contract = contract_card(snapshot, ticket)
        self.window.contract.show_view(contract, self.session.clock.now().wall)
        self.window.desk.strip.show_view(contract)
        kept = count_kept(snapshot.desk.db, snapshot.desk.account.id) if ticket is None else 0
        self.window.desk.show_state(middle_state(snapshot, kept) if ticket is None else None)

    # What happens by itself

    @Slot()
    def on_second(self) -> None:
        """Only the clock moves, unless what it counts as changed."""
        before = self._counted_now
        self._show_time()
        self.window.contract.show_age(self.session.clock.now().wall)
        if self.live is not None and self._counted_now // 60 != before // 60:
            self.refresh(Changes.TIMERS)

    @Slot()
    def on_beat(self) -> None:
        """Bring running timers up to now; a gap becomes a question."""
        desk = self.session.desk()
        if desk is not None:
            self.attempt(lambda: timing.heartbeat(desk) and None)
        self.refresh(EVERYTHING if self.snapshot is None else Changes.TIMERS)

    @Slot()
    def on_poll(self) -> None:
        """Somebody else wrote into the local file: the command line, or the worker."""
        version = self.session.db.version()
        if version != self._version:
            self._version = version
            self._follow(EVERYTHING)
            self.show_left()

    def _follow(self, changed: Changes) -> None:
        """Show what happened by itself, and tell what of it needs a person: the poll may see it before the report says it."""
        before = self.snapshot.counts.needs_person if self.snapshot else 0
        self.refresh(changed)
        if self.snapshot is not None and self.snapshot.counts.needs_person > before:
            self.announcer.say(self.window.status.text.text(), urgent=True)

    def show_left(self) -> None:
        """What another start left to be shown; the window comes to the front for it."""
        left = take_for_window(self.session.db)
        if left is None:
            return
        if self.snapshot is not None:
            if left.trouble:
                self.window.notice.show_message(texts.link_trouble(left))
            elif left.key is not None and find_ticket(self.session.db, self.snapshot.desk.account.id, left.key) is not None:
                self.open_ticket(left.key)
        self.window.come_forward()

    @Slot(object)
    def on_report(self, report: Report) -> None:
        """The worker did something."""
        if not self._over:
            self.runs += not report.reading
            self._follow(report.changed)
            if report.changed & Changes.ACCOUNT:
                self.window.notice.show_message(tr("This iTop keeps a time book now: your time goes there, also what waited here."))

    @Slot(str, bool)
    def _on_said(self, text: str, urgent: bool) -> None:
        self.announcer.say(text, urgent=urgent)

    @Slot(bool)
    def on_running(self, running: bool) -> None:
        """The worker began to synchronise, or has done."""
        if not self._over:
            self.window.status.show_running(running)

    # What a person does

    @Slot(object)
    def select(self, key: TicketKey) -> None:
        """Show a ticket."""
        if self.snapshot is None or (key == self.selected and self.window.pane.ref.text()):
            return
        self.selected = key
        self._show_ticket()
        self.list.show_selected()

    def _on_opened(self, key: TicketKey) -> None:
        """Enter in the list: on to the ticket."""
        self.select(key)
        self.window.pane.take_focus()

    def open_ticket(self, key: TicketKey) -> None:
        """Go to a ticket, from wherever it was seen."""
        self.window.show_page("tickets")
        self.select(key)

    def _on_copy(self) -> None:
        self.commands.run("copy_ref")

    def _on_read_again(self) -> None:
        key = self.selected
        if key is not None:
            self.worker.ask(lambda server, desk: server.fetch_ticket(desk.db, desk.account, key))
            self.files.look(key)

    @Slot()
    def synchronise(self) -> None:
        self.worker.wake(impatient=True)

    def _on_sign_in_again(self) -> None:
        self.accounts.ask_again()

    def _on_outbox(self) -> None:
        self.window.show_page("outbox")
