"""PMS5003, fine dust in the cabin air."""

import asyncio
from typing import ClassVar

from drivers.chips.pms5003_codec import (
    PERIOD_S,
    SLEEP,
    START,
    TALK_BY_ITSELF,
    WAKE_UP,
    WARM_UP_S,
    Pms5003Sample,
    decode,
    measure,
)
from drivers.errors import NoDataYet, OutOfRange
from drivers.ports import SerialPort
from drivers.uart.frame_listener import FrameListener, Talk

_MAX_REST_S = 86_400.0  # engineering choice: older than a day, no air is the present air


class Pms5003:
    """A Sensor that talks by itself; after each sample its fan and laser rest for `rest_s`.

    The laser lasts some 8000 h (data manual: 3 years with it always on). A sample after a rest takes 30 s more.
    """

    baud: ClassVar[int] = 9_600

    def __init__(self, line: SerialPort, rest_s: float = 0.0) -> None:
        if not 0.0 <= rest_s <= _MAX_REST_S:
            raise OutOfRange(f"PMS5003 at {line.name}: rest_s = {rest_s:g} must be 0 to {_MAX_REST_S:g}")
        talk = Talk(device="PMS5003", baud=self.baud, starts=START[:1], measure=measure, stale_s=3 * PERIOD_S)
        self._line, self._rest_s = line, rest_s
        self._listener = FrameListener(line, talk, self._take)
        self._rested_s: float | None = None
        self._warm_s = 0.0

    @property
    def period_s(self) -> float:
        """The longest time from one sample to the next (drivers.ports.Paced)."""
        return PERIOD_S + WARM_UP_S + self._rest_s

    async def start(self) -> None:
        """Wake it and receive from it; raises DriverError. The first sample takes 30 s more."""
        self._rested_s, self._warm_s = None, _now_s() + WARM_UP_S
        await self._listener.start(WAKE_UP + TALK_BY_ITSELF)

    async def read(self) -> Pms5003Sample:
        """Return a new sample, or NoDataYet; raises DriverError."""
        if self._rested_s is not None:
            self._wake_if_rested(self._rested_s)
        sample = self._listener.newest()
        if self._rest_s:
            self._rested_s = _now_s() + self._rest_s
            self._line.send(SLEEP)
        return sample

    async def close(self) -> None:
        """Let it rest, and give the port back."""
        self._line.send(SLEEP)
        self._line.close()

    def _wake_if_rested(self, rested_s: float) -> None:
        now_s = _now_s()
        if now_s < rested_s:
            raise NoDataYet(f"{self._listener.where}: rests for another {rested_s - now_s:.0f} s")
        self._rested_s, self._warm_s = None, now_s + WARM_UP_S
        self._line.send(WAKE_UP + TALK_BY_ITSELF)
        self._listener.expect()

    def _take(self, frame: bytes) -> Pms5003Sample:
        wait_s = self._warm_s - _now_s()
        if wait_s > 0.0:
            raise NoDataYet(f"{self._listener.where}: its fan starts, {wait_s:.0f} s until the values are right")
        return decode(frame)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
