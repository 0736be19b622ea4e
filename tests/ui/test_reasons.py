"""Every reason an entry or a sign-in can stop for is told in words that say what happened and what to do, in both languages."""

from __future__ import annotations

import pytest

from desktop import problems
from desktop.core.outbox import OutboxState
from desktop.store import outbox
from desktop.sync.policy import REFUSALS
from desktop.ui import i18n
from desktop.ui.outbox_views import Act, outbox_rows
from desktop.ui.snapshot import read_snapshot
from desktop.work import recording
from desktop.work.desk import Desk
from tests.conftest import make_ticket

OWN = {"cannot_replace", "no_team", "needs_ticket", "unanswered"}
"""Reasons for which this side blocks an entry itself (desktop/sync)."""
REMEDIES = {
    "ticket_gone": Act.MOVE,
    "contract_gone": Act.MOVE,
    "contract_not_valid": Act.MOVE,
    "not_yours": Act.DISCARD,
    "already_reversed": Act.DISCARD,
    "clock": Act.RETRY,
    "bad_value": Act.EDIT,
    "right_missing": Act.RETRY,
    "cannot_replace": Act.DISCARD,
    "no_team": Act.RETRY,
    "needs_ticket": Act.MOVE,
    "unanswered": Act.EDIT,
    "moon_phase": Act.RETRY,
}
"""What the sentence proposes, as the button that stands first."""


def test_the_list_is_whole() -> None:
    """iTop's closed list and this side's own reasons each have their words, and the list above is those."""
    assert set(problems.REASONS) >= REFUSALS | OWN
    assert set(REMEDIES) == (REFUSALS - {"read_only"}) | OWN | {"moon_phase"}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_an_itop_that_is_read_only_is_waited_for_and_says_so(desk: Desk, language: str) -> None:
    """Nothing is wrong with the entry: it is no person's turn."""
    i18n.speak(language)
    uid = recording.add(desk, make_ticket(), "", 900).uid
    with desk.db.transaction():
        outbox.set_state(desk.db, uid, OutboxState.WAITING, desk.now().wall, reason="read_only")
    (row,) = outbox_rows(read_snapshot(desk))
    english = problems.REASONS["read_only"]
    assert (row.reason == english.happened) == (row.remedy == english.remedy) == (language == "en")
    assert row.reason and row.remedy and not row.needs_person


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("reason", sorted(REMEDIES))
def test_each_reason_says_what_happened_and_what_to_do(desk: Desk, reason: str, language: str) -> None:
    """Two different sentences, in the language in force, and the first button does what the second one says."""
    i18n.speak(language)
    uid = recording.add(desk, make_ticket(), "", 900).uid
    with desk.db.transaction():
        outbox.set_state(desk.db, uid, OutboxState.BLOCKED, desk.now().wall, reason=reason)
    (row,) = outbox_rows(read_snapshot(desk))
    english = problems.REASONS.get(reason, problems.UNKNOWN)
    assert row.reason.endswith(".") and row.remedy.endswith(".") and row.reason != row.remedy
    assert (row.reason == english.happened) == (row.remedy == english.remedy) == (language == "en")
    assert row.acts[0] is REMEDIES[reason] and row.tone == "bad"
    assert Act.DISCARD in row.acts
    assert problems.reason_text(OutboxState.BLOCKED, reason) == f"{english.happened} {english.remedy}"
