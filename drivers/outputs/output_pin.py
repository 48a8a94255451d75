"""One output: how it is driven and let go.

Whatever the libraries below raise, a SystemExit too, is a failure of this output: the others must still be released.
"""

from math import isfinite
from typing import Any

from drivers.errors import BusError, NotFitted
from drivers.gpio.gpio_errors import one_line
from drivers.outputs.output_spec import FULL_PCT, OFF_PCT, OutputSpec
from drivers.outputs.wirings import WIRINGS, Wiring

__all__ = ["OutputPin", "OutputSpec"]


class OutputPin:
    """One output on its pins, off at first. Not for several threads at once."""

    def __init__(self, spec: OutputSpec, pin_factory: Any) -> None:
        """Open it; raises NotFitted."""
        self.spec = spec
        self.lost = ""
        self._wiring = _open(spec, pin_factory)

    @property
    def is_off(self) -> bool:
        """True if the output is known to be off, or undriven."""
        return self._wiring.is_off

    def drive(self, duty_pct: float, *, now_s: float) -> None:
        """Order 0 to 100 %; what is no finite number is off. Raises BusError."""
        try:
            self._wiring.set(min(max(duty_pct, OFF_PCT), FULL_PCT) if isfinite(duty_pct) else OFF_PCT, now_s=now_s)
        except BaseException as error:  # whatever it is, the state of the pin is not known
            raise BusError(f"{self.spec}: cannot be driven: {one_line(error)}") from error

    def release(self) -> None:
        """Switch off, or else give the pin back, since undriven is off. Raises BusError if neither goes.

        What was given back is `lost`, for the reason that it tells, and cannot be driven any more.
        """
        try:
            self._wiring.off()
        except BaseException as error:  # noqa: BLE001  # as above
            try:
                self.close()
            except BusError:
                raise BusError(f"{self.spec}: cannot be released: {one_line(error)}") from error
            self.lost = f"{self.spec}: cannot be driven: {one_line(error)}"

    def close(self) -> None:
        """Give the pin back; again does nothing. Raises BusError."""
        try:
            self._wiring.close()
        except BaseException as error:
            raise BusError(f"{self.spec}: cannot be closed: {one_line(error)}") from error


def _open(spec: OutputSpec, pin_factory: Any) -> Wiring:
    """Open the pins of `spec`, off; raises NotFitted."""
    try:
        return WIRINGS[spec.kind](spec, pin_factory)
    except BaseException as error:  # whatever it is, nothing may be driven
        raise NotFitted(f"cannot be opened: {one_line(error)}") from error
