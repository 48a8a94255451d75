"""A car as a file: the points that signals and diagnostic answers of its bus are, and their values for "no value".

Shipped profiles stand in `firmware/vehicles/`; an owner's own is named by its path. A .json file is a list of EV
diagnostics in the format of the community's ev-obd-pids collection.
"""

import errno
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from firmware.config.problem import did_you_mean
from firmware.errors import ProfileError
from firmware.runtime.one_line import one_line
from firmware.vehicles.ev_obd_pids import profile as ev_profile
from firmware.vehicles.signals import MessageProfile, Number, Section, SignalProfile, Text, VehiclePoint

MAX_FILE_BYTES, MAX_LINE = 256 * 1024, 1_000
"""Ten times the longest profile or list that was looked at; more is neither (engineering choice). TOML takes a
minute for a key of 50 000 parts."""

MAX_SIGNALS = MAX_QUERIES = 500
"""Of one car; there are some forty points to give (engineering choice)."""

MAX_VALUE, MAX_REASON = 60, 2_000
"""Characters of a line that tells what is wrong; all points' names have 1 500."""

MAX_LINES = 50

SHIPPED = Path(__file__).parent


class BusProfile(Section):
    """The bit rates of the car's bus, in bit/s; `data_bitrate` is the faster phase of CAN FD frames."""

    bitrate: int = Field(500_000, ge=10_000, le=1_000_000)
    data_bitrate: int | None = Field(None, ge=10_000, le=8_000_000)
    fd: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.fd and self.data_bitrate is None:
            raise ValueError("fd needs data_bitrate")
        return self


class QueryProfile(Section):
    """One diagnostic answer: point = `formula` of its data, where the answer to `request` (hexadecimal) goes by.

    Letters in the formula are data bytes: `a` is the first one behind what the answer echoes. A standard PID of mode 01
    needs no formula. `answer_id` is the CAN id of the answer, that of any OBD-II control unit when it is left out;
    `address` is the byte that comes first in each frame where the car has extended addressing. `sentinels` are results
    that mean "no value". Where the bus is armed for polling, the request leaves by `request_id` (that of the standard
    when it is left out), with the byte `target` first where the car has extended addressing.
    """

    point: VehiclePoint
    request: str = Field(pattern=r"^[0-3][0-9A-F]([0-9A-F]{2}){1,4}$")
    answer_id: int | None = Field(None, ge=0, le=0x1FFF_FFFF)
    address: int | None = Field(None, ge=0, le=0xFF)
    request_id: int | None = Field(None, ge=0, le=0x1FFF_FFFF)
    target: int | None = Field(None, ge=0, le=0xFF)
    formula: Text | None = None
    sentinels: tuple[Number, ...] = ()
    low: Number
    high: Number

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low {self.low:g} must be below high {self.high:g}")
        if self.address is not None and self.answer_id is None:
            raise ValueError("address needs answer_id")
        if self.target is not None and (self.address is None or self.request_id is None):
            raise ValueError("target needs address and request_id")
        return self


class VehicleProfile(Section):
    """One car. `dbc` is the file name of the map of its signals, "" where it has none; a shipped map is found by it."""

    name: Text
    dbc: Text = ""
    bus: BusProfile = BusProfile()
    signals: tuple[SignalProfile, ...] = Field((), max_length=MAX_SIGNALS)
    messages: tuple[MessageProfile, ...] = Field((), max_length=MAX_SIGNALS)
    queries: tuple[QueryProfile, ...] = Field((), max_length=MAX_QUERIES)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.points:
            raise ValueError("needs at least one [[signals]] or [[queries]]")
        if self.signals and not self.dbc:
            raise ValueError("[[signals]] need dbc, the file name of their map")
        if doubles := sorted({point for point in self.points if self.points.count(point) > 1}):
            raise ValueError(f"{', '.join(doubles)}: given by more than one signal")
        protected = [each.message for each in self.messages]
        if extra := sorted(set(protected) - {signal.message for signal in self.signals}):
            raise ValueError(f"messages: of {', '.join(extra)} no signal is wanted")
        if len(set(protected)) < len(protected):
            raise ValueError("messages: each may be there once")
        return self

    @property
    def points(self) -> tuple[str, ...]:
        """All points that it gives."""
        return (*(signal.point for signal in self.signals), *(query.point for query in self.queries))

    @property
    def shipped_dbc(self) -> Path | None:
        """The map, where it is shipped with the profile."""
        file = SHIPPED / self.dbc if self.dbc else None
        return file if file and file.is_file() else None


def shipped() -> list[str]:
    """Return the names of the shipped profiles."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def load(name_or_path: str) -> VehicleProfile:
    """Return the shipped profile of that name, or the one in a file; raises ProfileError with a line for each error."""
    if name_or_path in shipped():
        return _read(SHIPPED / f"{name_or_path}.toml")
    if name_or_path.endswith((".toml", ".json")) or "/" in name_or_path:
        return _read(Path(name_or_path))
    names, meant = ", ".join(shipped()), did_you_mean(name_or_path, shipped(), is_value=True)
    raise ProfileError(f"no vehicle profile {name_or_path!r}: {meant}name one of {names} or a .toml or .json file")


def parse(text: str, *, source: str) -> VehicleProfile:
    """Check the TOML `text`; `source` names it in errors. Raises ProfileError."""
    try:
        _refuse_long_lines(text)
        return _checked(tomllib.loads(text), source)
    except (ValueError, RecursionError) as error:
        raise _not_of_its_kind(source, "TOML", error) from error


def parse_ev_list(text: str, *, source: str) -> VehicleProfile:
    """Check the ev-obd-pids list `text`; `source` names it in errors. Raises ProfileError."""
    try:
        document = json.loads(text)
        if not isinstance(document, dict):
            raise ProfileError(f"{source}: is not a list of EV diagnostics: an object with init_commands is wanted")
        return _checked(ev_profile(document, Path(source).stem), source)
    except (ValueError, RecursionError) as error:
        raise _not_of_its_kind(source, "JSON", error) from error


def _refuse_long_lines(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            raise ValueError(f"line {number} has more than {MAX_LINE} characters")


def _not_of_its_kind(source: str, kind: str, error: ValueError | RecursionError) -> ProfileError:
    """Make one line of why a text cannot be used: what is beyond all bounds in it, or what was found already."""
    if isinstance(error, ProfileError):
        return error
    reason = "it is nested too deeply" if isinstance(error, RecursionError) else one_line(str(error), MAX_REASON)
    return ProfileError(f"{source}: is not {kind}: {reason}")


def _checked(document: dict[str, Any], source: str) -> VehicleProfile:
    try:
        # As JSON, strictly, like the configuration: "true" is no number and 1.5 no raw value.
        return VehicleProfile.model_validate_json(json.dumps(document, default=str), strict=True)
    except ValidationError as error:
        raise ProfileError("\n".join(_lines(source, error))) from error


def _read(file: Path) -> VehicleProfile:
    check = parse_ev_list if file.suffix == ".json" else parse
    try:
        return check(_bytes_of(file).decode(), source=str(file))
    except OSError as error:
        names = ", ".join(shipped())
        raise ProfileError(f"{file}: cannot be read: {error.strerror}; shipped profiles are {names}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{file}: is not UTF-8 text (byte {error.start})") from error


def _bytes_of(file: Path) -> bytes:
    """Read no more than a profile may have, whatever stands there: a device or a pipe has no end."""
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "is no file")
    with file.open("rb") as opened:
        data = opened.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ProfileError(f"{file}: has more than {MAX_FILE_BYTES} bytes: no vehicle profile is so large")
    return data


def _lines(source: str, error: ValidationError) -> Iterator[str]:
    """Give one line for each thing that is wrong; of very many the first tell enough."""
    yield from (_line(source, details) for details in error.errors()[:MAX_LINES])
    if (more := error.error_count() - MAX_LINES) > 0:
        yield f"{source}: and {more} more of the kind"


def _line(source: str, details: Any) -> str:
    """Put one pydantic error into a line: file, key path, value where it is short, what would be right."""
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in details["loc"]).lstrip(".")
    where = f"{source}: {path}" if path else source
    value, message = details["input"], details["msg"].removeprefix("Value error, ")
    if details["type"] == "extra_forbidden":
        return f"{one_line(where)}: is not a known key"
    if isinstance(value, dict | list) or details["type"] == "missing":
        return f"{where}: {message}"
    return f"{where} = {one_line(repr(value), MAX_VALUE)}: {one_line(message, MAX_REASON)}"
