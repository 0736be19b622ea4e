"""The table of states. To add one, write a function that prepares the file; its docstring is the caption, its name the picture's.

::

    @state
    def my_state(scene: Scene) -> None:
        \"\"\"What is seen here.\"\"\"
        scene.start("vpn", ago=42, comment="Diagnosis")       # the file, as people left it
        scene.then(lambda app: app.window.show_page("outbox"))  # what is done in the open window
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.contract import Indicators
from desktop.core.outbox import OutboxState
from desktop.store.accounts import set_current
from desktop.ui.contract_figures import Figure
from desktop.ui.sign_in import SignInPage
from tests.gallery.scene import Scene

if TYPE_CHECKING:
    from desktop.app import Application

Prepare = Callable[[Scene], None]


@dataclass(frozen=True)
class Fixture:
    """A named state. ``caption`` says what is seen."""

    name: str
    caption: str
    prepare: Prepare


FIXTURES: dict[str, Fixture] = {}


def state(prepare: Prepare) -> Prepare:
    """Put a state into the table."""
    name = prepare.__name__.replace("_", "-")
    FIXTURES[name] = Fixture(name, (prepare.__doc__ or "").strip(), prepare)
    return prepare


# Timers


def _take(app: Application, uid: str) -> None:
    """The timer in the bar."""
    app.presenter.current = uid
    app.presenter.refresh()


@state
def running(scene: Scene) -> None:
    """A timer runs on a known ticket, two rest, one entry waits: the headline of the contract adds up."""
    scene.worked("vpn", 28, ago=209, comment=scene.say("Captured IKE logs, opened vendor case", "Journaux IKE relevés, éditeur saisi"))
    mail = scene.start("mail", ago=104)
    scene.pause(mail, ago=84)
    words = scene.start("", ago=70, text=scene.say("call, Lenoir", "appel, Lenoir"))
    scene.pause(words, ago=64)
    scene.start("vpn", ago=42 + 17 / 60, comment=scene.say("Diagnosis with the site contact", "Diagnostic avec le contact sur site"))


@state
def no_timer(scene: Scene) -> None:
    """No timer runs; everything is in iTop."""
    scene.select("vpn")


@state
def no_ticket(scene: Scene) -> None:
    """A timer without a ticket, on words alone."""
    scene.start("", ago=6, text=scene.say("call, Lenoir", "appel, Lenoir"))
    scene.select("restore")


@state
def paused(scene: Scene) -> None:
    """The timer rests."""
    uid = scene.start("vpn", ago=72, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.pause(uid, ago=30)
    scene.then(lambda app: _take(app, uid))


@state
def several(scene: Scene) -> None:
    """Several timers run at once, others rest."""
    scene.pause(scene.start("mfa", ago=180), ago=150)
    scene.start("share", ago=25, several=True)
    scene.start("mail", ago=20, several=True)
    scene.start("vpn", ago=12, several=True, comment=scene.say("Diagnosis", "Diagnostic"))


@state
def stopped(scene: Scene) -> None:
    """A timer was just stopped: what was counted, with ten seconds to undo."""
    scene.start("vpn", ago=42 + 17 / 60, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: app.presenter.timers.stop())


@state
def stopped_at_once(scene: Scene) -> None:
    """A stop after seconds asks whether it was meant."""
    scene.start("vpn", ago=0.4)
    scene.then(lambda app: app.presenter.timers.stop())


@state
def gap(scene: Scene) -> None:
    """Time that nobody watched waits for an answer."""
    uid = scene.start("vpn", ago=130, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.gap(uid, ago=91, minutes=49)


@state
def switching(scene: Scene) -> None:
    """Ctrl+K: find a ticket and start it."""
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: app.window.timer_bar.switch.click())


def _typed(app: Application, text: str) -> None:
    """The palette, open on ``text``."""
    app.presenter.commands.palette.open(text)


@state
def palette_empty(scene: Scene) -> None:
    """Ctrl+K: what rests, my tickets, every command."""
    scene.pause(scene.start("mail", ago=104), ago=84)
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: _typed(app, ""))


@state
def palette_words(scene: Scene) -> None:
    """The palette on words: tickets, commands, and a start without a ticket."""
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: _typed(app, scene.say("res", "res")))


@state
def palette_past_time(scene: Scene) -> None:
    """Past time typed in one line."""
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: _typed(app, scene.say("469 45m yesterday call back", "469 45m hier rappel")))


@state
def palette_address(scene: Scene) -> None:
    """An address of iTop, pasted, of a ticket that is not known here."""
    scene.select("vpn")
    scene.then(lambda app: _typed(app, "https://itop.example.com/pages/UI.php?operation=details&class=UserRequest&id=99123"))


@state
def picking(scene: Scene) -> None:
    """A timer without a ticket is given one."""
    scene.start("", ago=6, text=scene.say("call, Lenoir", "appel, Lenoir"))
    scene.then(lambda app: app.window.timer_bar.give_ticket.click())


@state
def all_keys(scene: Scene) -> None:
    """F1: all keys."""
    scene.select("vpn")
    scene.then(lambda app: app.presenter.commands.run("help"))


@state
def gap_split(scene: Scene) -> None:
    """Only a part of the time away was work."""
    scene.gap(scene.start("vpn", ago=130), ago=91, minutes=49)
    scene.then(lambda app: app.window.gap_strip.part.click())


@state
def stop_over(scene: Scene) -> None:
    """A stop over the balance: it is held, and a person is told before it goes."""
    scene.start("mail", ago=42, comment=scene.say("Queue cleared", "File vidée"))
    scene.then(lambda app: app.presenter.timers.stop())


@state
def stop_which_contract(scene: Scene) -> None:
    """A stop where several contracts match."""
    scene.start("patch", ago=42, comment=scene.say("Patches installed", "Correctifs installés"))
    scene.then(lambda app: app.presenter.timers.stop())


@state
def stop_without_comment(scene: Scene) -> None:
    """A stop without the comment that is wanted."""
    scene.start("vpn", ago=42)
    scene.then(_stop_asking)


def _stop_asking(app: Application) -> None:
    app.session.change_settings(ask_comment=True)
    app.presenter.timers.stop()


@state
def overlap(scene: Scene) -> None:
    """Part of what was stopped was entered before: the notice says how much, and where."""
    for minutes, ago in ((28, 30), (9, 11), (5, 2)):
        scene.worked("restore", minutes, ago=ago)
    scene.start("vpn", ago=48, comment=scene.say("Captured IKE logs", "Journaux IKE relevés"))
    scene.then(lambda app: app.presenter.timers.stop())


@state
def counted_by_hand(scene: Scene) -> None:
    """Counted time set by hand needs its reason."""
    uid = scene.worked("vpn", 28, ago=209, comment=scene.say("Captured IKE logs", "Journaux IKE relevés"))
    scene.then(lambda app: _by_hand(app, uid))


def _by_hand(app: Application, uid: str) -> None:
    app.window.notice.details_asked.emit(uid)
    editor = app.presenter.entries.editor
    assert editor is not None
    editor.counted.setText("0:15")
    editor.counted.textEdited.emit("0:15")
    editor.save.click()


# Contracts


@state
def contract_none(scene: Scene) -> None:
    """No contract for this ticket."""
    scene.start("printer", ago=15)


@state
def contract_several(scene: Scene) -> None:
    """Several contracts could take the work; a person chooses."""
    scene.start("patch", ago=15)


@state
def contract_ended(scene: Scene) -> None:
    """The ticket's contract has ended."""
    scene.select("scanner")


@state
def contract_not_started(scene: Scene) -> None:
    """The ticket's contract has not yet started."""
    scene.select("press")


@state
def balance_unknown(scene: Scene) -> None:
    """This iTop gives no balance: missing, never zero."""
    scene.start("wifi", ago=20)


@state
def near_the_end(scene: Scene) -> None:
    """A contract nearly used up."""
    scene.select("restore")


@state
def would_overrun(scene: Scene) -> None:
    """What runs now goes beyond what is left."""
    scene.start("restore", ago=80, comment=scene.say("Restore from tape", "Restauration depuis bande"))


@state
def overrun(scene: Scene) -> None:
    """Overrun; new work is held."""
    scene.select("mail")


@state
def held(scene: Scene) -> None:
    """An entry in iTop that is held until a manager decides."""
    with scene.db.transaction():
        scene.db.write("UPDATE book SET state = 'held' WHERE contract_id = 2 AND started_at > ?", (scene.clock.wall - 40 * 3600,))
    scene.select("mfa")
    scene.then(lambda app: app.window.pane.tabs.setCurrentIndex(2))


# The connection


@state
def offline(scene: Scene) -> None:
    """No network since this morning; entries wait, figures say how old they are."""
    scene.worked("vpn", 28, ago=209)
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.problem("unreachable", ago=350)


@state
def uncertain(scene: Scene) -> None:
    """Sent, but no answer came: iTop is asked whether it arrived."""
    scene.move(scene.worked("mfa", 28, ago=30), OutboxState.UNCERTAIN, sent=3)
    scene.select("mfa")
    scene.then(lambda app: app.window.show_page("outbox"))


@state
def blocked(scene: Scene) -> None:
    """iTop refused an entry: the reason in words, and what can be done."""
    scene.move(
        scene.worked("starter", 13, ago=220, comment=scene.say("Laptop set up", "Portable préparé")), OutboxState.BLOCKED, "ticket_gone"
    )
    scene.select("vpn")
    scene.then(lambda app: app.window.show_page("outbox"))


@state
def outbox(scene: Scene) -> None:
    """The outbox with an entry in every state."""
    words = scene.say("call, Lenoir", "appel, Lenoir")
    scene.worked("vpn", 28, ago=209, comment=scene.say("Captured IKE logs", "Journaux IKE relevés"))
    scene.move(scene.worked("share", 14, ago=160), OutboxState.SENDING, sent=0.1)
    scene.move(scene.worked("mfa", 28, ago=130), OutboxState.UNCERTAIN, sent=3)
    scene.move(scene.worked("starter", 13, ago=100), OutboxState.BLOCKED, "right_missing")
    scene.worked("", 9, ago=80, text=words)
    scene.move(scene.worked("mail", 5, ago=60), OutboxState.DISCARDED)
    scene.select("vpn")
    scene.then(lambda app: app.window.show_page("outbox"))


@state
def outbox_empty(scene: Scene) -> None:
    """Nothing waits."""
    scene.select("vpn")
    scene.then(lambda app: app.window.show_page("outbox"))


@state
def first_sync(scene: Scene) -> None:
    """Right after the first sign-in: everything is being read."""
    scene.never_synchronised()


@state
def empty(scene: Scene) -> None:
    """Synchronised, and nothing is assigned here."""
    scene.forget("tickets", "contracts", "provisions", "book")


@state
def sign_in_dead(scene: Scene) -> None:
    """iTop no longer accepts the login; work goes on and waits."""
    scene.worked("vpn", 28, ago=209)
    scene.start("vpn", ago=42)
    scene.problem("login", ago=40, online=True)


# Pages


@state
def ticket_log(scene: Scene) -> None:
    """The log of a ticket."""
    scene.select("vpn")
    scene.then(lambda app: app.window.pane.tabs.setCurrentIndex(1))


@state
def ticket_time(scene: Scene) -> None:
    """Everybody's time on a ticket."""
    scene.start("vpn", ago=42)
    scene.then(lambda app: app.window.pane.tabs.setCurrentIndex(2))


@state
def search_nothing(scene: Scene) -> None:
    """A search that finds nothing here."""
    scene.select("vpn")

    def type_words(app: Application) -> None:
        app.window.tickets.search.setText("zebra")
        app.window.tickets._send_search()

    scene.then(type_words)


@state
def contracts(scene: Scene) -> None:
    """Every contract, by risk, and whose minutes are still on a laptop."""
    scene.devices((3, 75, 44), *((0, 0, place) for place in range(7)))
    scene.worked("vpn", 28, ago=209)
    scene.start("mail", ago=18)
    scene.then(lambda app: app.window.show_page("contracts"))


@state
def contracts_beside(scene: Scene) -> None:
    """The contracts docked beside the tickets."""
    scene.worked("vpn", 28, ago=209)
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: app.presenter.contracts.show_beside())


@state
def time_book(scene: Scene) -> None:
    """A contract's time book: what waits and runs on top, the running balance, the pace."""
    scene.worked("vpn", 28, ago=209, comment=scene.say("Captured IKE logs", "Journaux IKE relevés"))
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: app.window.contract.book_asked.emit(1, Figure.PROJECTED))


@state
def time_book_tickets(scene: Scene) -> None:
    """The tickets of a contract with their time."""
    scene.worked("vpn", 28, ago=209)
    scene.then(lambda app: app.window.contract.book_asked.emit(1, Figure.CONSUMED))
    scene.then(lambda app: app.window.contracts.book.tabs.setCurrentIndex(1))


@state
def figure(scene: Scene) -> None:
    """What a figure is made of, after a click on it."""
    scene.worked("vpn", 28, ago=209)
    scene.start("vpn", ago=42, comment=scene.say("Diagnosis", "Diagnostic"))
    scene.then(lambda app: app.window.contract.figures[1].click())


@state
def ask_for_hours(scene: Scene) -> None:
    """A text about an overrun, ready to be sent."""
    scene.select("mail")
    scene.then(lambda app: app.window.contract.ask.click())


@state
def contract_on_demand(scene: Scene) -> None:
    """Nothing was provisioned: work is counted afterwards."""
    with scene.db.transaction():
        scene.db.write("DELETE FROM provisions WHERE contract_id = 4")
    scene.change_contract(4, indicators=Indicators(0, 66600, -66600, None))
    scene.start("share", ago=20)


@state
def settings(scene: Scene) -> None:
    """Settings."""
    scene.then(lambda app: app.window.show_page("settings"))


@state
def edit_entry(scene: Scene) -> None:
    """An entry is edited."""
    uid = scene.worked("vpn", 28, ago=209, comment=scene.say("Captured IKE logs", "Journaux IKE relevés"))
    scene.then(lambda app: app.window.notice.details_asked.emit(uid))


def _sign_in_page(act: Callable[[SignInPage], None]) -> Callable[[Application], None]:
    return lambda app: act(app.window.sign_in)


@state
def sign_in(scene: Scene) -> None:
    """Nobody is signed in."""
    with scene.db.transaction():
        set_current(scene.db, None)


@state
def sign_in_http(scene: Scene) -> None:
    """An address without encryption needs a person's word."""
    with scene.db.transaction():
        set_current(scene.db, None)
    scene.then(_sign_in_page(lambda page: page.url.setText("http://itop.example.com/")))


# Narrow windows


@state
def strip_open(scene: Scene) -> None:
    """Where the window is narrow, the contract opens from its strip."""
    running(scene)
    scene.then_at_each_size(lambda app: app.window.desk.strip.set_open(True))


@state
def drawer_open(scene: Scene) -> None:
    """Where it is narrower still, the list opens as a drawer."""
    running(scene)
    scene.then_at_each_size(lambda app: app.window.desk.list_toggle.setChecked(True))


__all__ = ["FIXTURES", "Fixture", "state"]
