"""Plug-ins that cannot be used are told on the command line, and leave the rest alone."""

import sys

from firmware.config import Config
from firmware.wiring.driver_registry import Registry, registry


def tell(config: Config) -> Registry:
    """A line on stderr for each broken one that `config` uses; returns all that there is."""
    known = registry({sensor.chip for sensor in config.sensors})
    for each in known.broken:
        print(each.line, file=sys.stderr)
    return known
