"""A record is what a frozen dataclass is."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, asdict, dataclass, field, replace

import pytest

from desktop.core.record import record


@record
class Made:
    """A record with every kind of field."""

    number: int
    text: str = "x"
    many: dict[str, int] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Model:
    """The same by the standard library."""

    number: int
    text: str = "x"
    many: dict[str, int] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


@pytest.mark.parametrize("values", [{"number": 1}, {"number": 2, "text": "y", "many": {"a": 1}, "secret": "s"}])
def test_it_holds_and_shows_what_a_frozen_dataclass_does(values: dict[str, object]) -> None:
    """Fields, defaults, text, and the parts that ``dataclasses`` takes it apart into."""
    ours, model = Made(**values), Model(**values)  # type: ignore[arg-type]
    assert asdict(ours) == asdict(model)
    assert repr(ours) == repr(model).replace("Model", "Made")
    assert asdict(replace(ours, text="z")) == asdict(replace(model, text="z"))
    assert Made.__match_args__ == Model.__match_args__
    assert not hasattr(ours, "__dict__")


def test_it_cannot_be_changed() -> None:
    """Neither set nor deleted, nor given what it has no place for."""
    made = Made(1)
    for change in (lambda: setattr(made, "number", 2), lambda: delattr(made, "number"), lambda: setattr(made, "other", 2)):
        with pytest.raises(FrozenInstanceError):
            change()
    assert made == Made(1)


@pytest.mark.parametrize("wrong", [(), (1, "x", {}, "", "more")])
def test_it_wants_its_fields(wrong: tuple[object, ...]) -> None:
    """Neither fewer nor more."""
    with pytest.raises(TypeError):
        Made(*wrong)  # type: ignore[arg-type]


def test_equal_records_are_one_in_a_set() -> None:
    """Equality and hash go by the fields, and by the class."""

    @record
    class One:
        number: int

    @record
    class Other:
        number: int

    assert One(1) == One(1) and One(1) != One(2) and One(1) != Other(1)
    assert len({One(1), One(1), One(2)}) == 2


def test_two_have_no_default_in_common() -> None:
    """A default that is made, is made each time."""
    assert Made(1).many is not Made(1).many


def test_it_can_be_copied() -> None:
    """Also deeply, as ``asdict`` does with what it holds."""
    made = Made(1, many={"a": 1})
    assert copy.deepcopy(made) == made == copy.copy(made)
