"""Colours, fonts and the style sheet built from them: light and dark, following the system unless a person says otherwise."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop.core.record import record
from desktop.system.paths import resources


@record
class Tokens:
    """Colours by what they mean; :data:`TEXT_PAIRS` and :data:`PART_PAIRS` say which stand on which."""

    name: str
    bg: str
    panel: str
    line: str
    ctl: str
    ink: str
    dim: str
    accent: str
    on_accent: str
    soft: str
    ok: str
    warn: str
    bad: str
    track: str
    pend: str
    bar: str
    hover: str
    pale: str

    def color(self, name: str) -> QColor:
        """A token as a colour: "ink", "dim", "warn"…; an empty name is "ink", "acc" the accent."""
        return QColor(getattr(self, {"": "ink", "acc": "accent"}.get(name, name)))


LIGHT = Tokens(
    "light", "#f5f6f8", "#ffffff", "#d9dde3", "#7d8795", "#18202c", "#5b6575", "#1a5fd0", "#ffffff", "#e6eefc", "#17703f", "#8f4700",
    "#b3261e", "#dde2e9", "#5f7fb8", "#2f6f55", "#eef1f5", "#55897a",
)  # fmt: skip
DARK = Tokens(
    "dark", "#14181f", "#1b212b", "#323b49", "#7b8696", "#e9edf3", "#a3adbc", "#7db1ff", "#0d1420", "#22324d", "#5fd09a", "#f7b266",
    "#ff8f85", "#313a48", "#7f9fd8", "#4fae86", "#242c38", "#4a9675",
)  # fmt: skip

_GROUNDS = ("bg", "panel", "soft", "hover")
TEXT_PAIRS = (
    *((text, ground) for text in ("ink", "dim", "accent", "ok", "warn", "bad") for ground in _GROUNDS),
    ("on_accent", "accent"),
    ("panel", "dim"),
    ("dim", "track"),
    ("ink", "panel"),
)
"""Text and what it stands on: a contrast of 4.5 at least."""
PART_PAIRS = (
    *((part, ground) for part in ("ctl", "accent", "bad", "warn") for ground in _GROUNDS),
    *((part, "track") for part in ("bar", "pale", "pend", "bad", "accent")),
    *((part, "panel") for part in ("bar", "pale", "pend", "bad", "accent")),
)
"""Edges of controls, marks of focus and parts of charts, and what they stand on: a contrast of 3 at least."""


def tokens_for(setting: str) -> Tokens:
    """The colours for a setting: "light", "dark", or what the system has."""
    hints = QApplication.styleHints()
    dark = setting == "dark" if setting in ("light", "dark") else hints.colorScheme() is Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def apply_palette(app: QApplication, tokens: Tokens) -> None:
    """Style, font and palette of what is about to be built, without a style sheet.

    Under a style sheet Qt asks it again for a widget and all within each time one is put into another: a window built under it took
    four times as long.
    """
    app.setStyleSheet("")
    app.setStyle("Fusion")
    app.setFont(text_font())
    app.setPalette(_palette(tokens))


def apply_sheet(app: QApplication, tokens: Tokens) -> None:
    """The style sheet, over what was built."""
    icons = (resources() / "icons").as_posix()
    names = asdict(tokens) | {"icons": icons, "mono": mono_font().family(), "check": f"{icons}/check-{tokens.name}.svg"}
    app.setStyleSheet(Template((resources() / "window.qss").read_text(encoding="utf-8")).substitute(names))


def text_font(pixels: int = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The text font with figures of equal width, so that running numbers stand still."""
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    if _has_inter():
        font.setFamilies(["Inter"])
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _has_inter() -> bool:
    return "Inter" in QFontDatabase.families()


def mono_font(pixels: int = 12) -> QFont:
    """The font of references and keys."""
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for place, name in (
        (role.Window, "bg"),
        (role.WindowText, "ink"),
        (role.Base, "panel"),
        (role.AlternateBase, "bg"),
        (role.Text, "ink"),
        (role.Button, "panel"),
        (role.ButtonText, "ink"),
        (role.BrightText, "bad"),
        (role.Highlight, "soft"),
        (role.HighlightedText, "ink"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.ToolTipBase, "panel"),
        (role.ToolTipText, "ink"),
        (role.PlaceholderText, "dim"),
        (role.Light, "line"),
        (role.Midlight, "line"),
        (role.Mid, "line"),
        (role.Dark, "line"),
        (role.Shadow, "line"),
    ):
        palette.setColor(place, tokens.color(name))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, tokens.color("dim"))
    return palette
