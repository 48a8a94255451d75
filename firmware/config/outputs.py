"""The section on output pins."""

from typing import Literal

from pydantic import Field, computed_field

from firmware.config.fields import Pin, Section
from firmware.config.output_air import moves_air


class OutputConfig(Section):
    """One output pin (BCM number): a relay, or a duty by pulse width."""

    name: str
    """The load that it drives; the names stand below."""
    pin: Pin
    """The BCM number of the pin."""
    kind: Literal["relay", "pwm"]
    """A relay is on from 50 %; one that moves air at any duty, so that a floor of 20 % is not none."""
    active_high: bool = True
    """True where the load is on at a high level."""
    frequency_hz: int = Field(100, ge=1, le=10_000)
    """Of the pulses."""

    @computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
    @property
    def moves_air(self) -> bool:
        """Whether it is a fan: driven before what needs its air, released after it."""
        return moves_air(self.name)
