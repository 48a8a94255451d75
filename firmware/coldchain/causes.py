"""The likely cause of an excursion, with its evidence: a table of rules over what the record holds. Pure.

Each rule looks at the scene of one excursion and gives a sign, or none. The strongest sign names the cause; of equals
the one that stands first in the table. A sign that is weaker than LEAST names nothing: then the cause is not known.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firmware.coldchain.excursion_scene import Scene


class Cause(StrEnum):
    """A cause of excursions. The values stand in records and reports; the text for people is in each language."""

    TARGET = "target changed"
    SUPPLY = "supply cut"
    SENSOR = "sensor fault"
    LID = "lid open"
    COOLING = "compressor or fan fault"
    NOT_COLD = "not pre-cooled"
    GOODS = "warm goods loaded"
    CABIN = "cabin heat"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Sign:
    """The evidence for a cause, and how strong it is: 1 is certain."""

    strength: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Likely:
    """The likely cause of an excursion, with its evidence for people."""

    cause: Cause
    evidence: str
    strength: float = 0.0


Rule = tuple[Cause, Callable[[Scene], Sign | None]]

LEAST = 0.35
"""Below this a guess is worth less than saying that nobody knows. Engineering choice."""

NOBODY_KNOWS = Likely(Cause.UNKNOWN, "nothing in the record tells why")


def likely(scene: Scene, rules: Iterable[Rule]) -> Likely:
    """Return the cause with the strongest sign."""
    best = NOBODY_KNOWS
    for cause, look in rules:
        sign = look(scene)
        if sign is not None and sign.strength >= LEAST and sign.strength > best.strength:
            best = Likely(cause, sign.evidence, sign.strength)
    return best


def strongest(signs: Sequence[Sign | None]) -> Sign | None:
    """Return the strongest of `signs`; None where there is none."""
    return max((sign for sign in signs if sign is not None), key=lambda sign: sign.strength, default=None)
