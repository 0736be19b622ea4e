"""Shows harmless HTML as tall as it is, dressed in the theme's colours. Loads nothing from anywhere but the pictures kept here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QImageReader, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTextBrowser

from desktop.ui.html import is_web_link, picture_of
from desktop.ui.theme import Tokens, mono_font

WIDEST = 4096
"""Pixels of a picture's longer side beyond which it is not decoded in full."""


def html_style(tokens: Tokens) -> str:
    """The style sheet of texts from iTop: tables with lines, quotes with a bar, code on its own ground."""
    return f"""
        a {{ color: {tokens.accent}; }}
        table.data {{ border-collapse: collapse; border: 1px solid {tokens.line}; margin: 4px 0; }}
        table.data td, table.data th {{ border: 1px solid {tokens.line}; padding: 3px 8px; }}
        th {{ background-color: {tokens.hover}; font-weight: 600; text-align: left; }}
        table.quote {{ margin: 4px 0; }}
        td.bar {{ background-color: {tokens.ctl}; }}
        td.quoted {{ color: {tokens.dim}; padding-left: 10px; }}
        td.code {{ background-color: {tokens.hover}; padding: 6px 10px; }}
        table.code {{ margin: 4px 0; }}
        pre, code {{ font-family: "{mono_font().family()}"; font-size: 12px; }}
        code {{ background-color: {tokens.hover}; }}
        h1, h2, h3, h4, h5, h6 {{ font-size: 14px; font-weight: 600; }}
        hr {{ background-color: {tokens.line}; }}
        .new {{ color: {tokens.accent}; font-weight: 600; }}
        .by {{ color: {tokens.dim}; }}
        td.private {{ background-color: {tokens.bg}; }}
    """


class HtmlView(QTextBrowser):
    """``picture_asked`` carries number and secret of a picture whose link was followed; web links open in the system's browser."""

    picture_asked = Signal(int, str)

    def __init__(self, tokens: Tokens, name: str = "") -> None:
        super().__init__()
        self._find: Callable[[int], Path | None] = _nowhere
        self._html = ""
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().setDefaultStyleSheet(html_style(tokens))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._open)

    def set_pictures(self, find: Callable[[int], Path | None]) -> None:
        """Where a picture is kept, by its number; None for one that is not."""
        self._find = find

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """A picture kept here; nothing else, whatever iTop's HTML names."""
        wanted = picture_of(url if isinstance(url, str) else url.toString())
        path = self._find(wanted[0]) if wanted else None
        return self._read(path) if path is not None else None

    def _read(self, path: Path) -> QImage | None:
        reader = QImageReader(str(path))
        reader.setDecideFormatFromContent(True)
        reader.setAutoTransform(True)
        size = reader.size()
        room = QSize(max(80, min(WIDEST, self.viewport().width() - 4)), WIDEST)
        if size.isValid() and (size.width() > room.width() or size.height() > room.height()):
            reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        return None if image.isNull() else image

    def show_html(self, html: str) -> None:
        """Show ``html``; the same again changes nothing, so that what is selected in it stays."""
        if html != self._html:
            self._html = html
            self.setHtml(html)

    def sizeHint(self) -> QSize:
        return QSize(300, int(self.document().size().height()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if "<img " in self._html and event.size().width() != event.oldSize().width() > 0:
            # Pictures are read as wide as there is room.
            self.setHtml(self._html)

    def _fit(self) -> None:
        self.setFixedHeight(int(self.document().size().height()) + 2)

    def _open(self, url: QUrl) -> None:
        picture = picture_of(url.toString())
        if picture is not None:
            self.picture_asked.emit(*picture)
        elif is_web_link(url.toString()):
            QDesktopServices.openUrl(url)


def _nowhere(_number: int) -> Path | None:
    return None
