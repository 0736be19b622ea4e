"""Attachments and inline images as iTop sends them, and as it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.core.ticket import TicketKey
from desktop.demo.database import connect, insert, transaction
from desktop.demo.desk.files import blob
from desktop.demo.server import EmbeddedItop
from desktop.sync import files
from desktop.sync.client import ITopClient, Login
from desktop.sync.files import RemoteFile, fetch_file, list_files
from desktop.sync.server import Failure

FIRST, SECOND = TicketKey("UserRequest", 101), TicketKey("UserRequest", 102)


@pytest.fixture
def itop(tmp_path: Path) -> Iterator[EmbeddedItop]:
    with EmbeddedItop(tmp_path / "itop", sample="small") as server:
        with connect(server.database) as db, transaction(db):
            of = {"item_class": "UserRequest", "item_id": 101, "item_org_id": 2, "temp_id": "t"}
            insert(
                db,
                "attachment",
                of | {"creation_date": "2026-11-24 15:40:00", "id": 3, "contents": blob("log.txt", "text/plain", b"line 1")},
            )
            insert(db, "attachment", of | {"id": 4, "contents": None})
            insert(db, "inline_image", of | {"id": 5, "secret": "abc", "contents": blob("a.png", "image/png", b"png")})
        yield server


@pytest.fixture
def client(itop: EmbeddedItop) -> Iterator[ITopClient]:
    with ITopClient(itop.url, Login(itop.user, itop.secret)) as made:
        yield made


def test_a_tickets_files(client: ITopClient) -> None:
    """Numbers first, each with the time at which it came; one file whole when it is asked for, by its own ticket only."""
    listed = list_files(client, FIRST, ZoneInfo("Europe/Paris"))
    assert isinstance(listed, dict) and list(listed) == [3, 4] and list_files(client, SECOND, ZoneInfo("UTC")) == {}
    assert listed == {3: 1795531200, 4: None}
    found = fetch_file(client, "Attachment", 3, FIRST)
    assert isinstance(found, RemoteFile)
    assert (found.data, found.file.name, found.file.mimetype, found.file.ticket) == (b"line 1", "log.txt", "text/plain", "UserRequest::101")
    assert reason(fetch_file(client, "Attachment", 3, SECOND)) == "file_gone"
    assert reason(fetch_file(client, "Attachment", 4, FIRST)) == "file_gone"


def reason(outcome: object) -> str:
    assert isinstance(outcome, Failure)
    return outcome.reason


def test_a_picture_needs_its_secret(client: ITopClient) -> None:
    """What the ticket's text does not name is not given."""
    assert isinstance(fetch_file(client, "InlineImage", 5, FIRST, "abc"), RemoteFile)
    assert reason(fetch_file(client, "InlineImage", 5, FIRST, "xyz")) == "file_gone"


def test_what_is_too_large_is_refused(client: ITopClient, itop: EmbeddedItop, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its size once read, and by the limit of every answer before."""
    monkeypatch.setattr(files, "LARGEST", 5)
    assert reason(fetch_file(client, "Attachment", 3, FIRST)) == "file_too_large"
    with ITopClient(itop.url, Login(itop.user, itop.secret), largest_answer=100) as small:
        assert reason(fetch_file(small, "Attachment", 3, FIRST)) == "file_too_large"
