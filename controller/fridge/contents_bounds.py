"""The bounds of the contents that hold for every structure: goods have no source of heat of their own.

They follow what is around them, so they are a mean of the air over their own time, weighted with how it is stirred. A
bank of lags, from a few bottles to a full box, each in air that the fan stirs or not, brackets them; what they began
with and what was put in is unknown at first and dies away with the time of each.

    lag' = stir * (air - lag) / hours        left' = -stir * left / hours

Some of the goods touch the plate; that makes the mean colder by a small part of what the plate is below the air.
"""

from dataclasses import replace

from controller.interface.immutable import immutable

HOURS = (0.7, 2.5, 6.0)
"""Time of goods in still air. 3.6 kJ/kg K and 0.4 W/K for each kilogram are 2.5 h, loose bottles take 0.7 h, a tightly
packed crate 6 h (engineering choice: 0.15 to 1.4 W/K for each kilogram)."""

SLOW_HOURS = 15.0
"""Time of the slowest goods in still air: a keg, or a box that is packed full (beer in a fridge: 5 to 15 h, BrewPi
recordings). No usual load is so slow, so they only widen what is told of the contents where no heat balance is sure."""

GAINS = (1.0, 2.5)
"""What the fan at full makes of the exchange: nothing for goods in a drawer, 2.5 times for loose ones in its jet."""

LAGS = tuple((hours, gain) for hours in HOURS for gain in GAINS)

BEGUN_K = 6.0
"""Goods in a box that is seen for the first time are this near its air. Engineering choice: a box that was loaded, or
carried away from warmer goods, an hour ago."""

SPREAD_K = 0.3
"""What is left out: goods that touch the liner. Engineering choice: a tenth of their exchange, with 3 K more."""

TOUCHING, MOST_TOUCHING = 0.04, 0.15
"""The part of their exchange that goods have with the plate: of a usual load, and the most. Engineering choice: a pack
of 2 kg that lies against it has 0.1 W/K beside 0.8 W/K to the air, and one of three does."""

MOST_K = 12.0
"""Nothing that is put in makes the contents warmer by more. Engineering choice: half of them anew, at 25 K more."""

_MIDDLE = 2 * HOURS.index(2.5)


@immutable(kw_only=True)
class Bounds:
    """The lags in the order of LAGS; of each the part of its beginning that is left; how far that may be from it.

    `disturbed` tells that goods may have changed since it began.
    """

    lags_c: tuple[float, ...]
    left: tuple[float, ...] = (1.0,) * len(LAGS)
    plate_k: float = 0.0
    """Plate less air, over the time of usual goods; 0 where the plate is not colder, or not known."""
    below_k: float = BEGUN_K
    above_k: float = BEGUN_K
    disturbed: bool = False
    slow_c: float = 0.0
    """The mean of the air over the time of the slowest goods."""

    @property
    def left_k(self) -> float:
        """The width that comes of what they began with."""
        return max(self.left) * max(self.below_k, self.above_k)

    @property
    def low_c(self) -> float:
        """The contents are hardly colder."""
        return min([c - left * self.below_k for c, left in zip(self.lags_c, self.left, strict=True)]) - (
            SPREAD_K - MOST_TOUCHING * self.plate_k
        )

    @property
    def high_c(self) -> float:
        """The contents are hardly warmer."""
        return max([c + left * self.above_k for c, left in zip(self.lags_c, self.left, strict=True)]) + SPREAD_K

    def apart_k(self, contents_c: float) -> float:
        """Return how far any goods may be from `contents_c` by the air that was, whatever they began with."""
        return max([abs(c - contents_c) for c in (*self.lags_c, self.slow_c)]) + SPREAD_K

    def middle_c(self, stirred: float) -> float:
        """Return what a usual load comes to, which the fan at full stirs `stirred` times."""
        still_c, moved_c = self.lags_c[_MIDDLE : _MIDDLE + 2]
        air_c = still_c + (moved_c - still_c) * (stirred - GAINS[0]) / (GAINS[1] - GAINS[0])
        return air_c + TOUCHING * self.plate_k


def initial(contents_c: float, doubt_k: float = BEGUN_K) -> Bounds:
    """Return the bounds of contents that are within `doubt_k` of `contents_c`."""
    return Bounds(lags_c=(contents_c,) * len(LAGS), below_k=doubt_k, above_k=doubt_k, slow_c=contents_c)


def update(bounds: Bounds, air_c: float, plate_k: float, fan: float, *, for_h: float) -> Bounds:
    """Return them after `for_h` in air of `air_c` that the fan stirs; the plate is `plate_k` warmer than it."""
    shares = [min(for_h * (1.0 + (gain - 1.0) * fan) / hours, 1.0) for hours, gain in LAGS]
    return Bounds(
        lags_c=tuple([c + share * (air_c - c) for c, share in zip(bounds.lags_c, shares, strict=True)]),
        left=tuple([left * (1.0 - share) for left, share in zip(bounds.left, shares, strict=True)]),
        plate_k=bounds.plate_k + shares[_MIDDLE] * (min(plate_k, 0.0) - bounds.plate_k),
        below_k=bounds.below_k,
        above_k=bounds.above_k,
        disturbed=bounds.disturbed,
        slow_c=bounds.slow_c + min(for_h / SLOW_HOURS, 1.0) * (air_c - bounds.slow_c),
    )


def opened(bounds: Bounds, below_k: float, above_k: float) -> Bounds:
    """Return them after goods may have changed: all that is known now may be off by so much more."""
    most = max(bounds.left)
    return Bounds(
        lags_c=bounds.lags_c,
        plate_k=bounds.plate_k,
        below_k=min(most * bounds.below_k + below_k, MOST_K),
        above_k=min(most * bounds.above_k + above_k, MOST_K),
        disturbed=True,
        slow_c=bounds.slow_c,
    )


def closed(bounds: Bounds, doubt_k: float) -> Bounds:
    """Return them after it has shown that goods did not change by more than `doubt_k`."""
    return replace(
        bounds,
        below_k=min(bounds.below_k, doubt_k),
        above_k=min(bounds.above_k, doubt_k),
        disturbed=False,
    )
