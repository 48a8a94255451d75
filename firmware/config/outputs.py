"""The section on output pins."""

from typing import Literal

from pydantic import Field

from firmware.config.sections import Pin, Section


class OutputConfig(Section):
    """One output pin (BCM number): a relay, or a duty by pulse width."""

    name: str
    pin: Pin
    kind: Literal["relay", "pwm"]
    active_high: bool = True
    frequency_hz: int = Field(100, ge=1, le=10_000)
