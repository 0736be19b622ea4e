"""The address of an iTop, out of what people paste."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit, urlunsplit

from desktop.core.errors import UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_AROUND = " \t\r\n\u00a0\u200b\ufeff<>()[]{}\"'«»“”‘’.,;"
"""What stands around an address in a mail or a chat."""
_INSIDE = ("pages", "webservices")
"""Folders of an iTop: its address is what comes before the first."""
_ENTRANCES = ("portal", "portals", "env-production", "index.php")
"""Where people come in when there is no such folder: the customers' portal, the front page."""
_PORTS = {"http": 80, "https": 443}


def clean_url(text: str) -> str:
    """An iTop's base address out of what people paste: scheme added, page and query dropped, one slash at the end.

    Raises UsageError where there is no host, another scheme, or a secret in the address.
    """
    pasted = text.strip(_AROUND)
    parts = _split(pasted)
    if parts is None:
        raise UsageError("“{text}” is not an address of an iTop. It looks like https://itop.example.com/ .", text=pasted)
    if parts.username or parts.password:
        raise UsageError("Leave name and password out of the address; Carnet asks for them.")
    return urlunsplit((parts.scheme, parts.netloc.lower(), _base_path(parts.path), "", ""))


def is_open_http(url: str) -> bool:
    """Whether secrets would travel readable: http to anything but this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in LOOPBACK


def same_itop(one: str, other: str) -> bool:
    """Whether two base addresses are of one iTop: a proxy in front may speak https where iTop believes in http."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str | None, int | None, str]:
    parts = urlsplit(url)
    port = None if parts.port == _PORTS.get(parts.scheme) else parts.port
    return parts.hostname, port, parts.path.rstrip("/")


def _split(pasted: str) -> SplitResult | None:
    """The parts of an address that can be one."""
    try:
        if "://" not in pasted:
            bare = pasted.lstrip("/")
            # A server on this machine rarely has a certificate.
            scheme = "http" if urlsplit(f"//{bare}").hostname in LOOPBACK else "https"
            pasted = f"{scheme}://{bare}"
        parts = urlsplit(pasted)
        port, host = parts.port, parts.hostname
    except ValueError:
        return None
    good = parts.scheme in ("http", "https") and bool(host) and not set(host or "") & set(" \t@<>\"'") and port != 0
    return parts if good else None


def _base_path(path: str) -> str:
    parts = [part for part in path.split("/") if part]
    lower = [part.lower() for part in parts]
    for names in (_INSIDE, _ENTRANCES):
        at = next((place for place, part in enumerate(lower) if part in names), None)
        if at is not None:
            parts, lower = parts[:at], lower[:at]
            break
    return "/" + "".join(f"{part}/" for part in parts)
