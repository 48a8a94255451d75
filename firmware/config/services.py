"""The sections on services: record, home hub, console."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from firmware.config.fields import HOST, TOPIC, Device, LocalPath, Section

LARGEST_MB = 2_000
"""Over a year of a usual installation (4.2 MB a day, measured); Regulation (EC) 37/2005 asks for one year."""


class RecordConfig(Section):
    """The record of measurements and events."""

    file: LocalPath = Path("/var/lib/homeward/record.db")
    """The SQLite file."""
    commit_every_s: float = Field(300.0, ge=1.0, le=600.0)
    """Rows wait in memory this long; alarms, lids and a supply that fails have all that waits written at once."""
    largest_mb: int = Field(LARGEST_MB, ge=20, le=100_000)
    """A fuller file loses its oldest samples, then its oldest events, alarms last."""


class MqttConfig(Section):
    """The home hub's broker. The password stands in a file of its own, so that this file holds no secret."""

    host: str = Field(pattern=HOST)
    """Name or address of the broker."""
    port: int = Field(1883, ge=1, le=65_535)
    """Its port."""
    username: str | None = None
    """Our name there."""
    password_file: LocalPath | None = None
    """A file with one line, the password."""
    protocol: Literal["auto", "5", "3.1.1"] = "auto"
    """auto tries MQTT 5 first."""
    base_topic: str = Field("homeward", pattern=TOPIC)
    """The branch of our topics."""
    discovery_prefix: str = Field("homeassistant", pattern=TOPIC)
    """The branch in which the hub looks for devices."""
    keepalive_s: int = Field(15, ge=5, le=65_535)
    """A connection that is silent for so long is lost."""
    timeout_s: float = Field(10.0, ge=1.0, le=3_600.0)
    """An answer of the broker that takes longer is none."""
    heartbeat_s: float = Field(30.0, ge=5.0, le=600.0)
    """An unchanged value is published again after this long."""


class ConsoleConfig(Section):
    """The technician's serial line."""

    port: Device
    """The serial port of the technician, such as /dev/ttyUSB0."""
    baud: Literal[9_600, 19_200, 38_400, 57_600, 115_200] = 115_200
    """Its speed."""
