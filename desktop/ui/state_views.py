"""What the window says where there is no ticket to show, and where iTop no longer lets us in. No Qt."""

from __future__ import annotations

from desktop.core.record import record
from desktop.ui import formats, texts
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot


@record
class StateView:
    """In place of the ticket. ``busy`` shows that something is under way; ``acts`` are commands by id with what their buttons say."""

    title: str
    text: str
    busy: bool = False
    progress: str = ""
    acts: tuple[tuple[str, str], ...] = ()


@record
class LoginView:
    """The strip that asks to sign in again."""

    fact: str
    circumstances: str


def middle_state(snapshot: Snapshot, tickets: int) -> StateView | None:
    """What to say while none of ``tickets`` cached ones is shown; None where a person has only to choose one."""
    connection = snapshot.connection
    start = ("palette", tr("Start a timer…"))
    if connection.synced_at == 0 and connection.problem not in ("", "never"):
        return StateView(
            tr("iTop could not be read yet"),
            texts.connection_problem(connection.problem),
            acts=(("sync", tr("Try again")), start, ("sign_out", tr("Sign out"))),
        )
    if connection.synced_at == 0:
        known = trn("{count} ticket", "{count} tickets", tickets), trn("{count} contract", "{count} contracts", len(snapshot.contracts))
        return StateView(
            tr("Reading your tickets and contracts"),
            tr("The first time takes a moment. You can work meanwhile: a timer may start on words alone and get its ticket later."),
            busy=True,
            progress=tr("So far: {tickets}, {contracts}", tickets=known[0], contracts=known[1]),
            acts=(start, ("sign_out", tr("Cancel and sign out"))),
        )
    if tickets == 0:
        return StateView(
            tr("No ticket is assigned to you or your teams"),
            tr("New ones appear here by themselves. The search finds every ticket you may see, and a timer may start without one."),
            acts=(("search", tr("Search tickets")), start),
        )
    return None


def login_question(snapshot: Snapshot) -> LoginView | None:
    """Whether iTop no longer lets us in, and what a person can do about it."""
    connection = snapshot.connection
    if not texts.needs_sign_in(connection.problem):
        return None
    since = formats.clock_time(connection.since)
    fact = tr("Not signed in to iTop since {since}", since=since)
    return LoginView(
        fact, texts.connection_problem(connection.problem) + " " + tr("What you record is kept here and goes out after you sign in.")
    )
