"""The whole file as one frozen object.

The sections `fridge`, `cabin`, `air`, `power`, `freshness` and `verify` are the controller's own settings; their ranges
live there.
"""

from pydantic import Field

from controller import (
    AirSettings,
    CabinSettings,
    FreshnessSettings,
    FridgeSettings,
    PowerSettings,
    Settings,
    VerifySettings,
)
from firmware.config.buses import CanConfig, I2cConfig
from firmware.config.outputs import OutputConfig
from firmware.config.sections import Section
from firmware.config.sensors import CalibrationConfig, SensorConfig
from firmware.config.services import ConsoleConfig, MqttConfig, RecordConfig


class Config(Section):
    """Everything that one installation is."""

    name: str = "Homeward"
    tick_s: float = Field(0.5, ge=0.1, le=1.0)
    """Well below the service's WatchdogSec, which takes a longer silence for a process that stands still."""
    output_hold_s: float = Field(3.0, ge=1.0, le=10.0)
    """An output that is not driven again within this time releases itself."""
    fridge: FridgeSettings = FridgeSettings()
    cabin: CabinSettings = CabinSettings()
    air: AirSettings = AirSettings()
    power: PowerSettings = PowerSettings()
    freshness: FreshnessSettings = FreshnessSettings()
    verify: VerifySettings = VerifySettings()
    record: RecordConfig = RecordConfig()
    mqtt: MqttConfig | None = None
    console: ConsoleConfig | None = None
    i2c: tuple[I2cConfig, ...] = ()
    sensors: tuple[SensorConfig, ...] = ()
    calibration: CalibrationConfig | None = None
    can: tuple[CanConfig, ...] = ()
    outputs: tuple[OutputConfig, ...] = ()

    @property
    def settings(self) -> Settings:
        """The part that the controller is tuned by."""
        return Settings(self.fridge, self.cabin, self.freshness, self.verify, self.power, self.air)
