"""Ranges of the parameters of boxes that are drawn, each with the source that it was taken from.

The sources, by their first words:

- *reference box*: figures for a box of 40-46 L, worked out and fitted to what products draw (`hil/plants/boxes.py`):
  0.45-0.65 W/K, 45 mm of foam, 5 W/K from the plate to the air, 8 W/K from the refrigerant to the plate, 4 W/K to 10 kg
  of goods in still air and 8 with a fan, lid 12 W/K, door 40.
- *plan*: the range that was set before the boxes were written.
- *sheet*: a data sheet or a page of a maker, named where it is used.
- *geometry*: areas and masses of a usual design, times 5-8 W/m2 K in still air and 15-50 in moved air (textbook).
- *choice*: engineering choice, with its reason.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` to `high`, all as likely; the same value twice is a constant."""

    low: float
    high: float
    source: str

    def draw(self, random: Random) -> float:
        """Return one value."""
        return random.uniform(self.low, self.high)


def fixed(value: float, source: str) -> Range:
    """Return a range that is one value."""
    return Range(value, value, source)


AIR_J_K = Range(300.0, 1_500.0, "plan; 46 L of air are 55 J/K, wire baskets and shelves of 0.5-3 kg of steel the rest")
LINER_J_K = Range(1_400.0, 4_000.0, "plan; geometry: 1.2 kg of plastic or aluminium, and the inner half of the foam")
LINER_AIR_W_K = Range(4.0, 40.0, "plan; geometry: 0.75 m2, still to moved air")
LINER_STILL_W_K = Range(4.0, 10.0, "geometry: 0.75 m2 in still air")
NONE = fixed(0.0, "there is none")

CHEST_WALLS_W_K = Range(0.40, 0.70, "reference box 0.45-0.65, for 30-50 L")
SEALS_W_K = Range(0.02, 0.10, "choice: the seal's part of the reference box, 5-15 %")

PLATE_J_K = Range(1_000.0, 3_500.0, "reference box 2.5 kJ/K; thin roll-bond sheets are lighter")
PLATE_STILL_W_K = Range(3.5, 6.5, "reference box 5 W/K, 30 % to both sides")
PLATE_SHUT_W_K = Range(0.2, 1.0, "reference box 0.3 W/K with the fan standing; a duct leaks more")
PLATE_FAN_W_K = Range(6.0, 14.0, "reference box 8 W/K; geometry: 0.25 m2 in moved air")

GOODS_KG = Range(2.0, 20.0, "the range of the benchmark's definition")
GOODS_W_K_KG = Range(0.2, 0.6, "reference box 0.4; packed tightly 0.2, bottles that stand apart 0.6")
FAN_GAIN = Range(1.5, 2.5, "reference box 2")
TOUCHING_W_K = Range(0.05, 0.35, "geometry: 0.01-0.04 m2 of a pack against the plate, through 2-5 mm of carton and air")

FAN_W = Range(0.8, 2.5, "reference box 1.5 W")
LID_W_K = fixed(12.0, "reference box, chest")
DOOR_W_K = fixed(40.0, "reference box, upright")

DAMPER_W_K = Range(0.02, 0.08, "choice: a damper that leaks 1 % of its fan's conductance")
COLD_WALL_W_K = Range(0.05, 0.1, "geometry: 0.1 m2 of 25-45 mm of foam, between a freezer and what must not freeze")

LARGE_REFRIGERANT_W_K = Range(12.0, 25.0, "geometry: two to three times the reference box's plate")
DISPLACEMENT_CM3 = Range(2.0, 2.5, "sheet: Danfoss BD35F 2.0 and BD50F 2.5 cm3")
REFRIGERANT_W_K = Range(5.0, 12.0, "reference box 8 W/K, 40 % to both sides")
LEAST_KRPM = fixed(2.0, "sheet: Danfoss BD35F, 2000-3500 rpm")
MOST_KRPM = fixed(3.5, "sheet: Danfoss BD35F, 2000-3500 rpm")
CONDENSING_OFFSET_K = Range(-5.0, 5.0, "the range of the benchmark's definition")
RAMP_S = Range(15.0, 75.0, "the range of the benchmark's definition")
SURGE_RATIO = Range(0.2, 0.5, "the range of the benchmark's definition")
SURGE_S = Range(60.0, 120.0, "the range of the benchmark's definition")

SEEBECK_V_K = Range(0.046, 0.052, "sheet: TEC1-12706, 53 mV/K, real ones less (Kubov 2016)")
RESISTANCE_OHM = Range(2.0, 2.6, "sheet: TEC1-12706, 1.8 ohm, real ones more (Kubov 2016)")
LEAK_W_K = Range(0.45, 0.6, "sheet: TEC1-12706, 1.8 K/W (Kubov 2016)")
SINK_K_W = Range(0.2, 0.36, "choice: with it such boxes reach 15-25 K below the air around, as they do")

WALL_W_K = Range(0.15, 0.4, "reference box 0.25: 0.12 m2 of 15 mm of foam and its liners")
ICE_W_K_KG = Range(0.15, 0.4, "goods; packs lie in a corner or a sleeve")
SEAL_LEAK_M3_S = fixed(2e-6, "reference box: 2 g of frost a day")
ICE_START_C = fixed(-10.0, "choice: from a household freezer, warmed on the way")

AMBIENT_C = Range(10.0, 43.0, "plan, 10-50; class T of IEC 62552 ends at 43")
FREEZER_AMBIENT_C = Range(10.0, 32.0, "reference box: its compressor holds -18 up to 32")
SWING_K = Range(0.0, 8.0, "choice: half of a day's swing in a parked car's shade")
"""Half of the time there is none at all."""

DAMPED_AMBIENT_C = Range(
    16.0, 32.0, "class N of IEC 62552; where it is colder, what is beside a freezer needs a heater"
)
COOL_C = Range(4.0, 6.0, "food at most 4-5, medicine 2-8: between")
DRINKS_C = Range(6.0, 7.0, "choice: drinks, warmer than food, within its band")
FROZEN_C = Range(-20.0, -16.0, "frozen -18")
