"""The scenarios of one box: surroundings, what people do, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from hil.plants import GoodsIn, LidOpening
from hil.plants.diary import Happening

HOUR_S = 3_600.0

FOOD_BAND_C = (0.0, 8.0)
MEDICINE_BAND_C = (2.0, 8.0)
FROZEN_BAND_C = (-40.0, -15.0)
"""Quick-frozen food may rise to -15 °C for a short time (89/108/EEC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxScenario:
    """From the beginning to `settled_h` the law finds its way, from then on to `ends_h` it is measured."""

    title: str
    settled_h: float
    ends_h: float
    ambient_c: float = 32.0
    moisture_g_m3: float = 20.3
    """60 % of what air of 32 °C can hold."""
    set_point_c: float = 5.0
    set_points_c: tuple[tuple[float, float], ...] = ()
    """Later ones: (hour, °C)."""
    start_c: float | None = None
    """None: all is at the set-point at first."""
    contents_kg: float | None = None
    """None: as the random box has it."""
    happenings: tuple[Happening, ...] = ()
    band_c: tuple[float, float] = FOOD_BAND_C
    recovered_c: float | None = None
    """Contents at or below this are back, or there."""
    compartments: int = 1
    """The last one is judged; of two it holds medicine, beside food."""
    food_c: float | None = None
    """Set-point of the food beside the medicine; None: that of the medicine."""
    freezes_anyway: bool = False
    """The surroundings freeze the contents, because the box has no heater."""

    @property
    def may_freeze(self) -> bool:
        """True where freezing is wanted, or cannot be prevented."""
        return self.freezes_anyway or self.band_c[0] < 0.0

    @property
    def keeps_medicine(self) -> bool:
        """True where medicine must stay within its band all the time."""
        return self.compartments > 1 and not self.freezes_anyway


_OPENINGS = tuple(LidOpening(0, (12.0 + 0.5 * number) * HOUR_S, 30.0) for number in range(12))
_BOTH_LIDS = tuple(replace(opening, compartment=number) for opening in _OPENINGS for number in (0, 1))

_medicine = partial(BoxScenario, compartments=2, band_c=MEDICINE_BAND_C)

BOX_SCENARIOS: Mapping[str, BoxScenario] = {
    "S1-32": BoxScenario(
        title="pull-down of 10 kg from 32 to 4 °C",
        settled_h=0.0,
        ends_h=14.0,
        set_point_c=4.0,
        start_c=32.0,
        contents_kg=10.0,
        recovered_c=5.0,
    ),
    "S1-43": BoxScenario(
        title="pull-down of 10 kg from 43 to 4 °C",
        settled_h=0.0,
        ends_h=18.0,
        ambient_c=43.0,
        set_point_c=4.0,
        start_c=43.0,
        contents_kg=10.0,
        recovered_c=5.0,
    ),
    "S1-empty": BoxScenario(
        title="pull-down of an empty box from 32 to 4 °C",
        settled_h=0.0,
        ends_h=6.0,
        set_point_c=4.0,
        start_c=32.0,
        contents_kg=0.0,
        recovered_c=5.0,
    ),
    "S2-32": BoxScenario(title="a day at 32 °C", settled_h=12.0, ends_h=36.0),
    "S2-43": BoxScenario(title="a day at 43 °C", settled_h=12.0, ends_h=36.0, ambient_c=43.0),
    "S2-freezer": BoxScenario(
        title="a day of freezing at 32 °C", settled_h=12.0, ends_h=36.0, set_point_c=-18.0, band_c=FROZEN_BAND_C
    ),
    "S3": BoxScenario(title="12 openings of the lid in 6 hours", settled_h=12.0, ends_h=18.0, happenings=_OPENINGS),
    "S4": BoxScenario(
        title="4 kg at 25 °C are put in",
        settled_h=12.0,
        ends_h=24.0,
        happenings=(GoodsIn(0, 12.0 * HOUR_S, 4.0, 25.0),),
        recovered_c=6.0,
    ),
    "S7": BoxScenario(
        title="5, then -18, then 4 °C",
        settled_h=0.0,
        ends_h=60.0,
        set_points_c=((12.0, -18.0), (48.0, 4.0)),
        contents_kg=2.0,
        band_c=(-40.0, 8.0),
    ),
    "MED-32": _medicine(title="food and medicine, half a day at 32 °C", settled_h=12.0, ends_h=24.0),
    "MED-43": _medicine(title="food and medicine, half a day at 43 °C", settled_h=12.0, ends_h=24.0, ambient_c=43.0),
    "MED-use": _medicine(
        title="4 kg at 25 °C are put beside the medicine, both lids are opened 12 times in 6 hours",
        settled_h=12.0,
        ends_h=24.0,
        happenings=(GoodsIn(0, 12.0 * HOUR_S, 4.0, 25.0), *_BOTH_LIDS),
    ),
    "MED-freezer": _medicine(title="medicine beside food at -18 °C", settled_h=12.0, ends_h=24.0, food_c=-18.0),
    "MED-frost": _medicine(
        title="food and medicine at -10 °C, no heater",
        settled_h=0.0,
        ends_h=24.0,
        ambient_c=-10.0,
        moisture_g_m3=1.5,
        freezes_anyway=True,
    ),
}
"""By name; the numbers are those of the benchmark's definition, MED is its band for medicine.

S5, S6 and S8 have runners of their own."""
