"""The desk that every fixture starts from: customers, contracts, time books and tickets whose figures add up by construction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from desktop.core import ledger
from desktop.core.account import Account
from desktop.core.contract import Activity, Contract, CountingRule, Overrun, Provision, ProvisionKind
from desktop.core.ticket import LogEntry, Ticket, TicketKey
from desktop.store.accounts import save_account, set_current
from desktop.store.contracts import BookRow, save_activity, save_book_row, save_contract, save_provision
from desktop.store.database import Database
from desktop.store.tickets import save_tickets
from desktop.sync.connection import note_online

NOW = int(datetime(2026, 11, 23, 13, 2, tzinfo=UTC).timestamp())
"""Monday 23 November 2026, 14:02 in Paris: the moment of every picture."""
HOUR, MINUTE = 3600, 60
ME = 7
ACCOUNT = Account(
    0, "instance-a", ME, "https://itop.example.com/", "camille", "password", "carnet", "Camille Roy", (12,), (), "Europe/Paris"
)
ACTIVITIES = (("Remote work", "À distance"), ("On site", "Sur site"), ("Travel", "Déplacement"))
"""Names of the activities, the last of which does not count, in English and French."""
COMMENTS = (
    ("Remote diagnosis", "Diagnostic à distance"),
    ("Call back", "Rappel"),
    ("Settings checked with the site contact", "Réglages vérifiés avec le contact sur site"),
    ("Update, restart, tests", "Mise à jour, redémarrage, tests"),
)
"""What was written to the entries of the books, in English and French."""


@dataclass(frozen=True)
class _Book:
    """A contract, its provisions in hours by day, and its work: units of the rounding step per week, the last week being this one."""

    contract: Contract
    provisions: tuple[tuple[str, int, ProvisionKind], ...] = ()
    weeks: tuple[int, ...] = ()
    step: int = 15
    known: bool = True


def _contract(number: int, name: str, org: int, customer: str, **facts: object) -> Contract:
    plain = Contract(number, name, org, customer, start=date(2026, 1, 1), end=date(2026, 12, 31), rule=CountingRule(15))
    return replace(plain, alert_levels="80;95", overrun=Overrun.WARN, as_of=NOW - 3, **facts)  # type: ignore[arg-type]


_FIRST, _MORE = ProvisionKind.INITIAL, ProvisionKind.TOPUP
BOOKS = (
    _Book(
        _contract(1, "Support Premium 2026", 3, "Ateliers Morel"),
        (("2026-01-01", 30, _FIRST), ("2026-09-01", 10, _MORE)),
        (7, 9, 4, 8, 11, 5, 8, 10, 14, 9, 12, 2),
    ),
    _Book(
        replace(_contract(2, "Support 2026", 4, "Groupe Sorel"), rule=CountingRule(10), overrun=Overrun.BLOCK),
        (("2026-01-01", 30, _FIRST),),
        (10, 14, 12, 18, 20, 15, 22, 11, 17, 24, 26, 4),
        step=10,
    ),
    _Book(
        replace(_contract(3, "Carnet 20 h", 5, "Cabinet Lenoir", end=date(2027, 6, 30)), rule=CountingRule(5)),
        (("2026-07-01", 20, _FIRST),),
        (22, 12, 17, 25, 18, 20, 14, 21, 26, 19, 28, 5),
        step=5,
    ),
    _Book(
        _contract(4, "Infogérance", 6, "Transports Hervé", end=date(2027, 3, 31)),
        (("2026-04-01", 50, _FIRST),),
        (6, 5, 8, 7, 4, 9, 6, 5, 8, 7, 9, 0),
    ),
    _Book(
        _contract(5, "Projet migration", 3, "Ateliers Morel", end=date(2026, 12, 15)),
        (("2026-10-01", 10, _FIRST),),
        (0, 0, 0, 0, 0, 2, 1, 3, 2, 4, 2, 0),
    ),
    _Book(
        _contract(6, "Maintenance 2025", 10, "Clinique du Parc", end=date(2026, 10, 31)),
        (("2026-01-01", 12, _FIRST),),
        (6, 5, 7, 4, 6, 5, 5, 0, 0, 0, 0, 0),
    ),
    _Book(
        _contract(7, "Support 2027", 11, "Imprimerie Faure", start=date(2027, 1, 1), end=date(2027, 12, 31)), (("2027-01-01", 20, _FIRST),)
    ),
    _Book(_contract(8, "Forfait réseau", 12, "Lycée Voltaire"), known=False),
)

_TEXT = {
    "vpn": (
        "<p>Since Thursday the site-to-site tunnel to Lyon is re-negotiated every 60 minutes and users lose their RDP sessions. The"
        " firewall log shows “IKE SA lifetime expired”. Nothing was changed on our side.</p><p>Router FG-60F, firmware 7.4.5.</p>",
        "<p>Depuis jeudi, le tunnel entre les sites et Lyon est renégocié toutes les 60 minutes et les utilisateurs perdent leurs"
        " sessions RDP. Le journal du pare-feu indique « IKE SA lifetime expired ». Rien n’a été changé de notre côté.</p>"
        "<p>Routeur FG-60F, micrologiciel 7.4.5.</p>",
    )
}
_LOG = (
    (
        "private",
        -3 * HOUR,
        "Camille Roy",
        ("<p>Captured the IKE logs, vendor case opened.</p>", "<p>Journaux IKE relevés, éditeur saisi.</p>"),
    ),
    ("public", -16 * MINUTE, "Anne Durand", ("<p>It happened again at 13:40.</p>", "<p>C’est revenu à 13:40.</p>")),
)


@dataclass(frozen=True)
class _Case:
    """A ticket: number, class, organization, customer, contract, title in both languages, hours until it is due."""

    number: int
    org: int
    customer: str
    contract: int | None
    title: tuple[str, str]
    due: float | None = None
    cls: str = "UserRequest"
    status: str = "assigned"
    agent: int = ME
    priority: int = 3


CASES = {
    "vpn": _Case(
        482, 3, "Ateliers Morel", 1, ("VPN drops every hour, Lyon site", "Le VPN coupe toutes les heures, site de Lyon"), 2.13, priority=2
    ),
    "mail": _Case(
        117,
        4,
        "Groupe Sorel",
        2,
        ("Mail relay rejects outgoing messages", "Le relais de messagerie refuse les envois"),
        0.47,
        cls="Incident",
        priority=1,
    ),
    "restore": _Case(
        469, 5, "Cabinet Lenoir", 3, ("Restore deleted folder “Compta 2025”", "Restaurer le dossier supprimé « Compta 2025 »"), 20
    ),
    "starter": _Case(
        475,
        3,
        "Ateliers Morel",
        1,
        ("New starter: laptop and accounts, 2 Dec", "Arrivée le 2 déc. : portable et comptes"),
        status="pending",
    ),
    "mfa": _Case(458, 4, "Groupe Sorel", 2, ("MFA enrolment for the finance team", "Inscription MFA de l’équipe financière"), 28),
    "printer": _Case(
        461, 9, "Mairie de Saint-Aubin", None, ("Printer offline after firmware update", "Imprimante muette après la mise à jour")
    ),
    "patch": _Case(440, 3, "Ateliers Morel", None, ("Quarterly patch window, servers", "Correctifs trimestriels des serveurs")),
    "share": _Case(436, 6, "Transports Hervé", 4, ("Slow file share from the Nantes office", "Partage de fichiers lent depuis Nantes")),
    "scanner": _Case(
        431, 10, "Clinique du Parc", 6, ("Scanner no longer sends to the shared folder", "Le scanner n’envoie plus vers le partage")
    ),
    "press": _Case(
        429, 11, "Imprimerie Faure", 7, ("Colour profiles missing on two presses", "Profils de couleur absents de deux presses")
    ),
    "wifi": _Case(425, 12, "Lycée Voltaire", 8, ("Wi-Fi drops in the library", "Le Wi-Fi décroche au CDI")),
    "proxy": _Case(
        490, 6, "Transports Hervé", 4, ("Proxy certificate expires on Friday", "Le certificat du proxy expire vendredi"), 60, agent=8
    ),
    "badge": _Case(491, 5, "Cabinet Lenoir", 3, ("Badge reader out of sync", "Lecteur de badges désynchronisé"), agent=9, status="new"),
}


TYPED = (
    "call, Lenoir",
    "appel, Lenoir",
    *(book.contract.name for book in BOOKS),
    *(comment for both in COMMENTS for comment in both),
    "Captured IKE logs",
    "Journaux IKE relevés",
    "Diagnosis",
    "Laptop set up",
    "Portable préparé",
    "Diagnostic",
)
"""Names and comments that people typed, as far as they appear in rows."""


def key_of(name: str) -> TicketKey:
    """The key of a ticket of the table."""
    return TicketKey(CASES[name].cls, CASES[name].number)


def fill(db: Database, language: str) -> Account:
    """Write the whole desk into an empty file, its tickets in ``language``; the account that is signed in."""
    with db.transaction():
        account = save_account(db, ACCOUNT)
        set_current(db, account)
        for place, names in enumerate(ACTIVITIES, start=1):
            save_activity(db, account.id, Activity(place, names[language == "fr"], counted=place < len(ACTIVITIES), rank=place))
        for book in BOOKS:
            _write_book(db, account.id, book, language == "fr")
        save_tickets(db, account.id, [_ticket(name, case, language == "fr") for name, case in CASES.items()], whole=True)
        note_online(db, NOW - 3, 0, synced=True)
    return account


def _ticket(name: str, case: _Case, french: bool) -> Ticket:
    text = _TEXT.get(name, (f"<p>{case.title[0]}.</p>", f"<p>{case.title[1]}.</p>"))
    return Ticket(
        key=key_of(name),
        ref=f"{case.cls[0].replace('U', 'R')}-{case.number:06d}",
        title=case.title[french],
        status=case.status,
        org_id=case.org,
        customer=case.customer,
        caller="Anne Durand",
        agent_id=case.agent,
        agent="Camille Roy" if case.agent == ME else "Nadia Benali",
        team_id=12,
        team="Support N2",
        priority=case.priority,
        service_id=5,
        service=("Remote access", "Accès distant")[french],
        started_at=NOW - 2 * 24 * HOUR - 5 * HOUR + 10 * MINUTE,
        updated_at=NOW - 16 * MINUTE,
        ttr_deadline=NOW + int(case.due * HOUR) if case.due is not None else None,
        contract_id=case.contract,
        description=text[french],
        logs=tuple(LogEntry(log, NOW + at, who, words[french]) for log, at, who, words in _LOG) if name == "vpn" else (),
    )


def _write_book(db: Database, account: int, book: _Book, french: bool) -> None:
    """Provisions and entries, and the indicators that follow from them."""
    contract = book.contract
    provisions = [
        Provision(f"p{contract.id}-{place}", contract.id, date.fromisoformat(day), hours * HOUR, kind)
        for place, (day, hours, kind) in enumerate(book.provisions)
    ]
    rows = _work(book, french)
    for provision in provisions:
        save_provision(db, account, provision)
    for row in rows:
        save_book_row(db, account, row)
    entries = [ledger.BookEntry(row.uid, _day(row.started_at), row.started_at, row.counted_seconds) for row in rows]
    known = ledger.indicators(provisions, entries) if book.known else None
    save_contract(db, account, replace(contract, indicators=known, as_of=NOW - 3 if book.known else None), services=())


def _work(book: _Book, french: bool) -> list[BookRow]:
    """Each week's units as one to three entries, on the customer's tickets in turn."""
    tickets = [name for name, case in CASES.items() if case.org == book.contract.org_id]
    this_week = datetime.fromtimestamp(NOW, UTC).replace(hour=8, minute=5, second=0) - timedelta(days=0)
    rows: list[BookRow] = []
    for place, units in enumerate(book.weeks):
        monday = this_week - timedelta(weeks=len(book.weeks) - 1 - place)
        for day, share in enumerate(_shares(units, last=place == len(book.weeks) - 1)):
            started = int((monday + timedelta(days=day * 2, minutes=35 * day)).timestamp())
            counted = share * book.step * MINUTE
            number = len(rows)
            agent, name = ((ME, "Camille Roy"), (8, "Nadia Benali"))[number % 2]
            uid = f"b{book.contract.id}-{number:03d}"
            key = key_of(tickets[number % len(tickets)])
            comment = COMMENTS[number * 3 % len(COMMENTS)][french]
            rows.append(BookRow(uid, key, book.contract.id, agent, name, started, counted - 120, counted, "counted", 1, comment))
    return rows


def _shares(units: int, *, last: bool) -> list[int]:
    if last or units < 3:
        return [units] if units else []
    third = units // 3
    return [third, third, units - 2 * third]


def _day(epoch: int) -> date:
    return datetime.fromtimestamp(epoch, UTC).date()
