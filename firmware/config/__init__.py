"""The configuration file. Its sections are described in files of their own; here is what the rest needs."""

from firmware.config.buses import CanConfig, I2cConfig, SwitchPort
from firmware.config.file import ConfigText, load, parse, read
from firmware.config.installation import Config
from firmware.config.outputs import OutputConfig
from firmware.config.sensors import CalibrationConfig, OnI2c, OnOneWire, OnSerialPort, Place, SensorConfig
from firmware.config.services import ConsoleConfig, MqttConfig, RecordConfig

__all__ = [
    "CalibrationConfig",
    "CanConfig",
    "Config",
    "ConfigText",
    "ConsoleConfig",
    "I2cConfig",
    "MqttConfig",
    "OnI2c",
    "OnOneWire",
    "OnSerialPort",
    "OutputConfig",
    "Place",
    "RecordConfig",
    "SensorConfig",
    "SwitchPort",
    "load",
    "parse",
    "read",
]
