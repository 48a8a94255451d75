"""Batteries of three kinds: flooded, AGM, LiFePO4, all of six lead or four lithium cells.

What a voltmeter sees is never the charge alone: the rest voltage follows that, the plates' surface adds to it after a
charge and takes from it after a discharge, and the ohms take from it under load. Sources of the figures:

- rest voltages of lead: the tables of the Battery Council International (flooded 11.89, 12.06, 12.24, 12.45, 12.65 V
  for 0 to 100 %) and of makers of AGM (11.8, 12.05, 12.35, 12.60, 12.85 V);
- of LiFePO4: the table that makers print (40 % 13.1 V, 30 % 13.0 V, 20 % 12.9 V, 14 % 12.5 V); 1 484 hours of a real
  500 Ah bank at rest lie in 13.20-13.31 V;
- the surface of LiFePO4: that bank fell by itself from 13.88 V an hour after a charge to 13.60 V in 16 h and to 13.49 V
  in two days; after a discharge it came back by 0.38 V within 3 h;
- the surface of lead: some tenths of a volt for an hour or two (engine technicians switch on the lamps against it);
- ohms: 9 mOhm were measured at a lead battery with its cables (12.062 to 12.105 V for 4.7 A); 6 of a starter battery of
  60 Ah that gives 540 A cold (EN 50342-1), four times as much when empty: below a quarter it turns no engine.
"""

from bisect import bisect_right
from dataclasses import dataclass
from math import exp

_HOUR_S = 3_600.0
_MONTH_S = 30.0 * 86_400.0

Curve = tuple[tuple[float, float], ...]
"""Charge (0 to 1) and rest voltage, both rising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chemistry:
    """The figures that batteries of one kind have in common; of a battery of 1 Ah where it says so."""

    rest_v: Curve
    ohm_ah: float
    """Internal resistance when full, of 1 Ah."""
    empty_ohms: float
    """So many times as much when empty."""
    taken_1_h: float
    """The current that it takes from a charger, per ampere-hour that is missing. Lead tails off, lithium hardly."""
    efficiency: float
    """Of the charge that is put in, so much can be taken out."""
    lost_pct_month: float
    """By itself."""
    charged_v: float
    """What the surface adds after a long charge ..."""
    charged_s: float
    """... and the time constant with which it wears off."""
    drained_v: float
    """What the surface takes after an hour's discharge within ten hours' rate ..."""
    drained_s: float
    """... and the time constant with which it comes back."""
    disconnects_v: float = 0.0
    """Where a battery has electronics of its own: it lets go below this."""


FLOODED = Chemistry(
    rest_v=((0.0, 11.89), (0.25, 12.06), (0.5, 12.24), (0.75, 12.45), (1.0, 12.65)),
    ohm_ah=0.36,
    empty_ohms=4.0,
    taken_1_h=1.0,
    efficiency=0.90,
    lost_pct_month=5.0,
    charged_v=0.45,
    charged_s=3_600.0,
    drained_v=0.06,
    drained_s=2_400.0,
)
AGM = Chemistry(
    rest_v=((0.0, 11.80), (0.25, 12.05), (0.5, 12.35), (0.75, 12.60), (1.0, 12.85)),
    ohm_ah=0.35,
    empty_ohms=3.0,
    taken_1_h=1.5,
    efficiency=0.93,
    lost_pct_month=2.5,
    charged_v=0.35,
    charged_s=4_500.0,
    drained_v=0.05,
    drained_s=2_400.0,
)
LIFEPO4 = Chemistry(
    rest_v=(
        (0.0, 10.0),
        (0.09, 12.0),
        (0.14, 12.5),
        (0.17, 12.8),
        (0.2, 12.9),
        (0.3, 13.0),
        (0.4, 13.1),
        (0.7, 13.2),
        (0.9, 13.3),
        (0.99, 13.4),
        (1.0, 13.45),
    ),
    ohm_ah=0.5,
    empty_ohms=1.5,
    taken_1_h=6.0,
    efficiency=0.99,
    lost_pct_month=2.0,
    charged_v=0.25,
    charged_s=43_200.0,
    drained_v=0.04,
    drained_s=5_400.0,
    disconnects_v=10.4,
)

CHEMISTRIES = {"flooded": FLOODED, "agm": AGM, "lifepo4": LIFEPO4}

_CHARGES_IN_S = 2_400.0
"""The surface is charged sooner than it wears off. Engineering choice: a drive of 40 minutes does most of it."""

_TENTH = 0.1  # the ten hours' rate, 1/h


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryParameters:
    """One battery."""

    kind: str = "flooded"
    capacity_ah: float = 70.0
    charge_ratio: float = 0.85
    """State of charge at the beginning, 0 to 1."""


class Battery:
    """The truth about one battery."""

    __slots__ = ("_charged_v", "_chemistry", "_drained_v", "capacity_ah", "charge_ratio", "lowest_ratio")

    def __init__(self, parameters: BatteryParameters) -> None:
        self._chemistry = CHEMISTRIES[parameters.kind]
        self._charged_v = self._drained_v = 0.0
        self.capacity_ah = parameters.capacity_ah
        self.charge_ratio = self.lowest_ratio = parameters.charge_ratio

    @property
    def rest_v(self) -> float:
        """Voltage after a very long rest."""
        return _at(self._chemistry.rest_v, self.charge_ratio)

    @property
    def open_v(self) -> float:
        """Voltage without a load, now."""
        return self.rest_v + self._charged_v - self._drained_v

    @property
    def ohm(self) -> float:
        """Internal resistance at this charge."""
        worn = 1.0 + (self._chemistry.empty_ohms - 1.0) * (1.0 - self.charge_ratio) ** 2
        return self._chemistry.ohm_ah / self.capacity_ah * worn

    @property
    def disconnected(self) -> bool:
        """True where its own electronics have let go."""
        return self.charge_ratio <= 0.0 or self.open_v < self._chemistry.disconnects_v

    def accepted_a(self, charger_v: float) -> float:
        """Return the current that it takes at this voltage; negative is what it gives where that is lower."""
        lift_v = charger_v - self.open_v
        if lift_v <= 0.0:
            return lift_v / self.ohm
        missing_ah = (1.0 - self.charge_ratio) * self.capacity_ah
        return min(lift_v / self.ohm, self._chemistry.taken_1_h * missing_ah * min(lift_v, 1.0))

    def advance(self, charging_a: float, dt_s: float) -> None:
        """Charge it for so long; negative is a discharge."""
        chemistry, capacity_ah = self._chemistry, self.capacity_ah
        taken_a = charging_a * (chemistry.efficiency if charging_a > 0.0 else 1.0)
        lost_a = chemistry.lost_pct_month / 100.0 * capacity_ah * _HOUR_S / _MONTH_S
        ratio = self.charge_ratio + (taken_a - lost_a) * dt_s / _HOUR_S / capacity_ah
        self.charge_ratio = min(max(ratio, 0.0), 1.0)
        self.lowest_ratio = min(self.lowest_ratio, self.charge_ratio)
        rate = charging_a / capacity_ah / _TENTH
        charged_v = chemistry.charged_v * min(max(rate, 0.0), 1.0)
        slow_s = _CHARGES_IN_S if charged_v > self._charged_v else chemistry.charged_s
        if rate < 0.0:
            slow_s /= 1.0 - 4.0 * max(rate, -1.0)  # a load takes it away sooner
        self._charged_v += (charged_v - self._charged_v) * (1.0 - exp(-dt_s / slow_s))
        drained_v = chemistry.drained_v * min(max(-rate, 0.0), 3.0)
        self._drained_v += (drained_v - self._drained_v) * (1.0 - exp(-dt_s / chemistry.drained_s))


def _at(curve: Curve, ratio: float) -> float:
    """Return the voltage of a curve at this charge."""
    index = min(max(bisect_right(curve, (ratio, 0.0)), 1), len(curve) - 1)
    (left, left_v), (right, right_v) = curve[index - 1], curve[index]
    return left_v + (right_v - left_v) * (ratio - left) / (right - left)
