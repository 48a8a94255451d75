"""The thermal model of one compartment: the heat balance of its air, and the temperature of its contents.

    air'      = load - LOSS_PER_H * air + (still + fan * moved) * (plate - air) + stir * exchange * (contents - air)
    contents' = stir * (air - contents) / CONTENTS_H

Rates are for one hour and relative to the heat capacity of the air with its liner, so nobody has to know watts.
Recursive least squares finds load, still, moved and exchange from the readings of air and plate, and the contents
along with them: a virtual probe that is buffered as much as the goods are. A real probe corrects it where fitted.
"""

from dataclasses import replace

from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief, Parameter
from controller.fridge.averages import Window
from controller.interface.immutable import immutable

CONTENTS_H = 2.5
"""Time constant of the contents in still air: 3.6 kJ/kg K and 0.4 W/K for each kilogram, as 4 W/K for 10 kg of food.
It hardly depends on how much there is: more goods have more surface."""

LOSS_PER_H = 0.46
"""What a kelvin more inside lowers the load by: 0.45 W/K of walls on 3.5 kJ/K of air and liner. Not learned: a kelvin
is little beside the 15 to 40 K across the walls."""

LOAD, STILL, MOVED, EXCHANGE, CONTENTS = range(5)

PARAMETERS = (
    Parameter(value=16.0, doubt=8.0, minimum=-20.0, maximum=60.0, walk=0.25),
    Parameter(value=3.0, doubt=3.0, minimum=0.0, maximum=12.0, walk=0.01),
    Parameter(value=3.0, doubt=4.0, minimum=0.0, maximum=20.0, walk=0.01),
    Parameter(value=4.0, doubt=3.0, minimum=0.05, maximum=16.0, walk=0.01),
    Parameter(value=10.0, doubt=6.0, minimum=-40.0, maximum=70.0, walk=0.003),
)
"""A 40 L box of 3.5 kJ/K with 2 to 20 kg in 20 to 43 °C: 14 W are 14 K/h; a plate of 5 W/K in still air, or 8 W/K in
moved air; 4 W/K from 10 kg, next to nothing where there are none, so that an empty box is not cooled for goods that
are not there. The load may change by a tenth in half an hour, the rest only over days."""

NOISE_K = 0.02
"""Mean of a minute of readings with 0.03 K of noise in steps of 1/16 K, and what the model leaves out."""

NOISE_RATIO = 0.2
"""The faster the plate works, the more the model leaves out: a minute is long for a plate in moved air."""

PROBE_NOISE_K = 0.1
"""A real probe in the contents touches one of them. Engineering choice."""

ODD, ODD_KEPT = 5.0, 0.6
"""So many standard deviations, in one window or in some that agree, are no noise: somebody put something in, or the lid
is open unseen. What a window had is kept in part for the next."""

UNREST_KEPT = 0.8
"""How much of the noise of an incident is left a minute later: probes lag by up to a minute."""

GOODS_EXCHANGE = 1.0
"""How far the exchange with the contents may have changed with them."""

FALL_K = 0.05
"""What is put in is seldom colder than the air: contents fall below it by this a minute at most."""

STIRRED = 5.0
"""A fan that carries this many times more from the plate than still air does stirs the goods' air fully: twice the
exchange, as 8 W/K instead of 4 for 10 kg. A damper or fan that changes nothing at the plate changes nothing here."""

_MIN_STILL = 0.3


@immutable
class Incident:
    """An incident: the change of the contents that it may have caused, and the air's excess over noise after it."""

    goods_k: float
    unrest_k: float


LID_OPENED = Incident(goods_k=1.0, unrest_k=1.0)
"""Mostly nothing but warm air came in, which the liner gives back for minutes; goods show by what follows."""

GOODS_PUT_IN = Incident(goods_k=3.0, unrest_k=0.4)
"""What no noise explains: a third of the contents is new and 12 K warmer."""


@immutable(kw_only=True)
class Box:
    """The belief; `before` is the last window, `unrest_k` and `odd` are of incidents, `seen_h` hours of learning."""

    belief: Belief
    before: Window | None = None
    unrest_k: float = 0.0
    odd: float = 0.0
    seen_h: float = 0.0

    @property
    def contents_c(self) -> float:
        """Temperature of the contents."""
        return self.belief.mean[CONTENTS]

    @property
    def contents_ratio(self) -> float:
        """Heat capacity of the contents, relative to that of the air."""
        return self.belief.mean[EXCHANGE] * CONTENTS_H

    @property
    def given_per_h(self) -> float:
        """The exchange of plate and air with the fan at full, per hour and kelvin between them."""
        return self.belief.mean[STILL] + self.belief.mean[MOVED]

    @property
    def load_k_h(self) -> float:
        """The rate in K/h at which air as warm as the contents warms up, empty: the heat that comes in."""
        return self.belief.mean[LOAD] - LOSS_PER_H * self.contents_c


def initial(air_c: float, learned: Belief | None = None) -> Box:
    """Return a compartment seen for the first time, in this run: the contents are about as warm as the air.

    Of what was `learned` in an earlier run the weather and the goods may be others, the plate is not.
    """
    contents = replace(PARAMETERS[CONTENTS], value=air_c)
    fresh = least_squares.initial((*PARAMETERS[:CONTENTS], contents))
    if learned is None:
        return Box(belief=fresh)
    known = least_squares.renewed(least_squares.renewed(learned, LOAD, fresh), CONTENTS, fresh)
    return Box(belief=least_squares.doubt(known, EXCHANGE, GOODS_EXCHANGE))


def stir(belief: Belief, fan: float) -> float:
    """Return the factor, 1 to 2, by which a fan speeds up the heat from contents to air."""
    still, by_fan = belief.mean[STILL], belief.mean[MOVED]
    return 1.0 + fan * min(by_fan / (STIRRED * max(still, _MIN_STILL)), 1.0)


def update(box: Box, window: Window, contents_c: float | None) -> Box:
    """Learn from one more window; `contents_c` is what a real probe in the contents reads."""
    after = replace(box, belief=_contents_follow(box.belief, window), unrest_k=box.unrest_k * UNREST_KEPT)
    if window.lid_open:
        after = _doubted(after, LID_OPENED)
    elif box.before is not None and not box.before.lid_open:
        after = _balance(after, box.before, window)
    belief = _not_colder(after.belief, min(window.air_c, box.contents_c - FALL_K))
    if contents_c is not None:
        gap_k = contents_c - belief.mean[CONTENTS]
        belief = least_squares.correct(belief, PARAMETERS, (0.0, 0.0, 0.0, 0.0, 1.0), gap_k, PROBE_NOISE_K)
    return replace(after, belief=belief, before=window, seen_h=box.seen_h + window.hours)


def _doubted(box: Box, incident: Incident) -> Box:
    """Somebody may have put goods in or taken some out."""
    belief = least_squares.doubt(least_squares.doubt(box.belief, CONTENTS, incident.goods_k), EXCHANGE, GOODS_EXCHANGE)
    return replace(box, belief=belief, unrest_k=incident.unrest_k, odd=0.0)


def _not_colder(belief: Belief, min_c: float) -> Belief:
    """Keep the contents at or above `min_c`."""
    mean = belief.mean
    return belief if mean[CONTENTS] >= min_c else Belief((*mean[:CONTENTS], min_c), belief.covariance)


def _contents_follow(belief: Belief, window: Window) -> Belief:
    """Let the contents draw nearer to the air."""
    share = min(window.hours * stir(belief, window.fan) / CONTENTS_H, 1.0)
    contents_c = belief.mean[CONTENTS]
    return least_squares.moved(belief, CONTENTS, contents_c + share * (window.air_c - contents_c), 1.0 - share)


def _balance(box: Box, before: Window, window: Window) -> Box:
    """Compare how the air changed between two windows with what the heat balance makes of it."""
    if before.plate_k is None or window.plate_k is None:
        return box
    belief = box.belief
    hours = (before.hours + window.hours) / 2.0
    plate_k = (before.plate_k + window.plate_k) / 2.0
    moved_k = (before.moved_k + window.moved_k) / 2.0
    stirred_h = hours * stir(belief, (before.fan + window.fan) / 2.0)
    load, still, by_fan, exchange, contents_c = belief.mean
    air_c = (before.air_c + window.air_c) / 2.0
    contents_k = contents_c - air_c
    gradient = (hours, hours * plate_k, hours * moved_k, stirred_h * contents_k, stirred_h * exchange)
    by_plate_k_h = still * plate_k + by_fan * moved_k
    expected_k = hours * (load - LOSS_PER_H * air_c + by_plate_k_h) + stirred_h * exchange * contents_k
    innovation_k = window.air_c - before.air_c - expected_k
    noise_k = NOISE_K + box.unrest_k + NOISE_RATIO * hours * abs(by_plate_k_h)
    odd = ODD_KEPT * box.odd + least_squares.surprise(belief, gradient, innovation_k, noise_k)
    if abs(odd) > ODD:
        return _doubted(box, GOODS_PUT_IN)
    belief = least_squares.correct(
        least_squares.forget(belief, PARAMETERS), PARAMETERS, gradient, innovation_k, noise_k
    )
    return replace(box, belief=belief, odd=odd)
