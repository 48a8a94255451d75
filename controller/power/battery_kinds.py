"""The kinds of batteries as the law knows them: what their voltages tell of the charge, and what must be kept.

Voltages are those of a 12 V battery. Rest voltages of lead: Battery Council International (flooded) and makers of AGM;
of LiFePO4 the table that makers print; 1 484 hours of a measured bank lie in 13.20-13.31 V.
"""

from collections.abc import Mapping
from math import inf

from controller.interface.immutable import immutable


@immutable(kw_only=True)
class Kind:
    """One kind. `kept_pct` is what food leaves in it, `least_pct` what everybody does; the trade's three levels."""

    rest_v: tuple[tuple[float, float], ...]
    """Charge in percent, and the voltage at rest."""
    charging_v: float
    """Above this something charges it: more than it ever has at rest, its fresh surface charge included."""
    full_v: float
    """Held at this and hardly taking anything, it is full."""
    rested_v: tuple[float, float]
    """Between these no battery of this kind rests for hours, unless something holds it there."""
    surface_v: float
    """So wrong may its rest voltage be some hours after a charge, one standard deviation."""
    kept_pct: Mapping[str, float]
    """By the protection."""
    least_pct: Mapping[str, float]
    standing_pct: tuple[float, float]
    """What is kept for the engine, with a long time of standing, is between these."""
    spread: float
    """Voltages between ranks, against those of lead: a flat curve has more charge in each."""
    typical_ah: float
    is_lead: bool


_LEAD_KEPT = {"low": 10.0, "medium": 40.0, "high": 50.0}
_LEAD_LEAST = {"low": 0.0, "medium": 25.0, "high": 25.0}

FLOODED = Kind(
    rest_v=((0.0, 11.89), (25.0, 12.06), (50.0, 12.24), (75.0, 12.45), (100.0, 12.65)),
    charging_v=13.4,
    full_v=13.8,
    rested_v=(13.05, 13.4),
    surface_v=0.06,
    kept_pct=_LEAD_KEPT,
    least_pct=_LEAD_LEAST,
    standing_pct=(25.0, 66.0),
    spread=1.0,
    typical_ah=60.0,
    is_lead=True,
)
AGM = Kind(
    rest_v=((0.0, 11.80), (25.0, 12.05), (50.0, 12.35), (75.0, 12.60), (100.0, 12.85)),
    charging_v=13.4,
    full_v=13.8,
    rested_v=(13.15, 13.4),
    surface_v=0.06,
    kept_pct=_LEAD_KEPT,
    least_pct=_LEAD_LEAST,
    standing_pct=(25.0, 62.0),
    spread=1.0,
    typical_ah=70.0,
    is_lead=True,
)
LIFEPO4 = Kind(
    rest_v=(
        (0.0, 10.0),
        (9.0, 12.0),
        (14.0, 12.5),
        (17.0, 12.8),
        (20.0, 12.9),
        (30.0, 13.0),
        (40.0, 13.1),
        (70.0, 13.2),
        (90.0, 13.3),
        (99.0, 13.4),
        (100.0, 13.5),
    ),
    charging_v=13.9,  # the measured bank had 13.88 V in the hour after a charge
    full_v=13.8,
    rested_v=(12.1, 12.75),
    surface_v=0.03,
    kept_pct={"low": 20.0, "medium": 30.0, "high": 35.0},
    least_pct={"low": 15.0, "medium": 20.0, "high": 20.0},
    standing_pct=(20.0, 42.0),
    spread=0.5,
    typical_ah=100.0,
    is_lead=False,
)

KINDS: Mapping[str, Kind] = {"flooded": FLOODED, "agm": AGM, "lifepo4": LIFEPO4}
"""By their names in the settings."""


def charge_pct(kind: Kind, rest_v: float) -> float:
    """Return the charge that a rest voltage tells, 0 to 100."""
    (before, before_v), *rest = kind.rest_v
    for pct, volts in rest:
        if rest_v <= volts:
            return max(before + (pct - before) * (rest_v - before_v) / (volts - before_v), 0.0)
        before, before_v = pct, volts
    return 100.0


def rest_v(kind: Kind, pct: float) -> float:
    """Return the rest voltage at this charge."""
    (before, before_v), *rest = kind.rest_v
    for after, volts in rest:
        if pct <= after:
            return before_v + (volts - before_v) * (pct - before) / (after - before)
        before, before_v = after, volts
    return before_v


def told_to_pct(kind: Kind, rest_v: float) -> float:
    """Return how well a rest voltage tells the charge, in percent of it: badly where the curve is flat."""
    before, before_v = kind.rest_v[0]
    for pct, volts in kind.rest_v[1:]:
        if rest_v <= volts:
            return kind.surface_v * (pct - before) / (volts - before_v)
        before, before_v = pct, volts
    return inf
