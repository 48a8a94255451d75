"""The whole file: TOML into one frozen object, every error at once, each with its key path and value.

The sections `fridge`, `cabin`, `air`, `power`, `freshness` and `verify` are the controller's own settings; their ranges
live there.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from controller import (
    AirSettings,
    CabinSettings,
    FreshnessSettings,
    FridgeSettings,
    PowerSettings,
    Settings,
    VerifySettings,
)
from firmware.config.buses import CanConfig, I2cConfig
from firmware.config.outputs import OutputConfig
from firmware.config.sections import Section
from firmware.config.sensors import CalibrationConfig, SensorConfig
from firmware.config.services import ConsoleConfig, MqttConfig, RecordConfig
from firmware.errors import ConfigError


class Config(Section):
    """Everything that one installation is."""

    name: str = "Homeward"
    tick_s: float = Field(0.5, ge=0.1, le=1.0)
    """Well below the service's WatchdogSec, which takes a longer silence for a process that stands still."""
    output_hold_s: float = Field(3.0, ge=1.0, le=10.0)
    """An output that is not driven again within this time releases itself."""
    fridge: FridgeSettings = FridgeSettings()
    cabin: CabinSettings = CabinSettings()
    air: AirSettings = AirSettings()
    power: PowerSettings = PowerSettings()
    freshness: FreshnessSettings = FreshnessSettings()
    verify: VerifySettings = VerifySettings()
    record: RecordConfig = RecordConfig()
    mqtt: MqttConfig | None = None
    console: ConsoleConfig | None = None
    i2c: tuple[I2cConfig, ...] = ()
    sensors: tuple[SensorConfig, ...] = ()
    calibration: CalibrationConfig | None = None
    can: tuple[CanConfig, ...] = ()
    outputs: tuple[OutputConfig, ...] = ()

    @property
    def settings(self) -> Settings:
        """The part that the controller is tuned by."""
        return Settings(self.fridge, self.cabin, self.freshness, self.verify, self.power, self.air)


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
