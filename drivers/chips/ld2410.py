"""LD2410, a radar that sees who is in the car, even asleep; it sees through glass, too, and who stands outside."""

import asyncio
from typing import ClassVar

from drivers.chips.ld2410_codec import (
    BEGIN_CONFIGURATION,
    CONFIGURATION_VERSION,
    END_CONFIGURATION,
    PERIOD_S,
    READ_PARAMETERS,
    STARTS,
    Ld2410Answer,
    Ld2410Parameters,
    Ld2410Sample,
    answer,
    command,
    decode,
    decode_parameters,
    is_report,
    measure,
)
from drivers.errors import NotAvailable, Offline
from drivers.ports import SerialPort
from drivers.uart.frame_listener import FrameListener, Talk

_ANSWER_S = 1.0  # engineering choice: it answers within a few of its periods


class Ld2410:
    """A Sensor that talks by itself ten times a second."""

    baud: ClassVar[int] = 256_000

    def __init__(self, line: SerialPort) -> None:
        talk = Talk(device="LD2410", baud=self.baud, starts=STARTS, measure=measure, stale_s=10 * PERIOD_S)
        self._line = line
        self._listener = FrameListener(line, talk, self._take)
        self._asking = asyncio.Lock()
        self._asked_word = 0
        self._answer: asyncio.Future[Ld2410Answer] | None = None

    async def start(self) -> None:
        """Receive from it, also after somebody left it in configuration, where it is silent; raises DriverError."""
        await self._listener.start(command(END_CONFIGURATION))

    async def read(self) -> Ld2410Sample:
        """Return the newest report, or NoDataYet; raises DriverError."""
        return self._listener.newest()

    async def close(self) -> None:
        """Give the port back."""
        self._line.close()

    async def parameters(self) -> Ld2410Parameters:
        """Read the settings; the radar reports nothing meanwhile. Raises DriverError."""
        async with self._asking:
            try:
                await self._ask(BEGIN_CONFIGURATION, CONFIGURATION_VERSION)
                return decode_parameters(await self._ask(READ_PARAMETERS))
            finally:
                self._line.send(command(END_CONFIGURATION))
                self._listener.expect()

    async def _ask(self, word: int, value: bytes = b"") -> bytes:
        self._asked_word, self._answer = word, asyncio.get_running_loop().create_future()
        self._line.send(command(word, value))
        where = f"{self._listener.where}: command 0x{word:02x}"
        try:
            async with asyncio.timeout(_ANSWER_S):
                answered = await self._answer
        except TimeoutError as error:
            raise Offline(f"{where}: no answer in {_ANSWER_S:g} s (is its RX on the TX of the port?)") from error
        if answered.status:
            raise NotAvailable(f"{where}: refused with status {answered.status}")
        return answered.value

    def _take(self, frame: bytes) -> Ld2410Sample | None:
        if is_report(frame):
            return decode(frame)
        answered = answer(frame)
        if self._answer is not None and not self._answer.done() and answered.word == self._asked_word:
            self._answer.set_result(answered)
        return None
