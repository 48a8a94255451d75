"""Kinds that stay unseen. Builders of a law: do not run these, do not read them, do not tune on them.

They are there to show, at the end, whether the law is right on boxes of a structure that nobody thought of. They are
reported apart, and whoever changes the law after a look at their rows has to say so.
"""

from collections.abc import Mapping

from hil.boxes import ranges
from hil.boxes.kinds import ChamberKind, CompressorKind, Kind
from hil.boxes.ranges import NONE, Range

_LOWER = ChamberKind(
    name="lower",
    set_point_c=Range(3.0, 5.0, "choice: the colder of the two"),
    ambient_liner_w_k=Range(0.3, 0.5, "geometry: 30-40 L, 0.7 m2 of 35-40 mm of foam"),
    ambient_air_w_k=Range(0.1, 0.3, "geometry: 2 m of seal around a drawer's front"),
    liner_air_w_k=ranges.LINER_STILL_W_K,
    liner_plate_w_k=Range(10.0, 40.0, "geometry: 0.2-0.5 m2 of tubes on the back wall"),
    cold_still_w_k=NONE,
    lid_w_k=Range(40.0, 70.0, "reference box, upright; a drawer that is pulled out leaves its air behind"),
    seal_leak_m3_s=Range(5e-6, 3e-5, "choice: the wall is wet all day, 5-30 g"),
    touching_share=0.0,
    goods_kg=Range(3.0, 15.0, "choice: 30-40 L"),
)

_UPPER = ChamberKind(
    name="upper",
    set_point_c=Range(6.0, 7.0, "choice: what the lower drawer's air gives"),
    ambient_liner_w_k=Range(0.2, 0.35, "geometry: 15-20 L"),
    ambient_air_w_k=Range(0.05, 0.15, "geometry: 1.5 m of seal"),
    liner_air_w_k=ranges.LINER_STILL_W_K,
    cold_still_w_k=Range(1.2, 3.0, "geometry: slots between the drawers, 4-9 m3/h of drifting air"),
    cold_from=0,
    lid_w_k=Range(40.0, 70.0, "as the lower one"),
    touching_share=0.0,
    goods_kg=Range(1.0, 6.0, "choice: 15-20 L"),
)

UNSEEN: Mapping[str, Kind] = {
    "drawers": Kind(
        title="two drawers with a wet wall, the upper one cooled by what drifts out of the lower",
        compartments=(_LOWER, _UPPER),
        plate_ambient_w_k=Range(0.05, 0.15, "geometry: the evaporator's own share of the outer wall"),
        ambient_c=Range(12.0, 38.0, "choice: a camper"),
        unseen=True,
    ),
    "display-freezer": Kind(
        title="top-loading display freezer under a pane of glass, cooled from its walls",
        compartments=(
            ChamberKind(
                name="freezer",
                set_point_c=ranges.FROZEN_C,
                ambient_liner_w_k=Range(0.3, 0.5, "geometry: 50-70 L, 60 mm of foam"),
                ambient_air_w_k=Range(0.25, 0.45, "geometry: 0.15-0.25 m2 of double pane, with still air under it"),
                liner_j_k=Range(2_500.0, 4_000.0, "plan, the upper part"),
                liner_air_w_k=Range(4.0, 8.0, "geometry: cold walls, the air lies still"),
                liner_plate_w_k=Range(20.0, 60.0, "geometry: tubes all round"),
                cold_still_w_k=NONE,
                goods_kg=Range(5.0, 35.0, "choice: 50-70 L of ice cream"),
                touching_share=0.7,
                touching_w_k=Range(0.1, 0.6, "geometry: packs lean on the walls"),
            ),
        ),
        unit=CompressorKind(
            displacement_cm3=Range(2.5, 3.0, "sheet: Danfoss BD50F and BD80F"),
            refrigerant_w_k=ranges.LARGE_REFRIGERANT_W_K,
        ),
        plate_ambient_w_k=Range(0.1, 0.2, "geometry: the evaporator's own share of the outer wall"),
        ambient_c=Range(12.0, 32.0, "choice: an ice cream van in the shade"),
        unseen=True,
    ),
    "ice-bank": Kind(
        title="box in a bath of water on which ice may grow",
        compartments=(
            ChamberKind(
                cold_still_w_k=Range(3.0, 6.0, "geometry: 0.4-0.6 m2 between bath and air"),
                set_point_c=Range(4.0, 7.0, "medicine 2-8"),
            ),
        ),
        unit=CompressorKind(refrigerant_w_k=ranges.LARGE_REFRIGERANT_W_K),
        eutectic_kg=Range(5.0, 15.0, "choice: as in vaccine fridges with a lining of ice, a day or more"),
        plate_ambient_w_k=Range(0.1, 0.3, "geometry: the bath's own share of the outer wall"),
        unseen=True,
    ),
    "evaporator-box": Kind(
        title="fridge whose evaporator is a small box with frozen goods in it",
        compartments=(
            ChamberKind(
                ambient_liner_w_k=Range(0.6, 1.0, "geometry: 50-70 L"),
                cold_still_w_k=Range(1.5, 3.5, "geometry: the outside of a box of 6 L, frosted"),
                lid_w_k=ranges.DOOR_W_K,
                ice_kg=Range(0.5, 2.5, "choice: up to 6 L of frozen goods"),
                ice_w_k_kg=NONE,
                ice_plate_w_k=Range(0.8, 3.0, "geometry: they lie in it"),
                touching_share=0.0,
            ),
        ),
        ambient_c=Range(14.0, 38.0, "choice: a camper"),
        unseen=True,
    ),
}
"""By name."""
