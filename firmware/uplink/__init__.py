"""The uplink to the home hub: announces every point over MQTT, and takes set-points and modes from it."""

from firmware.uplink.connection import Uplink
from firmware.uplink.discovery import Identity, Installation
from firmware.uplink.ghosts import Keeper

__all__ = ["Identity", "Installation", "Keeper", "Uplink"]
