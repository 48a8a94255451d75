"""A simulated SEN5x air station (Sensirion data sheet SEN5x)."""

from collections.abc import Callable

from hil.chips.sen_station import NOTHING_KNOWN, SimSenStation, StationAir
from hil.chips.sensirion import SimCommand, Words

_AIR_AND_GASES = slice(4, 8)
_LACKS = {"SEN50": _AIR_AND_GASES, "SEN54": slice(7, 8), "SEN55": slice(8, 8)}


class SimSen5x(SimSenStation):
    """A SEN50, SEN54 or SEN55 by `name`; measuring without particles and cleaning by itself are not simulated."""

    def __init__(self, now_s: Callable[[], float], air: Callable[[], StationAir], name: str = "SEN55") -> None:
        own = {
            0x03C4: SimCommand(lambda _: self.measured(NOTHING_KNOWN), 0.015),
            0x0104: SimCommand(self.stop_measuring, 0.150),
        }
        super().__init__(now_s, air, name, own, 0.095)

    def words(self, air: StationAir) -> Words:
        """Encode a measurement; values that this type lacks are unknown."""
        words, lacks = list(self.common_words(air)), _LACKS.get(self.name, slice(0, 0))
        words[lacks] = NOTHING_KNOWN[lacks]
        return tuple(words)

    def can_clean(self) -> bool:
        """Return True while the fan runs."""
        return self.is_measuring
