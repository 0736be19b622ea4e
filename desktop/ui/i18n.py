"""The window's language: English source texts, and a catalogue of the others loaded at runtime."""

from __future__ import annotations

import json
import locale
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.core.errors import CarnetError
from desktop.system.paths import resources

LANGUAGES = ("en", "fr")
PSEUDO = "qps"
"""English with accents, in brackets and longer by a third: what is cut or not translated is seen at once. For tests."""


@dataclass
class _Spoken:
    """The language in force: one per process, as people read one window at a time."""

    language: str = "en"
    texts: Mapping[str, str] = field(default_factory=dict)


_spoken = _Spoken()


def catalogue(language: str) -> dict[str, str]:
    """Translations of source texts into ``language``; empty for English."""
    path = resources() / "translations" / f"carnet_{language}.json"
    if language == "en" or not path.exists():
        return {}
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


class _Pseudo(dict[str, str]):
    """A catalogue that has every text."""

    _letters = str.maketrans("aceinouyACEINOUY", "àçéîñöûÿÀÇÉÎÑÖÛŸ")

    def get(self, source: str, default: str | None = None) -> str:  # type: ignore[override]
        parts = re.split(r"(\{[^}]*\})", source)
        said = "".join(part if part.startswith("{") else part.translate(self._letters) for part in parts)
        more = -(-sum(len(part) for part in parts if not part.startswith("{")) * 35 // 100) - 2
        return f"[{said}{''.join(' ~~~~~'[place % 6] for place in range(max(0, more)))}]"


def speak(language: str) -> str:
    """Use ``language`` from now on; an empty one means the system's. Returns the language in force."""
    if language == PSEUDO:
        _spoken.language, _spoken.texts = "en", _Pseudo()
        return "en"
    wanted = language or (locale.getlocale()[0] or "en")[:2].lower()
    _spoken.language = wanted if wanted in LANGUAGES else "en"
    _spoken.texts = catalogue(_spoken.language)
    return _spoken.language


def spoken() -> str:
    """The code of the language in force."""
    return _spoken.language


def tr(source: str, **values: object) -> str:
    """``source`` in the language in force, its placeholders filled with ``values``."""
    text = _spoken.texts.get(source, source)
    return text.format(**values) if values else text


def trn(one: str, many: str, count: int, **values: object) -> str:
    """The form for ``count``, which fills {count}. French takes the singular for nothing, too."""
    singular = count in (0, 1) if _spoken.language == "fr" else count == 1
    return tr(one if singular else many, count=count, **values)


def told_error(error: CarnetError) -> str:
    """What went wrong, in the language in force."""
    return tr(error.text, **error.values)


def told(text: str) -> str:
    """A text that comes from elsewhere in the program (a reason, an error) in the language in force, or as it is."""
    return _spoken.texts.get(text, text)
