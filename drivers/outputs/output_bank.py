"""The output pins of an installation: they stand or fall together, and each lets go by itself.

Everything is off unless it was driven again within its hold time. After any failure everything is released at once,
each pin alone, and the bank stays tripped: only a new one, whose pins were all opened and off, drives again.

A thread of its own looks after both, so that a stuck event loop loses its outputs too. A dead process or kernel cannot
be caught here: that is the job of the service manager and of wiring in which an undriven pin is off.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import gpiozero

from drivers.errors import BusError, DriverError, NotFitted
from drivers.gpio.gpio_chip import give_back, open_pins
from drivers.gpio.gpio_errors import one_line
from drivers.outputs.output_pin import OutputPin, OutputSpec

__all__ = ["OutputBank", "OutputSpec"]

_LOG = logging.getLogger(__name__)

MONITOR_EVERY_S = 0.2
"""Real time between two looks of the monitor thread (engineering choice: short against any hold time)."""


class OutputBank:
    """All outputs of an installation, by name; a drivers.ports.Outputs. May be called from any thread.

    Without a `pin_factory` it opens the pins of the board, and gives them back when it is closed.
    """

    def __init__(
        self, specs: Iterable[OutputSpec], *, hold_s: float, now_s: Callable[[], float], pin_factory: Any = None
    ) -> None:
        """Open every output, off; raises NotFitted, with nothing left open, where one cannot be."""
        self._hold_s, self._now_s = hold_s, now_s
        self._lock = threading.RLock()
        self._tripped = ""
        self._unreleased: dict[str, str] = {}
        self._expires_at_s: dict[str, float] = {}
        self._stop = threading.Event()
        self._monitor: threading.Thread | None = None
        self._own_factory: Any = None
        self._outputs: dict[str, OutputPin] = {}
        # In the order in which they are released: what moves air comes after all that may need it.
        self._open_all(sorted(specs, key=lambda spec: spec.moves_air), pin_factory)

    @property
    def error(self) -> str:
        """The reason of the trip, and outputs not released since; "" while the bank drives, and when it is closed."""
        with self._lock:
            if not self._tripped or not self._outputs:
                return ""
            return "; ".join(dict.fromkeys([self._tripped, *self._unreleased.values()]))

    def drive(self, name: str, duty_pct: float) -> None:
        """Order output `name` 0 to 100 % and start its hold time anew; a relay is on from 50 %, of a fan from any duty.

        Raises BusError where that fails or the bank has tripped; then everything is released.
        """
        with self._lock:
            if self._stop.is_set():
                raise BusError(self._tripped or "the outputs are closed")
            output = self._outputs[name]
            if self._monitor is not None and not self._monitor.is_alive():
                self.trip("the thread that monitors the outputs has ended")
            if self._tripped:
                raise BusError(self.error)
            # Noted before the write: a write that fails half-way must expire as well.
            self._expires_at_s[name] = self._now_s() + self._hold_s
            try:
                output.drive(duty_pct, now_s=self._now_s())
            except BusError as error:
                self.trip(str(error))
                raise BusError(self.error) from error
            if output.is_off:
                del self._expires_at_s[name]

    def trip(self, why: str) -> None:
        """Release everything at once, and drive nothing any more; never raises."""
        with self._lock:
            self._tripped = self._tripped or why
            self._release()

    def expire(self) -> None:
        """Release everything when one hold time is over, and what a trip could not release; never raises."""
        try:
            with self._lock:
                now_s = self._now_s()
                is_over = any(at_s <= now_s for at_s in self._expires_at_s.values())
                if is_over or self._tripped:
                    self._release()
            if is_over:
                _LOG.warning("outputs: not driven again within %g s: everything is off", self._hold_s)
        except Exception as error:  # noqa: BLE001  # whatever it is, nobody knows any more what expires
            self.trip(f"outputs cannot be monitored: {one_line(error)}")

    def start_monitor(self) -> None:
        """Look for expired outputs on a thread of its own, until close()."""
        if self._monitor is None:
            self._monitor = threading.Thread(target=self._keep_monitoring, name="outputs monitor", daemon=True)
            self._monitor.start()

    def close(self) -> None:
        """Switch everything off, then give every pin back; again does nothing. Raises BusError after all is tried."""
        self._stop.set()
        if self._monitor is not None and self._monitor.is_alive():
            self._monitor.join()
        with self._lock:
            outputs = list(self._outputs.values())
            failures = [*_failures(each.release for each in outputs), *_failures(each.close for each in outputs)]
            self._outputs.clear()
            factory, self._own_factory = self._own_factory, None
            if factory is not None:
                give_back(factory)
        if failures:
            raise BusError("; ".join(failures))

    def _open_all(self, specs: list[OutputSpec], pin_factory: Any) -> None:
        """Open every pin that can be opened, which is off then; all are closed again where one cannot be."""
        failures: dict[str, list[OutputSpec]] = {}  # texts: an error would keep its half-open device alive
        try:
            pin_factory = self._factory(pin_factory)
        except NotFitted as error:
            failures[f"cannot be opened: {error}"] = specs
            specs = []
        for spec in specs:
            try:
                self._outputs[spec.name] = OutputPin(spec, pin_factory)
            except NotFitted as error:
                failures.setdefault(str(error), []).append(spec)
        if failures:
            with suppress(BusError):
                self.close()
            raise NotFitted("; ".join(f"{', '.join(map(str, each))}: {why}" for why, each in failures.items()))

    def _factory(self, given: Any) -> Any:
        """Choose the factory of the pins: the `given` one, else the one that gpiozero has, else the board's own."""
        factory = gpiozero.Device.pin_factory if given is None else given
        if factory is None:
            factory = self._own_factory = open_pins()
        return factory

    def _release(self) -> None:
        """Release each output alone; one that cannot be is told once, and trips the bank."""
        self._expires_at_s.clear()
        for name, output in self._outputs.items():
            if output.is_off:
                continue
            try:
                output.release()
            except BusError as error:
                if name not in self._unreleased:
                    _LOG.error("%s", error)
                self._unreleased[name] = str(error)
                self._tripped = self._tripped or str(error)
            else:
                self._unreleased.pop(name, None)
                self._tripped = self._tripped or output.lost

    def _keep_monitoring(self) -> None:
        while not self._stop.is_set():
            try:
                while not self._stop.wait(MONITOR_EVERY_S):
                    self.expire()
            except BaseException as error:  # noqa: BLE001  # a thread that has ended would monitor nothing any more
                self.trip(f"the thread that monitors the outputs was hit: {one_line(error)}")


def _failures(actions: Iterable[Callable[[], None]]) -> Iterator[str]:
    """Carry out every action; what failed."""
    for action in actions:
        try:
            action()
        except DriverError as error:
            yield str(error)
