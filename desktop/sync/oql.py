"""OQL texts that are safe to send."""

from __future__ import annotations

import re

from desktop.core.ticket import normal_reference

LONGEST_LITERAL = 6000
"""Characters of a literal that iTop's lexer takes (7,000 fail)."""


def quoted(text: str) -> str:
    """A string literal: every backslash doubled, a backslash before the quote, in single quotes; cut where iTop could not read it."""
    escaped = text[: LONGEST_LITERAL // 2].replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _like(text: str) -> str:
    """A LIKE pattern that finds ``text`` anywhere; its own wildcards stand for any character, which only finds more."""
    return quoted(f"%{text}%")


def either_reference_or_words(cls: str, text: str) -> str:
    """Tickets of ``cls`` whose reference is ``text``, or whose title, customer or caller hold each of its words."""
    reference = normal_reference(text)
    if re.fullmatch(r"[A-Z]+-\d+", reference):
        return f"SELECT {cls} WHERE ref = {quoted(reference)}"
    if text.strip().isdigit():
        return f"SELECT {cls} WHERE ref LIKE {quoted(f'%-{int(text):06d}')}"
    columns = ("title", "org_name", "caller_id_friendlyname")
    words = text.split()[:6]
    return f"SELECT {cls} WHERE " + " AND ".join(f"({' OR '.join(f'{column} LIKE {_like(word)}' for column in columns)})" for word in words)
