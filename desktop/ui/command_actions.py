"""Every command of the table, done: by its key, or by its name in the palette."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.timer import Timer
from desktop.store.tickets import find_ticket
from desktop.ui.contract_actions import ContractActions
from desktop.ui.gap_actions import GapActions
from desktop.ui.i18n import tr
from desktop.ui.keyboard_help import KeyboardHelp
from desktop.ui.keys import Command, KeyGuard, commands, habits, install
from desktop.ui.main_window import PAGES
from desktop.ui.palette_actions import PaletteActions
from desktop.ui.stage import Stage
from desktop.ui.timer_actions import TimerActions

ALWAYS = ("help", "quit", "theme_system", "theme_light", "theme_dark", "language_en", "language_fr")
"""What can be done before anyone signed in, too."""
UNNAMED = ("palette", "chip")
"""Commands that the palette does not list: itself, and the chips, which it lists as timers."""
LONGEST_CHAIN = 2000


class CommandActions(QObject):
    """Makes the window's shortcuts. A command that cannot be given now does nothing."""

    def __init__(self, stage: Stage, timers: TimerActions, gaps: GapActions, contracts: ContractActions) -> None:
        super().__init__(stage)
        self._stage, self._timers, self._gaps, self._contracts = stage, timers, gaps, contracts
        self.table = commands()
        self.palette = PaletteActions(stage, timers, self.offered, self.run)
        self.help = KeyboardHelp(stage.window, self.table, habits())
        self.guard = KeyGuard(stage.window, self.table)
        self._done = self._actions()
        install(stage.window, self.table, self.run)

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
        window, settings, strip = self._stage.window, self._stage.window.settings, self._stage.window.gap_strip
        pages = {name: self._page(name) for name in PAGES}
        return pages | {
            "palette": self.palette.open,
            "stop": self._timers.stop,
            "pause": self._timers.pause_or_resume,
            "undo": window.notice.undo.click,
            "details": window.notice.details.click,
            "add": self.palette.open_to_add,
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
            "beside": self._contracts.toggle_beside,
            "time_book": self._contracts.open_book,
            "sync": window.status.sync_asked.emit,
            "open_itop": window.pane.open_itop.click,
            "copy_ref": self._copy_reference,
            "theme_system": lambda: settings.theme_chosen.emit(""),
            "theme_light": lambda: settings.theme_chosen.emit("light"),
            "theme_dark": lambda: settings.theme_chosen.emit("dark"),
            "language_en": lambda: settings.language_chosen.emit("en"),
            "language_fr": lambda: settings.language_chosen.emit("fr"),
            "help": lambda: self.help.open(self.help.close_button),
            "sign_out": settings.accounts.left.emit,
            "quit": window.close,
        }

    def _page(self, name: str) -> Callable[[], object]:
        return lambda: self._stage.window.show_page(name)

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
