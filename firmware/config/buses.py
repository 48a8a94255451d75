"""The sections on buses, whatever hangs on them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from firmware.config.fields import LocalPath, Name, Pin, Section, beside

OPENED_TWICE = ("socketcan", "virtual", "udp_multicast")
"""Interfaces that can be opened a second time, to send: what listens has no way to."""


def _name_or_path(vehicle: str, info: ValidationInfo) -> str:
    """Return the name of a shipped profile as it is, and an own file's path from the configuration's folder."""
    return str(beside(Path(vehicle), info)) if vehicle.endswith((".toml", ".json")) else vehicle


@dataclass(frozen=True, slots=True)
class SwitchPort:
    """One channel of the I2C switch at `address` of the bus `parent`."""

    parent: str
    address: int
    channel: int


class I2cConfig(Section):
    """One I2C bus: /dev/i2c-`bus`, or what is behind a `channel` of the TCA9548A at `mux_address` of the bus `mux`."""

    name: Name
    """Its name, for sensors and messages."""
    bus: int | None = Field(None, ge=0, le=64)
    """N of /dev/i2c-N."""
    mux: Name | None = None
    """The name of the bus that the switch is on."""
    mux_address: int | None = Field(None, ge=0x70, le=0x77)
    """The address of the TCA9548A."""
    channel: int | None = Field(None, ge=0, le=7)
    """The channel of the switch."""
    deadline_s: float = Field(5.0, ge=0.1, le=3_600.0)
    """A transfer that takes longer counts as a hanging bus; the kernel gives up after 1 s per message by default."""
    reset_pin: Pin | None = None
    """The reset line of its switches, active low (BCM number)."""
    rail_pin: Pin | None = None
    """What switches the supply of its sensors on while it is high."""
    scl_pin: Pin | None = None
    """The clock of the bus itself; together with sda_pin."""
    sda_pin: Pin | None = None
    """The bus itself, for clocks past an adapter that has no recovery; needs the tool pinctrl and the right to it."""
    recover_every_s: float = Field(60.0, ge=10.0, le=3_600.0)
    """While nothing gets through, it is recovered at most this often."""

    @property
    def switch_port(self) -> SwitchPort | None:
        """Its place behind a switch; None for a bus of the Raspberry Pi itself."""
        if self.mux is None or self.mux_address is None or self.channel is None:
            return None
        return SwitchPort(self.mux, self.mux_address, self.channel)

    @model_validator(mode="after")
    def _has_both_lines(self) -> Self:
        if len(self.given("scl_pin", "sda_pin")) == 1:
            raise ValueError("must have both scl_pin and sda_pin, or neither")
        return self

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        given = self.given("bus", "mux", "mux_address", "channel")
        if given not in (["bus"], ["mux", "mux_address", "channel"]):
            here = ", ".join(given) or "none of them"
            raise ValueError(f"must have either bus, or mux, mux_address and channel; it has {here}")
        own = self.model_fields_set - {"name", *given}
        if own and self.bus is None:
            raise ValueError(f"is behind a switch: {', '.join(sorted(own))} belongs to the bus {self.mux}")
        return self


class PollingConfig(Section):
    """Polling of control units for the queries of the profile; only while the car is awake by itself.

    Unless it is `armed`, nothing is ever sent. `every_s` is the pause between two requests. While the 12 V supply is
    below `lowest_supply_v`, nothing is asked unless the engine runs or the supply is charged.
    """

    armed: bool = False
    """Nothing is ever asked unless this is true."""
    every_s: float = Field(1.0, ge=0.5, le=3_600.0)
    """The pause between two requests."""
    lowest_supply_v: float = Field(12.8, ge=11.0, le=29.0)
    """Below this the 12 V supply must be charged, or the engine run, for anything to be asked."""


class CanConfig(Section):
    """One CAN bus, the vehicle profile that tells what is on it, and the car's signal database where it needs one."""

    name: Name
    """Its name, for sensors and messages."""
    interface: str = "socketcan"
    """The kind of interface, as python-can names it: socketcan, slcan, udp_multicast ..."""
    channel: str = "can0"
    """The interface itself, such as can0."""
    vehicle: Annotated[str, AfterValidator(_name_or_path)]
    """A shipped profile by name, or the path of one of your own (.toml, .json)."""
    dbc: LocalPath | None = None
    """The car's signal database, where the profile maps signals."""
    polling: PollingConfig = PollingConfig()
    """Asking control units; without it the bus is only listened to."""

    @model_validator(mode="after")
    def _can_send(self) -> Self:
        if self.polling.armed and self.interface not in OPENED_TWICE:
            kinds = ", ".join(OPENED_TWICE)
            raise ValueError(f"polling needs one of {kinds}; slcand makes an slcan adapter a socketcan interface")
        return self
