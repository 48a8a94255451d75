"""The cargo profiles that everybody has, each limit with its source. An owner's own stand in the configuration."""

from collections.abc import Iterable
from functools import partial

from controller import Profile
from firmware.config.cargo import DAY_S, Beyond, Budget, Cargo, Counting, KineticLimit, Limit, ShelfLife
from firmware.config.problem import did_you_mean
from firmware.errors import FirmwareError

MIN_S, HOUR_S = 60.0, 3_600.0

_TR06 = "WHO PQS E006/TR06, 30-day recorder"
_TR07 = "WHO PQS E006/TR07, shipping indicator"
_FOOD_CODE = "FDA Food Code 3-501.16 and 3-501.19"
_FROZEN = "Directive 89/108/EEC: -18 °C, a brief rise of 3 K in transport"
_USP_659 = "USP <659>, from memory"
_USP_1079 = "USP <1079.2>"
_INSULIN = "leaflets of insulins: 2 to 8 °C, never frozen; in use up to 30 °C for 28 days"

_above = partial(Limit, beyond=Beyond.ABOVE, inclusive=False)
_warm_for = partial(_above, counting=Counting.CUMULATIVE)
_at_least = partial(Limit, beyond=Beyond.ABOVE)
_at_most = partial(Limit, beyond=Beyond.BELOW)
_below = partial(_at_most, inclusive=False)

_HEARD = "engineering choice: to be heard of long before goods are harmed"

_SHIPMENT = (
    _at_least(at_c=45.0, for_s=HOUR_S, source=_TR07),
    _at_least(at_c=30.0, for_s=10 * HOUR_S, counting=Counting.CUMULATIVE, source=_TR07),
    _at_most(at_c=-0.5, for_s=HOUR_S, source=_TR07),
    _above(at_c=8.0, for_s=30 * MIN_S, warning=True, source=_HEARD),
    _below(at_c=2.0, for_s=30 * MIN_S, warning=True, source=_HEARD),
)

PROFILES: tuple[Cargo, ...] = (
    Cargo(
        name="groceries_chilled",
        title="Groceries, chilled",
        low_c=0.0,
        high_c=5.0,
        limits=(
            _warm_for(at_c=5.0, for_s=4 * HOUR_S, source=_FOOD_CODE),
            _above(at_c=21.0, for_s=30 * MIN_S, source=_FOOD_CODE),
            _above(at_c=8.0, for_s=20 * MIN_S, warning=True, source=_HEARD),
            _at_most(at_c=-1.0, for_s=30 * MIN_S, source="engineering choice: vegetables freeze at -1 °C and below"),
        ),
        out_of_refrigeration=Budget(above_c=5.0, for_s=4 * HOUR_S, source=_FOOD_CODE),
        shelf_life=ShelfLife(days=7.0, at_c=5.0, q10=3.0),
    ),
    Cargo(
        name="groceries_frozen",
        title="Groceries, frozen",
        low_c=-30.0,
        high_c=-18.0,
        limits=(
            _above(at_c=-15.0, for_s=20 * MIN_S, warning=True, source=_FROZEN),
            _warm_for(at_c=-15.0, for_s=HOUR_S, source=_FROZEN),
            _above(at_c=-12.0, for_s=5 * MIN_S, source="ATP: other frozen goods -12 °C"),
        ),
    ),
    Cargo(
        name="vaccine_2_8",
        title="Vaccine, 2 to 8 °C",
        low_c=2.0,
        high_c=8.0,
        limits=(
            _above(at_c=8.0, for_s=10 * HOUR_S, source=_TR06),
            _warm_for(at_c=8.0, for_s=10 * HOUR_S, source="engineering choice: the same in many short events"),
            _at_most(at_c=-0.5, for_s=HOUR_S, source=_TR06),
            _above(at_c=8.0, for_s=30 * MIN_S, warning=True, source=_HEARD),
            _below(at_c=2.0, for_s=30 * MIN_S, warning=True, source=_HEARD),
        ),
        needs_certainty=True,
    ),
    Cargo(
        name="crt_15_25",
        title="Controlled room temperature, 15 to 25 °C",
        low_c=15.0,
        high_c=25.0,
        limits=(
            _above(at_c=40.0, for_s=0.0, source=_USP_659),
            _warm_for(at_c=30.0, for_s=DAY_S, source=_USP_659),
            _above(at_c=25.0, for_s=HOUR_S, warning=True, source=_HEARD),
            _below(at_c=15.0, for_s=HOUR_S, source=_USP_659),
        ),
        kinetic=KineticLimit(max_c=25.0, window_s=30 * DAY_S, source=_USP_1079),
        needs_certainty=True,
    ),
    Cargo(
        name="cct",
        title="Controlled cold temperature, 2 to 8 °C",
        low_c=2.0,
        high_c=8.0,
        limits=(
            _above(at_c=15.0, for_s=0.0, source=_USP_659),
            _warm_for(at_c=8.0, for_s=DAY_S, source=_USP_659),
            _below(at_c=0.0, for_s=0.0, source=_USP_659),
            _above(at_c=8.0, for_s=30 * MIN_S, warning=True, source=_HEARD),
        ),
        kinetic=KineticLimit(max_c=8.0, window_s=DAY_S, source=_USP_1079),
        needs_certainty=True,
    ),
    Cargo(
        name="insulin",
        title="Insulin, 2 to 8 °C",
        low_c=2.0,
        high_c=8.0,
        limits=(
            _at_most(at_c=0.0, for_s=5 * MIN_S, source=_INSULIN),
            _above(at_c=30.0, for_s=HOUR_S, source=_INSULIN),
            _warm_for(at_c=8.0, for_s=28 * DAY_S, source=_INSULIN),
            _above(at_c=8.0, for_s=30 * MIN_S, warning=True, source=_HEARD),
            _below(at_c=2.0, for_s=30 * MIN_S, warning=True, source=_HEARD),
        ),
        out_of_refrigeration=Budget(above_c=8.0, for_s=28 * DAY_S, source=_INSULIN),
        needs_certainty=True,
    ),
    Cargo(
        name="who_type_1",
        title="WHO shipment, type 1",
        low_c=2.0,
        high_c=8.0,
        limits=_SHIPMENT,
        needs_certainty=True,
    ),
    Cargo(
        name="who_type_2",
        title="WHO shipment, type 2",
        low_c=2.0,
        high_c=8.0,
        limits=(
            *_SHIPMENT,
            _at_least(at_c=10.0, for_s=20 * HOUR_S, counting=Counting.CUMULATIVE, source=_TR07),
        ),
        needs_certainty=True,
    ),
)

USUAL = {
    Profile.FOOD: "groceries_chilled",
    Profile.FREEZER: "groceries_frozen",
    Profile.MEDICINE: "vaccine_2_8",
}
"""The cargo of a compartment of which nobody says what is in it."""


class UnknownCargoError(FirmwareError):
    """There is no such cargo; the text says which there are."""


def cargo_of(name: str, own: Iterable[Cargo] = ()) -> Cargo:
    """Return the cargo `name`; one of an owner's `own` stands before one that everybody has."""
    known = {each.name: each for each in (*PROFILES, *own)}
    if name not in known:
        raise UnknownCargoError(f"cargo {name!r:.40}: {did_you_mean(name, known)}must be one of {', '.join(known)}")
    return known[name]
