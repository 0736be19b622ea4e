"""Attachments and inline images by ``core/get``: which a ticket has, and one of them whole.

iTop tells a file's name only together with its contents, so a list says when each was attached, and a file is read when a person asks
for it.
"""

from __future__ import annotations

import base64
import binascii
from zoneinfo import ZoneInfo

from desktop.core.record import record
from desktop.core.ticket import TicketKey
from desktop.sync.client import ITopClient
from desktop.sync.oql import quoted
from desktop.sync.outcome import Answered
from desktop.sync.policy import Call, Consequence
from desktop.sync.server import Failure, failure_of
from desktop.sync.stock_tickets import epoch_of
from desktop.system.file_cache import LARGEST, KeptFile

ATTACHMENT, PICTURE = "Attachment", "InlineImage"


@record
class RemoteFile:
    """A file as iTop sent it."""

    file: KeptFile
    data: bytes


def list_files(client: ITopClient, key: TicketKey, zone: ZoneInfo) -> dict[int, int | None] | Failure:
    """The numbers of a ticket's attachments in their order, each with the epoch at which it was attached; ``zone`` is the server's."""
    oql = f"SELECT {ATTACHMENT} WHERE item_class = {quoted(key.cls)} AND item_id = {int(key.id)}"
    outcome = client.call("core/get", **{"class": ATTACHMENT, "key": oql, "output_fields": "creation_date"})
    if not isinstance(outcome, Answered) or outcome.code != 0:
        return failure_of(outcome, Call.READ)
    found = {int(item["key"]): epoch_of(item["fields"].get("creation_date"), zone) for item in (outcome.data.get("objects") or {}).values()}
    return dict(sorted(found.items()))


def fetch_file(client: ITopClient, kind: str, number: int, key: TicketKey, secret: str = "") -> RemoteFile | Failure:
    """One file. An inline image is asked for with the secret that its ticket names, an attachment as one of the ticket."""
    more = f" AND secret = {quoted(secret)}" if kind == PICTURE and secret else ""
    if kind == ATTACHMENT:
        more = f" AND item_class = {quoted(key.cls)} AND item_id = {int(key.id)}"
    oql = f"SELECT {kind} WHERE id = {int(number)}{more}"
    outcome = client.call("core/get", **{"class": kind, "key": oql, "output_fields": "contents"})
    if not isinstance(outcome, Answered) or outcome.code != 0:
        failure = failure_of(outcome, Call.READ)
        return Failure(Consequence.REFUSED, "file_too_large") if failure.reason == "oversized" else failure
    for item in (outcome.data.get("objects") or {}).values():
        return _file_from(item["fields"].get("contents"), kind, number, key)
    return Failure(Consequence.REFUSED, "file_gone")


def _file_from(contents: object, kind: str, number: int, key: TicketKey) -> RemoteFile | Failure:
    if not isinstance(contents, dict):
        return Failure(Consequence.REFUSED, "file_gone")
    try:
        data = base64.b64decode(str(contents.get("data") or ""), validate=True)
    except (binascii.Error, ValueError):
        return Failure(Consequence.REFUSED, "not_understood")
    if len(data) > LARGEST:
        return Failure(Consequence.REFUSED, "file_too_large")
    name, mimetype = str(contents.get("filename") or ""), str(contents.get("mimetype") or "")
    return RemoteFile(KeptFile(kind, number, name, mimetype, len(data), str(key)), data)
