"""An OQL subset, parsed by a grammar and turned into SQL with bound values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from desktop.demo.attributes import Attribute, ClassModel, Kind

_GRAMMAR = r"""
start: query ("UNION" query)*
query: "SELECT" (names "FROM")? class_ref join* ("WHERE" condition)?
names: NAME ("," NAME)*
class_ref: NAME ("AS" NAME)?
join: "JOIN" class_ref "ON" field "=" field
?condition: conjunction | condition "OR" conjunction -> or_
?conjunction: negation | conjunction "AND" negation -> and_
?negation: comparison | "NOT" negation -> not_
?comparison: sum
    | sum COMPARATOR sum -> compare
    | sum "=" sum -> equal
    | sum "LIKE" sum -> like
    | sum "NOT" "LIKE" sum -> not_like
    | sum "IN" "(" list ")" -> in_
    | sum "NOT" "IN" "(" list ")" -> not_in
?sum: atom | sum OPERATOR atom -> arithmetic
list: value ("," value)*
?atom: field | value | call | interval | "(" condition ")"
call: NAME "(" [condition ("," condition)*] ")"
interval: "INTERVAL" atom UNIT
field: NAME ("." NAME)?
value: STRING -> string | NUMBER -> number | PLACEHOLDER -> placeholder
COMPARATOR: "<=" | ">=" | "!=" | "<>" | "<" | ">"
OPERATOR: "+" | "-"
UNIT.2: /(SECOND|MINUTE|HOUR|DAY|MONTH|YEAR)\b/
NAME: /(?!(SELECT|FROM|JOIN|ON|WHERE|AND|OR|NOT|LIKE|IN|UNION|INTERVAL|AS)\b)`?[A-Za-z_][A-Za-z0-9_]*`?/
STRING: /'(\\.|[^'\\])*'|"(\\.|[^"\\])*"/
NUMBER: /-?\d+/
PLACEHOLDER: /:[a-z_]+(->[a-z_]+)?/
%ignore /\s+/
"""


class OqlError(Exception):
    """The text is not OQL of this subset, or names what does not exist."""


@dataclass(slots=True)
class Sql:
    """A condition in the making: its values, and which alias is which class."""

    classes: Mapping[str, ClassModel]
    placeholders: Mapping[str, Any]
    aliases: dict[str, ClassModel] = field(default_factory=dict)
    values: list[Any] = field(default_factory=list)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


def expression(classes: Mapping[str, ClassModel], model: ClassModel, code: str, alias: str) -> str:
    """The SQL that reads attribute ``code`` of ``model`` under ``alias``. Raises OqlError where there is none."""
    if code in ("id", "finalclass"):
        return f"{alias}.{code}" if code == "id" or model.table == "ticket" else f"'{model.name}'"
    if code == "friendlyname":
        return f"({model.friendly.replace('t.', f'{alias}.')})"
    attribute = model.attribute(code)
    if attribute is None:
        raise OqlError(f"Unknown filter code '{code}' for class {model.name}")
    if attribute.kind is Kind.EXTERNAL:
        return _external(classes, model, attribute, alias)
    return f'{alias}."{code}"'


def _external(classes: Mapping[str, ClassModel], model: ClassModel, attribute: Attribute, alias: str) -> str:
    via = model.attribute(attribute.via)
    assert via is not None
    target = classes[via.target]
    inner = f'"{alias.strip(chr(34))}x"'
    read = expression(classes, target, attribute.remote, inner)
    return f'(SELECT {read} FROM {target.table} {inner} WHERE {inner}.id = {alias}."{attribute.via}")'


def compile_query(text: str, classes: Mapping[str, ClassModel], placeholders: Mapping[str, Any]) -> tuple[ClassModel, str, list[Any]]:
    """The class selected, and SQL (with its values) that gives ids of its objects. Raises OqlError."""
    try:
        tree = _parser().parse(text)
    except LarkError as error:
        raise OqlError(f"Unexpected token in: {text}") from error
    parts, values, model = [], [], None
    for query in tree.children:
        assert isinstance(query, Tree)
        sql = Sql(classes, placeholders)
        model, part = _query(query, sql)
        parts.append(part)
        values += sql.values
    assert model is not None
    return model, " UNION ".join(parts), values


def _name(token: Any) -> str:
    return str(token).strip("`")


def _model(sql: Sql, name: str) -> ClassModel:
    model = sql.classes.get(name)
    if model is None:
        raise OqlError(f"Unknown class '{name}'")
    return model


def _class_ref(sql: Sql, tree: Tree[Token]) -> tuple[str, ClassModel]:
    names = [_name(child) for child in tree.children]
    model = _model(sql, names[0])
    sql.aliases[names[-1]] = model
    return names[-1], model


def _of_class(model: ClassModel, alias: str) -> str:
    return f"\"{alias}\".finalclass = '{model.name}'" if model.parent else "1"


def _query(tree: Tree[Token], sql: Sql) -> tuple[ClassModel, str]:
    children = [child for child in tree.children if isinstance(child, Tree)]
    selected = next((_name(child.children[0]) for child in children if child.data == "names"), "")
    references = [child for child in children if child.data == "class_ref"]
    joins = [child for child in children if child.data == "join"]
    conditions = [child for child in children if child.data not in ("names", "class_ref", "join")]
    alias, model = _class_ref(sql, references[0])
    tables = [f'{model.table} AS "{alias}"']
    where = [_of_class(model, alias)]
    for join in joins:
        other, joined = _class_ref(sql, join.children[0])  # type: ignore[arg-type]
        tables.append(f'{joined.table} AS "{other}"')
        where.append(_of_class(joined, other))
    for join in joins:
        where.append(f"{_term(join.children[1], sql)} = {_term(join.children[2], sql)}")
    where += [f"({_term(condition, sql)})" for condition in conditions]
    main = selected or alias
    if main not in sql.aliases:
        raise OqlError(f"Unknown alias '{main}'")
    return sql.aliases[main], f'SELECT "{main}".id FROM {", ".join(tables)} WHERE {" AND ".join(where)}'


_BINARY = {"and_": "AND", "or_": "OR", "equal": "=", "like": "LIKE", "not_like": "NOT LIKE"}


def _term(node: Any, sql: Sql) -> str:
    assert isinstance(node, Tree)
    kind = str(node.data)
    parts = node.children
    if kind in _BINARY:
        return f"({_term(parts[0], sql)} {_BINARY[kind]} {_term(parts[1], sql)})"
    if kind == "not_":
        return f"(NOT {_term(parts[0], sql)})"
    if kind in ("compare", "arithmetic"):
        operator = str(parts[1])
        return f"({_term(parts[0], sql)} {operator} {_term(parts[2], sql)})"
    if kind in ("in_", "not_in"):
        listed = parts[1]
        assert isinstance(listed, Tree)
        left = _term(parts[0], sql)
        holes = ", ".join(_term(item, sql) for item in listed.children)
        return f"({left} {'NOT IN' if kind == 'not_in' else 'IN'} ({holes}))"
    return _leaf(kind, parts, sql)


def _leaf(kind: str, parts: list[Any], sql: Sql) -> str:
    if kind == "field":
        return _field([_name(part) for part in parts], sql)
    if kind == "string":
        return _bind(_unquoted(str(parts[0])), sql)
    if kind == "number":
        return _bind(int(parts[0]), sql)
    if kind == "placeholder":
        name = str(parts[0])[1:]
        if name not in sql.placeholders:
            raise OqlError(f"Missing query argument {name}")
        return _bind(sql.placeholders[name], sql)
    if kind == "call":
        return _call(_name(parts[0]).upper(), parts[1:], sql)
    raise OqlError(f"Unexpected {kind}")


def _bind(value: Any, sql: Sql) -> str:
    sql.values.append(value)
    return "?"


def _unquoted(literal: str) -> str:
    """What is between the quotes, backslash escapes resolved as OQL's lexer does."""
    result, escaped = [], False
    for character in literal[1:-1]:
        if escaped or character != "\\":
            result.append(character)
            escaped = False
        else:
            escaped = True
    return "".join(result)


def _field(names: list[str], sql: Sql) -> str:
    if len(names) == 2:
        if names[0] not in sql.aliases:
            raise OqlError(f"Unknown alias '{names[0]}'")
        return expression(sql.classes, sql.aliases[names[0]], names[1], f'"{names[0]}"')
    alias, model = next(iter(sql.aliases.items()))
    return expression(sql.classes, model, names[0], f'"{alias}"')


def _call(name: str, parts: list[Any], sql: Sql) -> str:
    if name == "NOW":
        return _bind(sql.placeholders["now"], sql)
    if name in ("DATE_SUB", "DATE_ADD") and len(parts) == 2 and parts[1].data == "interval":
        amount, unit = parts[1].children
        sign = "-" if name == "DATE_SUB" else "+"
        base = _term(parts[0], sql)
        return f"datetime({base}, '{sign}' || {_term(amount, sql)} || ' {str(unit).lower()}s')"
    if name == "ISNULL" and len(parts) == 1:
        return f"({_term(parts[0], sql)} IS NULL)"
    functions = {"COALESCE": "coalesce", "IF": "iif", "CONCAT": "concat"}
    if name not in functions or not parts:
        raise OqlError(f"Unknown function {name}")
    arguments = [_term(part, sql) for part in parts]
    if name == "CONCAT":
        return f"({' || '.join(arguments)})"
    return f"{functions[name]}({', '.join(arguments)})"
