"""Frozen dataclasses that are quickly made, for a program that starts many times a day.

``@dataclass(frozen=True, slots=True)`` compiles six methods for every class: 0.7 ms of a processor for each of more than a hundred. Here
those methods are functions that all classes share, and only ``__init__`` is compiled. ``field``, ``replace``, ``asdict`` and ``fields`` of
:mod:`dataclasses` work as ever.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_T]) -> type[_T]:
    """Make ``cls`` a frozen dataclass with slots."""
    made: Any = dataclass(init=False, eq=False, repr=False, slots=True)(cls)
    made.__init__ = _initializer(fields(made))
    made.__eq__, made.__hash__, made.__repr__ = _equal, _hash, _repr
    made.__setattr__, made.__delattr__, made.__reduce__ = _refuse, _refuse, _reduce
    return made  # type: ignore[no-any-return]


def _initializer(parts: tuple[Field[Any], ...]) -> Any:
    """``__init__`` with the names and defaults of ``parts``."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    arguments, lines = ["self"], ["pass"]
    for part in parts:
        name, value = part.name, part.name
        if part.default_factory is not MISSING:
            names[f"_made_{name}"] = part.default_factory
            arguments.append(f"{name}=_missing")
            value = f"_made_{name}() if {name} is _missing else {name}"
        elif part.default is not MISSING:
            names[f"_default_{name}"] = part.default
            arguments.append(f"{name}=_default_{name}")
        else:
            arguments.append(name)
        lines.append(f"_set(self, {name!r}, {value})")
    exec(f"def __init__({', '.join(arguments)}):\n " + "\n ".join(lines), names)  # noqa: S102 - only names of fields are in it
    return names["__init__"]


def _values(one: Any) -> tuple[Any, ...]:
    return tuple([getattr(one, name) for name in one.__match_args__])


def _equal(one: Any, other: object) -> bool:
    return _values(one) == _values(other) if other.__class__ is one.__class__ else NotImplemented


def _hash(one: Any) -> int:
    return hash(_values(one))


def _repr(one: Any) -> str:
    shown = (f"{part.name}={getattr(one, part.name)!r}" for part in fields(one) if part.repr)
    return f"{type(one).__qualname__}({', '.join(shown)})"


def _refuse(one: object, name: str, value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"{name} of a {type(one).__name__} cannot be changed")


def _reduce(one: Any) -> tuple[Any, ...]:
    return type(one), _values(one)
