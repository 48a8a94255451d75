"""Response to the fans: which air gets colder when one blows alone, and how fast the plate warms when none does.

The first tells sensors that sit in each other's compartment, the second a fan or damper that carries cold unasked. The
plate is one lump of metal in every box, and a box is compared with itself: no structure need be known.
"""

from collections.abc import Sequence
from dataclasses import replace

from controller.interface.immutable import immutable
from controller.interface.snapshot import FridgeInputs
from controller.verify.trends import LOOK_EVERY_S, NO_MEAN, Mean

OFF_PCT, ON_PCT = 10.0, 50.0

ALONE_S = 180.0
"""A fan must blow alone for so long: air and its sensor follow within a minute or two. Engineering choice."""

APART_K = 0.7
"""So much more must one air fall than another: more than a step of the coarsest sensor (0.5 K)."""

MAX_SCORE = 6

SPAN_K = 2.0
"""With less between air and plate its warming is all noise."""

SETTLED_S = 60.0
"""After a stop refrigerant still boils off in the plate. Engineering choice."""

REST_LOOKS_S = 900.0
"""So long a mean, of rests alone: some of them. Engineering choice."""

USUAL_S = 86_400.0
LEARNED_S = 7_200.0
FALLING = 0.02
"""The fastest warming is the usual one: a cold plate whose solution melts stands still for hours, and then warms."""

STRANGE_TIMES = 1.5
"""A warming so much faster than usual teaches nothing. Engineering choice."""

MIN_WARMING = 3e-4 * LOOK_EVERY_S
"""In a look, of the span: 0.75 W/K to a plate of 2.5 kJ/K, more than drifts from it in a box of two compartments."""


@immutable(kw_only=True)
class FanResponse:
    """`score` counts blows of one fan alone that its own air followed, less those that another's did.

    `warming` is the share of the span between air and plate that a look of rest takes away, of late and as usual.
    """

    alone: int | None = None
    alone_since_s: float = 0.0
    began_c: tuple[float | None, ...] = ()
    score: int = 0
    plate_c: float | None = None
    warming: Mean = NO_MEAN
    usual_warming: Mean = NO_MEAN

    @property
    def times_usual(self) -> float:
        """The warming of late as a multiple of the usual one; 0 until both are known."""
        if self.usual_warming.seen_s < LEARNED_S:
            return 0.0
        return self.warming.value / max(self.usual_warming.value, MIN_WARMING)


def update(
    before: FanResponse, inputs: FridgeInputs, fans_pct: Sequence[float], rested_s: float, *, now_s: float
) -> FanResponse:
    """Return it one look later; `rested_s` is for how long the compressor has stood, 0 while it runs."""
    after = _scored(before, inputs, fans_pct, now_s=now_s)
    plate_c, still = inputs.plate_c.value, all(pct <= OFF_PCT for pct in fans_pct)
    if not still or rested_s < SETTLED_S or plate_c is None or before.plate_c is None:
        return replace(after, plate_c=plate_c if still else None)
    airs = [box.air_c.value for box in inputs.compartments if box.air_c.value is not None]
    span_k = sum(airs) / len(airs) - plate_c if airs else 0.0
    if span_k < SPAN_K:
        return replace(after, plate_c=plate_c)
    warming = after.warming.with_((plate_c - before.plate_c) / span_k, constant_s=REST_LOOKS_S)
    after = replace(after, plate_c=plate_c, warming=warming)
    if after.times_usual >= STRANGE_TIMES:
        return after
    usual = after.usual_warming
    constant_s = USUAL_S if usual.seen_s >= LEARNED_S else LEARNED_S
    return replace(after, usual_warming=usual.with_(warming.value, constant_s=constant_s, falling=FALLING))


def _scored(before: FanResponse, inputs: FridgeInputs, fans_pct: Sequence[float], *, now_s: float) -> FanResponse:
    """Begin with each fan that blows alone, and judge when that is over."""
    alone = _alone(fans_pct)
    if alone == before.alone:
        return before
    lasted = before.alone is not None and now_s - before.alone_since_s >= ALONE_S
    airs = tuple([box.air_c.value for box in inputs.compartments])
    score = before.score + (_verdict(before, airs) if lasted else 0)
    return replace(
        before,
        alone=alone,
        alone_since_s=now_s,
        began_c=airs,
        score=min(max(score, -MAX_SCORE), MAX_SCORE),
    )


def _alone(fans_pct: Sequence[float]) -> int | None:
    """Return the number of the only fan that blows beside others that stand."""
    blowing = [number for number, pct in enumerate(fans_pct) if pct > OFF_PCT]
    if len(blowing) != 1 or len(fans_pct) == 1 or fans_pct[blowing[0]] < ON_PCT:
        return None
    return blowing[0]


def _verdict(before: FanResponse, airs: tuple[float | None, ...]) -> int:
    """Return 1 where its own air fell by more than any other, -1 where another's did."""
    if None in airs or None in before.began_c:
        return 0
    falls = [(began_c or 0.0) - (air_c or 0.0) for began_c, air_c in zip(before.began_c, airs, strict=True)]
    own_k = falls.pop(before.alone or 0)
    if own_k - max(falls) >= APART_K:
        return 1
    return -1 if max(falls) - own_k >= APART_K and max(falls) > 0.0 else 0
