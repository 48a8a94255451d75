"""The section on outputs: the load of each, how it is wired, and the times that it must be given."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, ValidationInfo, computed_field, field_validator, model_validator
from pydantic_core import PydanticCustomError

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
    STEPS = "steps"
    """Several relays, of which each step closes some, as those of a three-speed fan."""
    SERVO = "servo"
    """One pin, a servo that moves a damper by the width of its pulses."""


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


class StepConfig(Section):
    """One step of an output with several relays."""

    at: float = Field(gt=0.0, le=10_000.0)
    """What the load does then, in any unit such as % or rpm; that of the last step is full."""
    pins: tuple[Pin, ...] = Field(min_length=1)
    """The BCM numbers of the pins whose relays are closed then."""


class MapConfig(Section):
    """One point of the map of a load that does not follow the duty of its pulses; between two it is a line."""

    at: float = Field(gt=0.0, le=10_000.0)
    """What the load does then, in any unit such as % or rpm; that of the last point is full."""
    duty_pct: float = Field(gt=0.0, le=100.0)
    """The duty of the pulses then; 0 is off in any case."""


class OutputConfig(Section):
    """One output: the load, how it is wired, and the times that it must be given."""

    name: str
    """The load that it drives; the names stand below."""
    kind: Wiring
    """How it is wired."""
    steps: tuple[StepConfig, ...] = ()
    """Of the kind steps, rising; each an [[outputs.steps]] table."""
    pin: Pin | None = Field(None, validate_default=True)
    """The BCM number of the pin; must be given unless `steps` name the pins."""
    active_high: bool = True
    """True where the load is on at a high level."""
    frequency_hz: int = Field(100, ge=1, le=10_000)
    """Of the pulses; those of a servo have 50."""
    map: tuple[MapConfig, ...] = ()
    """Of the kind pwm: the duty of the pulses for what the load is to do, rising; a compressor with one has its speed
    and its on and off on this pin."""
    gap_s: float | None = Field(None, ge=0.0, le=5.0)
    """All relays are off for so long between two steps; usually 0.1, and 0 for a compressor, which must not stop."""
    closed_us: float | None = Field(None, ge=400.0, le=2_600.0)
    """Of a servo: the width of its pulses where it is shut ..."""
    open_us: float | None = Field(None, ge=400.0, le=2_600.0)
    """... and where it is open."""
    least_us: float = Field(1_000.0, ge=400.0, le=1_500.0)
    """The least width that the servo bears; nearer to its stops it would be held by force."""
    most_us: float = Field(2_000.0, ge=1_500.0, le=2_600.0)
    """The greatest."""
    travel_s: float = Field(1.0, ge=0.1, le=30.0)
    """The time from one end to the other; shut for so long it gets no pulses any more."""
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
    def pins(self) -> tuple[int, ...]:
        """Every pin that it drives, once."""
        if self.pin is not None:
            return (self.pin,)
        return tuple(dict.fromkeys(pin for step in self.steps for pin in step.pins))

    @property
    def released(self) -> tuple[Mapping[str, Any], ...]:
        """Each pin as `outputs-off` releases it: alone, whatever they do together."""
        common = {key: getattr(self, key) for key in ("name", "active_high", "frequency_hz", "moves_air")}
        return tuple({"kind": Wiring.RELAY.value, "pin": pin, **common} for pin in self.pins)

    @property
    def shares_pct(self) -> tuple[float, ...]:
        """Work of the load at each step or point of its map, the last being full."""
        ats = [each.at for each in self.steps or self.map]
        return tuple(FULL_PCT * at / ats[-1] for at in ats)

    @property
    def times(self) -> OutputTimes:
        """The times and levels that the controller must keep."""
        first = self.name.partition(".")[0]
        usual = USUAL.get(self.unit) or USUAL.get(first) or OutputTimes()
        own = {key: getattr(self, key) for key in self.given(*_TIMES)}
        least_pct = self.shares_pct[0] if self.shares_pct else 0.0
        return replace(usual, **own, levels_pct=self._levels_pct, least_pct=least_pct, rounds_up=self.moves_air)

    @field_validator("pin")
    @classmethod
    def _has_a_pin(cls, pin: int | None, info: ValidationInfo) -> int | None:
        if pin is None and info.data.get("kind") is not Wiring.STEPS:
            raise PydanticCustomError("missing", "no pin")
        return pin

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        wrong = next(_wrong(self), None)
        if wrong is not None:
            raise ValueError(wrong)
        _ = self.times  # which checks itself
        return self

    @property
    def _levels_pct(self) -> tuple[float, ...]:
        if self.levels_pct:
            return self.levels_pct
        if self.kind is Wiring.STEPS:
            return self.shares_pct
        return (FULL_PCT,) if self.kind is Wiring.RELAY else ()


_TIMES = ("min_on_s", "min_off_s", "start_up_s", "after_run_s", "run_on_s", "own_air")


def _wrong(output: OutputConfig) -> Iterator[str]:
    """Yield what does not fit the kind of an output, as `key = value: what would be right`."""
    kind = output.kind
    if kind is Wiring.STEPS and not output.steps:
        yield "steps = None: the kind steps needs them: [[outputs.steps]] tables with at and pins"
    for key, own in _OF_A_KIND.items():
        if key in output.model_fields_set and kind is not own:
            yield f"{key} = ...: belongs to an output of the kind {own}, this one is of the kind {kind}"
    for key in ("steps", "map"):
        ats = [each.at for each in getattr(output, key)]
        if ats != sorted(set(ats)):
            yield f"{key} = {ats}: must rise from each to the next"
    if len(output.map) == 1:
        yield "map = ...: one point is no map: write two or more, the last of them full"
    if kind is Wiring.STEPS and output.pin is not None:
        yield f"pin = {output.pin}: must not be there: each of the steps names its pins"
    if kind is Wiring.SERVO:
        yield from _wrong_servo(output)


_OF_A_KIND: Mapping[str, Wiring] = {
    "map": Wiring.PWM,
    "steps": Wiring.STEPS,
    "gap_s": Wiring.STEPS,
    "closed_us": Wiring.SERVO,
    "open_us": Wiring.SERVO,
    "least_us": Wiring.SERVO,
    "most_us": Wiring.SERVO,
    "travel_s": Wiring.SERVO,
}
"""Keys that only one kind of output has."""


def _wrong_servo(output: OutputConfig) -> Iterator[str]:
    if not output.active_high:
        yield "active_high = False: the pulses of a servo are high: to turn its way round swap closed_us and open_us"
    for key in ("closed_us", "open_us"):
        width_us = getattr(output, key)
        if width_us is None:
            yield f"{key} = None: the kind servo needs it: the width of its pulses at that end, in microseconds"
        elif not output.least_us <= width_us <= output.most_us:
            stops = f"least_us = {output.least_us:g} and most_us = {output.most_us:g}"
            yield f"{key} = {width_us:g}: is beyond the stops of the servo: must be within {stops}"
    if output.closed_us == output.open_us is not None:
        yield f"open_us = {output.open_us:g}: must differ from closed_us, or nothing moves"
