"""The chips that can be named here and now: the built-in ones and those of the plug-ins that are installed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from firmware.wiring.builtin_drivers import CHIPS
from firmware.wiring.driver_spec import Driver, describe
from firmware.wiring.plugins import BrokenPlugIn, plug_ins


@dataclass(frozen=True, slots=True)
class Registry:
    """The chips: `names` are all that can be named; of those of plug-ins, only what is used has a driver.

    `foreign` are the names among the `drivers` that come from plug-ins; `broken` are used plug-ins of no use.
    """

    names: frozenset[str]
    drivers: Mapping[str, Driver]
    foreign: frozenset[str]
    broken: tuple[BrokenPlugIn, ...]

    def why_missing(self, chip: str) -> str | None:
        """Return the line of the broken plug-in that should give `chip`; None where nobody does, or it is there."""
        return next((each.line for each in self.broken if each.chip == chip and chip not in self.drivers), None)


def registry(used: Collection[str] = ()) -> Registry:
    """Look anew at what is installed; plug-ins that are not `used` are not imported."""
    own = {chip: describe(driver) for chip, driver in CHIPS.items()}
    theirs = plug_ins(own, used)
    return Registry(theirs.names.union(own), own | dict(theirs.drivers), frozenset(theirs.drivers), theirs.broken)
