"""One box of a kind, drawn by a seed.

Each parameter has a stream of random numbers of its own, named after it: a parameter that is added later, or a range
that is moved, changes no other.
"""

from random import Random

from hil.boxes import ranges
from hil.boxes.chamber import ChamberParameters
from hil.boxes.goods import LumpParameters
from hil.boxes.kinds import SEEN, ChamberKind, CompressorKind, Kind, ThermoelectricKind
from hil.boxes.network import BoxParameters
from hil.boxes.ranges import Range
from hil.boxes.thermoelectric import ThermoelectricParameters
from hil.boxes.unseen import UNSEEN
from hil.plants.compressor import CompressorParameters
from hil.plants.matter import WATER
from hil.plants.refrigerant import RefrigerantParameters

KINDS = {**SEEN, **UNSEEN}
"""All kinds by name. Those that are marked `unseen` are not for builders of a law."""

_UNSTIRRED_SHARE = 0.3
"""So many of the lumps does the fan's wind not reach. Engineering choice: behind or below others."""

_MOST_TOUCHING = 0.5
"""So much of its way to the air may a lump have to the plate: it has one side of six there. Engineering choice."""

_LEAST_SHARE = 0.2
"""The lightest of three lumps has a twelfth of the goods. Engineering choice."""


def draw(kind: str, seed: int, *, start_c: float | None = None) -> BoxParameters:
    """Return a box. `start_c` is that of all within; None: each compartment begins at what it is meant to hold."""
    return _Drawing(KINDS[kind], f"{kind} {seed}", start_c).box(kind)


class _Drawing:
    """The draws for one box."""

    def __init__(self, kind: Kind, name: str, start_c: float | None) -> None:
        self._kind, self._name, self._start_c = kind, name, start_c

    def box(self, name: str) -> BoxParameters:
        """Return the whole box."""
        kind = self._kind
        swings = self._random("swings").random() < 0.5  # noqa: PLR2004  # half of them
        return BoxParameters(
            kind=name,
            compartments=tuple(self._chamber(index, each) for index, each in enumerate(kind.compartments)),
            unit=self._unit(kind.unit),
            plate_j_k=self._value("plate_j_k", kind.plate_j_k),
            plate_ambient_w_k=self._value("plate_ambient_w_k", kind.plate_ambient_w_k),
            eutectic_kg=self._value("eutectic_kg", kind.eutectic_kg),
            eutectic_freezes_c=self._value("eutectic_freezes_c", kind.eutectic_freezes_c),
            wall_w_k=self._value("wall_w_k", kind.wall_w_k),
            ambient_c=self._value("ambient_c", kind.ambient_c),
            swing_k=self._value("swing_k", ranges.SWING_K) if swings else 0.0,
        )

    def _random(self, parameter: str) -> Random:
        return Random(f"{self._name} {parameter}")

    def _value(self, parameter: str, within: Range) -> float:
        return within.draw(self._random(parameter))

    def _chamber(self, index: int, kind: ChamberKind) -> ChamberParameters:
        def value(parameter: str, within: Range) -> float:
            return self._value(f"{index} {parameter}", within)

        set_point_c = value("set_point_c", kind.set_point_c)
        start_c = set_point_c if self._start_c is None else self._start_c
        still_w_k = value("cold_still_w_k", kind.cold_still_w_k)
        blown = kind.cold_fan_w_k
        return ChamberParameters(
            name=kind.name,
            set_point_c=set_point_c,
            start_c=start_c,
            ambient_liner_w_k=value("ambient_liner_w_k", kind.ambient_liner_w_k),
            ambient_air_w_k=value("ambient_air_w_k", kind.ambient_air_w_k),
            air_j_k=value("air_j_k", kind.air_j_k),
            liner_j_k=value("liner_j_k", kind.liner_j_k),
            liner_air_w_k=value("liner_air_w_k", kind.liner_air_w_k),
            liner_plate_w_k=value("liner_plate_w_k", kind.liner_plate_w_k),
            cold_still_w_k=still_w_k,
            cold_fan_w_k=still_w_k if blown is None else value("cold_fan_w_k", blown),
            fan_gain=1.0 if blown is None else value("fan_gain", kind.fan_gain),
            fan_w=0.0 if blown is None else value("fan_w", kind.fan_w),
            cold_from=kind.cold_from,
            lid_w_k=value("lid_w_k", kind.lid_w_k),
            seal_leak_m3_s=value("seal_leak_m3_s", kind.seal_leak_m3_s),
            added_w_k_kg=value("added_w_k_kg", kind.goods_w_k_kg),
            lumps=(*self._goods(index, kind), *self._ice(index, kind)),
        )

    def _goods(self, index: int, kind: ChamberKind) -> tuple[LumpParameters, ...]:
        """Share the goods among lumps, each at its place."""
        goods_kg = self._value(f"{index} goods_kg", kind.goods_kg)
        if self._random(f"{index} empty").random() < kind.empty_share:
            return ()
        random = self._random(f"{index} lumps")
        count = random.randint(1, kind.most_lumps)
        shares = [random.uniform(_LEAST_SHARE, 1.0) for _ in range(count)]
        lumps = []
        for share in shares:
            kg = goods_kg * share / sum(shares)
            touches, is_stirred = random.random() < kind.touching_share, random.random() >= _UNSTIRRED_SHARE
            air_w_k = kg * kind.goods_w_k_kg.draw(random)
            plate_w_k = min(kind.touching_w_k.draw(random), _MOST_TOUCHING * air_w_k)
            lumps.append(
                LumpParameters(kg=kg, air_w_k=air_w_k, stirred=is_stirred, plate_w_k=plate_w_k if touches else 0.0)
            )
        return tuple(lumps)

    def _ice(self, index: int, kind: ChamberKind) -> tuple[LumpParameters, ...]:
        """Put in packs of ice, where the kind has any: they are no goods."""
        kg = self._value(f"{index} ice_kg", kind.ice_kg)
        if kg <= 0.0:
            return ()
        air_w_k = kg * self._value(f"{index} ice_w_k_kg", kind.ice_w_k_kg)
        plate_w_k = self._value(f"{index} ice_plate_w_k", kind.ice_plate_w_k)
        start_c = self._value(f"{index} ice_start_c", kind.ice_start_c)
        return (
            LumpParameters(kg=kg, matter=WATER, air_w_k=air_w_k, plate_w_k=plate_w_k, is_goods=False, start_c=start_c),
        )

    def _unit(self, kind: CompressorKind | ThermoelectricKind) -> CompressorParameters | ThermoelectricParameters:
        if isinstance(kind, ThermoelectricKind):
            return ThermoelectricParameters(
                seebeck_v_k=self._value("seebeck_v_k", kind.seebeck_v_k),
                resistance_ohm=self._value("resistance_ohm", kind.resistance_ohm),
                leak_w_k=self._value("leak_w_k", kind.leak_w_k),
                sink_k_w=self._value("sink_k_w", kind.sink_k_w),
            )
        refrigerant = RefrigerantParameters(
            displacement_cm3=self._value("displacement_cm3", kind.displacement_cm3),
            plate_w_k=self._value("refrigerant_w_k", kind.refrigerant_w_k),
            condensing_offset_k=self._value("condensing_offset_k", kind.condensing_offset_k),
            ramp_s=self._value("ramp_s", kind.ramp_s),
            surge_ratio=self._value("surge_ratio", kind.surge_ratio),
            surge_s=self._value("surge_s", kind.surge_s),
        )
        return CompressorParameters(
            refrigerant=refrigerant,
            min_krpm=self._value("least_krpm", kind.least_krpm),
            max_krpm=self._value("most_krpm", kind.most_krpm),
        )
