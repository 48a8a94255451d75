"""The configuration: its sections as frozen models. Reading a file is the job of `firmware.config.file`."""

from firmware.config.buses import CanConfig, I2cConfig, SwitchPort
from firmware.config.devices import (
    CalibrationConfig,
    OnI2c,
    OnOneWire,
    OnSerialPort,
    Place,
    SensorConfig,
)
from firmware.config.installation import Config
from firmware.config.outputs import OutputConfig, Unit, Wiring
from firmware.config.permissions import PrivacyConfig
from firmware.config.services import ConsoleConfig, MqttConfig, RecordConfig

__all__ = [
    "CalibrationConfig",
    "CanConfig",
    "Config",
    "ConsoleConfig",
    "I2cConfig",
    "MqttConfig",
    "OnI2c",
    "OnOneWire",
    "OnSerialPort",
    "OutputConfig",
    "Place",
    "PrivacyConfig",
    "RecordConfig",
    "SensorConfig",
    "SwitchPort",
    "Unit",
    "Wiring",
]
