"""A bus with one of each chip that a scan knows, two of them clones, and what it does not know."""

from collections.abc import Callable, Mapping

from hil.chips import SimChip, SimIna226, SimScd4x, SimSht4x, SimTmp117
from hil.chips.ads1115 import SimAds1115
from hil.chips.at24 import SimAt24
from hil.chips.bme280 import SimBme280
from hil.chips.emc2101 import SimEmc2101
from hil.chips.ina228 import SimIna228
from hil.chips.lis3dh import SimLis3dh
from hil.chips.max30102 import SimMax30102
from hil.chips.mlx90614 import SimMlx90614
from hil.chips.sen5x import SimSen5x
from hil.chips.sen66 import SimSen66
from hil.chips.sen_station import StationAir
from hil.chips.sgp41 import SimSgp41

KNOWN: Mapping[int, tuple[str, str]] = {
    0x18: ("lis3dh", "LIS3DH"),
    0x40: ("ina228", "INA228"),
    0x41: ("ina226", "INA226"),
    0x44: ("sht4x", "SHT4x, serial number 0x"),
    0x48: ("tmp117", "TMP117"),
    0x49: ("ads1115", "ADS1115, as far as its thresholds tell"),
    0x4C: ("emc2101", "EMC2101"),
    0x57: ("max30102", "MAX30102"),
    0x59: ("sgp41", "SGP41 or SGP40, serial number 0x"),
    0x5A: ("mlx90614", "MLX90614"),
    0x62: ("scd4x", "SCD4x, serial number 0xbeef01234567"),
    0x69: ("sen5x", "SEN55"),
    0x6B: ("sen66", "SEN66"),
    0x76: ("bme280", "BMP280: as a BME280, but without humidity"),
    0x77: ("bme280", "BME280"),
}
"""By address: what the configuration calls it, and how the words for it begin."""


class UnknownChip(SimChip):
    """Registers of no chip that is known; it notes everything that is written to it."""

    def __init__(self, now_s: Callable[[], float], byte: int = 0x5C) -> None:
        super().__init__(now_s)
        self.byte, self.transactions = byte, list[bytes]()
        self._written = bytearray()

    def power_cycle(self) -> None:
        """It keeps nothing."""

    def on_start(self, read: bool) -> bool:  # noqa: ARG002  # always there
        return True

    def on_write(self, byte: int) -> bool:
        self._written.append(byte)
        return True

    def on_read(self) -> int:
        return self.byte

    def on_stop(self) -> None:
        if self._written:
            self.transactions.append(bytes(self._written))
        self._written.clear()


def one_of_each(now_s: Callable[[], float]) -> dict[int, SimChip]:
    """All of KNOWN; they are asked what they are, never what they measure."""

    def value() -> float:
        return 20.0

    def air() -> StationAir:
        return StationAir()

    return {
        0x18: SimLis3dh(now_s, lambda: (0.0, 0.0, 1.0)),
        0x40: SimIna228(now_s, value, value, 0.001),
        0x41: SimIna226(now_s, value, value, 0.001),
        0x44: SimSht4x(now_s, value, value),
        0x48: SimTmp117(now_s, value),
        0x49: SimAds1115(now_s, [value] * 4),
        0x4C: SimEmc2101(now_s, value, value),
        0x57: SimMax30102(now_s, lambda: None),
        0x59: SimSgp41(now_s, value, value),
        0x5A: SimMlx90614(now_s, value, value),
        0x62: SimScd4x(now_s, value, value, value),
        0x69: SimSen5x(now_s, air),
        0x6B: SimSen66(now_s, air),
        0x76: SimBme280(now_s, value, value, None),
        0x77: SimBme280(now_s, value, value, value),
    }


def eeprom(now_s: Callable[[], float]) -> SimAt24:
    """A 24C32."""
    return SimAt24(now_s, 4_096, 32, 2)
