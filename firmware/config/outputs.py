"""The section on outputs: the load of each, how it is wired, and the times that it must be given."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, computed_field, model_validator

from controller.settings import OutputTimes
from firmware.config.fields import Pin, Section
from firmware.config.output_air import moves_air

FULL_PCT = 100.0


class Wiring(StrEnum):
    """The way in which an output is wired."""

    RELAY = "relay"
    """One pin, on or off: on from 50 %; one that moves air at any duty, so that a floor of 20 % is not none."""
    PWM = "pwm"
    """One pin, a duty by pulse width."""


class Unit(StrEnum):
    """A kind of unit behind an output, which has usual times; each of them can be set otherwise."""

    PLAIN = "plain"
    """Follows at once and needs no times."""
    FUEL_HEATER = "fuel_heater"
    """Burns diesel, petrol or gas: it lights for minutes, runs down for minutes, and moves its air itself."""
    AIR_CONDITIONER = "air_conditioner"
    """Has a compressor of its own: switched seldom, and moves its air itself."""


USUAL: Mapping[str, OutputTimes] = {
    Unit.FUEL_HEATER: OutputTimes(min_on_s=600.0, min_off_s=300.0, start_up_s=150.0, after_run_s=180.0, own_air=True),
    Unit.AIR_CONDITIONER: OutputTimes(min_on_s=180.0, min_off_s=180.0, start_up_s=30.0, own_air=True),
    "condenser_fan": OutputTimes(run_on_s=60.0),
    "warmer": OutputTimes(min_on_s=60.0, min_off_s=60.0),
    "charger": OutputTimes(min_on_s=60.0, min_off_s=60.0),
}
"""The usual times, by the unit or by the first word of the output's name. Engineering choices: the ignition of an air
heater takes 2 to 3 min with its glow plug and its run-down 3 min (operating instructions of Webasto Air Top and
Autoterm); a flame of less than ten minutes leaves soot; a hermetic compressor rests for 3 min; a relay under load bears
100 000 switchings; a condenser is at its surroundings within a minute."""


class OutputConfig(Section):
    """One output pin (BCM number): a relay, or a duty by pulse width."""

    name: str
    """The load that it drives; the names stand below."""
    pin: Pin
    """The BCM number of the pin."""
    kind: Wiring
    """How it is wired."""
    active_high: bool = True
    """True where the load is on at a high level."""
    frequency_hz: int = Field(100, ge=1, le=10_000)
    """Of the pulses."""
    unit: Unit = Unit.PLAIN
    """The unit behind it: gives the times below that are not written."""
    min_on_s: float | None = Field(None, ge=0.0, le=3_600.0)
    """Once on it stays so for as long at least, unless it must stop for safety."""
    min_off_s: float | None = Field(None, ge=0.0, le=3_600.0)
    """Once off it stays so for as long at least, in any case."""
    start_up_s: float | None = Field(None, ge=0.0, le=3_600.0)
    """From being switched on to its effect: before, nothing is judged."""
    after_run_s: float | None = Field(None, ge=0.0, le=3_600.0)
    """It goes on by itself for so long after it was switched off, and needs its air until then."""
    run_on_s: float | None = Field(None, ge=0.0, le=3_600.0)
    """It is driven for so long after nobody asks for it any more, as a fan of what is still hot."""
    levels_pct: tuple[float, ...] = ()
    """The duties that it can have beside 0, rising; a relay has one, 100."""
    own_air: bool | None = None
    """True where a heater or cooler moves its air itself: it needs no blower."""

    @computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
    @property
    def moves_air(self) -> bool:
        """True for a fan: driven before the outputs that need its air, released after them."""
        return moves_air(self.name)

    @property
    def released(self) -> tuple[Mapping[str, Any], ...]:
        """Each pin as `outputs-off` releases it: one of its own for each, whatever they do together."""
        keys = ("name", "pin", "active_high", "frequency_hz", "moves_air")
        return ({"kind": Wiring.RELAY.value} | {key: getattr(self, key) for key in keys},)

    @property
    def times(self) -> OutputTimes:
        """The times and levels that the controller must keep."""
        first = self.name.partition(".")[0]
        usual = USUAL.get(self.unit) or USUAL.get(first) or OutputTimes()
        own = {key: getattr(self, key) for key in self.given(*_TIMES)}
        return replace(usual, **own, levels_pct=self._levels_pct, rounds_up=self.moves_air)

    @model_validator(mode="after")
    def _has_times_that_can_be(self) -> Self:
        _ = self.times
        return self

    @property
    def _levels_pct(self) -> tuple[float, ...]:
        return self.levels_pct or ((FULL_PCT,) if self.kind is Wiring.RELAY else ())


_TIMES = ("min_on_s", "min_off_s", "start_up_s", "after_run_s", "run_on_s", "own_air")
