"""A simulated SGP41 gas sensor (Sensirion data sheet SGP41)."""

from collections.abc import Callable

from hil.chips.sensirion import SimCommand, SimSensirionChip, Words

_POWER_UP_S = 0.0006
_BEARABLE_S = 10.0
_TICKS_PER_PCT = 10
"""Shift of the VOC signal per percent of wrong humidity (engineering choice: of the size of the noise)."""


class SimSgp41(SimSensirionChip):
    """Measures when it is asked to. `is_damaged` after it was conditioned for more than 10 s at a stretch."""

    def __init__(
        self,
        now_s: Callable[[], float],
        voc_ticks: Callable[[], float],
        nox_ticks: Callable[[], float],
        humidity_pct: Callable[[], float] = lambda: 50.0,
    ) -> None:
        commands = {
            0x2612: SimCommand(self._condition, 0.045),
            0x2619: SimCommand(self._measure, 0.045),
            0x280E: SimCommand(self._test, 0.300),
            0x3615: SimCommand(self._cool, 0.0005),
            0x3682: SimCommand(lambda _: self.serial, 0.0005),
        }
        super().__init__(now_s, 2, commands)
        self._voc_ticks, self._nox_ticks, self._humidity_pct = voc_ticks, nox_ticks, humidity_pct
        self.serial = (0x0000, 0x0489, 0xC1A7)
        self.failed_pixels = 0
        self.max_conditioning_s = 0.0
        self._conditions_since_s: float | None = None
        self.power_cycle()

    @property
    def is_damaged(self) -> bool:
        """True if the NOx pixel was conditioned for too long."""
        self._note_conditioning()
        return self.max_conditioning_s > _BEARABLE_S

    def power_cycle(self) -> None:
        """Go idle and cold."""
        self._answer.clear()
        self._cool(())
        self.be_busy(_POWER_UP_S)

    def _note_conditioning(self) -> None:
        if self._conditions_since_s is not None:
            lasted_s = self.now_s() - self._conditions_since_s
            self.max_conditioning_s = max(self.max_conditioning_s, lasted_s)

    def _cool(self, _: Words) -> Words:
        self._note_conditioning()
        self._conditions_since_s = None
        return ()

    def _condition(self, words: Words) -> Words:
        """Condition; once begun it goes on until another command ends it."""
        if self._conditions_since_s is None:
            self._conditions_since_s = self.now_s()
        return (self._voc_word(words),)

    def _measure(self, words: Words) -> Words:
        self._cool(())
        return self._voc_word(words), _word(self._nox_ticks())

    def _test(self, _: Words) -> Words:
        """Return the result of the test; the upper byte says nothing."""
        self._cool(())
        return (0xD400 | self.failed_pixels,)

    def _voc_word(self, words: Words) -> int:
        told_pct = words[0] / 655.35 if words else 50.0
        return _word(self._voc_ticks() + _TICKS_PER_PCT * (told_pct - self._humidity_pct()))


def _word(ticks: float) -> int:
    return min(max(round(ticks), 0), 65_535)
