"""Case logs: what is appended to them, in which format, by whom; and what is left of HTML that somebody sent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

import nh3

from desktop.demo.database import local_text
from desktop.demo.rest import Context, RestError

_KEPT = {"*": {"style"}, "a": {"href", "target"}, "img": {"src", "alt"}}


def harmless_html(text: str) -> str:
    """HTML without scripts and handlers, as iTop stores it; plain text becomes a paragraph."""
    if text and not text.lstrip().startswith("<"):
        text = f"<p>{escape(text, quote=False)}</p>"
    return nh3.clean(text, attributes=_KEPT, link_rel=None)


def _plain(html: str) -> str:
    """The text of HTML: paragraphs apart, lines kept."""
    text = re.sub(r"</p>", "\n\n", re.sub(r"<br\s*/?>", "\n", html))
    return unescape(re.sub(r"<[^>]+>", "", text)).strip()


def _author(context: Context, item: Mapping[str, Any]) -> tuple[str, str]:
    """Name and account number of who wrote an item. Only an administrator may write for another account."""
    login = context.caller.login
    wanted = item.get("user_id")
    if isinstance(wanted, dict) and context.caller.administrator:
        login = str(wanted.get("login", login))
    row = context.db.execute(
        """SELECT account.rowid AS number, first_name || ' ' || name AS name
        FROM account LEFT JOIN person ON person.id = person_id WHERE login = ?""",
        (login,),
    ).fetchone()
    return (row["name"] or login, str(row["number"])) if row else (login, "0")


def _entry(context: Context, item: Mapping[str, Any]) -> dict[str, str] | None:
    message = str(item.get("message", ""))
    if not message:
        return None
    if item.get("format") == "text":
        shown = escape(message, quote=False).replace("\n", "<br/>")
    else:
        shown = harmless_html(message)
        message = _plain(shown)
    name, number = _author(context, item)
    date = str(item.get("date") or local_text(context.now))
    return {"date": date, "user_login": name, "user_id": number, "message": message, "message_html": shown}


def log_after(context: Context, code: str, before: str | None, value: Any) -> str:
    """The stored log after ``value`` came: a text or ``{"add_item": …}`` appends, ``{"items": […]}`` replaces everything."""
    entries = json.loads(before or "[]")
    if isinstance(value, str):
        items: list[Any] = [{"message": value}]
    elif isinstance(value, dict) and "add_item" in value:
        items = [value["add_item"]]
    elif isinstance(value, dict) and "items" in value:
        entries, items = [], list(value["items"])
    else:
        raise RestError(100, f"Error: {code}: Missing 'items' elements")
    entries += [entry for item in items if (entry := _entry(context, item)) is not None]
    return json.dumps(entries, ensure_ascii=False)


def append_log(context: Context, ticket_id: int, code: str, value: Any) -> None:
    """Bring a ticket's log up to date inside the caller's transaction."""
    row = context.db.execute(f'SELECT "{code}" FROM ticket WHERE id = ?', (ticket_id,)).fetchone()
    context.db.execute(f'UPDATE ticket SET "{code}" = ? WHERE id = ?', (log_after(context, code, row[0], value), ticket_id))
