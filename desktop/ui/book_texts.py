"""The kinds of lines in a time book as people call them. No Qt."""

from __future__ import annotations

from desktop.ui.i18n import tr


def kind_text(kind: str) -> str:
    """A provision's kind, an entry's state, or what a line stands for otherwise."""
    known = {
        "initial": tr("Provision"),
        "topup": tr("Top-up"),
        "recurring": tr("Recurring provision"),
        "carryover": tr("Carry-over"),
        "correction": tr("Correction"),
        "expiry": tr("Expired"),
        "entry": tr("Entry"),
        "held": tr("Held"),
        "reversed": tr("Entry, corrected"),
        "reversal": tr("Correction of an entry"),
        "corrected": tr("Corrected, counts nothing"),
        "unseen": tr("Not shown to you, or not read yet"),
        "waiting": tr("Waiting here"),
        "running": tr("Timer now"),
    }
    return known.get(kind, kind)
