"""The shape of what people write: a ticket's title and paragraphs, the messages on it, the comments of the work."""

from __future__ import annotations

from desktop.core.record import record


@record
class Template:
    """A ticket as somebody would write it. ``{site}``, ``{who}`` and ``{number}`` are filled in; paragraphs are plain text."""

    subcategory: int
    title: str
    paragraphs: tuple[str, ...]
    solution: str


@record
class Language:
    """Everything that is written in one language; ``comments`` by activity id."""

    templates: tuple[Template, ...]
    greetings: tuple[str, ...]
    thanks: tuple[str, ...]
    public: tuple[str, ...]
    replies: tuple[str, ...]
    private: tuple[str, ...]
    comments: dict[int, tuple[str, ...]]
