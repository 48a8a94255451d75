"""One published figure and what the plants make of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`value` is the plant's; it must lie within `low` and `high`. `fit` tells what was adjusted, empty is nothing."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    fit: str = ""

    @property
    def ok(self) -> bool:
        """It does."""
        return self.low <= self.value <= self.high
