"""The link that iTop's console carries on its tickets: ``carnet://start?itop=https://itop.example.com/&class=UserRequest&id=12``."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from desktop.core.address import clean_url
from desktop.core.errors import UsageError
from desktop.core.record import record
from desktop.core.ticket import TICKET_CLASSES, TicketKey, is_reference, normal_reference

LONGEST = 2000
_NEEDED = {"itop", "class", "id"}
_OPTIONAL = {"ref"}


@record
class StartLink:
    """``itop`` is its base address; ``name`` is what to call the ticket while nobody here knows it."""

    itop: str
    key: TicketKey
    name: str


def parse_start_link(text: str) -> StartLink:
    """What a link asks for. Raises UsageError for everything but a whole start link: any web page can carry one."""
    if len(text) > LONGEST or not text.isascii() or not text.isprintable():
        raise _no_link()
    try:
        parts = urlsplit(text)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True, max_num_fields=len(_NEEDED | _OPTIONAL))
    except ValueError:
        raise _no_link() from None
    given = dict(pairs)
    whole = len(given) == len(pairs) and set(given) - _OPTIONAL == _NEEDED and all(value.isprintable() for value in given.values())
    # Browsers and systems may put a slash behind the first word, and no more.
    if not whole or (parts.scheme, parts.netloc, parts.path.strip("/"), parts.fragment) != ("carnet", "start", "", ""):
        raise _no_link()
    if given["class"] not in TICKET_CLASSES or not re.fullmatch(r"[1-9][0-9]{0,9}", given["id"]):
        raise UsageError("The link names no ticket that Carnet knows how to time. Nothing was started.")
    key = TicketKey(given["class"], int(given["id"]))
    ref = given.get("ref", "")
    return StartLink(clean_url(given["itop"]), key, normal_reference(ref) if is_reference(ref) else str(key))


def _no_link() -> UsageError:
    return UsageError("This is no link of Carnet's: carnet://start?itop=ADDRESS&class=UserRequest&id=NUMBER. Nothing was started.")
