"""All chips that can be named here and now: the built-in ones and those of the plug-ins that are installed."""

from collections.abc import Mapping
from dataclasses import dataclass

from firmware.wiring.chips import CHIPS
from firmware.wiring.driver import Driver, describe
from firmware.wiring.plug_ins import BrokenPlugIn, plug_ins


@dataclass(frozen=True, slots=True)
class Registry:
    """`foreign` are the names among the `drivers` that come from plug-ins; `broken` are plug-ins of no use."""

    drivers: Mapping[str, Driver]
    foreign: frozenset[str]
    broken: tuple[BrokenPlugIn, ...]

    def why_missing(self, chip: str) -> str | None:
        """The line of the broken plug-in that should give `chip`; None where nobody does, or where it is there."""
        return next((each.line for each in self.broken if each.chip == chip and chip not in self.drivers), None)


def registry() -> Registry:
    """Look anew at what is installed."""
    own = {chip: describe(driver) for chip, driver in CHIPS.items()}
    found = list(plug_ins(own))
    theirs = dict(each for each in found if not isinstance(each, BrokenPlugIn))
    broken = tuple(each for each in found if isinstance(each, BrokenPlugIn))
    return Registry(own | theirs, frozenset(theirs), broken)
