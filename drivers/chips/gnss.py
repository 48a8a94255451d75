"""A satellite receiver (GPS, Galileo, ...) that tells NMEA 0183 sentences once a second or more often."""

from typing import ClassVar

from drivers.chips.gnss_codec import START, FixAssembler, GnssSample, measure
from drivers.errors import OutOfRange
from drivers.ports import SerialPort
from drivers.uart.frame_listener import FrameListener, Talk

_BAUDS = (4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800)
_STALE_S = 5.0  # five periods of a receiver as it is delivered


class Gnss:
    """A Sensor that talks by itself at `baud`: 9600 as most are delivered, 38400 for u-blox 9 and 10."""

    baud: ClassVar[int] = 9_600

    def __init__(self, line: SerialPort, baud: float = 9_600.0) -> None:
        if baud not in _BAUDS:
            raise OutOfRange(f"GNSS at {line.name}: baud = {baud:g} must be one of {', '.join(map(str, _BAUDS))}")
        talk = Talk(device="GNSS receiver", baud=int(baud), starts=START, measure=measure, stale_s=_STALE_S)
        self._line = line
        self._fixes = FixAssembler()
        self._listener = FrameListener(line, talk, self._take)

    async def start(self) -> None:
        """Receive from it, with a fix or without; raises DriverError."""
        self._fixes.begin_anew()
        await self._listener.start()

    async def read(self) -> GnssSample:
        """Return the newest fix, or NoDataYet; NoFix where it has none. Raises DriverError."""
        return self._listener.newest()

    async def close(self) -> None:
        """Give the port back."""
        self._line.close()

    def _take(self, sentence: bytes) -> GnssSample | None:
        return self._fixes.take(sentence)
