"""Every text of the window is there in every language, with the same placeholders."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import problems
from desktop.ui import formats, i18n, texts

UI = Path(i18n.__file__).parent
TOLD_ERRORS = ("UsageError", "StoreError", "NewerStoreError")


def sources() -> Iterator[tuple[str, str]]:
    """Every source text given to tr() or trn(), with the place."""
    for path in sorted(UI.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "trn") and path.name != "i18n.py":
                for argument in node.args[: 1 if node.func.id == "tr" else 2]:
                    assert isinstance(argument, ast.Constant), f"{path.name}:{node.lineno} hands tr() something other than a text"
                    yield str(argument.value), f"{path.name}:{node.lineno}"
    reasons = [text for why in (*problems.REASONS.values(), problems.UNKNOWN) for text in (why.happened, why.remedy)]
    yield from errors()
    for text in (*problems.PROBLEMS.values(), *reasons, *problems.STATES.values(), *texts.OTHER_TEXTS):
        yield text, "a reason"


def errors() -> Iterator[tuple[str, str]]:
    """Every text of an error that the window may tell, with the place; lower case is for programmers."""
    for path in sorted(path for layer in ("core", "store", "work") for path in (UI.parent / layer).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD_ERRORS:
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno} makes its text before it can be translated"
                if not str(node.args[0].value)[0].islower():
                    yield str(node.args[0].value), f"{path.name}:{node.lineno}"


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", [language for language in i18n.LANGUAGES if language != "en"])
def test_nothing_is_left_in_english(language: str) -> None:
    """Each text has its translation, and no placeholder is lost or invented."""
    known = i18n.catalogue(language)
    missing = sorted({f"{place}: {text}" for text, place in sources() if text not in known})
    assert not missing, "\n".join(missing)
    wrong = [text for text, translated in known.items() if holes(text) != holes(translated)]
    assert not wrong, wrong


@pytest.fixture
def french() -> Iterator[None]:
    i18n.speak("fr")
    yield
    i18n.speak("en")


def test_french_has_its_plurals_and_its_durations(french: None) -> None:
    """Nothing and one are singular; durations and dates are written as in French."""
    said = [
        i18n.trn("{count} entry needs you: open the outbox", "{count} entries need you: open the outbox", count).split(" :")[0]
        for count in (0, 1, 2)
    ]
    assert [text.split("\N{NO-BREAK SPACE}")[0] for text in said] == [
        "0 saisie a besoin de vous",
        "1 saisie a besoin de vous",
        "2 saisies ont besoin de vous",
    ]
    assert formats.duration(54900).replace("\N{NO-BREAK SPACE}", " ") == "15 h 15"
    assert formats.left(-7800).replace("\N{NO-BREAK SPACE}", " ") == "2 h 10 de trop"


def test_english_durations() -> None:
    """The same in English; negative ones are over, with words instead of a sign."""
    assert formats.duration(54900).replace("\N{NO-BREAK SPACE}", " ") == "15h 15m"
    assert formats.left(-7800).replace("\N{NO-BREAK SPACE}", " ") == "2h 10m over"
    assert formats.hours(-1800) == "−0:30"
    assert formats.running_clock(2537) == "0:42:17"
