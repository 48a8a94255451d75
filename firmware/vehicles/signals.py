"""The signals of a vehicle profile: their points, and the protection of their messages."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from controller import CabinSettings, FreshnessSettings, FridgeSettings, Settings
from firmware.control.process_image import VEHICLE_EXTRAS, known_inputs

BATTERY_POINTS = frozenset({"supply.battery_a", "supply.soc_pct", "supply.starter_v", "supply.solar_w", "supply.shore"})
"""What a car, or a battery on its bus, may tell of the 12 V supply."""

VEHICLE_POINTS = frozenset(
    point
    for point in known_inputs(Settings(fridge=FridgeSettings(), cabin=CabinSettings(), freshness=FreshnessSettings()))
    if point.startswith("vehicle.")
).union(VEHICLE_EXTRAS, BATTERY_POINTS)
"""What a car can give."""


def _cars_own_first(point: str) -> tuple[bool, str]:
    return not point.startswith("vehicle."), point


def _vehicle_point(point: str) -> str:
    if point not in VEHICLE_POINTS:
        raise ValueError(f"must be one of {', '.join(sorted(VEHICLE_POINTS, key=_cars_own_first))}")
    return point


VehiclePoint = Annotated[str, AfterValidator(_vehicle_point)]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Section(BaseModel):
    """A part of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SignalProfile(Section):
    """One signal: point = (physical value by the map) x scale + offset, a value only within low to high.

    `sentinels` are raw values, as on the wire. `quality` is a signal of the same message, `quality_ok` its raw values
    for which the value counts. `cycle_time_s` is how often it is sent: learned where it is left out, 0 where it is sent
    only when it changes. A map may lack what is `optional`: profiles of a standard fit many maps.
    """

    point: VehiclePoint
    message: Text
    signal: Text
    scale: Number = 1.0
    offset: Number = 0.0
    sentinels: tuple[int, ...] = ()
    low: Number
    high: Number
    cycle_time_s: float | None = Field(None, ge=0.0, le=60.0)
    quality: Text | None = None
    quality_ok: tuple[int, ...] = ()
    optional: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low {self.low:g} must be below high {self.high:g}")
        if (self.quality is None) != (not self.quality_ok):
            raise ValueError("quality and quality_ok belong together")
        return self


class ChecksumProfile(Section):
    """The checksum `signal` of a message, over the rest of it or over the signals `over`, and one of the `data_ids`.

    Several data ids are taken in turn, by the message's counter.
    """

    signal: Text
    algorithm: Literal[
        "xor8",
        "sum8",
        "sum8-inverted",
        "sum4-nibbles-negated",
        "honda",
        "toyota",
        "crc8-j1850",
        "crc8-autosar",
        "crc16-ccitt",
    ]
    over: tuple[Text, ...] = ()
    data_ids: tuple[Annotated[int, Field(ge=0, le=0xFF)], ...] = Field((), max_length=16)


class MessageProfile(Section):
    """The protection of a message by its sender: a counter, a checksum, or both. Only what fits them is believed."""

    message: Text
    counter: Text | None = None
    counter_modulo: int | None = Field(None, ge=2, le=65_536)
    counter_step: int = Field(1, ge=1, le=65_535)
    checksum: ChecksumProfile | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.counter is None and self.checksum is None:
            raise ValueError("needs a counter or a checksum")
        return self
