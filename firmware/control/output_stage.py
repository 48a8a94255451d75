"""Carry the controller's commands to the outputs; whatever happens, they end up released."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from math import inf

from controller import BoxKind, Commands, Settings
from controller.interface.commands import auxiliary_names
from drivers.errors import DriverError
from drivers.ports import Outputs
from firmware.config.output_air import in_order
from firmware.runtime.exit_reason import in_one_line
from firmware.runtime.faults import Faults

FAULT = "outputs"
"""While it is open, nobody knows what is driven."""

REOPEN_EVERY_S = 10.0
"""Pins are opened anew this long after a failure (engineering choice: a person notices within seconds)."""


_Outputs = Mapping[str, Callable[[Commands], float]]
"""The requested duty of each output."""

_COMPRESSOR: _Outputs = {
    "compressor": lambda commands: 100.0 * commands.compressor_on,
    "compressor_speed": lambda commands: commands.compressor_speed_pct,
}
_MODULE: _Outputs = {
    "thermoelectric": lambda commands: 100.0 * commands.compressor_on,
    "hot_side_fan": lambda commands: commands.hot_side_fan_pct,
}
_CABIN: _Outputs = {
    "heater": lambda commands: commands.heater_pct,
    "cooler": lambda commands: commands.cooler_pct,
    "blower": lambda commands: commands.blower_pct,
    "windscreen": lambda commands: commands.windscreen_pct,
    "recirculation": lambda commands: commands.recirculation_pct,
    "purifier": lambda commands: commands.purifier_pct,
}
"""The outputs that every installation can have."""

COLD_OUTPUTS = (*_COMPRESSOR, *_MODULE)
"""Those of one kind of box or another."""


def output_names(settings: Settings) -> tuple[str, ...]:
    """List every output that the controller can drive in this installation."""
    return (*_main_names(settings), *auxiliary_names([one.name for one in settings.fridge.compartments]))


def _main_names(settings: Settings) -> tuple[str, ...]:
    fans = (f"fan.{compartment.name}" for compartment in settings.fridge.compartments)
    return (*_cold(settings), *_CABIN, *fans)


def duties(commands: Commands, settings: Settings) -> dict[str, float]:
    """Map each output to its duty in percent."""
    plain = (duty_pct(commands) for outputs in (_cold(settings), _CABIN) for duty_pct in outputs.values())
    found = dict(zip(_main_names(settings), (*plain, *commands.compartment_fan_pct), strict=True))
    auxiliaries = settings.fitted.auxiliaries
    found |= zip(auxiliaries, commands.auxiliary_pct or (0.0,) * len(auxiliaries), strict=True)
    module = settings.fridge.thermoelectric
    if commands.compressor_on and "compressor" in found:
        found |= _speeds(commands.compressor_speed_pct, settings)
    if settings.fridge.kind is BoxKind.THERMOELECTRIC and module.proportional and commands.compressor_on:
        found["thermoelectric"] = module.drive_pct(commands.compressor_speed_pct)
    return found


def _speeds(speed_pct: float, settings: Settings) -> Iterator[tuple[str, float]]:
    """Yield the duties of a running compressor that has its speed by a map or in steps: shares of its highest."""
    for name in ("compressor", "compressor_speed"):
        times = settings.fitted.times(name)
        if times.least_pct > 0.0:
            yield name, times.share_pct(speed_pct)


def _cold(settings: Settings) -> _Outputs:
    return _MODULE if settings.fridge.kind is BoxKind.THERMOELECTRIC else _COMPRESSOR


class Acting:
    """The outputs that are fitted; they stand or fall together.

    After any failure all are released at once, and nothing is driven until REOPEN_EVERY_S later every pin was opened
    anew and a pass with all of them off has gone well.
    """

    def __init__(
        self,
        open_outputs: Callable[[], Outputs],
        fitted: Iterable[str],
        settings: Settings,
        faults: Faults,
        *,
        hold_s: float = inf,
    ) -> None:
        """Take the outputs; those that are not driven anew release themselves after `hold_s`."""
        self._open, self._fitted, self._settings, self._faults = open_outputs, frozenset(fitted), settings, faults
        self._outputs: Outputs | None = None
        self._hold_s, self._requested_at_s = hold_s, inf
        self._try_again_at_s = -inf
        self.drives = True
        """True while the last commands were applied; otherwise everything is off."""

    def still_drives(self, *, now_s: float) -> bool:
        """Tell if the last commands are applied at this moment: nothing failed, and no output has released itself."""
        return self.drives and now_s - self._requested_at_s < self._hold_s

    def apply(self, commands: Commands, *, now_s: float) -> None:
        """Drive every fitted output as commanded; a failure is a fault, never an exception."""
        self._requested_at_s = now_s
        if now_s < self._try_again_at_s:
            self._report_the_wait()
            return
        try:
            self._drive(duties(commands, self._settings))
        except Exception as error:  # noqa: BLE001  # whatever it is, nobody knows what is driven: nothing may be
            self._fail(error, now_s=now_s)
        else:
            self.drives = True
            self._faults.clear(FAULT)

    def close(self) -> None:
        """Switch everything off and give the pins back; a failure is a fault, never an exception."""
        outputs, self._outputs = self._outputs, None
        try:
            if outputs is not None:
                outputs.close()
        except Exception as error:  # noqa: BLE001  # the rest of the end must not fall out
            self._report(error)

    def _drive(self, duties_pct: Mapping[str, float]) -> None:
        """Drive what is fitted of `duties_pct`; after a failure switch everything off first."""
        fitted = {name: duty_pct for name, duty_pct in duties_pct.items() if name in self._fitted}
        if not fitted:
            return
        outputs = self._outputs
        if outputs is None or not self.drives:
            outputs, fitted = self._opened_anew(), fitted if self.drives else dict.fromkeys(fitted, 0.0)
        for name, duty_pct in in_order(fitted):
            outputs.drive(name, duty_pct)

    def _opened_anew(self) -> Outputs:
        if self._outputs is not None:
            with suppress(Exception):  # what cannot be given back is told when it cannot be opened
                self._outputs.close()
        self._outputs = self._open()
        return self._outputs

    def _fail(self, error: Exception, *, now_s: float) -> None:
        """Switch everything off, until it is tried again."""
        self.drives = False
        self._try_again_at_s = now_s + REOPEN_EVERY_S
        if self._outputs is not None:
            self._outputs.trip(_text(error))
        self._report(error)

    def _report_the_wait(self) -> None:
        """Keep the fault true: what could not be released at first may be by now."""
        error = "" if self._outputs is None else self._outputs.error
        if error:
            self._faults.report(FAULT, f"outputs: {error}")

    def _report(self, error: Exception) -> None:
        self._faults.report(FAULT, f"outputs: {_text(error)}")


def _text(error: Exception) -> str:
    return str(error) if isinstance(error, DriverError) else in_one_line(error)
