"""Plug-ins that cannot be used are told on the command line, and leave the rest alone."""

import sys

from firmware.wiring.registry import Registry, registry


def tell() -> Registry:
    """A line for each broken one on stderr; returns all that there is."""
    known = registry()
    for each in known.broken:
        print(each.line, file=sys.stderr)
    return known
