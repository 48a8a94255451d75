"""Output pins that let go by themselves: each is off unless it was driven again within its hold time.

The expiry is checked by a thread of its own, so that a stuck event loop loses its outputs too. A dead process or kernel
cannot be caught here: that is the job of the service manager and of wiring in which an undriven pin is off.
"""

import logging
import threading
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

import gpiozero

from drivers.errors import BusTrouble, DriverError, NotFitted
from drivers.gpio_errors import one_line, pin_errors

_LOG = logging.getLogger(__name__)

WATCH_EVERY_S = 0.2
"""Real time between two looks of the watching thread (engineering choice: short against any hold time)."""

RELAY_ON_FROM_PCT = 50.0


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """One output: its name, BCM pin number, and how the load hangs on it."""

    name: str
    pin: int
    kind: Literal["relay", "pwm"]
    active_high: bool = True
    frequency_hz: int = 100
    """Of the pulses; a relay ignores it."""

    def __str__(self) -> str:
        return f"output {self.name} (GPIO {self.pin})"


class ExpiringOutput:
    """One pin, off at first; a drivers.ports.Output. May be called from any thread."""

    def __init__(self, spec: OutputSpec, *, hold_s: float, now_s: Callable[[], float], pin_factory: Any = None) -> None:
        self._spec, self._hold_s, self._now_s = spec, hold_s, now_s
        self._lock = threading.Lock()
        self._device = _open(spec, pin_factory)
        self._duty_pct: float | None = 0.0  # None: a write failed, the pin's state is unknown
        self._expires_at_s: float | None = None  # None: nothing to expire

    def drive(self, duty_pct: float) -> None:
        """Order 0 to 100 % and start the hold time anew; what is no finite number is off. Raises BusTrouble."""
        duty_pct = _allowed(duty_pct, self._spec.kind)
        with self._lock:
            # Noted before the write: a write that fails half-way must expire as well.
            self._expires_at_s = self._now_s() + self._hold_s
            self._write(duty_pct)

    def release(self) -> None:
        """Off, at once. Raises BusTrouble."""
        with self._lock:
            self._write(0.0)
            self._expires_at_s = None

    def expire(self) -> bool:
        """Release when the hold time is over; tells whether a load that was on was released. Raises BusTrouble."""
        with self._lock:
            if self._expires_at_s is None or self._now_s() < self._expires_at_s:
                return False
            was_on = self._duty_pct != 0.0
            self._write(0.0)
            self._expires_at_s = None
            return was_on

    def close(self) -> None:
        """Give the pin back; the caller has released it. Raises BusTrouble."""
        with self._lock:
            try:
                self._device.close()
            except pin_errors() as error:
                raise BusTrouble(f"{self._spec}: cannot be closed: {one_line(error)}") from error

    def _write(self, duty_pct: float) -> None:
        if duty_pct == self._duty_pct:
            return
        self._duty_pct = None
        try:
            self._device.value = duty_pct / 100.0
        except pin_errors() as error:
            raise BusTrouble(f"{self._spec}: cannot be driven: {one_line(error)}") from error
        self._duty_pct = duty_pct


class OutputBank:
    """All outputs of an installation, by name; a drivers.ports.Outputs."""

    def __init__(
        self, specs: Iterable[OutputSpec], *, hold_s: float, now_s: Callable[[], float], pin_factory: Any = None
    ) -> None:
        """Open every output, off; raises NotFitted, with nothing left open, where one cannot be."""
        self.expiries = 0
        self._outputs: dict[str, ExpiringOutput] = {}
        self._failed_to_expire: set[str] = set()
        self._stop = threading.Event()
        self._watch: threading.Thread | None = None
        try:
            for spec in specs:
                output = ExpiringOutput(spec, hold_s=hold_s, now_s=now_s, pin_factory=pin_factory)
                self._outputs[spec.name] = output
        except NotFitted:
            self.close()
            raise

    def drive(self, name: str, duty_pct: float) -> None:
        """Order output `name` 0 to 100 % and start its hold time anew; a relay is on from 50 %. Raises BusTrouble."""
        self._outputs[name].drive(duty_pct)

    def release_all(self) -> None:
        """Everything off, at once; raises BusTrouble only after each output was tried."""
        _raise_all(_failures(output.release for output in self._outputs.values()))

    def expire(self) -> None:
        """Release what was not driven again within its hold time; never raises, what fails is tried again."""
        for name, output in self._outputs.items():
            try:
                self.expiries += output.expire()
            except BusTrouble as error:
                if name not in self._failed_to_expire:
                    _LOG.error("%s", error)
                self._failed_to_expire.add(name)
            else:
                self._failed_to_expire.discard(name)

    def start_watch(self) -> None:
        """Look for expired outputs on a thread of its own, until close()."""
        if self._watch is None:
            self._watch = threading.Thread(target=self._keep_watch, name="outputs watch", daemon=True)
            self._watch.start()

    def close(self) -> None:
        """Everything off first, then every pin given back; again does nothing. Raises BusTrouble after all is tried."""
        self._stop.set()
        if self._watch is not None:
            self._watch.join()
        outputs = list(self._outputs.values())
        failures = _failures(output.release for output in outputs) + _failures(output.close for output in outputs)
        self._outputs.clear()
        _raise_all(failures)

    def _keep_watch(self) -> None:
        while not self._stop.wait(WATCH_EVERY_S):
            self.expire()


def _open(spec: OutputSpec, pin_factory: Any) -> Any:
    """The gpiozero device of `spec`, off; raises NotFitted."""
    try:
        with warnings.catch_warnings():
            # What gpiozero tried before it gave up is in its error, too.
            warnings.simplefilter("ignore", gpiozero.PinFactoryFallback)
            if spec.kind == "relay":
                return gpiozero.DigitalOutputDevice(spec.pin, active_high=spec.active_high, pin_factory=pin_factory)
            return gpiozero.PWMOutputDevice(
                spec.pin, active_high=spec.active_high, frequency=spec.frequency_hz, pin_factory=pin_factory
            )
    except pin_errors() as error:
        raise NotFitted(f"{spec}: cannot be opened: {one_line(error)}") from error


def _allowed(duty_pct: float, kind: str) -> float:
    """The duty that the pin can have: 0 to 100 %, a relay either of both."""
    if not isfinite(duty_pct):
        return 0.0
    if kind == "relay":
        return 100.0 if duty_pct >= RELAY_ON_FROM_PCT else 0.0
    return min(max(duty_pct, 0.0), 100.0)


def _failures(actions: Iterable[Callable[[], None]]) -> list[DriverError]:
    """Carry out every action; what failed."""
    failures: list[DriverError] = []
    for action in actions:
        try:
            action()
        except DriverError as error:
            failures.append(error)
    return failures


def _raise_all(failures: list[DriverError]) -> None:
    if failures:
        raise BusTrouble("; ".join(str(error) for error in failures))
