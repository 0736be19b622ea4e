"""Pictures and files of a few tickets: what a caller sends along."""

from __future__ import annotations

import base64
import json
import random
import sqlite3
import struct
import zlib

from desktop.demo.database import insert, local_text

PICTURE_SECRET = "5f2c9a"  # noqa: S105 - it is in the ticket's own text
_LOG = """<pre>13:02:11 ike 0:lyon: IKE SA lifetime expired, renegotiating
13:02:12 ike 0:lyon: no proposal chosen (AES256-SHA1)
13:02:41 ike 0:lyon: SA established, lifetime 3600 s</pre>"""
_PICTURE = (
    '<p>This is what the monitoring shows:</p><p><img src="" data-img-id="1" data-img-secret="{secret}" alt="Tunnel, last hours"></p>'
)
_SERVERS = (
    "<table><tbody><tr><th>Server</th><th>Role</th><th>Order</th></tr><tr><td>AM-DC1</td><td>Directory</td><td>1</td></tr>"
    "<tr><td>AM-FS2</td><td>Files</td><td>2</td></tr><tr><td>AM-LIC</td><td>Licences</td><td>last</td></tr></tbody></table>"
    "<blockquote>The window is agreed with production; please keep to it.</blockquote>"
)


def add_files(db: sqlite3.Connection, now: int) -> None:
    """Give the VPN ticket a picture, a log and two attachments, and the patch window a table."""
    more = _LOG + _PICTURE.format(secret=PICTURE_SECRET)
    db.execute("UPDATE ticket SET description = description || ? WHERE id = 482 AND finalclass = 'UserRequest'", (more,))
    db.execute("UPDATE ticket SET description = description || ? WHERE id = 440 AND finalclass = 'UserRequest'", (_SERVERS,))
    picture = blob("tunnel.png", "image/png", png(_chart()))
    insert(db, "inline_image", _of_ticket(482) | {"id": 1, "secret": PICTURE_SECRET, "contents": picture})
    log = "\n".join(f"{9 + hour:02d}:02:11 ike 0:lyon: IKE SA lifetime expired" for hour in range(8))
    for number, contents in ((1, blob("fg60f.log", "text/plain", log.encode())), (2, blob("tunnel-week.png", "image/png", png(_chart(7))))):
        insert(db, "attachment", _of_ticket(482) | {"id": number, "contents": contents, "creation_date": local_text(now - 7200)})


def _of_ticket(number: int) -> dict[str, object]:
    return {"item_class": "UserRequest", "item_id": number, "item_org_id": 2, "temp_id": f"demo{number}", "expire": None}


def blob(name: str, mimetype: str, data: bytes) -> str:
    """A file as the database keeps it."""
    return json.dumps({"data": base64.b64encode(data).decode(), "mimetype": mimetype, "filename": name})


def _chart(seed: int = 1) -> list[list[tuple[int, int, int]]]:
    """A tunnel that drops every hour, as monitoring draws it."""
    chance = random.Random(seed)
    width, height = 440, 110
    rows = [[(255, 255, 255)] * width for _ in range(height)]
    for x in range(width):
        for y in range(20, height, 22):
            rows[y][x] = (225, 229, 235)
        down = x % 72 < 5
        top = height - 4 if down else 24 + chance.randrange(9)
        for y in range(top, height):
            rows[y][x] = (179, 38, 30) if down else (166, 200, 184)
    return rows


def png(rows: list[list[tuple[int, int, int]]]) -> bytes:
    """Pixels as a PNG file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
