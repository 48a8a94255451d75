"""A simulated SCD4x CO2 sensor (Sensirion data sheet SCD4x)."""

from collections.abc import Callable
from functools import partial

from hil.chips.co2_cell import REFERENCE_HPA, SimCo2Cell
from hil.chips.sensirion import SimCommand, SimSensirionChip, Words, word_of
from hil.chips.simulated_chip import Conversions

_POWER_UP_S, _WAKE_UP_S = 1.0, 0.020
_PERIOD_S, _LOW_POWER_PERIOD_S = 5.0, 30.0
_SELF_HEATING_C = 4.0
_READY, _NOT_READY = (0x8006,), (0x8000,)

_OFFSET = 0x2318
_SETTINGS = (  # code to get, code to set, factory value
    (_OFFSET, 0x241D, 1498),  # 4 K
    (0x2322, 0x2427, 0),  # altitude, m
    (0x2313, 0x2416, 1),  # self-calibration
    (0x233F, 0x243A, 400),  # its target, ppm
    (0x2340, 0x2445, 44),  # its initial period, h
    (0x234B, 0x244E, 156),  # its standard period, h
)


class SimScd4x(SimSensirionChip):
    """Measures the air around it; `pressure_hpa` is what it takes for true until it is told.

    The drift by self-calibration and single shots are not simulated.
    """

    def __init__(
        self,
        now_s: Callable[[], float],
        co2_ppm: Callable[[], float],
        temperature_c: Callable[[], float],
        humidity_pct: Callable[[], float],
        pressure_hpa: Callable[[], float] = lambda: REFERENCE_HPA,
    ) -> None:
        self._cell = SimCo2Cell(co2_ppm, pressure_hpa)
        super().__init__(now_s, 2, self._commands_by_code())
        self._temperature_c, self._humidity_pct = temperature_c, humidity_pct
        self._eeprom = {get: value for get, _, value in _SETTINGS}
        self._measured_s = 0.0
        self.serial = (0xBEEF, 0x0123, 0x4567)
        self.variant = 0x1440
        self.eeprom_writes = 0
        self.power_cycle()

    def power_cycle(self) -> None:
        """Go idle, with the settings of the EEPROM."""
        self._asleep = self._measuring = False
        self._answer.clear()
        self._reinit(())
        self.be_busy(_POWER_UP_S)

    def allows(self, command: SimCommand) -> bool:
        """Listen to wake-up only while it is asleep."""
        return super().allows(command) and (not self._asleep or not command.acknowledged)

    def _commands_by_code(self) -> dict[int, SimCommand]:
        commands = {
            0x21B1: SimCommand(lambda _: self._begin(_PERIOD_S)),
            0x21AC: SimCommand(lambda _: self._begin(_LOW_POWER_PERIOD_S)),
            0x3F86: SimCommand(self._end, 0.500, while_measuring=True),
            0xE4B8: SimCommand(lambda _: _READY if self._is_ready() else _NOT_READY, 0.001, while_measuring=True),
            0xEC05: SimCommand(self._take, 0.001, while_measuring=True),
            0xE000: SimCommand(self._cell.pressure, 0.001, while_measuring=True),
            0x362F: SimCommand(lambda words: self._cell.recalibrate(words, self._measured_s), 0.400),
            0x3615: SimCommand(self._persist, 0.800),
            0x3646: SimCommand(self._reinit, 0.030),
            0x36E0: SimCommand(lambda _: self._sleep(asleep=True), 0.001),
            0x36F6: SimCommand(lambda _: self._sleep(asleep=False), _WAKE_UP_S, acknowledged=False),
            0x3682: SimCommand(lambda _: self.serial, 0.001),
            0x202F: SimCommand(lambda _: (self.variant,), 0.001),
        }
        for get, put, _ in _SETTINGS:
            commands[get] = SimCommand(partial(self._get, get), 0.001)
            commands[put] = SimCommand(partial(self._put, get), 0.001)
        return commands

    def _begin(self, period_s: float) -> Words:
        self._measuring, self._taken = True, 0
        self._conversions = Conversions(self.now_s(), period_s, period_s)
        return ()

    def _end(self, _: Words) -> Words:
        if self._measuring:
            self._measuring, self._measured_s = False, self.now_s() - self._conversions.started_s
        return ()

    def _is_ready(self) -> bool:
        return self._measuring and self.finished(self._conversions) > self._taken

    def _take(self, _: Words) -> Words:
        """Return the newest measurement, once; nothing where there is none, so that the read is not acknowledged."""
        if not self._is_ready():
            return ()
        self._taken = self.finished(self._conversions)
        offset_c = self._settings[_OFFSET] * 175 / 65_535
        shown_c = self._temperature_c() + _SELF_HEATING_C - offset_c
        return self._cell.word(), word_of(shown_c, -45.0, 175.0), word_of(self._humidity_pct(), 0.0, 100.0)

    def _get(self, get: int, _: Words) -> Words:
        return (self._settings[get],)

    def _put(self, get: int, words: Words) -> Words:
        if words:
            self._settings[get] = words[0]
        return ()

    def _persist(self, _: Words) -> Words:
        self._eeprom = dict(self._settings)
        self.eeprom_writes += 1
        return ()

    def _reinit(self, _: Words) -> Words:
        self._settings = dict(self._eeprom)
        self._cell.forget()
        return ()

    def _sleep(self, *, asleep: bool) -> Words:
        self._asleep = asleep
        return ()
