"""Identifiers minted on this side: lower-case UUID texts.

Lower-case because iTop compares text case-insensitively and plain SQLite does not.
"""

import uuid


def new_uid() -> str:
    """A fresh random uid for a timer's entry, a provision, a desk."""
    return str(uuid.uuid4())


def reversal_uid(original: str) -> str:
    """The only uid a reversal of ``original`` can have (protocol section 2): sent twice, it is one row."""
    return str(uuid.uuid5(uuid.UUID(original), "reversal"))


def expiry_uid(provision: str, day: str) -> str:
    """The uid of the row that expires ``provision`` on ISO date ``day`` (protocol section 3)."""
    return str(uuid.uuid5(uuid.UUID(provision), f"expiry/{day}"))


def expiry_correction_uid(expiry: str, number: int) -> str:
    """The uid of the ``number``-th correction (from 1) of what ``expiry`` took too much."""
    return str(uuid.uuid5(uuid.UUID(expiry), f"correction/{number}"))


def is_uid(text: str) -> bool:
    """Whether ``text`` is a lower-case UUID in its canonical form."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
