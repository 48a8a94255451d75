"""Actuators that do the opposite: a cooler that heats, a heater that cools, a compressor whose running warms the box.

State      leaves for   when
trusted    stopped      the temperature has gone the wrong way while it was driven hard (`Limits`)
stopped    retried      it has rested: for `rest_s` the first time, for LONG_S from the second time on
retried    stopped      as from trusted
retried    trusted      it was driven for `most_s` and the temperature did not go the wrong way
any        trusted      a person switches the appliance off

One wrong way may be somebody else's doing: a door, goods, the sun. After a rest such a load is still there, what cools
helps against it, and what heats does not: so a second time is proof enough for a long stop. The alarm stands from the
first stop until it is trusted again.
"""

from controller.interface.immutable import immutable

LONG_S = 21_600.0
"""A quarter of a day: whoever hears the alarm can look, and goods that are heated four times a day for some minutes
are hardly worse off than goods that are not cooled. Engineering choice."""


@immutable(kw_only=True)
class Limits:
    """`wrong_k` within `least_s` to `most_s`, never back by `back_k` meanwhile, from `settle_s` after its start on."""

    settle_s: float
    least_s: float
    most_s: float
    wrong_k: float
    back_k: float = 0.5
    rest_s: float


CABIN = Limits(settle_s=30.0, least_s=90.0, most_s=600.0, wrong_k=4.0, rest_s=600.0)
"""A heater of 3 kW lifts the air of a cabin by 4 K in one to two minutes (12 kJ/K with its surfaces); a cooler that is
overcome by the sun at noon loses that in a quarter of an hour or more. Engineering choice."""

BOX_WITH_PLATE = Limits(settle_s=120.0, least_s=600.0, most_s=1_800.0, wrong_k=2.0, rest_s=1_200.0)
BOX = Limits(settle_s=120.0, least_s=2_700.0, most_s=5_400.0, wrong_k=4.0, rest_s=1_200.0)
"""Where a plate that is warmer than the air says it too, ten minutes are enough. Alone the air needs longer: warm goods
lift it at once and then fall with it. Engineering choice."""


@immutable(kw_only=True)
class Course:
    """The course of an actuator. Its temperatures rise when it goes the wrong way: those of a heater are negative.

    `begun_c` is where it began to, at `begun_s`, `furthest_c` how far it got; `wrong_k` is the evidence of a stop.
    """

    driven_since_s: float | None = None
    begun_c: float = 0.0
    begun_s: float = 0.0
    furthest_c: float = 0.0
    times: int = 0
    wrong_k: float = 0.0
    stopped_since_s: float | None = None


TRUSTED = Course()


def update(before: Course, driven: bool, wrong_c: float | None, limits: Limits, *, now_s: float) -> Course:
    """Return the course one look later, of an actuator that was `driven` hard or not."""
    if before.stopped_since_s is not None:
        rest_s = limits.rest_s if before.times == 1 else LONG_S
        rests = 0.0 <= now_s - before.stopped_since_s < rest_s
        return before if rests else Course(times=before.times, wrong_k=before.wrong_k)
    if not driven or wrong_c is None:
        if before.driven_since_s is None:
            return before
        return Course(times=before.times, wrong_k=before.wrong_k)
    since_s = now_s if before.driven_since_s is None else before.driven_since_s
    if before.times and now_s - since_s >= limits.most_s:
        return Course(driven_since_s=since_s, begun_c=wrong_c, begun_s=now_s, furthest_c=wrong_c)
    return _driven(before, since_s, wrong_c, limits, now_s=now_s)


def _driven(before: Course, since_s: float, wrong_c: float, limits: Limits, *, now_s: float) -> Course:
    """Return the course of an actuator that is driven: on its way wrong, stopped, or on its way well."""
    lasted_s = now_s - before.begun_s
    is_well = wrong_c < before.begun_c or wrong_c <= before.furthest_c - limits.back_k
    if now_s - since_s <= limits.settle_s or is_well or not 0.0 <= lasted_s <= limits.most_s:
        return Course(
            driven_since_s=since_s,
            begun_c=wrong_c,
            begun_s=now_s,
            furthest_c=wrong_c,
            times=before.times,
            wrong_k=before.wrong_k,
        )
    wrong_k = wrong_c - before.begun_c
    if wrong_k >= limits.wrong_k and lasted_s >= limits.least_s:
        return Course(times=before.times + 1, wrong_k=wrong_k, stopped_since_s=now_s)
    return Course(
        driven_since_s=since_s,
        begun_c=before.begun_c,
        begun_s=before.begun_s,
        furthest_c=max(before.furthest_c, wrong_c),
        times=before.times,
        wrong_k=before.wrong_k,
    )
