"""The whole file as one frozen object.

The sections `fridge`, `cabin`, `air`, `power`, `freshness` and `verify` are the controller's own settings; their ranges
live there.
"""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import Field

from controller.settings import (
    AirFlow,
    AirSettings,
    BoxKind,
    CabinSettings,
    CompartmentSettings,
    Fitted,
    FreshnessSettings,
    FridgeSettings,
    OutputTimes,
    PowerSettings,
    Settings,
    VerifySettings,
)
from firmware.config.buses import CanConfig, I2cConfig
from firmware.config.cargo import Cargo
from firmware.config.devices import CalibrationConfig, SensorConfig
from firmware.config.fields import Section
from firmware.config.outputs import OutputConfig, Wiring
from firmware.config.permissions import PrivacyConfig
from firmware.config.services import ConsoleConfig, MqttConfig, RecordConfig
from firmware.config.trip_rules import TripRule

COLD_OUTPUTS: Mapping[BoxKind, str] = {
    BoxKind.COMPRESSOR: "compressor",
    BoxKind.SPILL_OVER: "compressor",
    BoxKind.THERMOELECTRIC: "thermoelectric",
}
"""The output that makes the cold of each kind of box."""


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
    privacy: PrivacyConfig = PrivacyConfig()
    """What tells of a person, and may be told."""
    cargo: tuple[Cargo, ...] = ()
    """Kinds of goods beside those that everybody has, each a [[cargo]] table."""
    trips: tuple[TripRule, ...] = ()
    """Trips that begin and end by themselves, each a [[trips]] table."""
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
    def cold_output(self) -> str:
        """The name of the output that makes the cold."""
        return COLD_OUTPUTS[self.fridge.kind]

    @property
    def makes_cold(self) -> bool:
        """True where anything can be cooled."""
        return self.cold_output in self.wired

    @property
    def wired(self) -> Mapping[str, OutputConfig]:
        """Each output by its name."""
        return {output.name: output for output in self.outputs}

    @property
    def settings(self) -> Settings:
        """The part that the controller is tuned by, with what follows from the outputs.

        What reads is not known here: a car's points stand in its profile (`wiring/sources.py`).
        """
        return Settings(
            fridge=self._fridge,
            cabin=self.cabin,
            freshness=self.freshness,
            verify=self.verify,
            power=self.power,
            air=self.air,
            fitted=Fitted(outputs=self._fitted),
        )

    @property
    def _fitted(self) -> Mapping[str, OutputTimes]:
        """Every output with its times; a compressor with a map or steps has its speed on the same pins."""
        fitted = {output.name: output.times for output in self.outputs}
        source = self.wired.get("compressor")
        if source is not None and source.shares_pct:
            fitted.setdefault("compressor_speed", OutputTimes())
        return fitted

    @property
    def _fridge(self) -> FridgeSettings:
        """The fridge as wired: uncooled without what makes the cold, a module on a relay never driven by degrees."""
        fridge = replace(self.fridge, compartments=tuple(self._box(box) for box in self.fridge.compartments))
        source = self.wired.get(self.cold_output)
        if fridge.kind is not BoxKind.THERMOELECTRIC or source is None or source.kind is not Wiring.RELAY:
            return fridge
        return replace(fridge, thermoelectric=replace(fridge.thermoelectric, proportional=False))

    def _box(self, box: CompartmentSettings) -> CompartmentSettings:
        air_flow = box.air_flow if f"fan.{box.name}" in self.wired else AirFlow.STILL
        return replace(box, cooled=box.cooled and self.makes_cold, air_flow=air_flow)
