"""The uplink to the home hub: announces every point over MQTT, and takes set-points and modes from it."""

from firmware.uplink.connection import Uplink
from firmware.uplink.discovery import Installation
from firmware.uplink.topics import Identity

__all__ = ["Identity", "Installation", "Uplink"]
