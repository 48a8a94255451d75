"""The thermal model of the cabin, learned from its past: six figures of a two-node cabin.

    d(air)/dt = heat * u+ - (cool + warm * (air - 24) / 20) * u- - loss * ratio * (air - outside)
                - mass * (air - surface) + sun

u is what heater and cooler give, 1 to -1, behind the lag of their outlet; `warm` is what a cooler does more in warm
air, since its coil may not freeze. All but the sun are learned by recursive
least squares (in the form of a Kalman filter, so that what is not excited is not forgotten) while the car stands and
heats or cools in earnest; the sun is a slow mean of what remains while it stands and does neither.
"""

from dataclasses import replace
from math import isfinite

from controller.algorithms.covariance import is_covariance
from controller.climate.scene import Scene
from controller.interface.immutable import immutable

PERIOD_S = 10.0
"""One period of learning. Engineering choice: at 0.02 K of noise the slope is good to 3 mK/s, a heater gives 60 to
130."""

OUTLET_S = 20.0
"""Heater cores and evaporators follow in 10 to 30 s (engineering choice)."""

EARNEST = 0.8
"""Only nearly all heat or cold teaches: where it holds the air, its gain and the load cannot be told apart."""

SURFACES_S = 3_600.0
"""Time constant of seats and dash (two-node fit to the hot-car soak: 70 to 80 kJ/K through 19 to 23 W/K)."""

IDLE = 0.02

SUN_S = 900.0
"""Time constant of the sun: clouds come and go, the load of a parked car stays."""

LOSS_PER_KPH = 0.021
"""How the loss of the skin grows with speed: 33 W/K parked, 71 at 50 km/h, 104 at 100 (flat plate, as FASTSim 2)."""

LOSS_FRESH = 4.5
"""All the blower's air from outside carries 150 W/K (450 m3/h): so many times the skin."""

# A priori, as a slow cabin would have them, so that the first start is early rather than late: heater 4 kW, cooler
# 3.5 kW of which a part dries, on 80 kJ/K; loss and mass are of the fit to the hot-car soak, which all cars
# have nearly in common.
_PRIOR = (0.05, 0.045, 7.0e-4, 4.0e-4, 0.0)
_SPREAD = (0.05, 0.04, 0.6e-4, 1.0e-4, 0.03)
_MIN = (0.003, 0.003, 1.0e-4, 5.0e-5, 0.0)
_MAX = (0.4, 0.3, 1.5e-3, 1.5e-3, 0.2)

_NOISE_K_S = 0.005
"""Of the slope of one period: the sensor's and the model's."""

_DRIFT = 1e-4
"""By how much of its first variance each figure may move in one update: cars age, filters clog."""

_SOUND_TIMES = 30.0
"""A figure that is not excited drifts: after ten million updates, 20 years of driving, by so many first deviations."""

_MAX_SUN_K_S = 1.0
"""Twenty times what 1 000 W/m2 through all windows do to the air of a small cabin."""

_N = 5
Row = tuple[float, ...]


def _warmth(air_c: float) -> float:
    return (air_c - 24.0) / 20.0


@immutable
class Learned:
    """The figures (1/s, K/s) with their covariance; keep this over restarts."""

    figures: Row = _PRIOR
    covariance: tuple[Row, ...] = tuple(tuple(_SPREAD[i] ** 2 if i == j else 0.0 for j in range(_N)) for i in range(_N))
    sun_k_s: float = 0.0
    updates: int = 0

    @property
    def heat_k_s(self) -> float:
        """The rate at which the whole heater warms the air, in K/s."""
        return self.figures[0]

    def cool_k_s(self, air_c: float) -> float:
        """Return the rate at which the whole cooler cools air of `air_c`, in K/s."""
        return max(self.figures[1] + self.figures[4] * _warmth(air_c), _MIN[1])

    @property
    def loss_1_s(self) -> float:
        """To the outside, of a standing car without fresh air."""
        return self.figures[2]

    @property
    def mass_1_s(self) -> float:
        """To seats and dash."""
        return self.figures[3]


def is_sound(learned: Learned) -> bool:
    """Return True where values that come from outside can have been learned."""
    rows = (learned.figures, *learned.covariance)
    if [len(row) for row in rows] != [_N] * (_N + 1) or learned.updates < 0:
        return False
    bounded = all(low <= value <= high for low, value, high in zip(_MIN, learned.figures, _MAX, strict=True))
    variances = [row[index] for index, row in enumerate(learned.covariance)]
    likely = all(value <= (_SOUND_TIMES * one) ** 2 for value, one in zip(variances, _SPREAD, strict=True))
    sun = isfinite(learned.sun_k_s) and abs(learned.sun_k_s) <= _MAX_SUN_K_S
    return bounded and likely and sun and is_covariance(learned.covariance)


@immutable(kw_only=True)
class Model:
    """The learned values, and the period under way: its start, its air, its heat."""

    learned: Learned = Learned()
    applied: float = 0.0
    from_s: float | None = None
    from_c: float = 0.0
    from_applied: float = 0.0
    at_s: float = 0.0


UNLEARNED = Model()


def loss_ratio(speed_kph: float | None, fresh: float) -> float:
    """Return the present loss, in multiples of that of a standing closed car."""
    return 1.0 + LOSS_PER_KPH * (speed_kph or 0.0) + LOSS_FRESH * fresh


def update(model: Model, scene: Scene, *, now_s: float) -> Model:
    """One tick later: the outlet follows, and every PERIOD_S there is something to learn."""
    dt_s = min(max(now_s - model.at_s, 0.0), PERIOD_S)
    applied = model.applied + (scene.applied - model.applied) * dt_s / (OUTLET_S + dt_s)
    if model.from_s is None or not scene.standing or scene.door_open or now_s - model.from_s > 2.0 * PERIOD_S:
        return Model(
            learned=model.learned, applied=applied, from_s=now_s, from_c=scene.air_c, from_applied=applied, at_s=now_s
        )
    if now_s - model.from_s < PERIOD_S:
        return Model(
            learned=model.learned,
            applied=applied,
            from_s=model.from_s,
            from_c=model.from_c,
            from_applied=model.from_applied,
            at_s=now_s,
        )
    learned = model.learned
    if scene.outside_c is not None:
        learned = _learn(model, scene, applied, scene.outside_c, now_s - model.from_s)
    return Model(learned=learned, applied=applied, from_s=now_s, from_c=scene.air_c, from_applied=applied, at_s=now_s)


def _learn(model: Model, scene: Scene, applied: float, outside_c: float, lasted_s: float) -> Learned:
    """Learn from the last PERIOD_S."""
    learned = model.learned
    slope_k_s = (scene.air_c - model.from_c) / lasted_s
    air_c = (scene.air_c + model.from_c) / 2.0
    mean = (applied + model.from_applied) / 2.0
    ratio = loss_ratio(scene.speed_kph, scene.fresh)
    cold = min(mean, 0.0)
    row = (max(mean, 0.0), cold, ratio * (outside_c - air_c), scene.surface_c - air_c, cold * _warmth(air_c))
    missing_k_s = slope_k_s - learned.sun_k_s - _dot(learned.figures, row)
    if abs(mean) >= EARNEST:
        return _corrected(learned, row, missing_k_s)
    if abs(mean) <= IDLE:
        return replace(learned, sun_k_s=learned.sun_k_s + missing_k_s * lasted_s / SUN_S)
    return learned


def _dot(one: Row, other: Row) -> float:
    return sum([left * right for left, right in zip(one, other, strict=True)])


def _corrected(learned: Learned, row: Row, missing_k_s: float) -> Learned:
    """One step of recursive least squares; the figures stay within what cars are."""
    spread = tuple([_dot(line, row) for line in learned.covariance])
    variance = _NOISE_K_S**2 + _dot(row, spread)
    figures = [
        min(max(figure + weight / variance * missing_k_s, minimum), maximum)
        for figure, weight, minimum, maximum in zip(learned.figures, spread, _MIN, _MAX, strict=True)
    ]
    covariance = [
        tuple([line[j] - spread[i] * spread[j] / variance + _wandering(i, j) for j in range(_N)])
        for i, line in enumerate(learned.covariance)
    ]
    return Learned(tuple(figures), tuple(covariance), learned.sun_k_s, learned.updates + 1)


def _wandering(i: int, j: int) -> float:
    return _DRIFT * _SPREAD[i] ** 2 if i == j else 0.0


def drift_k_s(learned: Learned, scene: Scene) -> float:
    """Return how fast the air would warm by itself; the outside counts as no warmer or colder where it is not known."""
    outside_c = scene.air_c if scene.outside_c is None else scene.outside_c
    lost_k_s = learned.loss_1_s * loss_ratio(scene.speed_kph, scene.fresh) * (outside_c - scene.air_c)
    return lost_k_s + learned.mass_1_s * (scene.surface_c - scene.air_c) + (learned.sun_k_s if scene.standing else 0.0)


def hold(learned: Learned, scene: Scene, aim_c: float) -> float:
    """Return the output 1 to -1 that holds the air at `aim_c`; 0 where the outside temperature is not known."""
    if scene.outside_c is None:
        return 0.0
    ratio = loss_ratio(scene.speed_kph, scene.fresh)
    needed_k_s = learned.loss_1_s * ratio * (aim_c - scene.outside_c) + learned.mass_1_s * (aim_c - scene.surface_c)
    if scene.standing:
        needed_k_s -= learned.sun_k_s
    full_k_s = learned.heat_k_s if needed_k_s > 0.0 else learned.cool_k_s(aim_c)
    return min(max(needed_k_s / full_k_s, -1.0), 1.0)
