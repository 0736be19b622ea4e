"""iTop's HTML made safe to show: nothing remote is ever loaded, nothing runs, links open in the system's browser.

Pictures stored in iTop become a link that loads them when a person clicks it; once they are kept here, they are shown. Pictures of any
other server are never loaded.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

import nh3

from desktop.core.record import record
from desktop.ui.i18n import tr

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li",
    "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
"""No style, link, object, iframe, svg or form; no style attribute, which could name a url(). No img is left in what is shown either."""
_ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "img": {"src", "alt", "data-img-id", "data-img-secret"},
}
_TAG = re.compile(r"<[a-zA-Z!/]")
_IMG = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
"""An image as the cleaner writes it: its values are quoted, with their own quotes escaped."""
_VALUE = re.compile(r' ([a-z-]+)="([^"]*)"')
PICTURE = "carnet-picture"
"""The scheme of pictures: "carnet-picture:5" is what iTop's inline image 5 is called here."""


@record
class Pictures:
    """Which pictures of the iTop at ``origin`` are kept here, by their numbers."""

    origin: str = ""
    kept: Collection[int] = frozenset()


def safe_html(text: str, pictures: Pictures | None = None) -> str:
    """``text`` as harmless HTML. Plain text keeps its lines."""
    if not _TAG.search(text):
        return "<br>".join(escape(text).splitlines())
    clean = nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None)
    known = pictures or Pictures()
    clean = _IMG.sub(lambda found: _picture(found[1], known), clean)
    # Qt's rich text draws no border on one side and no padding in a block: a table has both.
    clean = clean.replace("<blockquote>", '<table class="quote" cellspacing="0"><tr><td class="bar" width="3"></td><td class="quoted">')
    clean = clean.replace("</blockquote>", "</td></tr></table>")
    clean = clean.replace("<pre>", '<table class="code" width="100%" cellspacing="0"><tr><td class="code"><pre>')
    return clean.replace("</pre>", "</pre></td></tr></table>").replace("<table>", '<table class="data" cellspacing="0">')


def _picture(attributes: str, known: Pictures) -> str:
    values = {name: unescape(value) for name, value in _VALUE.findall(attributes)}
    number, secret = _inline_image(values, known.origin)
    if not number:
        return f"<i>[{escape(tr('picture from another server, not loaded'))}]</i>"
    if number in known.kept:
        return f'<img src="{PICTURE}:{number}" alt="{escape(values.get("alt", ""))}">'
    return f'<a href="{PICTURE}:{number}?{escape(secret)}">[{escape(tr("Show picture"))}]</a>'


def _inline_image(values: dict[str, str], origin: str) -> tuple[int, str]:
    """The number and secret of an inline image of the iTop at ``origin``; 0 for any other picture."""
    source = values.get("src", "")
    parts = urlsplit(source)
    if parts.netloc and (not origin or (parts.scheme, parts.netloc) != urlsplit(origin)[:2]):
        return 0, ""
    query = parse_qs(parts.query)
    inline = "download_inlineimage" in query.get("operation", [])
    number = values.get("data-img-id") or (query.get("id", [""])[0] if inline else "")
    secret = values.get("data-img-secret") or query.get("s", [""])[0]
    return (int(number), secret if secret.isalnum() else "") if re.fullmatch(r"[0-9]{1,12}", number) else (0, "")


def picture_of(url: str) -> tuple[int, str] | None:
    """The number and secret in a link that :func:`safe_html` made for a picture; None for any other link."""
    found = re.fullmatch(rf"{PICTURE}:([0-9]+)(?:\?([0-9A-Za-z]*))?", url)
    return (int(found[1]), found[2] or "") if found else None


def is_web_link(url: str) -> bool:
    """Whether a link may be opened in the browser."""
    return url.lower().startswith(("http://", "https://"))
