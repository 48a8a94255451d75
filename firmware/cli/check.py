"""homeward check: a configuration before it is used."""

import argparse

from firmware.check import load_checked
from firmware.cli import broken_plug_ins
from firmware.remarks import remarks


def main(options: argparse.Namespace) -> int:
    """Say what is wrong with a configuration, or that it is good."""
    config = load_checked(options.config)
    broken = broken_plug_ins.tell()
    if any(broken.why_missing(sensor.chip) for sensor in config.sensors):
        return 2
    print(f"{config.name}: good ({len(config.sensors)} sensors, {len(config.can)} CAN, {len(config.outputs)} outputs)")
    for line in remarks(config):
        print(line)
    return 0
