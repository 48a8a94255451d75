"""The kinds of boxes: what each is built of, as ranges of its parameters.

`unseen.py` has those on which nobody who builds a law may tune it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hil.boxes import ranges
from hil.boxes.mass import Matter
from hil.boxes.ranges import NONE, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class ChamberKind:
    """One compartment of a kind; conductances in W/K."""

    name: str = "food"
    set_point_c: Range = ranges.COOL_C
    ambient_liner_w_k: Range = ranges.CHEST_WALLS_W_K
    ambient_air_w_k: Range = ranges.SEALS_W_K
    air_j_k: Range = ranges.AIR_J_K
    liner_j_k: Range = ranges.LINER_J_K
    liner_air_w_k: Range = ranges.LINER_AIR_W_K
    liner_plate_w_k: Range = NONE
    cold_still_w_k: Range = ranges.PLATE_STILL_W_K
    cold_fan_w_k: Range | None = None
    """None: there is no fan."""
    cold_from: int | None = None
    fan_gain: Range = ranges.FAN_GAIN
    fan_w: Range = ranges.FAN_W
    lid_w_k: Range = ranges.LID_W_K
    goods_kg: Range = ranges.GOODS_KG
    most_lumps: int = 3
    goods_w_k_kg: Range = ranges.GOODS_W_K_KG
    touching_share: float = 0.35
    """So many of the lumps touch the plate."""
    touching_w_k: Range = ranges.TOUCHING_W_K
    ice_kg: Range = NONE
    ice_w_k_kg: Range = ranges.GOODS_W_K_KG
    ice_start_c: Range = ranges.ICE_START_C


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressorKind:
    """A compressor with its circuit."""

    displacement_cm3: Range = ranges.DISPLACEMENT_CM3
    refrigerant_w_k: Range = ranges.REFRIGERANT_W_K
    most_krpm: Range = ranges.MOST_KRPM
    condensing_offset_k: Range = ranges.CONDENSING_OFFSET_K
    ramp_s: Range = ranges.RAMP_S
    surge_ratio: Range = ranges.SURGE_RATIO
    surge_s: Range = ranges.SURGE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class ThermoelectricKind:
    """An element with its sink."""

    seebeck_v_k: Range = ranges.SEEBECK_V_K
    resistance_ohm: Range = ranges.RESISTANCE_OHM
    leak_w_k: Range = ranges.LEAK_W_K
    sink_k_w: Range = ranges.SINK_K_W


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind; `title` tells its structure."""

    title: str
    compartments: tuple[ChamberKind, ...]
    unit: CompressorKind | ThermoelectricKind = CompressorKind()
    plate_j_k: Range = ranges.PLATE_J_K
    plate_ambient_w_k: Range = NONE
    eutectic_kg: Range = NONE
    eutectic: Matter | None = None
    wall_w_k: Range = ranges.WALL_W_K
    ambient_c: Range = ranges.AMBIENT_C
    unseen: bool = False


_TWO = ChamberKind(
    ambient_liner_w_k=Range(0.18, 0.35, "half of the reference box"),
    air_j_k=Range(700.0, 1_100.0, "judges: 900 J/K"),
    liner_j_k=Range(2_000.0, 3_200.0, "judges: 2 600 J/K"),
    liner_air_w_k=Range(4.0, 16.0, "judges"),
    cold_still_w_k=ranges.PLATE_SHUT_W_K,
    cold_fan_w_k=ranges.PLATE_FAN_W_K,
    goods_kg=Range(2.0, 10.0, "half of the reference box's range"),
)

_UPRIGHT = ChamberKind(
    ambient_liner_w_k=Range(0.8, 1.3, "geometry: 90 L, 1.5 m2 of 35-45 mm of foam"),
    ambient_air_w_k=Range(0.05, 0.2, "geometry: 2 m of door seal"),
    air_j_k=Range(500.0, 1_500.0, "judges; three shelves"),
    liner_j_k=Range(2_500.0, 4_000.0, "judges; twice the liner of the reference box, at most what they ask"),
    liner_air_w_k=Range(8.0, 40.0, "judges; geometry: 1.4 m2, still to moved air"),
    cold_still_w_k=Range(1.5, 4.0, "geometry: a plate of 0.3 m2 at the back wall, partly hidden by a duct"),
    cold_fan_w_k=Range(8.0, 16.0, "geometry: the same in moved air"),
    lid_w_k=ranges.DOOR_W_K,
    goods_kg=Range(4.0, 25.0, "choice: up to a well-filled 90 L"),
    touching_share=0.2,
)

_SPILL_FREEZER = ChamberKind(
    name="freezer",
    set_point_c=ranges.FROZEN_C,
    ambient_liner_w_k=Range(0.12, 0.25, "geometry: 10-15 L, half a square metre of 45-60 mm of foam"),
    air_j_k=Range(300.0, 700.0, "judges, its lower part: 10-15 L"),
    liner_j_k=Range(1_400.0, 2_200.0, "judges, its lower part"),
    cold_still_w_k=Range(4.0, 8.0, "geometry: the plate is the floor and the sides of the freezer part"),
    goods_kg=Range(0.5, 5.0, "choice: 10-15 L"),
    touching_share=0.6,
    touching_w_k=Range(0.1, 0.6, "geometry: packs lie on the plate"),
)
_SPILL_FRIDGE = ChamberKind(
    ambient_liner_w_k=Range(0.3, 0.6, "reference box"),
    cold_still_w_k=Range(0.02, 0.08, "choice: a damper that leaks 1 % of a fan's"),
    cold_fan_w_k=Range(3.0, 8.0, "geometry: 9-24 m3/h of air times 0.335 W/K"),
    cold_from=0,
    touching_share=0.0,
)

SEEN: Mapping[str, Kind] = {
    "chest": Kind(title="chest without a fan, its liner apart from the air", compartments=(ChamberKind(),)),
    "chest-stirred": Kind(
        title="chest with a fan over the plate that stirs the air",
        compartments=(ChamberKind(cold_still_w_k=ranges.PLATE_SHUT_W_K, cold_fan_w_k=ranges.PLATE_FAN_W_K),),
    ),
    "chest-freezer": Kind(
        title="chest without a fan at -18 °C",
        compartments=(ChamberKind(set_point_c=ranges.FROZEN_C),),
        ambient_c=ranges.FREEZER_AMBIENT_C,
    ),
    "two": Kind(
        title="two compartments with a fan each, liners apart from the air",
        compartments=(_TWO, replace(_TWO, name="medicine")),
    ),
    "upright": Kind(title="upright of 90 L with a fan", compartments=(_UPRIGHT,)),
    "spill-over": Kind(
        title="plate in the freezer part, a fan brings its cold to the fridge part",
        compartments=(_SPILL_FREEZER, _SPILL_FRIDGE),
        wall_w_k=Range(0.05, 0.1, "geometry: 0.1 m2 of 25-45 mm of foam"),
        ambient_c=Range(16.0, 32.0, "class N of IEC 62552; where it is colder, such a fridge part needs a heater"),
    ),
}
"""By name."""
