"""Colours: every pair in use can be read, and no colour comes from anywhere but the theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from desktop.system.paths import resources
from desktop.ui import theme
from desktop.ui.theme import DARK, LIGHT, PART_PAIRS, TEXT_PAIRS, Tokens

QSS = (resources() / "window.qss").read_text(encoding="utf-8")


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_weak(tokens: Tokens, pairs: tuple[tuple[str, str], ...], least: float) -> list[str]:
    found = [(one, other, contrast(getattr(tokens, one), getattr(tokens, other))) for one, other in pairs]
    return [f"{tokens.name}: {one} on {other} is {ratio:.2f}, needs {least}" for one, other, ratio in found if ratio < least]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_everything_can_be_read(tokens: Tokens) -> None:
    """Text has a contrast of 4.5 at least on every ground it stands on, controls and parts of charts of 3."""
    weak = too_weak(tokens, TEXT_PAIRS, 4.5) + too_weak(tokens, PART_PAIRS, 3)
    assert not weak, "\n".join(weak)


def test_the_measure_is_right() -> None:
    """Black on white is 21, the same on itself 1, and a grey known to fail does."""
    assert round(contrast("#000000", "#ffffff"), 1) == 21 and contrast("#777777", "#777777") == 1
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


def test_every_pair_of_the_style_sheet_is_measured() -> None:
    """Where a rule names a text colour and a ground, the pair is in the table; a ground alone stands below ink."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", QSS):
        text = re.search(r"(?<![-\w])color: \$(\w+)", body)
        ground = re.search(r"background(?:-color)?: \$(\w+)", body)
        if ground and any(part in selector for part in ("Scroll", "Splitter", "Progress", "rule", "separator", "indicator")):
            continue
        if text and ground:
            assert (text[1], ground[1]) in TEXT_PAIRS, selector
        elif ground:
            assert ("ink", ground[1]) in TEXT_PAIRS, selector


def test_colours_come_from_the_theme_alone() -> None:
    """No colour is written in the style sheet or in a view."""
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\")|rgba?\(")
    assert not [line for line in QSS.splitlines() if re.search(r":[^{;]*#[0-9a-fA-F]{3,8}\b", line) or "rgb(" in line]
    assert set(re.findall(r"\$(\w+)", QSS)) <= set(Tokens.__slots__) | {"icons", "mono", "check"}
    for path in Path(theme.__file__).parent.glob("*.py"):
        if path.name != "theme.py":
            found = [text for text in literal.findall(path.read_text(encoding="utf-8")) if text.lower() != "#000000"]
            assert not found, f"{path.name}: {found}"
