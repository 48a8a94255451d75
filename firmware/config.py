"""The configuration file: TOML into frozen objects, every error at once, each with its key path and value.

The sections `fridge`, `cabin` and `freshness` are the controller's own settings; their ranges live there.
"""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo

from controller import CabinSettings, FreshnessSettings, FridgeSettings, Settings
from firmware.errors import ConfigError


def _beside(path: Path, info: ValidationInfo) -> Path:
    """A relative path in the file is meant from the folder of the file."""
    return Path(info.context or ".") / path


def _name_or_path(vehicle: str, info: ValidationInfo) -> str:
    """A vehicle is the name of a shipped profile, or the path of a file of one's own."""
    return str(_beside(Path(vehicle), info)) if vehicle.endswith((".toml", ".json")) else vehicle


LocalPath = Annotated[Path, AfterValidator(_beside)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Pin = Annotated[int, Field(ge=0, le=27)]


class _Section(BaseModel):
    """A part of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordConfig(_Section):
    """Where measurements and events are kept."""

    file: LocalPath = Path("/var/lib/homeward/record.db")
    commit_every_s: float = Field(60.0, ge=1.0, le=600.0)
    """Samples wait in memory this long; alarms and events that matter are written at once."""


class MqttConfig(_Section):
    """The home hub's broker. The password stands in a file of its own, so that this file holds no secret."""

    host: str
    port: int = Field(1883, ge=1, le=65_535)
    username: str | None = None
    password_file: LocalPath | None = None
    protocol: Literal["auto", "5", "3.1.1"] = "auto"
    base_topic: str = Field("homeward", pattern=r"^[^#+\s/][^#+\s]*$")
    discovery_prefix: str = Field("homeassistant", pattern=r"^[^#+\s/][^#+\s]*$")
    keepalive_s: int = Field(15, ge=5, le=65_535)
    timeout_s: float = Field(10.0, ge=1.0, le=3_600.0)
    heartbeat_s: float = Field(30.0, ge=5.0, le=600.0)
    """An unchanged value is published again after this long."""


class ConsoleConfig(_Section):
    """The technician's serial line."""

    port: str
    baud: Literal[9_600, 19_200, 38_400, 57_600, 115_200] = 115_200


class I2cConfig(_Section):
    """One physical I2C bus, /dev/i2c-`bus`."""

    name: Name
    bus: int = Field(ge=0, le=64)
    deadline_s: float = Field(5.0, ge=0.1, le=3_600.0)
    """A transfer that takes longer counts as a hanging bus; the kernel gives up after 1 s per message by default."""


class SensorConfig(_Section):
    """One chip on an I2C bus, and which of its measurements are which points."""

    name: str
    chip: str
    i2c: Name
    address: int = Field(ge=0x08, le=0x77)
    every_s: float = Field(2.0, ge=0.5, le=300.0)
    gives: dict[str, str] = Field(min_length=1)
    options: dict[str, float] = Field(default_factory=dict)
    """What the chip's driver needs to know beyond its address, for example shunt_ohm."""


class CanConfig(_Section):
    """One CAN bus, the vehicle profile that tells what is on it, and the car's signal database where it needs one."""

    name: Name
    interface: str = "socketcan"
    channel: str = "can0"
    vehicle: Annotated[str, AfterValidator(_name_or_path)]
    dbc: LocalPath | None = None


class OutputConfig(_Section):
    """One output pin (BCM number): a relay, or a duty by pulse width."""

    name: str
    pin: Pin
    kind: Literal["relay", "pwm"]
    active_high: bool = True
    frequency_hz: int = Field(100, ge=1, le=10_000)


class Config(_Section):
    """Everything that one installation is."""

    name: str = "Homeward"
    tick_s: float = Field(0.5, ge=0.1, le=2.0)
    output_hold_s: float = Field(3.0, ge=1.0, le=10.0)
    """An output that is not driven again within this time releases itself."""
    fridge: FridgeSettings = FridgeSettings()
    cabin: CabinSettings = CabinSettings()
    freshness: FreshnessSettings = FreshnessSettings()
    record: RecordConfig = RecordConfig()
    mqtt: MqttConfig | None = None
    console: ConsoleConfig | None = None
    i2c: tuple[I2cConfig, ...] = ()
    sensors: tuple[SensorConfig, ...] = ()
    can: tuple[CanConfig, ...] = ()
    outputs: tuple[OutputConfig, ...] = ()

    @property
    def settings(self) -> Settings:
        """The part that the controller is tuned by."""
        return Settings(self.fridge, self.cabin, self.freshness)


def load(file: Path) -> Config:
    """Read and check `file`; raises ConfigError with one line for each thing that is wrong."""
    try:
        return parse(file.read_text(encoding="utf-8"), source=str(file), folder=file.parent)
    except OSError as error:
        raise ConfigError([f"{file}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{file}: is not UTF-8 text (byte {error.start})"]) from error


def parse(text: str, *, source: str, folder: Path = Path()) -> Config:
    """Check the TOML `text`; `source` names it in errors, relative paths in it are meant from `folder`."""
    try:
        # As JSON, strictly: texts may still become paths and modes, but "true" is no number and "4" no temperature.
        return Config.model_validate_json(json.dumps(tomllib.loads(text), default=str), strict=True, context=folder)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{source}: is not TOML: {error}"]) from error
    except ValidationError as error:
        raise ConfigError([_line(source, details) for details in error.errors()]) from error


def _line(source: str, details: Any) -> str:
    """One line for one pydantic error: file, key path, value where it is short, what would be right."""
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in details["loc"]).lstrip(".")
    value, message = details["input"], details["msg"].removeprefix("Value error, ")
    if details["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        return f"{source}: {path}: is not a known key"
    if isinstance(value, dict | list):
        return f"{source}: {path}: {message}"
    return f"{source}: {path} = {value!r}: {message}"
