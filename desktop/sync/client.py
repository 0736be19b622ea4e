"""The iTop client: one form POST a call, no cookies, limits on time and size. The only module that uses httpx.

httpx is loaded with the first client: it takes as long as half the window, which need not wait for it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop.core.address import LOOPBACK
from desktop.core.record import record
from desktop.sync.outcome import Answered, NotSent, NoVerdict, Outcome

if TYPE_CHECKING:
    import ssl

    import httpx

VERSION = "1.3"
"""The REST version asked for: the first that honours ``limit`` and ``page``."""
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
WHOLE_SECONDS = 600.0
"""The longest that one answer may take to arrive, however steadily it drips."""
LARGEST_ANSWER = 64 * 1024 * 1024
NO_PROXY = "none"
"""The proxy setting that goes without one whatever the system says."""
_LOGIN_PAGE = re.compile(rb"auth_pwd|login_op|\bmfa\b|multi-?factor|two-?factor", re.IGNORECASE)
"""What iTop's own login and second-factor pages hold, in any language."""


@record
class Login:
    """How to log in: a user with a password, or a token. The secret is kept out of every representation."""

    user: str
    secret: str = field(repr=False)
    kind: str = "password"  # or "token"

    def form(self) -> dict[str, str]:
        return {"auth_user": self.user, "auth_pwd": _sendable(self.secret)} if self.kind == "password" else {}

    def headers(self) -> dict[bytes, bytes]:
        # A token is pasted, with what stood around it; one that no header can carry is refused like any wrong one.
        return {b"Auth-Token": "".join(_sendable(self.secret).split()).encode()} if self.kind == "token" else {}


def _sendable(secret: str) -> str:
    """``secret`` without what no encoding can send: an error would stop the synchronisation, and might show it."""
    return secret.encode(errors="replace").decode().replace("\0", "")


class ITopClient:
    """One server and one login. Close it; not shared between threads."""

    def __init__(
        self,
        url: str,
        login: Login,
        *,
        ca_file: str = "",
        proxy: str = "",
        answer_seconds: float = ANSWER_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        largest_answer: int = LARGEST_ANSWER,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Once ``cancelled`` says so no further call is made; one under way is let come to its end, for what it did must be known.

        ``proxy`` is an address, "none", or empty for what the system has. Raises OSError where ``ca_file`` cannot be read.
        """
        import httpx

        self.url = url
        self._login = login
        self._largest = largest_answer
        self._cancelled = cancelled
        self._whole_seconds = whole_seconds
        self.server_date: int | None = None
        """The server's clock as its latest answer gave it (an epoch), None where none did."""
        here = urlsplit(url).hostname in LOOPBACK
        self._http = httpx.Client(
            headers={b"User-Agent": b"Carnet", b"Accept": b"application/json"} | login.headers(),
            timeout=httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS),
            verify=_trust(url, ca_file),
            follow_redirects=False,
            # Loopback is never behind a proxy; anything else follows the system's settings unless a person says otherwise.
            trust_env=not here and not proxy,
            proxy=None if here or proxy in ("", NO_PROXY) else proxy,
        )

    def call(self, operation: str, **fields: Any) -> Outcome:
        """One call of a REST verb. Never raises for what the network or iTop does."""
        import httpx

        if self._cancelled():
            return NotSent("cancelled")
        form = {"json_data": json.dumps({"operation": operation, **fields}, ensure_ascii=False)} | self._login.form()
        # iTop's session cookies cannot log in and only cause locking on the server.
        self._http.cookies.clear()
        try:
            with self._http.stream("POST", f"{self.url}webservices/rest.php", params={"version": VERSION}, data=form) as response:
                body = self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol) as error:
            return _not_sent(error)
        except httpx.TimeoutException:
            return NoVerdict("timeout", "no answer in time")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return NoVerdict("cut", type(error).__name__)
        if body is None:
            return NoVerdict("oversized", f"more than {self._largest} bytes")
        outcome = read_answer(response.status_code, response.headers, body)
        if isinstance(outcome, Answered) and outcome.server_date is not None:
            self.server_date = outcome.server_date
        return outcome

    def _read(self, response: httpx.Response) -> bytes | None:
        import httpx

        parts, size, end = [], 0, time.monotonic() + self._whole_seconds
        for part in response.iter_bytes():
            if time.monotonic() > end:
                raise httpx.ReadTimeout("the answer drips")
            size += len(part)
            if size > self._largest:
                return None
            parts.append(part)
        return b"".join(parts)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> ITopClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
    """An HTTP reply as an outcome. Only JSON with a ``code`` at its top is an answer of iTop's REST service."""
    if status in (301, 302, 303, 307, 308):
        # Never followed: a secret goes where a person said, and nowhere else.
        return NoVerdict("moved", headers.get("Location", "").partition("?")[0])
    if status in (401, 407):
        return NoVerdict("web_login", f"HTTP {status}")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        if status == 200 and _LOGIN_PAGE.search(body):
            return NoVerdict("login_page", "HTTP 200")
        kind = "html" if b"<html" in body[:2000].lower() or b"<!doctype" in body[:2000].lower() else "json"
        return NoVerdict(kind if status == 200 else "http", f"HTTP {status}")
    if status == 503 and _is_maintenance(data):
        return NotSent("maintenance")
    if status != 200 or not isinstance(data, dict) or "code" not in data:
        return NoVerdict("http" if status != 200 else "json", f"HTTP {status}")
    return Answered(data, _date(headers.get("Date", "")))


def _is_maintenance(data: object) -> bool:
    """iTop's own page: ``{"data":[{"code":100,…}],"scripts":[]}``, without a code at the top."""
    return isinstance(data, dict) and "code" not in data and "data" in data and "scripts" in data


def _date(text: str) -> int | None:
    try:
        return int(parsedate_to_datetime(text).astimezone(UTC).timestamp())
    except (TypeError, ValueError):
        return None


def _not_sent(error: httpx.HTTPError) -> NotSent:
    import httpx

    text = str(error).lower()
    if "certificate" in text or "ssl" in text or "tls" in text:
        return NotSent("certificate", str(error))
    if "name or service" in text or "getaddrinfo" in text or "nodename" in text or "name resolution" in text:
        return NotSent("name")
    return NotSent("proxy" if isinstance(error, httpx.ProxyError) else "unreachable")


def _trust(url: str, ca_file: str) -> ssl.SSLContext | bool:
    """Verification is always on: by the system's authorities, or by the private one in ``ca_file``. Plain http needs no context."""
    if url.startswith("http:"):
        return True
    import ssl

    import truststore

    if ca_file:
        return ssl.create_default_context(cafile=ca_file)
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
