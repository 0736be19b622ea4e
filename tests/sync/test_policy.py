"""Every answer and what it means: the table of the design, row by row."""

from __future__ import annotations

import json

import pytest

from desktop.core.outbox import OutboxState
from desktop.demo.server import EmbeddedItop
from desktop.sync.client import ITopClient, Login, read_answer
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
        (401, "<html>sign in</html>", NoVerdict("web_login", "HTTP 401")),
        (302, "", NoVerdict("moved", "")),
        (200, "<html><input name='auth_pwd'></html>", NoVerdict("login_page", "HTTP 200")),
        (200, "MFA is required", NoVerdict("login_page", "HTTP 200")),
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
    ("status", "reason", "state"),
    [
        ("created", None, OutboxState.DONE),
        ("known", None, OutboxState.DONE),
        ("refused", "ticket_gone", OutboxState.BLOCKED),
        ("refused", "moon_phase", OutboxState.BLOCKED),
        ("refused", None, OutboxState.BLOCKED),
        ("refused", "read_only", OutboxState.WAITING),
        ("later", None, OutboxState.WAITING),
        ("splendid", None, OutboxState.WAITING),
        (None, None, OutboxState.WAITING),
    ],
)
def test_what_a_status_makes_of_a_row(status: object, reason: object, state: OutboxState) -> None:
    assert verdict_state(status, reason) is state


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
