"""A car as a file: which signals of its bus are which points, in which unit, and which raw values mean "no value".

Shipped profiles stand in `firmware/vehicles/`; an owner's own is named by its path.
"""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from controller import CabinSettings, FreshnessSettings, FridgeSettings, Settings
from firmware.board import known_inputs
from firmware.errors import ProfileError

SHIPPED = Path(__file__).with_name("vehicles")

VEHICLE_POINTS = frozenset(
    point
    for point in known_inputs(Settings(FridgeSettings(), CabinSettings(), FreshnessSettings()))
    if point.startswith("vehicle.")
)
"""What a car can give."""


def _vehicle_point(point: str) -> str:
    if point not in VEHICLE_POINTS:
        raise ValueError(f"must be one of {', '.join(sorted(VEHICLE_POINTS))}")
    return point


Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _Section(BaseModel):
    """A part of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BusProfile(_Section):
    """How the car's bus runs, in bit/s; `data_bitrate` is the faster phase of CAN FD frames."""

    bitrate: int = Field(500_000, ge=10_000, le=1_000_000)
    data_bitrate: int | None = Field(None, ge=10_000, le=8_000_000)
    fd: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.fd and self.data_bitrate is None:
            raise ValueError("fd needs data_bitrate")
        return self


class SignalProfile(_Section):
    """One signal: point = (physical value by the map) x scale + offset, a value only within low to high.

    `sentinels` are raw values, as on the wire. `quality` is a signal of the same message, `quality_ok` its raw values
    for which the value counts.
    """

    point: Annotated[str, AfterValidator(_vehicle_point)]
    message: Text
    signal: Text
    scale: Number = 1.0
    offset: Number = 0.0
    sentinels: tuple[int, ...] = ()
    low: Number
    high: Number
    cycle_time_s: float = Field(gt=0.0, le=60.0)
    quality: Text | None = None
    quality_ok: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low {self.low:g} must be below high {self.high:g}")
        if (self.quality is None) != (not self.quality_ok):
            raise ValueError("quality and quality_ok belong together")
        return self


class VehicleProfile(_Section):
    """One car. `dbc` is the file name of the map that the profile was written for."""

    name: Text
    dbc: Text
    bus: BusProfile = BusProfile()
    signals: tuple[SignalProfile, ...]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.signals:
            raise ValueError("needs at least one [[signals]]")
        points = [signal.point for signal in self.signals]
        if doubles := sorted({point for point in points if points.count(point) > 1}):
            raise ValueError(f"{', '.join(doubles)}: given by more than one signal")
        return self


def shipped() -> list[str]:
    """The names of the shipped profiles."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def load(name_or_path: str) -> VehicleProfile:
    """The shipped profile of that name, or the one in a file; raises ProfileError with a line for each error."""
    if name_or_path in shipped():
        return _read(SHIPPED / f"{name_or_path}.toml")
    if name_or_path.endswith(".toml") or "/" in name_or_path:
        return _read(Path(name_or_path))
    raise ProfileError(f"no vehicle profile {name_or_path!r}: name one of {', '.join(shipped())} or a .toml file")


def parse(text: str, *, source: str) -> VehicleProfile:
    """Check the TOML `text`; `source` names it in errors. Raises ProfileError."""
    try:
        # As JSON, strictly, like the configuration: "true" is no number and 1.5 no raw value.
        return VehicleProfile.model_validate_json(json.dumps(tomllib.loads(text), default=str), strict=True)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{source}: is not TOML: {error}") from error
    except ValidationError as error:
        raise ProfileError("\n".join(_line(source, details) for details in error.errors())) from error


def _read(file: Path) -> VehicleProfile:
    try:
        return parse(file.read_text(encoding="utf-8"), source=str(file))
    except OSError as error:
        names = ", ".join(shipped())
        raise ProfileError(f"{file}: cannot be read: {error.strerror}; shipped profiles are {names}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{file}: is not UTF-8 text (byte {error.start})") from error


def _line(source: str, details: Any) -> str:
    """One line for one pydantic error: file, key path, value where it is short, what would be right."""
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in details["loc"]).lstrip(".")
    where = f"{source}: {path}" if path else source
    value, message = details["input"], details["msg"].removeprefix("Value error, ")
    if details["type"] == "extra_forbidden":
        return f"{where}: is not a known key"
    if isinstance(value, dict | list) or details["type"] == "missing":
        return f"{where}: {message}"
    return f"{where} = {value!r}: {message}"
