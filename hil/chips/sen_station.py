"""Common behaviour of the simulated SEN5x and SEN66 (Sensirion data sheets SEN5x and SEN6x)."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hil.chips.sensirion import SimCommand, SimSensirionChip, Words
from hil.chips.simulated_chip import Conversions

_PERIOD_S = 1.0
_CLEANING_S = 10.0
_NOX_FROM_S = 10.5
_NOTHING_UNSIGNED, _NOTHING_SIGNED = 0xFFFF, 0x7FFF
_CLEANING_BIT = 19


@dataclass(slots=True, kw_only=True)
class StationAir:
    """The air around a station; a scenario changes it."""

    pm1_0_ugm3: float = 3.7
    pm2_5_ugm3: float = 5.2
    pm4_0_ugm3: float = 5.8
    pm10_ugm3: float = 6.1
    humidity_pct: float = 45.12
    temperature_c: float = 23.55
    voc_index: float = 103.0
    nox_index: float = 1.0
    co2_ppm: float = 800.0


class SimSenStation(SimSensirionChip):
    """A station in `air`. A command that does not fit its state is acknowledged and does nothing.

    `broken` are the bits of the device status that are set as long as something is broken. The gas algorithm is not
    simulated: its state is for how many seconds it has learnt.
    """

    def __init__(
        self,
        now_s: Callable[[], float],
        air: Callable[[], StationAir],
        name: str,
        own: Mapping[int, SimCommand],
        reset_s: float,
    ) -> None:
        common = {
            0x0021: SimCommand(self._begin, 0.045),
            0x0202: SimCommand(lambda _: (int(self._is_ready()),), 0.015),
            0x5607: SimCommand(self._clean, 0.015),
            0x60B2: SimCommand(self._offset, 0.015),
            0x6181: SimCommand(self._voc_state, 0.015),
            0xD014: SimCommand(lambda _: self._name_words(), 0.015),
            0xD206: SimCommand(lambda _: self._status(), 0.015),
            0xD210: SimCommand(self._clear, 0.015),
            0xD304: SimCommand(self._reset, reset_s),
        }
        super().__init__(now_s, 2, {**common, **own})
        self._air, self._reset_s = air, reset_s
        self.name = name
        self.broken: set[int] = set()
        self.cleanings = 0
        self._conversions = Conversions(now_s(), _PERIOD_S, _PERIOD_S)
        self._learnt_s = self.last_run_s = 0.0
        self.power_cycle()

    def power_cycle(self) -> None:
        """Go idle, with everything forgotten."""
        self._answer.clear()
        self._reset(())
        self.be_busy(self._reset_s)

    def allows(self, command: SimCommand) -> bool:  # noqa: ARG002  # all are acknowledged
        """Accept only commands that fit the state; others do nothing."""
        return True

    @property
    def learnt_s(self) -> float:
        """Learning time of the gas algorithm so far."""
        return self._learnt_s + (self.now_s() - self._conversions.started_s if self._measuring else 0.0)

    @abstractmethod
    def words(self, air: StationAir) -> Words:
        """Encode a measurement."""

    @abstractmethod
    def can_clean(self) -> bool:
        """Return whether the fan can be cleaned in the present state."""

    @property
    def is_measuring(self) -> bool:
        """True while it measures, also while it cleans its fan."""
        return self._measuring

    @property
    def is_cleaning(self) -> bool:
        """True while the fan is being cleaned."""
        return self.now_s() < self._cleaned_s

    def common_words(self, air: StationAir) -> Words:
        """Return particles, air and gases, with what is unknown for some seconds after power-up."""
        warm = self.now_s() - self._powered_s >= _NOX_FROM_S
        particles = (air.pm1_0_ugm3, air.pm2_5_ugm3, air.pm4_0_ugm3, air.pm10_ugm3)
        return (
            *(round(10 * value) for value in particles),
            round(100 * air.humidity_pct) & 0xFFFF,
            round(200 * air.temperature_c + self._offset_steps) & 0xFFFF,
            round(10 * air.voc_index),
            round(10 * air.nox_index) if warm else _NOTHING_SIGNED,
        )

    def seconds_since_power_up(self) -> float:
        """Return the time since power-up, by which warm-up times are counted."""
        return self.now_s() - self._powered_s

    def measured(self, nothing: Words) -> Words:
        """Return the newest measurement; while there was none, `nothing`; while the fan is cleaned, the old one."""
        if self._is_ready():
            self._taken = self.finished(self._conversions)
            self._last = self.words(self._air())
        return self._last or nothing

    def stop_measuring(self, _: Words) -> Words:
        """Go idle, with nothing to read."""
        if self._measuring:
            self.last_run_s = self.now_s() - self._conversions.started_s
        self._learnt_s, self._measuring, self._last = self.learnt_s, False, ()
        return ()

    def _begin(self, _: Words) -> Words:
        if not self._measuring:
            self._measuring, self._taken = True, 0
            self._conversions = Conversions(self.now_s(), _PERIOD_S, _PERIOD_S)
        return ()

    def _is_ready(self) -> bool:
        fresh = self._measuring and self.finished(self._conversions) > self._taken
        return fresh and not self.is_cleaning

    def _clean(self, _: Words) -> Words:
        if self.can_clean():
            self._cleaned_s = self.now_s() + _CLEANING_S
            self.cleanings += 1
        return ()

    def _offset(self, words: Words) -> Words:
        self._offset_steps = words[0] - (words[0] >> 15 << 16) if words else 0
        return ()

    def _voc_state(self, words: Words) -> Words:
        """Set only in idle."""
        if not words:
            learnt_s = round(self.learnt_s)
            return 0x5E15, learnt_s >> 16, learnt_s & 0xFFFF, 0x5E15
        if not self._measuring:
            self._learnt_s = words[1] << 16 | words[2]
        return ()

    def _name_words(self) -> Words:
        padded = self.name.encode("ascii").ljust(32, b"\0")
        return tuple(high << 8 | low for high, low in zip(padded[::2], padded[1::2], strict=True))

    def _status(self) -> Words:
        """Return the errors, which stay until they are cleared."""
        self._sticky |= self.broken
        bits = sum(1 << bit for bit in self._sticky) | self.is_cleaning << _CLEANING_BIT
        return bits >> 16, bits & 0xFFFF

    def _clear(self, _: Words) -> Words:
        before = self._status()
        self._sticky.clear()
        return before

    def _reset(self, _: Words) -> Words:
        self._measuring, self._taken, self._last = False, 0, ()
        self._learnt_s = self.last_run_s = 0.0
        self._offset_steps = 0
        self._sticky: set[int] = set()
        self._powered_s = self._cleaned_s = self.now_s()
        return ()


NOTHING_KNOWN: Words = (_NOTHING_UNSIGNED,) * 4 + (_NOTHING_SIGNED,) * 4
"""Words that both families have, before the first measurement."""
