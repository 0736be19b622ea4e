"""Profiles: how Carnet's words are written in one kind of iTop (``resources/profiles/*.toml``, protocol section 4)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from desktop.core.errors import UsageError
from desktop.core.record import record
from desktop.system.paths import resources


@record
class EntryMapping:
    """The class that stands for an entry. ``uid`` names the attribute that carries the uid, written as ``uid_form``.

    ``fields`` are templates over uid, ticket_id, ticket_class, ref, org_id, team_id, agent_id, started_at, worked_until, text and
    subject_id; a field that is one placeholder alone keeps the value's type (epochs stay numbers, which iTop takes zone-safely).
    """

    cls: str
    uid: str
    uid_form: str
    ticket: str
    agent: str
    start: str
    end: str
    text: str
    fields: Mapping[str, str]


@record
class SubjectMapping:
    """What an entry hangs on where that is not the ticket itself."""

    cls: str
    fields: Mapping[str, str]


@record
class Profile:
    """``verbs``: the server speaks carnet/*. ``reversal`` is row, delete or none; without ``balance`` there is none to show."""

    name: str
    title: str
    verbs: bool
    reversal: str
    balance: bool
    entry: EntryMapping | None = None
    subject: SubjectMapping | None = field(default=None)


def profile_names() -> list[str]:
    """The profiles that come with Carnet."""
    return sorted(path.stem for path in (resources() / "profiles").glob("*.toml"))


def load_profile(name: str) -> Profile:
    """The profile called ``name``. Raises UsageError that lists what there is."""
    if name not in profile_names():
        raise UsageError(f"There is no profile “{name}”. There are: {', '.join(profile_names())}.")
    data = tomllib.loads((resources() / "profiles" / f"{name}.toml").read_text(encoding="utf-8"))
    entry, subject = data.get("entry"), data.get("subject")
    return Profile(
        name,
        data["title"],
        data["verbs"],
        data["reversal"],
        data["balance"],
        EntryMapping(cls=entry["class"], **{key: value for key, value in entry.items() if key != "class"}) if entry else None,
        SubjectMapping(subject["class"], subject["fields"]) if subject else None,
    )


def filled(templates: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Templates with their values; a placeholder alone keeps its value's type."""
    result: dict[str, Any] = {}
    for name, template in templates.items():
        alone = template.removeprefix("{").removesuffix("}")
        result[name] = values[alone] if template == "{" + alone + "}" else template.format_map(values)
    return result
