"""Signing in: what is found at an address, and each way in which it can be refused told apart."""

from __future__ import annotations

import datetime
import http.server
import sqlite3
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.outbox import OutboxState
from desktop.demo.accounts import TOKEN
from desktop.demo.auth import REST_PROFILE, add_account
from desktop.demo.server import EmbeddedItop
from desktop.store import outbox
from desktop.store.accounts import all_accounts, current_account
from desktop.store.outbox import outbox_rows, waiting_by_account
from desktop.sync.client import Login
from desktop.sync.server import Failure
from desktop.sync.sign_in import Findings, enter, leave, probe, switch
from desktop.work import recording
from tests.sync.conftest import Client, NewClient, server_rows

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A web server that answers everything with one reply; its address."""
    running: list[http.server.ThreadingHTTPServer] = []

    def make(status: int, body: bytes, headers: dict[str, str] | None = None, context: ssl.SSLContext | None = None) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that does not trust the certificate goes away."""

        server = Quiet(("127.0.0.1", 0), Handler)
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        running.append(server)
        return f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}/"

    yield make
    for server in running:
        server.shutdown()
        server.server_close()


def refused(url: str, login: Login | None = None, **way: str) -> str:
    found = probe(url, login or Login("camille", "carnet-demo"), **way)
    assert isinstance(found, Failure), found
    return found.reason


def test_what_is_found_with_the_extension(itop: EmbeddedItop) -> None:
    """Who, in which teams, which extension and iTop, and how the clocks stand."""
    itop.now = lambda: 1_790_000_400
    found = probe(f" {itop.url}pages/UI.php?c=1 ", Login(itop.user, itop.secret), now=lambda: 1_790_000_000)
    assert isinstance(found, Findings)
    assert (found.account.person_name, found.account.profile, found.account.url) == ("Camille Roy", "carnet", itop.url)
    assert found.extension and found.itop_version == "3.2.0" and found.teams and found.clock_difference == 400


def test_what_is_found_without_it(stock_itop: EmbeddedItop) -> None:
    """A stock iTop says neither its version to an agent nor its time, which its web server does: both are what can be known."""
    found = probe(stock_itop.url, Login(stock_itop.user, stock_itop.secret))
    assert isinstance(found, Findings)
    assert (found.account.profile, found.extension, found.itop_version) == ("work-order", "", "")
    assert found.teams and found.clock_difference is not None and abs(found.clock_difference) <= 5


def test_a_token_signs_in(itop: EmbeddedItop) -> None:
    """Without a name."""
    found = probe(itop.url, Login("", TOKEN, "token"))
    assert isinstance(found, Findings) and found.account.person_name == "Camille Roy"


@pytest.mark.parametrize(
    ("login", "reason"),
    [
        (Login("camille", "wrong"), "wrong_password"),
        (Login("nobody", "wrong"), "wrong_password"),
        (Login("", "wrong", "token"), "wrong_token"),
        (Login("norest", "carnet-demo"), "no_rest"),
    ],
)
def test_a_refused_login_has_its_own_reason(itop: EmbeddedItop, login: Login, reason: str) -> None:
    """Wrong secret, wrong token, no REST profile: each is mended otherwise."""
    assert refused(itop.url, login) == reason


@pytest.mark.parametrize(
    ("status", "body", "headers", "reason"),
    [
        (200, b'{"code":1,"message":"Error: Portal user is not allowed"}', {}, "portal_user"),
        (200, b"<html><body>Two-factor authentication</body></html>", {}, "login_page"),
        (200, b"<html><form><input name=auth_pwd></form></html>", {}, "login_page"),
        (200, b"<html>A blog</html>", {}, "not_itop"),
        (200, b'{"hello":"world"}', {}, "not_itop"),
        (404, b"<html>Not Found</html>", {}, "not_itop"),
        (500, b"<html>Oops</html>", {}, "http"),
        (401, b"<html>Who are you?</html>", {"WWW-Authenticate": "Negotiate"}, "web_login"),
        (302, b"", {"Location": "https://itop.example.com/"}, "moved"),
        (503, b'{"data":[{"code":100,"message":"x"}],"scripts":[]}', {}, "maintenance"),
    ],
)
def test_what_is_no_answer_has_its_own_reason(serve: Serve, status: int, body: bytes, headers: dict[str, str], reason: str) -> None:
    """Second factor, another login in front, another address, maintenance, no iTop: told apart, and nothing is followed."""
    assert refused(serve(status, body, headers)) == reason


def test_an_untrusted_certificate_and_its_authority(serve: Serve, tmp_path: Path) -> None:
    """Refused before a byte of the secret left; with the authority's file the same server is talked to; a file that is none is told."""
    certificate = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    url = serve(200, b"<html>A blog</html>", context=context)
    assert refused(url) == "certificate"
    assert refused(url, ca_file=str(certificate)) == "not_itop"
    (tmp_path / "notes.txt").write_text("no certificate")
    assert refused(url, ca_file=str(tmp_path / "notes.txt")) == refused(url, ca_file=str(tmp_path / "gone.pem")) == "ca_file"


def _certificate(folder: Path) -> Path:
    x509 = pytest.importorskip("cryptography.x509", reason="it makes the certificate")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "itop.example.com")])
    now = datetime.datetime.now(datetime.UTC)
    import ipaddress

    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(1))
        .not_valid_after(now + datetime.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "ca.pem"


def test_a_lost_clock_is_told_by_every_kind_of_server(client: Client, stock: Client, itop: EmbeddedItop) -> None:
    """Both servers' answers give the time; the difference is kept for the status bar, and no instant moves."""
    from desktop.sync.connection import read_connection

    for one in (client, stock):
        entry = recording.add(one.desk, one.ticket(101), "", 900)
        one.clock.step_wall(-3600)
        one.sync()
        assert read_connection(one.desk.db).clock_difference >= 3590
        found = outbox.find_entry(one.desk.db, one.desk.account.id, entry.uid)
        assert found is not None and (found.entry.started_at, found.entry.ended_at) == (entry.started_at, entry.ended_at)


def test_switching_sends_only_ones_own(itop: EmbeddedItop, new_client: NewClient, tmp_path: Path) -> None:
    """Failure story 10: two accounts on one profile, each with a queue; only that of the account in front goes, and none is dropped."""
    camille = new_client(itop, folder=tmp_path / "shared")
    hers = recording.add(camille.desk, camille.ticket(101), "", 900).uid
    leave(camille.desk.db, camille.secrets)
    hugo = new_client(itop, "hugo", folder=tmp_path / "shared")
    his = recording.add(hugo.desk, hugo.ticket(101), "", 1800).uid
    assert waiting_by_account(hugo.desk.db) == {camille.desk.account.id: (1, 900), hugo.desk.account.id: (1, 1800)}
    hugo.sync()
    assert [row[0] for row in server_rows(itop, "SELECT uid FROM contract_time_entry WHERE uid IN (?, ?)", (hers, his))] == [his]
    accounts = {account.person_name: account for account in all_accounts(hugo.desk.db)}
    switch(hugo.desk.db, accounts["Camille Roy"])
    now_in_front = current_account(hugo.desk.db)
    assert now_in_front is not None and now_in_front.person_name == "Camille Roy"
    (row,) = outbox_rows(hugo.desk.db, now_in_front.id)
    assert (row.entry.uid, row.state) == (hers, OutboxState.WAITING)
    login = Login("camille", itop.secret)
    enter(camille.desk.db, camille.secrets, now_in_front, login)
    camille.sync()
    assert len(server_rows(itop, "SELECT uid FROM contract_time_entry WHERE uid IN (?, ?)", (hers, his))) == 2


def test_an_account_that_may_read_no_ticket_is_not_let_in_to_an_empty_window(itop: EmbeddedItop) -> None:
    """Its name and password are right, and there is nothing that it could do here: what it lacks is said at the door."""
    with closing(sqlite3.connect(itop.database, timeout=30)) as db, db:
        db.row_factory = sqlite3.Row
        add_account(db, "norights", "secret", 2, (REST_PROFILE,))
    found = probe(itop.url, Login("norights", "secret"))
    assert isinstance(found, Failure) and found.reason == "no_rights"
