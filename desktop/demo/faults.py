"""Faults that the embedded iTop can have, each ``NAME[:rate[:seed]]``."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence

from desktop.core.record import record

NAMES = (
    "offline",
    "slow",
    "hang",
    "http-500",
    "html-200",
    "maintenance-503",
    "code-1",
    "code-100",
    "lose-answer",
    "late-commit",
    "garbage",
)


@record
class Fault:
    """One kind of fault, with the share of requests that have it (0 to 1)."""

    name: str
    rate: float
    seed: int | None

    def __str__(self) -> str:
        return f"{self.name}:{self.rate:g}" + ("" if self.seed is None else f":{self.seed}")


def parse_fault(text: str) -> Fault:
    """A fault from "lose-answer:0.2:7". Raises ValueError that lists what there is."""
    name, _, rest = text.partition(":")
    rate, _, seed = rest.partition(":")
    if name not in NAMES:
        raise ValueError(f"“{name}” is no fault. There are: {', '.join(NAMES)}.")
    try:
        fault = Fault(name, float(rate) if rate else 1.0, int(seed) if seed else None)
    except ValueError:
        raise ValueError(f"“{text}”: write a fault as NAME, NAME:rate or NAME:rate:seed, e.g. lose-answer:0.2:7.") from None
    if not 0 <= fault.rate <= 1:
        raise ValueError(f"“{text}”: the rate is a share between 0 and 1.")
    return fault


class Faults:
    """The faults in force; changed while requests run."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._guard = threading.Lock()
        self._plan: list[tuple[Fault, random.Random]] = []
        self._begin_at = ""
        self.set(texts)

    def set(self, texts: Sequence[str], begin_at: str = "") -> None:
        """Replace the plan, in force at once or from the first call of verb ``begin_at`` on.

        Raises ValueError, changing nothing, for a fault that does not exist.
        """
        plan = [(fault, random.Random(fault.seed)) for fault in map(parse_fault, texts)]
        with self._guard:
            self._plan, self._begin_at = plan, begin_at

    def listed(self) -> list[str]:
        with self._guard:
            return [str(fault) for fault, _ in self._plan]

    def draw(self, call: str) -> str:
        """The fault of the next request, or an empty text; ``call`` is its ``json_data``."""
        with self._guard:
            if self._begin_at not in call:
                return ""
            self._begin_at = ""
            for fault, chance in self._plan:
                if chance.random() < fault.rate:
                    return fault.name
        return ""
