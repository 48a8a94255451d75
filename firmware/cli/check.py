"""homeward check: a configuration, and the plug-ins that it names, before they are used."""

import argparse
import sys
from collections.abc import Sized

from firmware.checks.advice import remarks
from firmware.checks.configuration import load_checked
from firmware.config import Config
from firmware.runtime.time_zone import advice, has_zone, zone_in_force
from firmware.wiring.driver_registry import Registry, registry

DEPARTS_WITH = frozenset(("heater", "cooler"))
"""The outputs by which a cabin is prepared for a departure."""


def main(options: argparse.Namespace) -> int:
    """Say what is wrong with a configuration, or that it is good."""
    config = load_checked(options.config, thoroughly=True)
    known = report_broken_plug_ins(config)
    if any(known.why_missing(sensor.chip) for sensor in config.sensors):
        return 2
    counts = _count(config.sensors, "sensor"), _count(config.can, "CAN bus", "es"), _count(config.outputs, "output")
    print(f"{config.name}: good ({', '.join(counts)})")
    for line in remarks(config):
        print(line)
    if any(output.name in DEPARTS_WITH for output in config.outputs):
        print(advice(zone_in_force(), is_told=has_zone()))
    return 0


def report_broken_plug_ins(config: Config) -> Registry:
    """Print a line on stderr for each plug-in of `config` that cannot be used; return all chips that there are."""
    known = registry({sensor.chip for sensor in config.sensors})
    for each in known.broken:
        print(each.line, file=sys.stderr)
    return known


def _count(items: Sized, name: str, plural: str = "s") -> str:
    return f"{len(items)} {name}{'' if len(items) == 1 else plural}"
