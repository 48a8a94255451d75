"""Sensor signals that follow at once from the state of the plants, and have no state of their own."""

from hil.plants.cabin import Cabin
from hil.plants.cooling_box import CoolingBox
from hil.plants.supply import Supply
from hil.plants.vehicle import Vehicle

_USUAL_VOC, _USUAL_NOX, _MAX_INDEX = 100.0, 1.0, 500.0
_USUAL_CO2_PPM, _VOC_PER_PPM = 600.0, 0.05
"""People give off vapours along with carbon dioxide (engineering choice: at 2000 ppm the air is stuffy, VOC 170)."""

_USUAL_PM25_UGM3, _NOX_PER_UGM3 = 20.0, 0.5
"""Exhaust brings nitrogen oxides along with particles (engineering choice: NOx 50 in a tunnel)."""

_PM1_SHARE, _PM4_RATIO, _PM10_RATIO = 0.8, 1.1, 1.2
"""Of PM2.5, in air that traffic has soiled (engineering choices)."""

_QUIET_C, _FULL_C, MAX_RPM = 35.0, 55.0, 2_000.0
"""The condenser's fan follows a curve of its own."""


def voc_index(cabin: Cabin) -> float:
    """Return the index as an air station shows it, 1 to 500."""
    return _index(_USUAL_VOC, (cabin.co2_ppm - _USUAL_CO2_PPM) * _VOC_PER_PPM)


def nox_index(cabin: Cabin) -> float:
    """Return the index as an air station shows it, 1 to 500."""
    return _index(_USUAL_NOX, (cabin.pm25_ugm3 - _USUAL_PM25_UGM3) * _NOX_PER_UGM3)


def particles_ugm3(cabin: Cabin) -> tuple[float, float, float, float]:
    """Return the particles by mass, up to 1, 2.5, 4 and 10 micrometres."""
    pm25_ugm3 = cabin.pm25_ugm3
    return _PM1_SHARE * pm25_ugm3, pm25_ugm3, _PM4_RATIO * pm25_ugm3, _PM10_RATIO * pm25_ugm3


def condenser_c(fridge: CoolingBox, cabin: Cabin) -> float:
    """Return the temperature of the condenser, in the air of the cabin."""
    return fridge.compressor.hot_side_c(cabin.air_c)


def condenser_fan_rpm(fridge: CoolingBox, cabin: Cabin) -> float:
    """Return the speed of its fan, which turns the faster the warmer it is."""
    if fridge.faults.condenser_fan_failed:
        return 0.0
    share = (condenser_c(fridge, cabin) - _QUIET_C) / (_FULL_C - _QUIET_C)
    return MAX_RPM * min(max(share, 0.0), 1.0)


def presence(vehicle: Vehicle) -> float:
    """Return 1 with somebody in the cabin, otherwise 0."""
    return float(vehicle.people.adults + vehicle.people.children > 0)


def charging(supply: Supply, vehicle: Vehicle) -> float:
    """Return 1 while the traction battery hangs on its charger, otherwise 0."""
    return float(supply.charging and not vehicle.ready)


def _index(usual: float, change: float) -> float:
    return min(max(usual + change, 1.0), _MAX_INDEX)
