"""Each chip with a driver: what is around it in these tests, and what a reading of that is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from drivers.chips.ads1115 import Ads1115
from drivers.chips.bme280 import Bme280
from drivers.chips.emc2101 import Emc2101
from drivers.chips.ina226 import Ina226
from drivers.chips.ina228 import Ina228
from drivers.chips.lis3dh import Lis3dh
from drivers.chips.max30102 import Max30102
from drivers.chips.mlx90614 import Mlx90614
from drivers.chips.scd4x import Scd4x
from drivers.chips.sen5x import Sen5x
from drivers.chips.sen66 import Sen66
from drivers.chips.sgp41 import Sgp41
from drivers.chips.sht4x import Sht4x
from drivers.chips.tmp117 import Tmp117
from drivers.ports import I2cDevicePort, Sensor
from hil.chips import (
    SimAds1115,
    SimBme280,
    SimChip,
    SimEmc2101,
    SimIna226,
    SimIna228,
    SimLis3dh,
    SimMax30102,
    SimMlx90614,
    SimScd4x,
    SimSen5x,
    SimSen66,
    SimSgp41,
    SimSht4x,
    SimTmp117,
    StationAir,
)
from tests.drivers.chips.chip_harness import ChipBench, clock

Clock = Callable[[], float]

NTC_AT_25_C_V = 1.65
"""Half of the supply: the thermistor has as many ohms as the resistor above it."""


@dataclass(frozen=True, slots=True)
class ChipCase:
    """`truth` are the fields of a sample, each with its value and by how much the chip's steps may miss it.

    `checked` chips send check bytes, by which every damaged byte is noticed.
    """

    address: int
    chip: Callable[[Clock], SimChip]
    driver: Callable[[I2cDevicePort, int], Sensor]
    settle_s: float
    truth: Mapping[str, tuple[float, float]]
    checked: bool = False

    def bench(self) -> ChipBench[Any, Any]:
        """It all on the running loop."""
        return ChipBench(self.address, self.chip(clock()), self.driver, settle_s=self.settle_s)

    def require_true(self, found: Mapping[str, float]) -> None:
        """Fail unless all that was found is as it is set, and at least something was."""
        assert found
        for name, value in found.items():
            expected, within = self.truth[name]
            assert value == pytest.approx(expected, abs=within), name

    def require_true_sample(self, sample: object) -> None:
        """Fail unless the sample has all fields, as they are set."""
        self.require_true({name: getattr(sample, name) for name in self.truth})


_STATION = StationAir()
_STATION_TRUTH = {
    "pm1_0_ugm3": (_STATION.pm1_0_ugm3, 0.05),
    "pm2_5_ugm3": (_STATION.pm2_5_ugm3, 0.05),
    "pm4_0_ugm3": (_STATION.pm4_0_ugm3, 0.05),
    "pm10_ugm3": (_STATION.pm10_ugm3, 0.05),
    "humidity_pct": (_STATION.humidity_pct, 0.01),
    "temperature_c": (_STATION.temperature_c, 0.005),
    "voc_index": (_STATION.voc_index, 0.1),
    "nox_index": (_STATION.nox_index, 0.1),
}

CASES = {
    "ads1115": ChipCase(
        0x49,
        lambda now_s: SimAds1115(now_s, [lambda: NTC_AT_25_C_V, lambda: 0.0, lambda: 0.0, lambda: 3.3]),
        partial(Ads1115, ntcs=1),
        0.0,
        {"ntc0_c": (25.0, 0.01)},
    ),
    "bme280": ChipCase(
        0x76,
        lambda now_s: SimBme280(now_s, lambda: 963.0, lambda: 24.0, lambda: 55.0),
        Bme280,
        0.0,
        {"pressure_hpa": (963.0, 0.05), "temperature_c": (24.0, 0.02), "humidity_pct": (55.0, 0.05)},
    ),
    "emc2101": ChipCase(
        0x4C,
        lambda now_s: SimEmc2101(now_s, lambda: 60.0, lambda: 31.0),
        Emc2101,
        0.2,
        {"diode_c": (60.0, 0.125), "chip_c": (31.0, 0.5), "fan_rpm": (2_000.0, 1.0), "fan_duty_pct": (100.0, 0.1)},
    ),
    "ina226": ChipCase(
        0x41,
        lambda now_s: SimIna226(now_s, lambda: 12.8, lambda: 4.2, 0.002),
        partial(Ina226, shunt_ohm=0.002),
        0.3,
        {"voltage_v": (12.8, 0.002), "current_a": (4.2, 0.002), "power_w": (53.76, 0.03)},
    ),
    "ina228": ChipCase(
        0x42,
        lambda now_s: SimIna228(now_s, lambda: 12.8, lambda: 4.2, 0.002),
        partial(Ina228, shunt_ohm=0.002, max_current_a=50.0),
        0.3,
        {
            "voltage_v": (12.8, 0.0002),
            "current_a": (4.2, 0.0002),
            "power_w": (53.76, 0.01),
            "die_temperature_c": (30.0, 0.01),
        },
    ),
    "lis3dh": ChipCase(
        0x18,
        lambda now_s: SimLis3dh(now_s, lambda: (0.0, 0.6, 0.8)),
        Lis3dh,
        0.5,
        {"roll_deg": (36.87, 0.3), "pitch_deg": (0.0, 0.3), "motion_g": (0.0, 0.01)},
    ),
    "max30102": ChipCase(
        0x57, lambda now_s: SimMax30102(now_s, lambda: 75.0), Max30102, 0.2, {"has_contact": (True, 0.0)}
    ),
    "mlx90614": ChipCase(
        0x5A,
        lambda now_s: SimMlx90614(now_s, lambda: 35.0, lambda: 22.0, surface_emissivity=1.0),
        partial(Mlx90614, emissivity=1.0),
        0.0,
        {"object_c": (35.0, 0.02), "ambient_c": (22.0, 0.02)},
        checked=True,
    ),
    "scd4x": ChipCase(
        0x62,
        lambda now_s: SimScd4x(now_s, lambda: 800.0, lambda: 22.0, lambda: 50.0),
        Scd4x,
        5.5,
        {"co2_ppm": (800.0, 1.0), "temperature_c": (22.0, 0.01), "humidity_pct": (50.0, 0.01)},
        checked=True,
    ),
    "sen5x": ChipCase(0x69, lambda now_s: SimSen5x(now_s, StationAir), Sen5x, 12.0, _STATION_TRUTH, checked=True),
    "sen66": ChipCase(
        0x6B,
        lambda now_s: SimSen66(now_s, StationAir),
        Sen66,
        12.0,
        _STATION_TRUTH | {"co2_ppm": (_STATION.co2_ppm, 1.0)},
        checked=True,
    ),
    "sgp41": ChipCase(
        0x59,
        lambda now_s: SimSgp41(now_s, lambda: 30_000.0, lambda: 16_000.0),
        Sgp41,
        0.0,
        {"voc_ticks": (30_000.0, 1.0), "nox_ticks": (16_000.0, 1.0)},
        checked=True,
    ),
    "sht4x": ChipCase(
        0x44,
        lambda now_s: SimSht4x(now_s, lambda: 21.5, lambda: 45.0),
        Sht4x,
        0.0,
        {"temperature_c": (21.5, 0.005), "humidity_pct": (45.0, 0.005)},
        checked=True,
    ),
    "tmp117": ChipCase(0x48, lambda now_s: SimTmp117(now_s, lambda: 4.0), Tmp117, 0.3, {"temperature_c": (4.0, 0.008)}),
}
