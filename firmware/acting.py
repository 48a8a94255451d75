"""Carry the controller's commands to the outputs; whatever happens, they end up released."""

from collections.abc import Callable, Iterable, Mapping

from controller import Commands, Settings
from drivers.errors import DriverError
from drivers.ports import Outputs
from firmware.faults import Faults

FAULT = "outputs"
"""While it is open, nobody knows what is driven."""

REOPEN_EVERY_S = 10.0
"""Pins that cannot be opened are tried again this often (engineering choice: a person notices within seconds)."""


_PLAIN: Mapping[str, Callable[[Commands], float]] = {
    "compressor": lambda commands: 100.0 * commands.compressor_on,
    "compressor_speed": lambda commands: commands.compressor_speed_pct,
    "heater": lambda commands: commands.heater_pct,
    "cooler": lambda commands: commands.cooler_pct,
    "blower": lambda commands: commands.blower_pct,
    "windscreen": lambda commands: commands.windscreen_pct,
    "recirculation": lambda commands: commands.recirculation_pct,
    "purifier": lambda commands: commands.purifier_pct,
}
"""The outputs that every installation can have, and the duty that is ordered for each."""


def output_names(settings: Settings) -> tuple[str, ...]:
    """Every output that the controller can drive in this installation."""
    return (*_PLAIN, *(f"fan.{compartment.name}" for compartment in settings.fridge.compartments))


def duties(commands: Commands, settings: Settings) -> dict[str, float]:
    """The duty in percent of each output, by name."""
    plain = (duty_pct(commands) for duty_pct in _PLAIN.values())
    return dict(zip(output_names(settings), (*plain, *commands.compartment_fan_pct), strict=True))


class Acting:
    """The outputs that are fitted, opened when they can be."""

    def __init__(
        self, open_outputs: Callable[[], Outputs], fitted: Iterable[str], settings: Settings, faults: Faults
    ) -> None:
        self._open, self._fitted, self._settings, self._faults = open_outputs, frozenset(fitted), settings, faults
        self._outputs: Outputs | None = None
        self._open_again_at_s = 0.0

    def apply(self, commands: Commands, *, now_s: float) -> None:
        """Drive every fitted output as ordered; a failure is a fault, never an exception.

        After a failure the rest is not driven either, and expires: a heater without its blower is worse than neither.
        """
        try:
            outputs = self._opened(now_s)
            if outputs is None:
                return
            for name, duty_pct in duties(commands, self._settings).items():
                if name in self._fitted:
                    outputs.drive(name, duty_pct)
        except DriverError as error:
            self._faults.report(FAULT, f"outputs: {error}")
        else:
            self._faults.clear(FAULT)

    def close(self) -> None:
        """Everything off, pins given back; a failure is a fault, never an exception."""
        outputs, self._outputs = self._outputs, None
        try:
            if outputs is not None:
                outputs.close()
        except DriverError as error:
            self._faults.report(FAULT, f"outputs: {error}")

    def _opened(self, now_s: float) -> Outputs | None:
        if self._outputs is None and self._fitted and now_s >= self._open_again_at_s:
            self._open_again_at_s = now_s + REOPEN_EVERY_S
            self._outputs = self._open()
        return self._outputs
