"""In every picture the figures add up: the headline and its sentence, the indicators, the totals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtWidgets import QApplication

from desktop.core.outbox import PERSON_STATES, OutboxState
from desktop.store.tickets import find_ticket
from desktop.ui.contract_views import contract_card
from desktop.ui.snapshot import Snapshot
from desktop.ui.ticket_views import ticket_view
from tests.gallery.fixtures import FIXTURES, Fixture
from tests.gallery.stage import opened

SPAN = re.compile(r"(?P<sign>[−-]?)\s?(?P<hours>\d+)\s?h\s?(?P<minutes>\d{2})")


def spans(text: str) -> list[int]:
    """Every duration in a text, in minutes, with the sign before it."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    return [(-1 if found["sign"] else 1) * (int(found["hours"]) * 60 + int(found["minutes"])) for found in SPAN.finditer(plain)]


def clock_spans(text: str) -> list[int]:
    """Every h:mm in a text, in minutes."""
    return [int(hours) * 60 + int(minutes) for hours, minutes in re.findall(r"(\d+):(\d\d)", text)]


def wrong(snapshot: Snapshot, fixture: Fixture) -> list[str]:
    """What does not add up in what the window shows now."""
    found = []
    for line in snapshot.contracts.values():
        known = line.contract.indicators
        if known is None:
            continue
        percent = known.consumed * 100 // known.provisioned if known.provisioned > 0 else None
        if known.provisioned - known.consumed != known.balance or known.percent != percent:
            found.append(f"{line.contract.name}: {known}")
        if line.projected != known.balance - line.waiting - line.running:
            found.append(f"{line.contract.name}: projected {line.projected}")
    waiting = [line for line in snapshot.outbox if line.row.state is not OutboxState.DISCARDED]
    here = sum(line.waiting for line in snapshot.contracts.values()) + sum(line.effect_seconds for line in waiting if not line.contract_id)
    if snapshot.counts.waiting_seconds != here or snapshot.counts.total != len(waiting):
        found.append(f"the outbox says {snapshot.counts}, its lines {here}")
    if snapshot.counts.needs_person != sum(line.row.state in PERSON_STATES for line in waiting):
        found.append("those that need a person")
    if snapshot.today[0] < sum(line.worked_seconds for line in snapshot.timers):
        found.append("today has less than what runs")
    return [f"{fixture.name}: {problem}" for problem in found]


IN_FRENCH = ("running", "offline", "overrun", "would-overrun", "stopped")
"""The figures are the same, only their form is another: a few will do."""


@pytest.mark.parametrize(("language", "names", "least"), [("en", tuple(FIXTURES), 5), ("fr", IN_FRENCH, 3)])
def test_the_headline_is_its_sentence(qapp: QApplication, tmp_path: Path, language: str, names: tuple[str, ...], least: int) -> None:
    """Beside every ticket of every state: what is in iTop less what waits and runs is the headline, as it is written."""
    found, seen = [], 0
    for fixture in (FIXTURES[name] for name in names):
        with opened(fixture, tmp_path, language) as shown:
            snapshot, window = shown.app.presenter.snapshot, shown.app.window
            if snapshot is None or not window.contract.isVisible():
                continue
            found += wrong(snapshot, fixture)
            headline, sentence = window.contract.headline.text(), window.contract.sentence.text()
            parts = spans(sentence)
            if len(parts) > 1 and (head := spans(headline)):
                seen += 1
                if abs(sum(parts)) != abs(head[0]):
                    found.append(f"{fixture.name}: “{headline}” is not “{sentence}”")
            if window.desk.strip.headline.text() != headline:
                found.append(f"{fixture.name}: the strip says “{window.desk.strip.headline.text()}”, the card “{headline}”")
    assert not found, "\n".join(found)
    assert seen >= least


def test_the_same_figure_everywhere(qapp: QApplication, tmp_path: Path) -> None:
    """Indicators as written are a difference, and the sum over a ticket's rows is what stands above them."""
    for name in ("running", "would-overrun", "near-the-end", "overrun", "ticket-time"):
        with opened(FIXTURES[name], tmp_path) as shown:
            presenter = shown.app.presenter
            assert presenter.snapshot is not None and presenter.selected is not None
            desk = presenter.snapshot.desk
            ticket = find_ticket(desk.db, desk.account.id, presenter.selected)
            assert ticket is not None
            card = contract_card(presenter.snapshot, ticket)
            assert card is not None
            provisioned, consumed, balance = (spans(figure.value)[0] for figure in card.indicators[:3])
            assert provisioned - consumed == balance, card.indicators
            view = ticket_view(presenter.snapshot, ticket)
            worked, counted = clock_spans(view.mine_sum)
            rows = [(clock_spans(row.worked)[0], clock_spans(row.counted)[0]) for row in view.mine]
            # Each row cuts its seconds: at most one minute a row.
            assert 0 <= worked - sum(row[0] for row in rows) <= len(rows), view.mine_sum
            assert counted == sum(row[1] for row in rows), view.mine_sum


def test_a_wrong_figure_is_found() -> None:
    """The reading of figures is not blind: a sentence that is off by a minute differs from its headline."""
    assert sum(spans("15h 15m in iTop − 0h 30m waiting − 0h 45m running")) == spans("14h 00m")[0]
    assert sum(spans("15 h 15 dans iTop − 0 h 31 en attente")) != spans("14 h 45")[0]
    assert clock_spans("mine, 1:10 worked · 1:15 counted") == [70, 75]
