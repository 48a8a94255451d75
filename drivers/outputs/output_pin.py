"""One output pin: how its load hangs on it, and how it is driven and let go.

Whatever the libraries below raise, a SystemExit too, is a failure of this pin: the others must still be released.
"""

from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

import gpiozero

from drivers.errors import BusError, NotFitted
from drivers.gpio.gpio_errors import one_line

RELAY_ON_FROM_PCT = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSpec:
    """One output: its name, BCM pin number, and how the load hangs on it."""

    name: str
    pin: int
    kind: Literal["relay", "pwm"]
    active_high: bool = True
    frequency_hz: int = 100
    """Of the pulses; a relay ignores it."""
    moves_air: bool = False
    """Released after all that needs moved air; its relay is on at any duty, since a floor of 20 % must not be none."""

    def __str__(self) -> str:
        return f"output {self.name} (GPIO {self.pin})"


class OutputPin:
    """One pin, off at first. Not for several threads at once."""

    def __init__(self, spec: OutputSpec, pin_factory: Any) -> None:
        """Open it; raises NotFitted."""
        self.spec = spec
        self.lost = ""
        self._device = _open(spec, pin_factory)
        self._duty_pct: float | None = 0.0  # None: a write failed, the pin's state is unknown

    @property
    def is_off(self) -> bool:
        """True if the output is known to be off, or undriven."""
        return self._duty_pct == 0.0

    def drive(self, duty_pct: float) -> None:
        """Order 0 to 100 %; what is no finite number is off. Raises BusError."""
        try:
            self._write(_allowed(duty_pct, self.spec))
        except BaseException as error:  # whatever it is, the state of the pin is not known
            raise BusError(f"{self.spec}: cannot be driven: {one_line(error)}") from error

    def release(self) -> None:
        """Switch off, or else give the pin back, since undriven is off. Raises BusError if neither goes.

        What was given back is `lost`, for the reason that it tells, and cannot be driven any more.
        """
        try:
            self._write(0.0)
        except BaseException as error:  # noqa: BLE001  # as above
            try:
                self.close()
            except BusError:
                raise BusError(f"{self.spec}: cannot be released: {one_line(error)}") from error
            self.lost = f"{self.spec}: cannot be driven: {one_line(error)}"

    def close(self) -> None:
        """Give the pin back; again does nothing. Raises BusError."""
        try:
            self._device.close()
        except BaseException as error:
            raise BusError(f"{self.spec}: cannot be closed: {one_line(error)}") from error
        self._duty_pct = 0.0

    def _write(self, duty_pct: float) -> None:
        if duty_pct == self._duty_pct:
            return
        self._duty_pct = None
        self._device.value = duty_pct / 100.0
        self._duty_pct = duty_pct


class _Quiet:
    """A gpiozero device that cannot be closed any more when it is thrown away: that has been told already."""

    def __del__(self) -> None:
        with suppress(BaseException):
            super().__del__()  # type: ignore[misc]  # of gpiozero's class beside this one


class _Relay(_Quiet, gpiozero.DigitalOutputDevice):  # type: ignore[misc]  # gpiozero has no types
    """A relay: on or off."""


class _Pulses(_Quiet, gpiozero.PWMOutputDevice):  # type: ignore[misc]  # gpiozero has no types
    """A duty."""


def _open(spec: OutputSpec, pin_factory: Any) -> Any:
    """Return the gpiozero device of `spec`, off; raises NotFitted."""
    try:
        if spec.kind == "relay":
            return _Relay(spec.pin, active_high=spec.active_high, pin_factory=pin_factory)
        return _Pulses(spec.pin, active_high=spec.active_high, frequency=spec.frequency_hz, pin_factory=pin_factory)
    except BaseException as error:  # whatever it is, nothing may be driven
        raise NotFitted(f"cannot be opened: {one_line(error)}") from error


def _allowed(duty_pct: float, spec: OutputSpec) -> float:
    """Return the duty that the pin can have: 0 to 100 %, a relay either of both."""
    if not isfinite(duty_pct):
        return 0.0
    if spec.kind == "pwm":
        return min(max(duty_pct, 0.0), 100.0)
    return 100.0 if (duty_pct > 0.0 if spec.moves_air else duty_pct >= RELAY_ON_FROM_PCT) else 0.0
