"""The simulated device for each `chip` of a configuration; each measures what its points truly are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from zlib import crc32

from firmware.config import SensorConfig
from hil.chips import (
    SimAds1115,
    SimBme280,
    SimChip,
    SimDs18b20,
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
    noisy,
)
from hil.chips.ads1115 import divided_v, ntc_ohm, reeds_ohm
from hil.plants import SimulatedCar
from hil.plants.derived_signals import MAX_RPM
from hil.uart.gnss import Place, SimGnss
from hil.uart.ld2410 import Echo, SimLd2410
from hil.uart.pms5003 import Dust, SimPms5003
from hil.uart.simulated_device import SimUartDevice

Source = Callable[[], float]

_NOISE_K = 0.02
"""TMP117: one step is 7.8 mK, noise about two steps."""

_CO2_NOISE_PPM = 5.0
_DIVIDERS_V = 3.3
_HEART_BPM = 68.0
_STILL_CM, _STILL_PCT = 90, 60
_VOC_TICKS, _TICKS_PER_VOC = 30_000.0, 20.0
_NOX_TICKS, _TICKS_PER_NOX = 15_000.0, 40.0
"""Raw signals of an SGP41 in usual air, and how far a step of an index moves them (engineering choices)."""

_EPOCH_S = 1_795_305_600.0
"""Of the satellites' time: the simulation begins on 22 November 2026 at noon."""

_AIR_POINTS = {
    "pm1_0_ugm3": "cabin.pm1_ugm3",
    "pm2_5_ugm3": "cabin.pm25_ugm3",
    "pm4_0_ugm3": "cabin.pm25_ugm3",
    "pm10_ugm3": "cabin.pm10_ugm3",
    "humidity_pct": "cabin.humidity_pct",
    "temperature_c": "cabin.air_c",
    "voc_index": "cabin.voc_index",
    "nox_index": "cabin.nox_index",
    "co2_ppm": "cabin.co2_ppm",
}
"""What a station measures where the configuration does not say what it is."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One sensor in one car."""

    sensor: SensorConfig
    car: SimulatedCar
    now_s: Source
    seed: int

    def of(self, field: str, otherwise: str, noise: float = 0.0) -> Source:
        """Return the truth behind the measurement `field`: that of its point, or of the point `otherwise`."""
        point = self.sensor.gives.get(field, otherwise)
        if point not in self.car.points:
            point = otherwise
        return noisy(partial(self.car.truth, point), noise, self.seed + crc32(point.encode()))

    def switch(self, field: str) -> Callable[[], bool]:
        """Return a switch that is on with the point of `field`; off where it is none."""
        point = self.sensor.gives.get(field)
        return (lambda: self.car.truth(point) > 0.0) if point in self.car.points else (lambda: False)

    @property
    def air_c(self) -> Source:
        """A thermometer, wherever it is."""
        return self.of("temperature_c", "cabin.air_c", _NOISE_K)

    @property
    def humidity_pct(self) -> Source:
        """A hygrometer."""
        return self.of("humidity_pct", "cabin.humidity_pct")

    @property
    def pressure_hpa(self) -> Source:
        """A barometer."""
        return self.of("pressure_hpa", "cabin.pressure_hpa")

    def station_air(self) -> StationAir:
        """Measure all that an air station does, now."""
        return StationAir(
            **{field.name: self.of(field.name, _AIR_POINTS[field.name])() for field in fields(StationAir)}
        )


def _ads1115(fit: Fit) -> SimChip:
    def ntc(channel: int) -> Source:
        warm_c = fit.of(f"ntc{channel}_c", "cabin.air_c")
        return lambda: divided_v(_DIVIDERS_V, ntc_ohm(warm_c()))

    def ladder() -> float:
        return divided_v(_DIVIDERS_V, reeds_ohm(fit.switch("lid_a_open")(), fit.switch("lid_b_open")()))

    last = ladder if fit.sensor.options.get("ladder") else ntc(2)
    return SimAds1115(fit.now_s, (ntc(0), ntc(1), last, lambda: _DIVIDERS_V))


def _emc2101(fit: Fit) -> SimChip:
    diode_c, chip_c = fit.of("diode_c", "fridge.condenser_c"), fit.of("chip_c", "cabin.air_c")
    return SimEmc2101(fit.now_s, diode_c, chip_c, MAX_RPM)


def _ina226(fit: Fit) -> SimChip:
    voltage_v, current_a = fit.of("voltage_v", "supply.voltage_v"), fit.of("current_a", "supply.current_a")
    return SimIna226(fit.now_s, voltage_v, current_a, fit.sensor.options["shunt_ohm"])


def _ina228(fit: Fit) -> SimChip:
    voltage_v, current_a = fit.of("voltage_v", "supply.voltage_v"), fit.of("current_a", "supply.current_a")
    return SimIna228(fit.now_s, voltage_v, current_a, fit.sensor.options["shunt_ohm"])


def _lis3dh(fit: Fit) -> SimChip:
    return SimLis3dh(fit.now_s, lambda: fit.car.route.acceleration_g)


def _max30102(fit: Fit) -> SimChip:
    touched = fit.of("contact", "cabin.pulse_contact")
    return SimMax30102(fit.now_s, lambda: _HEART_BPM if touched() else None)


def _mlx90614(fit: Fit) -> SimChip:
    return SimMlx90614(fit.now_s, fit.of("object_c", "cabin.surface_c"), fit.of("ambient_c", "cabin.air_c"))


def _scd4x(fit: Fit) -> SimChip:
    co2_ppm = fit.of("co2_ppm", "cabin.co2_ppm", _CO2_NOISE_PPM)
    return SimScd4x(fit.now_s, co2_ppm, fit.air_c, fit.humidity_pct, fit.pressure_hpa)


def _sgp41(fit: Fit) -> SimChip:
    voc_index, nox_index = fit.of("voc_index", "cabin.voc_index"), fit.of("nox_index", "cabin.nox_index")
    return SimSgp41(
        fit.now_s,
        lambda: _VOC_TICKS - _TICKS_PER_VOC * (voc_index() - 100.0),
        lambda: _NOX_TICKS + _TICKS_PER_NOX * (nox_index() - 1.0),
        fit.humidity_pct,
    )


def _gnss(fit: Fit) -> SimUartDevice:
    car = fit.car

    def place() -> Place:
        route = car.route
        return Place(
            latitude_deg=route.latitude_deg,
            longitude_deg=route.longitude_deg,
            altitude_m=route.altitude_m,
            speed_kph=car.vehicle.speed_kph,
            course_deg=route.course_deg,
        )

    return SimGnss(lambda: _EPOCH_S + fit.now_s(), place, int(fit.sensor.options.get("baud", 9_600)))


def _ld2410(fit: Fit) -> SimUartDevice:
    present = fit.of("presence", "cabin.presence")
    return SimLd2410(lambda: Echo(still_cm=_STILL_CM, still_pct=_STILL_PCT) if present() else Echo())


def _pms5003(fit: Fit) -> SimUartDevice:
    pm1, pm25 = fit.of("pm1_ugm3", "cabin.pm1_ugm3"), fit.of("pm25_ugm3", "cabin.pm25_ugm3")
    pm10 = fit.of("pm10_ugm3", "cabin.pm10_ugm3")
    return SimPms5003(fit.now_s, lambda: Dust((pm1(), pm25(), pm10())))


CHIPS: Mapping[str, Callable[[Fit], SimChip]] = {
    "ads1115": _ads1115,
    "bme280": lambda fit: SimBme280(fit.now_s, fit.pressure_hpa, fit.air_c, fit.humidity_pct),
    "emc2101": _emc2101,
    "ina226": _ina226,
    "ina228": _ina228,
    "lis3dh": _lis3dh,
    "max30102": _max30102,
    "mlx90614": _mlx90614,
    "scd4x": _scd4x,
    "sen5x": lambda fit: SimSen5x(fit.now_s, fit.station_air),
    "sen66": lambda fit: SimSen66(fit.now_s, fit.station_air, fit.pressure_hpa),
    "sgp41": _sgp41,
    "sht4x": lambda fit: SimSht4x(fit.now_s, fit.air_c, fit.humidity_pct),
    "tmp117": lambda fit: SimTmp117(fit.now_s, fit.air_c),
}
"""Those on an I2C bus."""

TALKERS: Mapping[str, Callable[[Fit], SimUartDevice]] = {"gnss": _gnss, "ld2410": _ld2410, "pms5003": _pms5003}
"""Those on a serial port of their own."""


class Thermometer:
    """A DS18B20 as the kernel shows it below the folder `devices`; `show` brings it up to date."""

    def __init__(self, fit: Fit, devices: Path) -> None:
        self.chip = SimDs18b20(devices, (fit.sensor.one_wire or "").partition("-")[2])
        self._warm_c = fit.air_c

    def show(self) -> None:
        """Measure now."""
        self.chip.measure(self._warm_c())
