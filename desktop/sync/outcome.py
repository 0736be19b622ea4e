"""What became of one call to iTop, before anybody asks what that means."""

from __future__ import annotations

from typing import Any

from desktop.core.record import record


@record
class Answered:
    """iTop answered JSON with a ``code`` (0 is success). ``server_date`` is the reply's Date header as an epoch, if any."""

    data: dict[str, Any]
    server_date: int | None = None

    @property
    def code(self) -> int | None:
        """iTop's code, None where it is no number (SQL states slip through as texts)."""
        code = self.data.get("code")
        return code if isinstance(code, int) and not isinstance(code, bool) else None


@record
class NotSent:
    """No byte of the request reached iTop, or iTop said it is under maintenance. ``reason`` is a word of the closed list of texts."""

    reason: str  # "unreachable", "name", "certificate", "maintenance", "proxy", "cancelled"
    detail: str = ""


@record
class NoVerdict:
    """The request left, and what came back says nothing of its effect. ``detail`` has no content of the reply."""

    reason: str  # "timeout", "cut", "http", "moved", "web_login", "html", "login_page", "json", "oversized"
    detail: str = ""


Outcome = Answered | NotSent | NoVerdict
