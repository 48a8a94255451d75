"""The sections on field devices: sensors with their places and calibration."""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from firmware.config.fields import DAY, ONE_WIRE_ID, Address, Device, Name, Section

MIN_EVERY_S = 0.5
"""Each read costs a bus some time (engineering choice)."""


@dataclass(frozen=True, slots=True)
class OnI2c:
    """A place at a 7-bit `address` of the bus with that name."""

    bus: str
    address: int


@dataclass(frozen=True, slots=True)
class OnSerialPort:
    """A place as the only device of a serial port."""

    port: str


@dataclass(frozen=True, slots=True)
class OnOneWire:
    """A place on a wire that the kernel drives, by the `id` in /sys/bus/w1/devices."""

    id: str


Place = OnI2c | OnSerialPort | OnOneWire


class SensorConfig(Section):
    """One chip, where it is, and which of its measurements are which points."""

    name: str
    """Its name, for people."""
    chip: str
    """The kind of chip; they stand below."""
    i2c: Name | None = None
    """The name of its I2C bus."""
    address: Address | None = None
    """Its 7-bit address there."""
    port: Device | None = None
    """The serial port that it has for itself."""
    one_wire: str | None = Field(None, pattern=ONE_WIRE_ID)
    """Its id in /sys/bus/w1/devices."""
    every_s: float = Field(2.0, ge=MIN_EVERY_S, le=300.0)
    """The pause between two reads."""
    gives: dict[str, str] = Field(min_length=1)
    """Measurements and the points that they are: { temperature_c = "cabin.air_c" }."""
    certificate: str = Field("", max_length=60)
    """The number of its calibration certificate, for the papers of a trip."""
    certificate_due: str = Field("", pattern=DAY)
    """The day on which it must be calibrated again, such as 2027-05-31."""
    options: dict[str, float] = Field(default_factory=dict)
    """What the chip's driver needs to know beyond where it is, for example shunt_ohm."""

    @property
    def place(self) -> Place:
        """The place of the chip."""
        if self.i2c is not None and self.address is not None:
            return OnI2c(self.i2c, self.address)
        return OnSerialPort(self.port) if self.port is not None else OnOneWire(self.one_wire or "")

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        given = self.given("i2c", "address", "port", "one_wire")
        if given not in (["i2c", "address"], ["port"], ["one_wire"]):
            here = ", ".join(given) or "none of them"
            raise ValueError(f"must have one place: i2c and address, or port, or one_wire; it has {here}")
        return self


class CalibrationConfig(Section):
    """The EEPROM (a 24C`kbit`) that keeps the offsets of the sensors; it lives on their board, so they move with it."""

    i2c: Name
    """The name of the bus that it is on."""
    address: int = Field(ge=0x50, le=0x57)
    """Its address there."""
    kbit: Literal[1, 2, 32, 64, 128, 256, 512] = 32
    """Its size."""
