"""Tuning by a relay (Astrom and Hagglund 1984): the loop is made to swing a little, the swing tells the gains.

The relay gives centre + amplitude while the air is below the set-point and centre - amplitude while it is above, with
a hysteresis above the noise. Heating is mostly faster than cooling down, which makes the halves of a swing unequal
and the usual formula wrong. So the centre moves towards equal halves as far as the relay stays on its side, and for
what inequality remains the formula takes the fundamental of the unequal wave; far too unequal swings give no tuning.

State       becomes    when                                                otherwise
settling    swinging   air within SETTLED_K of the set-point for SETTLED_S  the PID regulates
swinging    found      the last two swings are alike and even
any         refused    see Refusal

Critical gain 4 d sin(pi r) / (pi sqrt(a2 - h2)) with the amplitudes d of the relay and a of the air, the hysteresis h
and the part r of a swing in which the relay is high (1/2: the usual formula);
gains after Tyreus and Luyben (1992), that are calmer than those of Ziegler and Nichols.
"""

from dataclasses import replace
from enum import StrEnum
from math import inf, pi, sin, sqrt

from controller.climate.scene import OTHER_SIDE
from controller.interface.immutable import immutable
from controller.settings.cabin import PidTuning

HYSTERESIS_K = 0.1
"""Engineering choice: five times the noise of a good sensor (0.02 K)."""

AMPLITUDE = 0.25
"""Of all that the appliance can do. Engineering choice: the air swings by tenths of a kelvin."""

SETTLED_K = 0.8
SETTLED_S = 120.0

FAR_K = 4.0
"""The swing must never be felt as more than a draught: at this distance it is ended."""

MAX_S = 3_600.0
MAX_SWINGS = 20

MIN_SWINGS = 3
"""The first is that of the start."""

EVEN = 0.3
"""Shorter half over longer half of a swing. Engineering choice: beyond, harmonics outweigh the fundamental."""

MIN_RATIO = 1.2
"""Of the swing to the hysteresis; below, the formula magnifies noise."""

ALIKE = 0.2
"""By which part two swings that count may differ."""

DERIVATIVE_FILTER = 1.0
"""Filter of the derivative as a part of its time. Engineering choice: it then no more than doubles noise."""


class State(StrEnum):
    """The state of the tuning."""

    SETTLING = "settling"
    SWINGING = "swinging"
    FOUND = "found"
    REFUSED = "refused"


class Refusal(StrEnum):
    """The reason for no tuning; the text is shown to people."""

    NEVER_SETTLED = "the air does not settle at the set-point"
    IDLE = "neither heater nor cooler is needed at this set-point"
    FAR = "the air left the set-point"
    UNEVEN = "the swings do not become regular"
    SHALLOW = "the swings are no larger than the hysteresis"
    STOPPED = "the mode or the supply no longer allows it"
    NO_AIR = "no air temperature"
    SWITCHED = "heater or cooler is switched: it has nothing that could be tuned"
    REDUCED = "heater or cooler was limited by the guard or the supply"


@immutable
class Swing:
    """One whole swing: how long above and below the set-point, and from which peak to which."""

    high_s: float
    low_s: float
    height_k: float

    @property
    def even(self) -> bool:
        """True where its halves are about as long."""
        return min(self.high_s, self.low_s) >= EVEN * max(self.high_s, self.low_s)

    @property
    def high_share(self) -> float:
        """The part of it in which the relay was high."""
        return self.high_s / self.period_s

    @property
    def period_s(self) -> float:
        """Both halves."""
        return self.high_s + self.low_s


@immutable(kw_only=True)
class Autotune:
    """The tuning under way. `high` is the relay above its centre, since `since_s`; peaks are of the present swing."""

    state: State
    began_s: float
    since_s: float
    centre: float = 0.0
    high: bool = True
    high_s: float = 0.0
    max_c: float = -inf
    min_c: float = inf
    swings: tuple[Swing, ...] = ()
    tuning: PidTuning | None = None
    refusal: Refusal | None = None

    @property
    def active(self) -> bool:
        """True while it goes on."""
        return self.state in (State.SETTLING, State.SWINGING)

    @property
    def output(self) -> float:
        """The output of the relay, 1 to -1."""
        return self.centre + (AMPLITUDE if self.high else -AMPLITUDE)


def initial(*, now_s: float) -> Autotune:
    """Wait for the air to settle."""
    return Autotune(state=State.SETTLING, began_s=now_s, since_s=now_s)


def update(tune: Autotune, air_c: float, aim_c: float, output: float, *, is_applied: bool, now_s: float) -> Autotune:
    """One tick later; `output` is what the PID gives, `is_applied` whether the last request was applied in full."""
    if tune.state is State.SETTLING:
        return _settle(tune, abs(air_c - aim_c), output, now_s=now_s)
    if abs(air_c - aim_c) > FAR_K:
        return refuse(tune, Refusal.FAR)
    if not is_applied:
        return refuse(tune, Refusal.REDUCED)
    if now_s - tune.began_s > MAX_S or len(tune.swings) >= MAX_SWINGS:
        return refuse(tune, Refusal.UNEVEN)
    return _swing(tune, air_c, aim_c, now_s=now_s)


def refuse(tune: Autotune, why: Refusal) -> Autotune:
    """No tuning, and why."""
    return replace(tune, state=State.REFUSED, refusal=why)


def _settle(tune: Autotune, distance_k: float, output: float, *, now_s: float) -> Autotune:
    if now_s - tune.began_s > MAX_S:
        return refuse(tune, Refusal.NEVER_SETTLED)
    if distance_k > SETTLED_K:
        return replace(tune, since_s=now_s)
    if now_s - tune.since_s < SETTLED_S:
        return tune
    if abs(output) < OTHER_SIDE:
        return refuse(tune, Refusal.IDLE)
    return Autotune(state=State.SWINGING, began_s=now_s, since_s=now_s, centre=_centre(output, output))


def _centre(middle: float, side: float) -> float:
    """Return a centre from which the whole swing stays on the side of the heater or of the cooler."""
    size = min(max(abs(middle), AMPLITUDE), 1.0 - AMPLITUDE)
    return size if side > 0.0 else -size


def _swing(tune: Autotune, air_c: float, aim_c: float, *, now_s: float) -> Autotune:
    """One tick of the relay."""
    max_c, min_c = max(tune.max_c, air_c), min(tune.min_c, air_c)
    crossed = air_c > aim_c + HYSTERESIS_K if tune.high else air_c < aim_c - HYSTERESIS_K
    if not crossed:
        if max_c == tune.max_c and min_c == tune.min_c:
            return tune
        return replace(tune, max_c=max_c, min_c=min_c)
    lasted_s = now_s - tune.since_s
    if tune.high:
        return replace(tune, high=False, since_s=now_s, high_s=lasted_s, max_c=max_c, min_c=min_c)
    swing = Swing(tune.high_s, lasted_s, max_c - min_c)
    return _counted(tune, swing, now_s=now_s)


def _counted(tune: Autotune, swing: Swing, *, now_s: float) -> Autotune:
    """Take a whole swing more: is it enough, and where should the centre of the next one be?"""
    swings = (*tune.swings, swing)
    if len(swings) >= MIN_SWINGS and _alike(swings[-2], swing):
        amplitude_k = (swings[-2].height_k + swing.height_k) / 4.0
        if amplitude_k <= MIN_RATIO * HYSTERESIS_K:
            return refuse(tune, Refusal.SHALLOW)
        tuning = gains(amplitude_k, (swings[-2].period_s + swing.period_s) / 2.0, swing.high_share)
        return replace(tune, state=State.FOUND, swings=swings, tuning=tuning)
    shift = AMPLITUDE * (swing.high_share - 0.5) if tune.swings else 0.0
    centre = _centre(tune.centre + shift, tune.centre)
    return Autotune(state=State.SWINGING, began_s=tune.began_s, since_s=now_s, centre=centre, swings=swings)


def _alike(one: Swing, other: Swing) -> bool:
    same_period = abs(one.period_s - other.period_s) <= ALIKE * other.period_s
    return one.even and other.even and same_period and abs(one.height_k - other.height_k) <= ALIKE * other.height_k


def gains(amplitude_k: float, period_s: float, high_share: float = 0.5) -> PidTuning:
    """Return the tuning for a swing of the air by +-`amplitude_k` under a relay of +-AMPLITUDE."""
    fundamental = 4.0 * AMPLITUDE * sin(pi * high_share) / pi
    critical_per_k = fundamental / sqrt(amplitude_k**2 - HYSTERESIS_K**2)
    derivative_s = period_s / 6.3
    return PidTuning(critical_per_k / 2.2, 2.2 * period_s, derivative_s, max(DERIVATIVE_FILTER * derivative_s, 0.5))
