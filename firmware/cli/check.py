"""homeward check: a configuration before it is used."""

import argparse
from collections.abc import Sized

from firmware.checks.advice import remarks
from firmware.checks.configuration import load_checked
from firmware.cli import broken_plug_ins
from firmware.runtime.time_zone import advice, has_zone, zone_in_force

DEPARTS_WITH = frozenset(("heater", "cooler"))
"""The outputs by which a cabin is prepared for a departure."""


def main(options: argparse.Namespace) -> int:
    """Say what is wrong with a configuration, or that it is good."""
    config = load_checked(options.config, thoroughly=True)
    broken = broken_plug_ins.tell(config)
    if any(broken.why_missing(sensor.chip) for sensor in config.sensors):
        return 2
    counts = _count(config.sensors, "sensor"), _count(config.can, "CAN bus", "es"), _count(config.outputs, "output")
    print(f"{config.name}: good ({', '.join(counts)})")
    for line in remarks(config):
        print(line)
    if any(output.name in DEPARTS_WITH for output in config.outputs):
        print(advice(zone_in_force(), is_told=has_zone()))
    return 0


def _count(items: Sized, name: str, plural: str = "s") -> str:
    return f"{len(items)} {name}{'' if len(items) == 1 else plural}"
