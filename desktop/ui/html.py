"""iTop's HTML made safe to show: nothing remote is ever loaded, nothing runs, links open in the system's browser."""

from __future__ import annotations

import re
from html import escape

import nh3

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li",
    "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
"""No img, style, link, object, iframe, svg or form; no style attribute, which could name a url()."""
_TAG = re.compile(r"<[a-zA-Z!/]")


def safe_html(text: str) -> str:
    """``text`` as harmless HTML. Plain text keeps its lines."""
    if not _TAG.search(text):
        return "<br>".join(escape(text).splitlines())
    return nh3.clean(
        text,
        tags=_TAGS,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )


def is_web_link(url: str) -> bool:
    """Whether a link may be opened in the browser."""
    return url.lower().startswith(("http://", "https://"))
