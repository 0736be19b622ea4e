"""Every answer and what it means: the table of the design, row by row."""

from __future__ import annotations

import json

import pytest

from desktop.core.errors import UsageError
from desktop.core.outbox import OutboxState
from desktop.demo.server import EmbeddedItop
from desktop.sync.client import ITopClient, Login, clean_url, is_open_http, read_answer
from desktop.sync.outcome import Answered, NotSent, NoVerdict, Outcome
from desktop.sync.policy import Call, Consequence, consequence, verdict_state

MAINTENANCE = {"data": [{"code": 100, "message": "maintenance"}], "scripts": []}


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"code":0}', Answered({"code": 0})),
        (503, json.dumps(MAINTENANCE), NotSent("maintenance")),
        (503, "Service unavailable", NoVerdict("http", "HTTP 503")),
        (503, '{"code":0}', NoVerdict("http", "HTTP 503")),
        (500, "<!DOCTYPE html><html></html>", NoVerdict("http", "HTTP 500")),
        (200, "<html><body>login</body></html>", NoVerdict("html", "HTTP 200")),
        (200, "You must enrol a second factor", NoVerdict("json", "HTTP 200")),
        (200, '{"code":0,"objects":{"UserReq', NoVerdict("json", "HTTP 200")),
        (200, "[]", NoVerdict("json", "HTTP 200")),
        (200, "[" * 100_000, NoVerdict("json", "HTTP 200")),
        (413, "too large", NoVerdict("http", "HTTP 413")),
    ],
)
def test_what_is_an_answer(status: int, body: str, outcome: Outcome) -> None:
    assert read_answer(status, {}, body.encode()) == outcome


@pytest.mark.parametrize(
    ("outcome", "call", "expected"),
    [
        (NotSent("unreachable"), Call.WRITE, Consequence.PAUSE),
        (NotSent("maintenance"), Call.WRITE, Consequence.PAUSE),
        (NoVerdict("timeout"), Call.WRITE, Consequence.UNCERTAIN),
        (NoVerdict("html"), Call.WRITE, Consequence.UNCERTAIN),
        (NoVerdict("timeout"), Call.READ, Consequence.PAUSE),
        (Answered({"code": 100}), Call.WRITE, Consequence.UNCERTAIN),
        (Answered({"code": 1}), Call.WRITE, Consequence.UNCERTAIN),
        (Answered({"code": "1213"}), Call.WRITE, Consequence.UNCERTAIN),
        (Answered({"code": 77}), Call.WRITE, Consequence.UNCERTAIN),
        (Answered({"code": 1}), Call.WHO_AM_I, Consequence.LOGIN),
        (Answered({"code": 100}), Call.WHO_AM_I, Consequence.PAUSE),
        (Answered({"code": 1}), Call.READ, Consequence.REFUSED),
        (Answered({"code": 11}), Call.READ, Consequence.MISSING),
        (Answered({"code": 0}), Call.WRITE, Consequence.DONE),
    ],
)
def test_what_it_means(outcome: Outcome, call: Call, expected: Consequence) -> None:
    assert consequence(outcome, call) is expected


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("created", OutboxState.DONE),
        ("known", OutboxState.DONE),
        ("refused", OutboxState.BLOCKED),
        ("later", OutboxState.WAITING),
        ("splendid", OutboxState.WAITING),
        (None, OutboxState.WAITING),
    ],
)
def test_what_a_status_makes_of_a_row(status: object, state: OutboxState) -> None:
    assert verdict_state(status) is state


@pytest.mark.parametrize(
    ("pasted", "cleaned"),
    [
        ("itop.example.com", "https://itop.example.com/"),
        (" https://ITOP.example.com/itop/pages/UI.php?c=1 ", "https://itop.example.com/itop/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("https://example.com/itop/webservices/rest.php?version=1.3", "https://example.com/itop/"),
    ],
)
def test_pasted_addresses(pasted: str, cleaned: str) -> None:
    assert clean_url(pasted) == cleaned


@pytest.mark.parametrize("pasted", ["", "ftp://itop.example.com", "https://camille:secret@itop.example.com/", "https:///"])
def test_addresses_that_are_none(pasted: str) -> None:
    with pytest.raises(UsageError):
        clean_url(pasted)


def test_where_a_password_would_travel_readable() -> None:
    assert is_open_http("http://itop.example.com/")
    assert not is_open_http("http://127.0.0.1:8080/")
    assert not is_open_http("https://itop.example.com/")


def test_nobody_there_is_not_sent() -> None:
    """Port 9 of loopback: refused before a byte was written."""
    with ITopClient("http://127.0.0.1:9/", Login("camille", "secret")) as client:
        assert client.call("list_operations") == NotSent("unreachable")


def test_an_answer_too_large_is_not_read(itop: EmbeddedItop) -> None:
    with ITopClient(itop.url, Login(itop.user, itop.secret), largest_answer=50) as client:
        assert client.call("list_operations") == NoVerdict("oversized", "more than 50 bytes")


def test_a_server_that_hangs_is_given_up(itop: EmbeddedItop) -> None:
    itop.set_faults(["hang"])
    with ITopClient(itop.url, Login(itop.user, itop.secret), answer_seconds=0.2) as client:
        assert client.call("list_operations") == NoVerdict("timeout", "no answer in time")


def test_a_login_never_shows_its_secret() -> None:
    assert "hush" not in repr(Login("camille", "hush"))
