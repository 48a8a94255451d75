"""The whole file as one frozen object.

The sections `fridge`, `cabin`, `air`, `power`, `freshness` and `verify` are the controller's own settings; their ranges
live there.
"""

from dataclasses import replace

from pydantic import Field

from controller.settings import (
    AirSettings,
    CabinSettings,
    FreshnessSettings,
    FridgeSettings,
    PowerSettings,
    Settings,
    VerifySettings,
)
from firmware.config.buses import CanConfig, I2cConfig
from firmware.config.devices import CalibrationConfig, OutputConfig, SensorConfig
from firmware.config.fields import Section
from firmware.config.services import ConsoleConfig, MqttConfig, RecordConfig

COMPRESSOR = "compressor"
"""The name of the output."""


class Config(Section):
    """Everything that one installation is."""

    name: str = "Homeward"
    """Name of the installation, for people and for the hub."""
    tick_s: float = Field(0.5, ge=0.1, le=1.0)
    """Well below the service's WatchdogSec, which takes a longer silence for a process that stands still."""
    output_hold_s: float = Field(3.0, ge=1.0, le=3.0)
    """An output that is not driven again within this time releases itself, and all others with it."""
    fridge: FridgeSettings = FridgeSettings()
    """The fridge."""
    cabin: CabinSettings = CabinSettings()
    """The cabin."""
    air: AirSettings = AirSettings()
    """Figures of the cabin for the air law."""
    power: PowerSettings = PowerSettings()
    """Limits to how far the batteries may be emptied."""
    freshness: FreshnessSettings = FreshnessSettings()
    """Greatest ages of readings."""
    verify: VerifySettings = VerifySettings()
    """Limits of the checks that commands are followed."""
    record: RecordConfig = RecordConfig()
    """The record."""
    mqtt: MqttConfig | None = None
    """The home hub; without it nothing is told over the network."""
    console: ConsoleConfig | None = None
    """The technician's line; none without it."""
    i2c: tuple[I2cConfig, ...] = ()
    """I2C buses, each an [[i2c]] table."""
    sensors: tuple[SensorConfig, ...] = ()
    """Chips, each a [[sensors]] table."""
    calibration: CalibrationConfig | None = None
    """The EEPROM with the offsets of the sensors."""
    can: tuple[CanConfig, ...] = ()
    """CAN buses of the car, each a [[can]] table."""
    outputs: tuple[OutputConfig, ...] = ()
    """Output pins, each an [[outputs]] table."""

    @property
    def has_compressor(self) -> bool:
        """True where anything can be cooled."""
        return any(output.name == COMPRESSOR for output in self.outputs)

    @property
    def settings(self) -> Settings:
        """The part that the controller is tuned by. Without a compressor nothing is cooled."""
        boxes = self.fridge.compartments
        if not self.has_compressor:
            boxes = tuple(replace(box, cooled=False) for box in boxes)
        fridge = replace(self.fridge, compartments=boxes)
        return Settings(
            fridge=fridge,
            cabin=self.cabin,
            freshness=self.freshness,
            verify=self.verify,
            power=self.power,
            air=self.air,
        )
