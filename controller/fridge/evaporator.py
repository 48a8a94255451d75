"""The model of the evaporator plate: cooling by the compressor, warming by the air.

    plate' = -running * (capacity + slope * plate) + still * sum(air - plate) + moved * sum(fan * (air - plate))

Rates are for one hour and relative to the heat capacity of the plate.
"""

from collections.abc import Sequence
from dataclasses import replace

from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief, Parameter
from controller.fridge.averages import HOUR_S, Window
from controller.interface.immutable import immutable

CAPACITY, SLOPE, STILL, MOVED = range(4)

PARAMETERS = (
    Parameter(value=110.0, doubt=40.0, minimum=10.0, maximum=400.0, walk=0.5),
    Parameter(value=2.5, doubt=1.5, minimum=0.0, maximum=8.0, walk=0.01),
    Parameter(value=3.5, doubt=3.5, minimum=0.2, maximum=15.0, walk=0.01),
    Parameter(value=4.0, doubt=4.0, minimum=0.0, maximum=25.0, walk=0.01),
)
"""A BD35F at 2000 rpm on a plate of 2.5 kJ/K: 76 W at 0 °C are 110 K/h, falling by 1.7 W/K; 5 to 8 W/K to the air."""

NOISE_K = 0.2
"""A plate is no point: its probe sits near the inlet or the outlet. Engineering choice."""

MOST_RATIO = 8.0
"""A plate of 3.5 kJ/K in air of 0.45 kJ/K."""

_CAPACITY, _SLOPE, _STILL, _MOVED = [each.value for each in PARAMETERS]


def imagined_c(
    before_c: float | None, airs_c: Sequence[float], fans: Sequence[float], running: bool, dt_s: float
) -> float | None:
    """Return the temperature of a usual plate that nobody measures, as the compressor drives it; None without air.

    It is wrong by a factor, which what the air is seen to take from it makes up for.
    """
    if not airs_c:
        return None
    plate_c = sum(airs_c) / len(airs_c) if before_c is None else before_c
    given = sum([(_STILL + _MOVED * fan) * (air_c - plate_c) for air_c, fan in zip(airs_c, fans, strict=True)])
    taken = _CAPACITY + _SLOPE * plate_c if running else 0.0
    return plate_c + (given - taken) * dt_s / HOUR_S


@immutable(kw_only=True)
class PlateWindow:
    """A minute: mean temperature, share of it that the compressor ran, and what all compartments gave."""

    hours: float
    plate_c: float
    run: float
    still_k: float
    moved_k: float


@immutable
class Plate:
    """The belief; `before` is the last window, `shared_by` the number of compartments on the plate."""

    belief: Belief
    shared_by: int = 1
    before: PlateWindow | None = None


def initial(compartments: int) -> Plate:
    """Nothing learned yet."""
    return Plate(least_squares.initial(PARAMETERS), max(compartments, 1))


def window(windows: Sequence[Window | None], run: float) -> PlateWindow | None:
    """Return the plate's window from those of the compartments; None when plate or air were not known."""
    plate_ks = [each.plate_k for each in windows if each is not None and each.plate_k is not None]
    if not plate_ks or len(plate_ks) < len(windows) or windows[0] is None:
        return None
    moved_k = sum([each.moved_k for each in windows if each is not None])
    return PlateWindow(
        hours=windows[0].hours,
        plate_c=windows[0].air_c + plate_ks[0],
        run=run,
        still_k=-sum(plate_ks),
        moved_k=-moved_k,
    )


def update(plate: Plate, now: PlateWindow | None) -> Plate:
    """Learn from one more window: only while the plate is worked on or still differs from the air."""
    before = plate.before
    if now is None or before is None:
        return replace(plate, before=now)
    hours, run = (before.hours + now.hours) / 2.0, (before.run + now.run) / 2.0
    plate_c = (before.plate_c + now.plate_c) / 2.0
    still_k, moved_k = ((before.still_k + now.still_k) / 2.0, (before.moved_k + now.moved_k) / 2.0)
    gradient = (-hours * run, -hours * run * plate_c, hours * still_k, hours * moved_k)
    expected_k = sum([value * by for value, by in zip(plate.belief.mean, gradient, strict=True)])
    belief = least_squares.forget(plate.belief, PARAMETERS) if run > 0.0 else plate.belief
    innovation_k = now.plate_c - before.plate_c - expected_k
    belief = least_squares.correct(belief, PARAMETERS, gradient, innovation_k, NOISE_K)
    return replace(plate, belief=belief, before=now)


def ratio(plate: Plate, given_per_h: float) -> float:
    """Heat capacity of the whole plate relative to that of a compartment's air: what one gives the other takes.

    `given_per_h` is what the plate gives that air.
    """
    taken = plate.belief.mean[STILL] + plate.belief.mean[MOVED]
    return min(max(given_per_h / taken, 0.1), MOST_RATIO)


def ratio_of_share(plate: Plate, given_per_h: float) -> float:
    """Return the same for the part of the plate that is this compartment's."""
    return ratio(plate, given_per_h) / plate.shared_by
