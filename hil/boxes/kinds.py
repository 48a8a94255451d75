"""The kinds of boxes: what each is built of, as ranges of its parameters.

`unseen.py` has those on which nobody who builds a law may tune it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hil.boxes import ranges
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
    empty_share: float = 0.0
    """So many of the boxes have no goods at all."""
    most_lumps: int = 3
    goods_w_k_kg: Range = ranges.GOODS_W_K_KG
    touching_share: float = 0.35
    """So many of the lumps touch the plate."""
    touching_w_k: Range = ranges.TOUCHING_W_K
    ice_kg: Range = NONE
    """Packs of ice, or the frozen goods in an evaporator that is a box: they are not among the goods."""
    ice_w_k_kg: Range = ranges.ICE_W_K_KG
    ice_plate_w_k: Range = NONE
    ice_start_c: Range = ranges.ICE_START_C
    seal_leak_m3_s: Range = ranges.SEAL_LEAK_M3_S


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressorKind:
    """A compressor with its circuit."""

    displacement_cm3: Range = ranges.DISPLACEMENT_CM3
    refrigerant_w_k: Range = ranges.REFRIGERANT_W_K
    least_krpm: Range = ranges.LEAST_KRPM
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
    eutectic_freezes_c: Range = NONE
    wall_w_k: Range = ranges.WALL_W_K
    ambient_c: Range = ranges.AMBIENT_C
    unseen: bool = False


_TWO = ChamberKind(
    ambient_liner_w_k=Range(0.18, 0.35, "half of the reference box"),
    air_j_k=Range(700.0, 1_100.0, "plan: 900 J/K"),
    liner_j_k=Range(2_000.0, 3_200.0, "plan: 2 600 J/K"),
    liner_air_w_k=Range(4.0, 16.0, "plan"),
    cold_still_w_k=ranges.PLATE_SHUT_W_K,
    cold_fan_w_k=ranges.PLATE_FAN_W_K,
    goods_kg=Range(2.0, 10.0, "half of the reference box's range"),
)

_UPRIGHT = ChamberKind(
    ambient_liner_w_k=Range(0.8, 1.3, "geometry: 90 L, 1.5 m2 of 35-45 mm of foam"),
    ambient_air_w_k=Range(0.05, 0.2, "geometry: 2 m of door seal"),
    air_j_k=Range(500.0, 1_500.0, "plan; three shelves"),
    liner_j_k=Range(2_500.0, 4_000.0, "plan; twice the liner of the reference box, at most what they ask"),
    liner_air_w_k=Range(8.0, 40.0, "plan; geometry: 1.4 m2, still to moved air"),
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
    air_j_k=Range(300.0, 700.0, "plan, its lower part: 10-15 L"),
    liner_j_k=Range(1_400.0, 2_200.0, "plan, its lower part"),
    cold_still_w_k=Range(4.0, 8.0, "geometry: the plate is the floor and the sides of the freezer part"),
    goods_kg=Range(0.5, 5.0, "choice: 10-15 L"),
    touching_share=0.6,
    touching_w_k=Range(0.1, 0.6, "geometry: packs lie on the plate"),
)
_SPILL_FRIDGE = ChamberKind(
    ambient_liner_w_k=Range(0.3, 0.6, "reference box"),
    cold_still_w_k=ranges.DAMPER_W_K,
    cold_fan_w_k=Range(3.0, 8.0, "geometry: 9-24 m3/h of air times 0.335 W/K"),
    cold_from=0,
    touching_share=0.0,
)

_EUTECTIC = ChamberKind(
    cold_still_w_k=Range(0.1, 0.4, "choice: behind a cover, so that the plate alone does not overcool"),
    cold_fan_w_k=Range(3.0, 8.0, "sheet: ATC Mekatronik, 13.95 W/m2 K, for 0.25-0.5 m2"),
    touching_share=0.0,
)

_ICE = ChamberKind(
    ice_kg=Range(1.0, 4.0, "choice: two to eight packs of half a kilogram"),
)

_THERMOELECTRIC = ChamberKind(
    ambient_liner_w_k=Range(0.45, 0.75, "geometry: 20-30 L, 0.5-0.6 m2 of 25-35 mm of polystyrene"),
    cold_still_w_k=Range(2.5, 4.5, "geometry: a finned sink inside, its fan on the same shaft as the one outside"),
    goods_kg=Range(1.0, 12.0, "choice: 20-30 L"),
    set_point_c=Range(5.0, 7.0, "choice: what it reaches, within the band of food"),
)

_VAN = ChamberKind(
    name="fresh",
    ambient_liner_w_k=Range(0.5, 1.0, "ATP K of 0.4-0.7 W/m2 K for 1.3-1.5 m2 each"),
    air_j_k=Range(800.0, 1_500.0, "plan, the upper part: 100 L each"),
    liner_j_k=Range(2_500.0, 4_000.0, "plan, the upper part"),
    cold_still_w_k=ranges.PLATE_SHUT_W_K,
    cold_fan_w_k=Range(10.0, 18.0, "geometry: a duct to each, 30-55 m3/h"),
    lid_w_k=ranges.DOOR_W_K,
    goods_kg=Range(5.0, 40.0, "choice: up to 100 L each"),
    touching_share=0.0,
)

_LARGE = replace(
    _UPRIGHT,
    ambient_liner_w_k=Range(1.1, 1.6, "geometry: 130-180 L, 2.0-2.3 m2 of 40-50 mm of foam"),
    goods_kg=Range(5.0, 30.0, "choice: 130-180 L"),
)

_GLASS = replace(
    _UPRIGHT,
    ambient_air_w_k=Range(0.5, 1.8, "geometry: a door of 0.45-0.6 m2, triple pane 1.1 to double pane 3.0 W/m2 K"),
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
        wall_w_k=ranges.COLD_WALL_W_K,
        ambient_c=ranges.DAMPED_AMBIENT_C,
    ),
    "eutectic": Kind(
        title="cold plate with a solution that freezes, and a fan over it",
        compartments=(_EUTECTIC,),
        unit=CompressorKind(refrigerant_w_k=ranges.LARGE_REFRIGERANT_W_K),
        eutectic_kg=Range(1.5, 5.0, "choice: 0.4-1.4 MJ, six hours to a day of hold-over"),
        eutectic_freezes_c=Range(-10.0, -3.0, "sheet: Isotherm 3701, 10 K below ice; fridge plates -3 and lower"),
        ambient_c=Range(16.0, 43.0, "class N to T of IEC 62552; in colder air the stored cold alone overcools it"),
    ),
    "ice-packs": Kind(
        title="chest with packs of ice among the goods",
        compartments=(_ICE,),
        ambient_c=Range(20.0, 43.0, "plan; in colder air the ice alone overcools it, and no law can warm it"),
    ),
    "thermoelectric": Kind(
        title="box with a thermoelectric element",
        compartments=(_THERMOELECTRIC,),
        unit=ThermoelectricKind(),
        plate_j_k=Range(300.0, 900.0, "geometry: 0.3-1 kg of aluminium"),
        ambient_c=Range(10.0, 26.0, "sheet: such boxes reach 20 K below the air around (kuehlboxkaufen.de)"),
    ),
    "three": Kind(
        title="three compartments with a fan each around one plate",
        compartments=(_TWO, replace(_TWO, name="medicine"), replace(_TWO, name="drinks", set_point_c=ranges.DRINKS_C)),
    ),
    "three-frozen": Kind(
        title="a freezer, food and medicine around one plate, with a fan each",
        compartments=(
            replace(_TWO, name="freezer", set_point_c=ranges.FROZEN_C),
            replace(_TWO, cold_still_w_k=ranges.DAMPER_W_K, touching_share=0.0),
            replace(_TWO, name="medicine", cold_still_w_k=ranges.DAMPER_W_K, touching_share=0.0),
        ),
        wall_w_k=ranges.COLD_WALL_W_K,
        ambient_c=ranges.DAMPED_AMBIENT_C,
    ),
    "four": Kind(
        title="four compartments of a van around one large plate",
        compartments=(
            _VAN,
            replace(_VAN, name="dairy"),
            replace(_VAN, name="medicine"),
            replace(_VAN, name="drinks", set_point_c=ranges.DRINKS_C),
        ),
        unit=CompressorKind(
            displacement_cm3=Range(3.0, 5.0, "sheet: Danfoss BD80F 3 cm3, up to 220 W; BD150F up to 340 W"),
            refrigerant_w_k=ranges.LARGE_REFRIGERANT_W_K,
        ),
        plate_j_k=Range(2_500.0, 5_000.0, "choice: twice the reference box"),
    ),
    "tiny-compressor": Kind(
        title="upright of 130-180 L with the smallest compressor",
        compartments=(_LARGE,),
        unit=CompressorKind(
            displacement_cm3=Range(1.3, 1.5, "sheet: Secop BD1.4F"),
            least_krpm=ranges.fixed(3.0, "sheet: Secop BD1.4F, 3000 rpm and no other"),
            most_krpm=ranges.fixed(3.0, "sheet: Secop BD1.4F"),
        ),
        ambient_c=Range(10.0, 36.0, "computed: it carries 1.7 W/K up to about 36"),
    ),
    "empty": Kind(
        title="light chest with nothing in it, or next to nothing",
        compartments=(
            ChamberKind(
                air_j_k=Range(300.0, 600.0, "plan, the lower part"),
                liner_j_k=Range(1_400.0, 2_000.0, "plan, the lower part"),
                goods_kg=Range(0.2, 0.6, "choice: one or two packs"),
                empty_share=0.5,
            ),
        ),
        plate_j_k=Range(800.0, 1_500.0, "geometry: a thin sheet of aluminium, 0.9-1.6 kg"),
    ),
    "heavy": Kind(
        title="chest of 60-80 L that is packed full",
        compartments=(
            ChamberKind(
                ambient_liner_w_k=Range(0.55, 0.9, "reference box, for 60-80 L"),
                goods_kg=Range(30.0, 60.0, "plan: 30 kg and more"),
                most_lumps=5,
                goods_w_k_kg=Range(0.08, 0.25, "goods; packed full, air reaches a third of their sides"),
            ),
        ),
    ),
    "glass-door": Kind(
        title="upright with a glass door and a fan",
        compartments=(_GLASS,),
        unit=CompressorKind(refrigerant_w_k=ranges.LARGE_REFRIGERANT_W_K),
    ),
    "wall-plate": Kind(
        title="chest whose evaporator lies behind the liner",
        compartments=(
            ChamberKind(
                liner_plate_w_k=Range(15.0, 60.0, "geometry: 0.4-0.7 m2 of tubes taped or bonded to the liner"),
                liner_air_w_k=ranges.LINER_STILL_W_K,
                cold_still_w_k=NONE,
                touching_w_k=Range(0.05, 0.5, "geometry: packs against the cold wall"),
            ),
        ),
        plate_ambient_w_k=Range(0.1, 0.25, "geometry: the evaporator's own share of the outer wall"),
    ),
}
"""By name."""
