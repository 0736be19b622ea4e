"""Parts of the window that are loaded and built when they are first needed, so that it opens with what is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Part = TypeVar("_Part")


class Later(Generic[_Part]):
    """One part. ``make`` is called once; it also imports what only this part needs."""

    def __init__(self, make: Callable[[], _Part]) -> None:
        self._make = make
        self._wires: list[Callable[[_Part], object]] = []
        self.built: _Part | None = None
        """The part, None until it was needed."""

    def get(self) -> _Part:
        """The part, built now where it was not."""
        if self.built is None:
            self.built = self._make()
            for wire in self._wires:
                wire(self.built)
        return self.built

    def then(self, wire: Callable[[_Part], object]) -> None:
        """Have ``wire`` called with the part: at once where it is built, else when it will be."""
        self._wires.append(wire)
        if self.built is not None:
            wire(self.built)
