"""The outputs that need moved air, and the fan of each: one table for driving, for releasing and for the check.

Loads nothing: `outputs-off` must be quick.
"""

from collections.abc import Iterable, Mapping

EACH = "."
"""A mover whose name ends so stands for one of its kind in each compartment."""

NEEDS_AIR: Mapping[str, str] = {
    "heater": "blower",
    "cooler": "blower",
    "compressor": "fan.",
    "thermoelectric": "hot_side_fan",
}
"""Heat without air burns, cold without air freezes. A compartment may do without a fan: its plate needs none."""

MAY_LACK = frozenset({"compressor", "thermoelectric"})
"""The fan of many a module hangs on the same wires."""

ALSO_MOVES_AIR = frozenset({"purifier", "condenser_fan"})


def moves_air(name: str) -> bool:
    """Return True where the output `name` is a fan."""
    movers = NEEDS_AIR.values()
    return name in ALSO_MOVES_AIR or any(name == one or (one.endswith(EACH) and name.startswith(one)) for one in movers)


def never_without(name: str) -> str | None:
    """Return the output without which `name` must not be fitted; None where there is no such."""
    return None if name in MAY_LACK else NEEDS_AIR.get(name)


def in_order(duties_pct: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    """Sort the duties so that nothing is on before its air moves, nor after it has stopped.

    First what moves air goes on, and what needs it goes off; then the rest.
    """
    return sorted(duties_pct.items(), key=lambda each: moves_air(each[0]) != (each[1] > 0.0))
