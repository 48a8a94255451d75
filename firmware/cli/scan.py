"""homeward scan: list what is wired."""

import argparse
import asyncio
import sys

from firmware.checks.configuration import load_checked
from firmware.scan.report import scan
from firmware.wiring.raspberry_pi import RealHardware


def main(options: argparse.Namespace) -> int:
    """List what is wired to this machine, with lines for the configuration; stop the service before."""
    config = load_checked(options.config, may_be_empty=True) if options.config else None
    report = asyncio.run(scan(RealHardware(), config))
    print(report.as_json() if options.json else report.as_text())
    for line in report.errors:
        print(line, file=sys.stderr)
    return 1 if report.errors else 0
