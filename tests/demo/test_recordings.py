"""The embedded iTop answers as a real one did, for every recorded call within its subset."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

from desktop.demo.server import EmbeddedItop
from tests.conftest import Tell
from tests.demo.replay import CLASSES, Recording, differences, learn, prepare, recordings, seed, send

_SINGLE = {
    "auth-disabled-user": "disabled accounts",
    "down-php-fpm": "the web server's own answers",
    "delete-simulate": "links that are deleted along",
    "delete-by-id": "links that are deleted along",
    "err-delete-simulate-organization-in-use": "links that are deleted along",
    "ext-decimal-all-attributes": "attributes that are not in the subset",
    "get-by-oql": "rows of recordings that are kept apart",
    "get-by-criteria-extkey": "rows of recordings that are kept apart",
    "get-oql-join-contract": "rows of recordings that are kept apart",
    "delete-several-by-oql": "rows of recordings that are kept apart",
    "lifecycle-11-resolve-again": "rows of recordings that are kept apart",
}
"""Recordings outside the subset that no rule below tells, each with its reason."""


def outside(recording: Recording) -> str:
    """Why the recording is beyond the embedded iTop's subset, or an empty text: then it is replayed and has to match."""
    if reason := _SINGLE.get(recording.name):
        return reason
    if recording.name.startswith(("config-", "mode-access-mode-")):
        return "a server with another configuration"
    name = recording.data.get("class")
    if name and name not in CLASSES and "is not a valid class" not in recording.message:
        return "classes that are not in the subset"
    if recording.name.startswith("lang-fr-err-create") and recording.message.startswith("Error:"):
        return "texts in the account's language"
    if recording.model is None or "is not a valid" in recording.message:
        return ""
    known = {attribute.code for attribute in recording.model.attributes} | {"id", "friendlyname", "finalclass"}
    asked = {code.strip() for code in str(recording.data.get("output_fields", "*")).split(",")} - {"*", "*+"}
    refused = "invalid attribute code" in recording.message
    if set(recording.fields) - known or (asked - known and not refused):
        return "attributes that are not in the subset"
    return ""


def _answer(itop: EmbeddedItop, recording: Recording) -> list[str]:
    itop.set_faults(["maintenance-503"] if recording.name == "mode-maintenance" else [])
    prepare(itop, recording)
    response = send(itop, recording)
    found = differences(recording, response)
    learn(itop, recording, response.json() if response.headers["Content-Type"] == "application/json" else None)
    return found


def test_recordings(tmp_path: Path, tell: Tell) -> None:
    """Codes, messages, keys, types and values of the answers are the recorded ones; what is outside is counted with its reason."""
    folder = os.environ.get("ITOP_RECORDINGS")
    if not folder:
        pytest.skip("ITOP_RECORDINGS does not name a folder with recordings of a real iTop")
    beyond: dict[str, int] = defaultdict(int)
    replayed, different = 0, {}
    with EmbeddedItop(tmp_path, sample="", modules=()) as itop:
        seed(itop, Path(folder))
        for recording in recordings(Path(folder)):
            if reason := outside(recording):
                beyond[reason] += 1
                learn(itop, recording, None)
                continue
            replayed += 1
            if found := _answer(itop, recording):
                different[recording.name] = found
    total = replayed + sum(beyond.values())
    reasons = "; ".join(f"{count} {reason}" for reason, count in sorted(beyond.items(), key=lambda item: -item[1]))
    tell(f"recordings: {replayed} of {total} replayed ({100 * replayed // total} %), {total - replayed} outside the subset: {reasons}")
    assert not different, "\n".join(f"{name}: {'; '.join(found)[:400]}" for name, found in different.items())
