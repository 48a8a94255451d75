"""Where the offsets of the sensors are kept."""

from drivers.chips.at24 import At24
from drivers.chips.calibration_store import CalibrationStore
from firmware.config import Config
from firmware.wiring.sensor_places import Places


def calibration_store(config: Config, places: Places) -> CalibrationStore | None:
    """The memory that `config` names; None without one."""
    if config.calibration is None:
        return None
    memory = config.calibration
    return CalibrationStore(At24(places.i2c[memory.i2c], memory.address, memory.kbit))
