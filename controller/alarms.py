"""Which conditions a person must hear about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alarm:
    """An active alarm: a stable name ("fridge.food.too_warm"), since when, and what to do in one clear line."""

    name: str
    since_s: float
    text: str
