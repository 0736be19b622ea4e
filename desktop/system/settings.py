"""Settings: one frozen dataclass, saved as JSON of what differs from the defaults. Never a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path

from desktop.core.record import record


@record
class Settings:
    """What a person can set. Empty texts mean "as the system"."""

    language: str = ""
    theme: str = ""
    several_timers: bool = False
    ask_comment: bool = False
    http_accepted: tuple[str, ...] = ()
    ca_file: str = ""
    proxy: str = ""
    window: str = ""
    list_scope: str = "mine"
    list_sort: str = "due"
    list_comfortable: bool = False
    last_ticket: str = ""


def load_settings(path: Path) -> Settings:
    """What ``path`` holds over the defaults; what is unknown, broken or missing is left out, never an error."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    return _from_json(stored if isinstance(stored, dict) else {})


def _from_json(stored: Mapping[str, object]) -> Settings:
    defaults = asdict(Settings())
    good: dict[str, object] = {}
    for field in fields(Settings):
        value = stored.get(field.name)
        if isinstance(value, list):
            value = tuple(item for item in value if isinstance(item, str))
        if type(value) is type(defaults[field.name]):
            good[field.name] = value
    return Settings(**good)  # type: ignore[arg-type]


def save_settings(path: Path, settings: Settings) -> None:
    """Write what differs from the defaults, whole or not at all."""
    defaults = asdict(Settings())
    changed = {name: value for name, value in asdict(settings).items() if value != defaults[name]}
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(changed, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(path)
