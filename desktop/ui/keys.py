"""Every command of the program with its name and keys: the shortcuts, the palette and the keyboard help are all made from this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from desktop.core.record import record
from desktop.ui.i18n import tr

CHIPS = 9
"""Timers beside the one in the bar that have a key of their own."""


@record
class Command:
    """``keys`` are alternatives, in Qt's portable spelling, unless ``each`` says that every one does its own thing.

    ``words`` are others under which the palette finds it, in every language at once.
    """

    id: str
    group: str
    name: str
    keys: tuple[str, ...] = ()
    words: str = ""
    each: bool = False

    @property
    def shown_keys(self) -> str:
        """The keys for people: "F5 or Ctrl+R", "Alt+1 … Alt+9"."""
        shown = [native(key) for key in self.keys]
        if self.each:
            return f"{shown[0]} … {shown[-1]}"
        return tr("{one} or {other}", one=shown[0], other=shown[1]) if len(shown) > 1 else "".join(shown)


@record
class Habit:
    """A key that works only at one place of the window."""

    group: str
    name: str
    keys: str


def native(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def commands() -> tuple[Command, ...]:
    """The table, in the language in force."""
    timer, go, itop, look, program = tr("Timer"), tr("Go to"), "iTop", tr("Look"), tr("Program")
    return (
        Command("palette", timer, tr("Start, switch, add time, or any command"), ("Ctrl+K",), "switch find basculer chercher"),
        Command("stop", timer, tr("Stop the timer"), ("F8",), "end finish arrêter terminer"),
        Command("pause", timer, tr("Pause or resume the timer"), ("F7",), "break reprendre suspendre"),
        Command("undo", timer, tr("Undo what was just recorded"), ("Ctrl+Z",), "annuler revenir"),
        Command("details", timer, tr("Change what was just recorded"), ("Ctrl+E",), "edit details modifier détails"),
        Command("add", timer, tr("Add past time"), ("Ctrl+N",), "new entry forgotten nouvelle saisie oubli ajouter"),
        Command("comment", timer, tr("Write the timer's comment"), ("F2",), "note describe commenter"),
        Command("give_ticket", timer, tr("Give the timer a ticket"), ("Ctrl+T",), "assign attribuer"),
        Command(
            "chip",
            timer,
            tr("Take the first, second … timer beside it"),
            tuple(f"Alt+{place + 1}" for place in range(CHIPS)),
            "resume reprendre",
            each=True,
        ),
        Command("question", timer, tr("Answer the question under the bar"), ("F9",), "gap away absence question"),
        Command("gap_break", timer, tr("The time away was a break"), (), "gap pause absence"),
        Command("gap_keep", timer, tr("Keep the time away as work"), (), "gap absence conserver"),
        Command("gap_other", timer, tr("The time away was work on another ticket"), (), "gap absence autre"),
        Command("gap_split", timer, tr("Only a part of the time away was work"), (), "gap split absence partager"),
        Command("tickets", go, tr("Tickets"), ("Ctrl+1",), "list liste"),
        Command("contracts", go, tr("Contracts"), ("Ctrl+2",), "balance time book solde carnet"),
        Command("outbox", go, tr("Outbox"), ("Ctrl+3",), "blocked waiting bloqué attente"),
        Command("settings", go, tr("Settings"), ("Ctrl+4", "Ctrl+,"), "options preferences préférences"),
        Command("search", go, tr("Search tickets"), ("/", "Ctrl+F"), "find chercher"),
        Command("list", go, tr("List of tickets"), ("Ctrl+L",), "liste"),
        Command("next_part", go, tr("Next part of the window"), ("F6",), "focus panneau"),
        Command("beside", go, tr("Contracts beside the tickets"), ("Ctrl+Shift+2",), "dock panel balance solde côté"),
        Command("time_book", go, tr("Time book of this ticket's contract"), ("Ctrl+B",), "contract ledger contrat carnet"),
        Command("sync", itop, tr("Synchronise now"), ("F5", "Ctrl+R"), "refresh send actualiser envoyer"),
        Command("open_itop", itop, tr("Open the ticket in iTop"), ("Ctrl+O",), "browser web navigateur"),
        Command("copy_ref", itop, tr("Copy the ticket's reference"), ("Ctrl+Shift+C",), "clipboard presse-papiers"),
        Command("theme_system", look, tr("Theme: as the system"), (), "colours couleurs"),
        Command("theme_light", look, tr("Theme: light"), (), "colours couleurs"),
        Command("theme_dark", look, tr("Theme: dark"), (), "colours couleurs night nuit"),
        Command("language_en", look, "Language: English", (), "langue anglais"),
        Command("language_fr", look, "Langue : français", (), "language french"),
        Command("help", program, tr("All keys"), ("F1", "?"), "keyboard help shortcuts clavier aide raccourcis touches"),
        Command("add_account", program, tr("Add an account, or go on as another"), (), "account switch login compte ajouter changer"),
        Command("sign_out", program, tr("Sign out"), (), "log out account compte déconnexion"),
        Command("quit", program, tr("Quit Carnet"), ("Ctrl+Q",), "exit close fermer"),
    )


def habits() -> tuple[Habit, ...]:
    """Keys that belong to a place, for the keyboard help alone."""
    ticket_list, palette, after = tr("In the list of tickets"), tr("In the palette (Ctrl+K)"), tr("After a stop")
    return (
        Habit(ticket_list, tr("Read the ticket"), native("Enter")),
        Habit(ticket_list, tr("Start or pause the ticket's timer"), native("Space")),
        Habit(palette, tr("Do what the row says"), native("Enter")),
        Habit(palette, tr("Only open the ticket"), native("Ctrl+Enter")),
        Habit(palette, tr("Close it, change nothing"), native("Esc")),
        Habit(after, tr("Change what was just recorded"), native("Enter")),
    )


def install(window: QWidget, table: Iterable[Command], run: Callable[[str, int], None]) -> None:
    """Make the shortcuts of ``window``; ``run`` gets the command's id and which of its keys was pressed."""
    for command in table:
        for place, key in enumerate(command.keys):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setAutoRepeat(False)
            # The press itself is what counts: a lambda here belongs to the shortcut, in the window's own thread.
            shortcut.activated.connect(lambda name=command.id, place=place: run(name, place))


class KeyGuard(QObject):
    """Keeps text fields from taking the program's keys for themselves (Ctrl+K would delete to the end of the line).

    Typing stays typing, and Ctrl+Z stays the field's own while it has something to undo.
    """

    def __init__(self, window: QWidget, table: Iterable[Command]) -> None:
        super().__init__(window)
        self._window = window
        self._ours = {QKeySequence(key).toString() for command in table for key in command.keys if len(key) > 1}
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, QLineEdit | QTextEdit | QPlainTextEdit) and self._window.isAncestorOf(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if QKeySequence(event.keyCombination()).toString() not in self._ours:
            return False
        if event.matches(QKeySequence.StandardKey.Undo) and _can_undo(watched):
            return False
        event.ignore()
        return True


def _can_undo(field: QObject) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return isinstance(field, QTextEdit | QPlainTextEdit) and field.document().isUndoAvailable()
