"""The ways in which a load hangs on its pins: one relay, pulses, several relays in steps, a servo.

Each is off at first, and is told its duty anew with every tick: what must wait, such as a relay for another one to have
opened, waits for the next of them and never holds anything up.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from typing import Any, Protocol

import gpiozero

from drivers.outputs.output_spec import FULL_PCT, OFF_PCT, RELAY_ON_FROM_PCT, OutputSpec

SERVO_HZ = 50
"""Pulses of analogue servos; digital ones take them too."""

_US = 1e6


class Wiring(Protocol):
    """A load on its pins. Whatever raises here leaves its state unknown."""

    @property
    def is_off(self) -> bool:
        """True while it is known to be off, or undriven."""

    def set(self, duty_pct: float, *, now_s: float) -> None:
        """Drive it with 0 to 100 %."""

    def off(self) -> None:
        """Switch it off at once."""

    def close(self) -> None:
        """Give its pins back; again does nothing."""


class _Quiet:
    """A gpiozero device that cannot be closed any more when it is thrown away: that has been told already."""

    def __del__(self) -> None:
        with suppress(BaseException):
            super().__del__()  # type: ignore[misc]  # of gpiozero's class beside this one


class _Switch(_Quiet, gpiozero.DigitalOutputDevice):  # type: ignore[misc]  # gpiozero has no types
    """A pin that is on or off."""


class _Pulses(_Quiet, gpiozero.PWMOutputDevice):  # type: ignore[misc]  # gpiozero has no types
    """A pin with a duty."""


class OnePin:
    """A relay, or pulses whose duty is that of the load or follows from it by a map."""

    def __init__(self, spec: OutputSpec, pin_factory: Any) -> None:
        self._spec = spec
        self._device = _pulses(spec, pin_factory) if spec.kind == "pwm" else _switch(spec, spec.pin, pin_factory)
        self._duty_pct: float | None = OFF_PCT  # None: a write failed

    @property
    def is_off(self) -> bool:
        """As of any wiring."""
        return self._duty_pct == OFF_PCT

    def set(self, duty_pct: float, *, now_s: float) -> None:  # noqa: ARG002  # it waits for nothing
        """As of any wiring; a relay is on from 50 %, that of a fan at any duty."""
        if self._spec.kind == "relay":
            is_on = duty_pct > OFF_PCT if self._spec.moves_air else duty_pct >= RELAY_ON_FROM_PCT
            duty_pct = FULL_PCT if is_on else OFF_PCT
        self._write(self._spec.pulses_pct(duty_pct))

    def off(self) -> None:
        """As of any wiring."""
        self._write(OFF_PCT)

    def close(self) -> None:
        """As of any wiring."""
        self._device.close()
        self._duty_pct = OFF_PCT

    def _write(self, duty_pct: float) -> None:
        if duty_pct == self._duty_pct:
            return
        self._duty_pct = None
        self._device.value = duty_pct / FULL_PCT
        self._duty_pct = duty_pct


class Stepped:
    """Several relays of which each step closes some, as those of a three-speed fan: never those of two steps at once.

    The state that a change passes through: on -> all off for `gap_s` -> on. Without a gap only the relays that differ
    change, those that open first.
    """

    def __init__(self, spec: OutputSpec, pin_factory: Any) -> None:
        self._spec = spec
        self._on: tuple[int, ...] | None = ()  # None: a write failed
        self._opened_at_s = 0.0
        with ExitStack() as opened:  # all or none
            self._devices = {pin: opened.enter_context(_switch(spec, pin, pin_factory)) for pin in spec.pins}
            opened.pop_all()

    @property
    def is_off(self) -> bool:
        """As of any wiring."""
        return self._on == ()

    def set(self, duty_pct: float, *, now_s: float) -> None:
        """As of any wiring."""
        step = self._spec.step(duty_pct)
        wanted = () if step is None else step.pins
        if wanted == self._on:
            return
        if self._spec.gap_s > 0.0 and self._on != ():
            self.off()
            self._opened_at_s = now_s + self._spec.gap_s
        elif not wanted or now_s >= self._opened_at_s:
            self._change(wanted)

    def off(self) -> None:
        """As of any wiring."""
        self._change(())

    def close(self) -> None:
        """As of any wiring."""
        with ExitStack() as closing:  # each, although another may fail
            for device in self._devices.values():
                closing.callback(device.close)
        self._on = ()

    def _change(self, wanted: tuple[int, ...]) -> None:
        """Open what is not `wanted`, each although another may fail, then close the rest."""
        before, self._on = self._on, None
        errors = [error for pin in self._devices if pin not in wanted and (error := self._opened(pin)) is not None]
        if errors:
            raise errors[0]
        for pin in wanted:
            if before is None or pin not in before:
                self._devices[pin].value = True
        self._on = wanted

    def _opened(self, pin: int) -> BaseException | None:
        """Open one relay; return what was raised."""
        try:
            self._devices[pin].value = False
        except BaseException as error:  # noqa: BLE001  # whatever it is, the others must be opened
            return error
        return None


class Servo:
    """A servo that moves a damper: its pulses say where to. Shut and arrived it gets none, and rests on its gear."""

    def __init__(self, spec: OutputSpec, pin_factory: Any) -> None:
        self._stops = spec.stops
        self._device = _Pulses(spec.pin, frequency=SERVO_HZ, pin_factory=pin_factory)
        self._duty_pct: float | None = None
        """Where it is moved to; None is not known, as at the start."""
        self._shut_at_s = 0.0
        self._width_us: float | None = 0.0  # None: a write failed

    @property
    def is_off(self) -> bool:
        """As of any wiring."""
        return self._width_us == 0.0

    def set(self, duty_pct: float, *, now_s: float) -> None:
        """As of any wiring."""
        if duty_pct != self._duty_pct:
            self._shut_at_s = now_s + self._stops.travel_s
            self._pulse(self._stops.closed_us + (self._stops.open_us - self._stops.closed_us) * duty_pct / FULL_PCT)
            self._duty_pct = duty_pct
        elif duty_pct <= OFF_PCT and not self.is_off and now_s >= self._shut_at_s:
            self._pulse(0.0)

    def off(self) -> None:
        """Give no more pulses: it stays where it is, which harms nothing once no cold is made."""
        self._duty_pct = None
        self._pulse(0.0)

    def close(self) -> None:
        """As of any wiring."""
        self._device.close()
        self._width_us = 0.0

    def _pulse(self, width_us: float) -> None:
        self._width_us = None
        self._device.value = width_us * SERVO_HZ / _US
        self._width_us = width_us


WIRINGS: Mapping[str, Callable[[OutputSpec, Any], Wiring]] = {
    "relay": OnePin,
    "pwm": OnePin,
    "steps": Stepped,
    "servo": Servo,
}
"""One for each kind of an output."""


def _switch(spec: OutputSpec, pin: int | None, pin_factory: Any) -> Any:
    return _Switch(pin, active_high=spec.active_high, pin_factory=pin_factory)


def _pulses(spec: OutputSpec, pin_factory: Any) -> Any:
    return _Pulses(spec.pin, active_high=spec.active_high, frequency=spec.frequency_hz, pin_factory=pin_factory)
