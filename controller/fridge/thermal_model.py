"""The thermal model of one compartment: the heat balance of its air, and the temperature of its contents.

    air'      = load - LOSS_PER_H * air + (still + fan * moved) * (plate - air) + stir * exchange * (contents - air)
                + walls * (liner - air)
    liner'    = (air - liner) / LINER_H
    contents' = stir * (air - contents) / CONTENTS_H

Rates are for one hour and relative to the heat capacity of the air with what is as quick, so nobody has to know watts.
Recursive least squares finds load, still, moved, exchange and walls from the readings of air and plate, and the
contents along with them: a virtual probe that is buffered as much as the goods are. A real probe corrects it where
fitted; and whatever the box is made of, the contents stay within the bounds of contents_bounds.py.
"""

from dataclasses import replace
from math import inf, sqrt

from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief, Parameter
from controller.fridge import contents_bounds, misfit
from controller.fridge.averages import Window
from controller.fridge.contents_bounds import BEGUN_K, SPREAD_K, Bounds
from controller.fridge.misfit import Misfit
from controller.interface.immutable import immutable

CONTENTS_H = 2.5
"""Time constant of the contents in still air: 3.6 kJ/kg K and 0.4 W/K for each kilogram, as 4 W/K for 10 kg of food.
It hardly depends on how much there is: more goods have more surface."""

LOSS_PER_H = 0.46
"""What a kelvin more inside lowers the load by: 0.45 W/K of walls on 3.5 kJ/K of air and liner. Not learned: a kelvin
is little beside the 15 to 40 K across the walls."""

LINER_H = 0.12
"""Time constant of a liner that is not as quick as the air: 1.4 to 4 kJ/K at 4 to 40 W/K, the middle."""

LOAD, STILL, MOVED, EXCHANGE, CONTENTS, WALLS = range(6)

_OF_CONTENTS = (0.0, 0.0, 0.0, 0.0, 1.0, 0.0)

PARAMETERS = (
    Parameter(value=16.0, doubt=12.0, minimum=-80.0, maximum=300.0, walk=0.25),
    Parameter(value=3.0, doubt=4.0, minimum=0.0, maximum=60.0, walk=0.01),
    Parameter(value=3.0, doubt=6.0, minimum=0.0, maximum=120.0, walk=0.01),
    Parameter(value=4.0, doubt=4.0, minimum=0.05, maximum=80.0, walk=0.01),
    Parameter(value=10.0, doubt=6.0, minimum=-40.0, maximum=70.0, walk=0.003),
    Parameter(value=2.0, doubt=6.0, minimum=0.0, maximum=100.0, walk=0.01),
)
"""A 40 L box of 3.5 kJ/K with 2 to 20 kg in 20 to 43 °C: 14 W are 14 K/h; a plate of 5 W/K in still air, or 8 W/K in
moved air; 4 W/K from 10 kg, next to nothing where there are none, so that an empty box is not cooled for goods that
are not there. All of it is up to ten times as much where the air is apart from its liner. The load may change by a
tenth in half an hour, the rest only over days."""

NOISE_K = 0.02
"""Mean of a minute of readings with 0.03 K of noise in steps of 1/16 K, and what the model leaves out."""

NOISE_RATIO = 0.2
"""The faster the plate works, the more the model leaves out: a minute is long for a plate in moved air."""

PROBE_NOISE_K = 0.1
"""A real probe in the contents touches one of them: it tells nothing of what was put in beside that, until they have
come together. Engineering choice."""

UNREST_KEPT = 0.8
"""How much of the noise of an incident is left a minute later: probes lag by up to a minute."""

GOODS_EXCHANGE = 0.4
"""The part by which the exchange with the contents may have changed with them: 4 kg beside 10."""

FALL_K = 0.05
"""What is put in is seldom colder than the air: contents fall below it by this a minute at most."""

STIRRED = 5.0
"""A fan that carries this many times more from the plate than still air does stirs the goods' air fully: twice the
exchange, as 8 W/K instead of 4 for 10 kg. A damper or fan that changes nothing at the plate changes nothing here."""

COLDER_K = 1.0
"""Goods that are taken out, or put in cold, make the rest colder by no more. Engineering choice."""

CLOSED_H, CLOSED_K = 0.75, 1.0
"""So long after an incident, where the contents are hardly above the mean of the air, nothing warm was put in, or it is
cold by now: the bounds are as near again as that."""

_MIN_STILL = 0.3

HELD_TIMES = 8.0
"""What the bounds say of the contents comes each minute, but is news only once in an hour: root of 60."""

BALANCE_SHARE = 0.3
"""What only the heat balance tells is sure to so much of it: how far from the mean of the air the contents are.
Engineering choice: what ten boxes with a liner apart showed, some hours after goods were put in."""

BOUNDS_SHARE = 0.25
"""And no surer than to so much of half the width of the bounds, in which nothing else tells. Engineering choice."""

EMPTY = 1.2
"""With less heat capacity than this for each of the air's and liner's, what is in a box is not told from them."""

UNSURE_TOUCH = 0.08
"""Of what the plate is below the air, for goods that touch it or not: twice what is expected of a usual load."""

WARM_SHARE = 0.3
"""What the balance tells of warm goods is often half of it where the liner is apart. Engineering choice: recovery is
soonest with it on boxes of many structures, and a box of one node gets half a kelvin too cold for an hour."""


@immutable
class Incident:
    """An incident: the change of the contents that it likely caused, the air's excess over noise after it.

    `exchange` is the part by which the goods may give more or less since.
    """

    goods_k: float
    unrest_k: float
    exchange: float = 0.0


LID_OPENED = Incident(goods_k=2.0, unrest_k=1.0)
"""Mostly nothing but warm air came in, which the liner gives back for minutes; goods show by what follows."""

GOODS_PUT_IN = Incident(goods_k=4.0, unrest_k=0.4, exchange=GOODS_EXCHANGE)
"""What no noise explains: a third of the contents is new and 12 K warmer."""


@immutable(kw_only=True)
class Box:
    """The belief and the bounds of the contents; `before` is the last window, `unrest_k` is of incidents.

    `misfit` tells how far the balance is to be trusted, `seen_h` are hours of learning.
    """

    belief: Belief
    bounds: Bounds
    misfit: Misfit = Misfit()
    before: Window | None = None
    unrest_k: float = 0.0
    liner_c: float = 0.0
    contents_k: float = BEGUN_K
    """A bound (95 %) of how far the true mean of the contents may be from what is believed."""
    excess_k: float = 0.0
    """So much warmer are the contents believed than by the mean of the air alone."""
    probed: bool = False
    """A probe in the contents helped just now."""
    calm_h: float = 0.0
    """Hours since the last incident."""
    seen_h: float = 0.0

    @property
    def contents_c(self) -> float:
        """Temperature of the contents."""
        return self.belief.mean[CONTENTS]

    @property
    def warm_c(self) -> float:
        """A temperature that the contents may well have where they are warm: for whoever has to make them cold."""
        return self.contents_c + WARM_SHARE * self.excess_k

    @property
    def contents_ratio(self) -> float:
        """Heat capacity of the contents, relative to that of the air."""
        return self.belief.mean[EXCHANGE] * CONTENTS_H

    @property
    def is_empty(self) -> bool:
        """True where it may well be that hardly anything is in it: then its contents are what its air is."""
        deviation = sqrt(self.belief.covariance[EXCHANGE][EXCHANGE])
        surely_ratio = (self.belief.mean[EXCHANGE] - deviation) * CONTENTS_H
        return surely_ratio < EMPTY * (1.0 + self.liner_ratio)

    @property
    def liner_ratio(self) -> float:
        """Heat capacity of the liner, relative to that of the air."""
        return self.belief.mean[WALLS] * LINER_H

    @property
    def given_per_h(self) -> float:
        """The exchange of plate and air with the fan at full, per hour and kelvin between them."""
        return self.belief.mean[STILL] + self.belief.mean[MOVED]

    @property
    def load_k_h(self) -> float:
        """The rate in K/h at which air as warm as the contents warms up, empty: the heat that comes in."""
        return (self.belief.mean[LOAD] - LOSS_PER_H * self.contents_c) / (1.0 + self.liner_ratio)


def initial(air_c: float, learned: Belief | None = None) -> Box:
    """Return a compartment seen for the first time, in this run: the contents are about as warm as the air.

    Of what was `learned` in an earlier run the weather and the goods may be others, the plate is not.
    """
    contents = replace(PARAMETERS[CONTENTS], value=air_c)
    fresh = least_squares.initial((*PARAMETERS[:CONTENTS], contents, *PARAMETERS[WALLS:]))
    bounds = contents_bounds.initial(air_c)
    if learned is None:
        return Box(belief=fresh, bounds=bounds, liner_c=air_c)
    known = least_squares.renewed(least_squares.renewed(learned, LOAD, fresh), CONTENTS, fresh)
    return Box(belief=_other_goods(known), bounds=bounds, liner_c=air_c)


def resumed(belief: Belief, seen_h: float) -> Box:
    """Return a compartment that was seen until a moment ago: its contents are as they were."""
    contents_k = _learned_k(belief)
    bounds = contents_bounds.initial(belief.mean[CONTENTS], contents_k)
    return Box(belief=belief, bounds=bounds, liner_c=belief.mean[CONTENTS], contents_k=contents_k, seen_h=seen_h)


def stir(belief: Belief, fan: float) -> float:
    """Return the factor, 1 to 2, by which a fan speeds up the heat from contents to air."""
    still, by_fan = belief.mean[STILL], belief.mean[MOVED]
    return 1.0 + fan * min(by_fan / (STIRRED * max(still, _MIN_STILL)), 1.0)


def update(box: Box, window: Window, contents_c: float | None, *, plate_measured: bool = True) -> Box:
    """Learn from one more window; `contents_c` is what a real probe in the contents reads.

    By a plate that is only imagined the balance does not tell slow goods from usual ones, and makes nothing surer.
    """
    after = replace(
        box,
        belief=_contents_follow(box.belief, window),
        bounds=contents_bounds.update(box.bounds, window.air_c, window.plate_k or 0.0, window.fan, for_h=window.hours),
        unrest_k=box.unrest_k * UNREST_KEPT,
        calm_h=box.calm_h + window.hours,
    )
    if window.lid_open:
        after = _doubted(after, LID_OPENED)
    elif box.before is not None and not box.before.lid_open:
        after = _balance(after, box.before, window)
    belief = _not_colder(after.belief, min(window.air_c, box.contents_c - FALL_K))
    if contents_c is None or after.bounds.disturbed:
        belief = _held(belief, after.bounds)
    else:
        gap_k = contents_c - belief.mean[CONTENTS]
        belief = least_squares.correct(belief, PARAMETERS, _OF_CONTENTS, gap_k, PROBE_NOISE_K)
    liner_c = box.liner_c + (window.air_c - box.liner_c) * window.hours / (LINER_H + window.hours)
    told = replace(after, belief=belief, before=window, liner_c=liner_c, seen_h=box.seen_h + window.hours)
    judged = _judged(told, probed=contents_c is not None and not after.bounds.disturbed)
    if plate_measured or judged.probed:
        return judged
    return replace(judged, contents_k=max(judged.contents_k, judged.bounds.apart_k(judged.contents_c)))


def _judged(box: Box, *, probed: bool) -> Box:
    """Say how sure the contents are: by their bounds, and by the balance, which is sure to a part of what it tells."""
    contents_c, bounds = box.contents_c, box.bounds
    beyond_k = contents_c - bounds.middle_c(stir(box.belief, 1.0))
    contents_k = _learned_k(box.belief) - UNSURE_TOUCH * bounds.plate_k
    if not probed:
        by_bounds_k = max(bounds.high_c - contents_c, contents_c - bounds.low_c, SPREAD_K)
        half_k = (bounds.high_c - bounds.low_c) / 2.0
        contents_k = min(contents_k + max(BALANCE_SHARE * abs(beyond_k), BOUNDS_SHARE * half_k), by_bounds_k)
    if bounds.disturbed and box.calm_h >= CLOSED_H and beyond_k < CLOSED_K:
        bounds = contents_bounds.closed(bounds, CLOSED_K)
    return replace(box, bounds=bounds, contents_k=contents_k, excess_k=max(beyond_k, 0.0), probed=probed)


def _learned_k(belief: Belief) -> float:
    """Return how sure the contents are by what was learned of them: two deviations, and what touches the liner."""
    return 2.0 * sqrt(belief.covariance[CONTENTS][CONTENTS]) + SPREAD_K


def _doubted(box: Box, incident: Incident) -> Box:
    """Somebody may have put goods in or taken some out."""
    belief = _other_goods(least_squares.doubt(box.belief, CONTENTS, incident.goods_k), incident.exchange)
    return replace(
        box,
        belief=belief,
        bounds=contents_bounds.opened(box.bounds, COLDER_K, contents_bounds.MOST_K),
        misfit=misfit.calm(box.misfit),
        unrest_k=incident.unrest_k,
        calm_h=0.0,
    )


def _other_goods(belief: Belief, share: float = GOODS_EXCHANGE) -> Belief:
    """Doubt how much the contents give: there may be more of them, or fewer."""
    return least_squares.doubt(belief, EXCHANGE, share * belief.mean[EXCHANGE])


def _held(belief: Belief, bounds: Bounds) -> Belief:
    """Keep the contents within their bounds, and draw them to the mean of the air the more the narrower these are."""
    low_c, high_c = bounds.low_c, bounds.high_c
    gap_k = bounds.middle_c(stir(belief, 1.0)) - belief.mean[CONTENTS]
    noise_k = HELD_TIMES * (high_c - low_c) / 2.0
    drawn = least_squares.correct(belief, PARAMETERS, _OF_CONTENTS, gap_k, noise_k)
    return _within(drawn, low_c, high_c)


def _within(belief: Belief, low_c: float, high_c: float) -> Belief:
    """Keep the contents between two temperatures."""
    mean = belief.mean
    if low_c <= mean[CONTENTS] <= high_c:
        return belief
    kept_c = min(max(mean[CONTENTS], low_c), high_c)
    return Belief((*mean[:CONTENTS], kept_c, *mean[CONTENTS + 1 :]), belief.covariance)


def _not_colder(belief: Belief, min_c: float) -> Belief:
    """Keep the contents at or above `min_c`."""
    return _within(belief, min_c, inf)


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
    load, still, by_fan, exchange, contents_c, walls = belief.mean
    air_c = (before.air_c + window.air_c) / 2.0
    contents_k = contents_c - air_c
    liner_k = box.liner_c - air_c
    gradient = (
        hours,
        hours * plate_k,
        hours * moved_k,
        stirred_h * contents_k,
        stirred_h * exchange,
        hours * liner_k,
    )
    by_plate_k_h = still * plate_k + by_fan * moved_k
    expected_k = (
        hours * (load - LOSS_PER_H * air_c + by_plate_k_h + walls * liner_k) + stirred_h * exchange * contents_k
    )
    innovation_k = window.air_c - before.air_c - expected_k
    nominal_k = NOISE_K + box.unrest_k + NOISE_RATIO * hours * abs(by_plate_k_h)
    nominal = least_squares.surprise(belief, gradient, innovation_k, nominal_k)
    counted = misfit.update(box.misfit, nominal, activity=window.activity)
    if counted.is_odd:
        return _doubted(replace(box, misfit=counted), GOODS_PUT_IN)
    noise_k = nominal_k * box.misfit.times
    belief = least_squares.correct(
        least_squares.forget(belief, PARAMETERS), PARAMETERS, gradient, innovation_k, noise_k
    )
    return replace(box, belief=belief, misfit=counted)
