"""Secrets reach iTop and nothing else: no file, no log, no error."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest

from desktop.core.account import Account
from desktop.demo.server import EmbeddedItop
from desktop.sync.client import Login
from desktop.sync.sign_in import try_sign_in
from desktop.work import recording
from tests.sync.conftest import Client


@pytest.mark.parametrize("kind", ["token", "password"])
@pytest.mark.parametrize("secret", ["S3CR\nET", "S3CRÉT…", "S3CR\udcffET", "S3CR\x00ET", " S3CRET\t"])
def test_a_secret_that_cannot_be_sent_is_shown_nowhere(
    itop: EmbeddedItop, caplog: pytest.LogCaptureFixture, kind: str, secret: str
) -> None:
    """What people paste holds line breaks and worse: refused like any wrong secret, and in no message of any library."""
    caplog.set_level(logging.DEBUG)
    try:
        found = try_sign_in(itop.url, Login("" if kind == "token" else "camille", secret, kind))
    except Exception:
        pytest.fail("an error that shows it" if "S3CR" in traceback.format_exc() else "an error")
    assert not isinstance(found, Account)
    assert found.reason == ("wrong_token" if kind == "token" else "wrong_password")
    assert "S3CR" not in caplog.text + repr(found)


def test_nothing_in_the_profile_directory_holds_the_secret(client: Client, itop: EmbeddedItop) -> None:
    recording.add(client.desk, client.ticket(101), "", 900)
    client.sync()
    itop.set_faults(["html-200"])
    client.sync()
    for path in Path(client.desk.db.path).parent.iterdir():
        assert itop.secret.encode() not in path.read_bytes(), path
