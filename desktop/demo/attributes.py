"""What a data model is made of: attributes of some kind, and classes over a table."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from desktop.core.record import record


class Kind(StrEnum):
    STRING = "string"
    TEXT = "text"
    HTML = "html"
    INTEGER = "integer"
    DURATION = "duration"
    WATCH = "watch"
    DATETIME = "datetime"
    DATE = "date"
    ENUM = "enum"
    KEY = "key"
    EXTERNAL = "external"
    LOG = "log"
    BLOB = "blob"
    """A file: the JSON of its name, type and contents in base64."""


@record
class Attribute:
    """``target`` is the class of a key; an external field reads ``remote`` of the object under key ``via``."""

    code: str
    kind: Kind = Kind.STRING
    values: tuple[str, ...] = ()
    target: str = ""
    via: str = ""
    remote: str = ""
    default: str | int | None = ""
    required: bool = False


@record
class ClassModel:
    """A class: its table, its attributes in order, the SQL of its friendly name (over alias ``t``). ``parent`` shares the table."""

    name: str
    table: str
    attributes: tuple[Attribute, ...]
    friendly: str
    abstract: bool = False
    parent: str = ""
    module: str = ""

    def attribute(self, code: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.code == code), None)


def text(code: str, kind: Kind = Kind.STRING, *, required: bool = False) -> Attribute:
    return Attribute(code, kind, required=required)


def number(code: str, default: int | None = 0) -> Attribute:
    return Attribute(code, Kind.INTEGER, default=default)


def moment(code: str, kind: Kind = Kind.DATETIME) -> Attribute:
    return Attribute(code, kind, default=None)


def enum(code: str, *values: str, default: str | None = None) -> Attribute:
    return Attribute(code, Kind.ENUM, values, default=values[0] if default is None else default)


def key(code: str, target: str, *remotes: str, required: bool = False) -> tuple[Attribute, ...]:
    """A key with its external fields: ``org_id`` with remote "name" gives ``org_name``; the friendly name always comes along."""
    stem = code.removesuffix("_id")
    external = [Attribute(f"{stem}_{remote}", Kind.EXTERNAL, via=code, remote=remote) for remote in remotes]
    friendly = Attribute(f"{code}_friendlyname", Kind.EXTERNAL, via=code, remote="friendlyname")
    return (Attribute(code, Kind.KEY, target=target, default=0, required=required), *external, friendly)


def owner(*, required: bool = False) -> tuple[Attribute, ...]:
    """The organization of a class that calls its name ``organization_name``, as contracts and services do."""
    number, name, friendly = key("org_id", "Organization", "name", required=required)
    return number, replace(name, code="organization_name"), friendly
