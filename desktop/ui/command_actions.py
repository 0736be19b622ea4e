"""Every command of the table, done: by its key, or by its name in the palette."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from desktop.core.timer import Timer
from desktop.store.tickets import find_ticket
from desktop.ui.gap_actions import GapActions
from desktop.ui.i18n import tr
from desktop.ui.keys import Command, KeyGuard, commands, habits, install
from desktop.ui.later import Later
from desktop.ui.main_window import PAGES
from desktop.ui.stage import Stage
from desktop.ui.tab_order import tab_stops
from desktop.ui.timer_actions import TimerActions

if TYPE_CHECKING:
    from desktop.ui.account_actions import AccountActions
    from desktop.ui.contract_actions import ContractActions
    from desktop.ui.keyboard_help import KeyboardHelp
    from desktop.ui.palette_actions import PaletteActions
    from desktop.ui.settings_actions import SettingsActions

ALWAYS = ("help", "quit", "theme_system", "theme_light", "theme_dark", "language_en", "language_fr")
"""What can be done before anyone signed in, too."""
UNNAMED = ("palette", "chip")
"""Commands that the palette does not list: itself, and the chips, which it lists as timers."""
LONGEST_CHAIN = 2000


class CommandActions(QObject):
    """Makes the window's shortcuts. A command that cannot be given now does nothing."""

    def __init__(
        self,
        stage: Stage,
        timers: TimerActions,
        gaps: GapActions,
        contracts: Later[ContractActions],
        settings: SettingsActions,
        accounts: AccountActions,
    ) -> None:
        super().__init__(stage)
        self._stage, self._timers, self._gaps, self._contracts = stage, timers, gaps, contracts
        self._settings, self._accounts = settings, accounts
        self.table = commands()
        self._palette = Later(self._make_palette)
        self._help = Later(self._make_help)
        self.guard = KeyGuard(stage.window, self.table)
        self._done = self._actions()
        install(stage.window, self.table, self.run)

    @property
    def palette(self) -> PaletteActions:
        return self._palette.get()

    @property
    def help(self) -> KeyboardHelp:
        return self._help.get()

    def _make_palette(self) -> PaletteActions:
        from desktop.ui.palette_actions import PaletteActions

        return PaletteActions(self._stage, self._timers, self.offered, self.run)

    def _make_help(self) -> KeyboardHelp:
        from desktop.ui.keyboard_help import KeyboardHelp

        return KeyboardHelp(self._stage.window, self.table, habits())

    def open_palette(self) -> None:
        """Ask what to start, or to do."""
        self.palette.open()

    def on_refreshed(self) -> None:
        """What is known changed."""
        if self._palette.built is not None:
            self._palette.built.on_refreshed()

    def offered(self) -> list[Command]:
        """What the palette lists."""
        return [command for command in self.table if command.id not in UNNAMED and self.available(command.id)]

    def run(self, name: str, place: int = 0) -> None:
        """Do a command; ``place`` says by which of its keys."""
        if not self.available(name):
            return
        if name == "chip":
            self._take_chip(place)
        else:
            self._done[name]()

    def available(self, name: str) -> bool:
        """Whether a command can be given as things stand."""
        stage = self._stage
        if name in ALWAYS:
            return True
        if stage.snapshot is None:
            return False
        if name in ("stop", "pause", "comment"):
            return stage.timer() is not None
        if name in ("undo", "details"):
            return stage.window.notice.can_undo() if name == "undo" else stage.window.notice.isVisible()
        if name == "give_ticket":
            return self._without_ticket() is not None
        if name.startswith("gap_"):
            return stage.window.gap_strip.isVisible()
        if name == "question":
            return stage.window.gap_strip.isVisible() or stage.window.over_strip.isVisible()
        if name == "time_book":
            return stage.window.contract.contract_id() != 0
        if name in ("open_itop", "copy_ref"):
            return stage.selected is not None
        return True

    def _actions(self) -> dict[str, Callable[[], object]]:
        window, settings, strip = self._stage.window, self._settings, self._stage.window.gap_strip
        pages = {name: self._page(name) for name in PAGES}
        return pages | {
            "palette": self.open_palette,
            "stop": self._timers.stop,
            "pause": self._timers.pause_or_resume,
            "undo": window.notice.undo.click,
            "details": window.notice.details.click,
            "add": lambda: self.palette.open_to_add(),
            "comment": window.timer_bar.comment.setFocus,
            "give_ticket": self._give_ticket,
            "question": self._to_question,
            "gap_break": strip.was_break.click,
            "gap_keep": strip.keep.click,
            "gap_other": strip.other.click,
            "gap_split": strip.part.click,
            "search": self._search,
            "list": self._list,
            "next_part": self._next_part,
            "beside": lambda: self._contracts.get().toggle_beside(),
            "time_book": lambda: self._contracts.get().open_book(),
            "sync": window.status.sync_asked.emit,
            "open_itop": window.pane.open_itop.click,
            "copy_ref": self._copy_reference,
            "theme_system": lambda: settings.choose_theme(""),
            "theme_light": lambda: settings.choose_theme("light"),
            "theme_dark": lambda: settings.choose_theme("dark"),
            "language_en": lambda: settings.choose_language("en"),
            "language_fr": lambda: settings.choose_language("fr"),
            "help": lambda: self.help.open(self.help.close_button),
            "add_account": self._accounts.add,
            "sign_out": self._accounts.sign_out,
            "quit": window.close,
        }

    def _page(self, name: str) -> Callable[[], object]:
        return lambda: self._go(name)

    def _go(self, name: str) -> None:
        """A page by its key or name: the focus goes where its rows are, else to its first control."""
        window = self._stage.window
        window.show_page(name)
        page = window.pages.currentWidget()
        stops = tab_stops(page) if page is not None else []
        rows = [stop for stop in stops if isinstance(stop, QAbstractItemView)]
        for stop in (rows or stops)[:1]:
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_chip(self, place: int) -> None:
        chips = self._stage.window.timer_bar.chips()
        if place < len(chips):
            self._timers.take_chip(chips[place].uid)

    def _without_ticket(self) -> Timer | None:
        """The timer that Ctrl+T gives a ticket: the one in the bar, else the first chip without one."""
        current = self._stage.timer()
        if current is not None and current.ticket is None:
            return current
        lines = self._stage.snapshot.timers if self._stage.snapshot else []
        return next((line.timer for line in lines if line.timer.ticket is None), None)

    def _give_ticket(self) -> None:
        timer = self._without_ticket()
        if timer is not None:
            self._gaps.ask_ticket(timer.uid)

    def _to_question(self) -> None:
        window = self._stage.window
        if window.gap_strip.isVisible():
            window.gap_strip.end_split()
            window.gap_strip.was_break.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            window.over_strip.understood.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_list(self) -> None:
        window = self._stage.window
        window.show_page("tickets")
        window.desk.open_list()

    def _search(self) -> None:
        self._show_list()
        self._stage.window.tickets.focus_search()

    def _list(self) -> None:
        self._show_list()
        self._stage.window.tickets.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_part(self) -> None:
        """The focus to the next of: bar, questions, navigation, list, ticket, contract; or bar, navigation, page."""
        window = self._stage.window
        bars: list[QWidget] = [window.timer_bar, window.gap_strip, window.over_strip, window.navigation]
        inner: list[QWidget] = [window.tickets, window.pane, window.contract]
        parts = [*bars, *(inner if window.page() == "tickets" else [window.pages.currentWidget()]), window.status]
        firsts = [(part, found) for part in parts if part.isVisible() and (found := _first_inside(part)) is not None]
        focused = QApplication.focusWidget()
        here = next((place for place, (part, _) in enumerate(firsts) if focused is not None and part.isAncestorOf(focused)), -1)
        if firsts:
            firsts[(here + 1) % len(firsts)][1].setFocus(Qt.FocusReason.TabFocusReason)

    def _copy_reference(self) -> None:
        stage = self._stage
        desk = stage.desk()
        ticket = find_ticket(desk.db, desk.account.id, stage.selected) if stage.selected else None
        if ticket is not None:
            QApplication.clipboard().setText(ticket.ref)
            stage.announcer.say(tr("{ref} is copied", ref=ticket.ref))


def _first_inside(part: QWidget) -> QWidget | None:
    """The first widget in ``part`` that Tab would reach."""
    widget: QWidget | None = part
    for _ in range(LONGEST_CHAIN):
        if widget is None:
            return None
        if (
            (widget is part or part.isAncestorOf(widget))
            and widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            return widget
        widget = widget.nextInFocusChain()
        if widget is part:
            return None
    return None
