"""A simulated Sensirion chip: commands, check bytes, and no acknowledge while it works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hil.chips.simulated_chip import IDLE_LINE, SimChip

Words = tuple[int, ...]

_DIVISOR = 0x131  # x^8 + x^5 + x^4 + 1
_GROUP = 3


@dataclass(frozen=True, slots=True)
class SimCommand:
    """A command: its action (argument words in, answer words out), and the time that the chip is busy with it."""

    carry_out: Callable[[Words], Words]
    busy_s: float = 0.0
    while_measuring: bool = False
    acknowledged: bool = True


def check_byte(word: int) -> int:
    """Return the remainder of the word, its first byte inverted (start value 0xFF), by polynomial division."""
    remainder = (word ^ 0xFF00) << 8
    for bit in range(23, 7, -1):
        if remainder >> bit & 1:
            remainder ^= _DIVISOR << (bit - 8)
    return remainder


def word_of(value: float, low: float, span: float) -> int:
    """Return the word for `value` on a scale of 65535 steps over `span` from `low`; beyond its ends, the end."""
    return min(max(round((value - low) / span * 65_535), 0), 65_535)


class SimSensirionChip(SimChip):
    """Subclasses hand in what `commands` there are, by code of `code_bytes` bytes."""

    def __init__(self, now_s: Callable[[], float], code_bytes: int, commands: Mapping[int, SimCommand]) -> None:
        super().__init__(now_s)
        self._code_bytes, self._commands = code_bytes, commands
        self._measuring = False
        self._written = bytearray()
        self._answer = bytearray()

    def allows(self, command: SimCommand) -> bool:
        """Return whether the chip accepts `command` in its present state."""
        return command.while_measuring or not self._measuring

    def on_start(self, read: bool) -> bool:
        """Begin; a read with no answer to give is not acknowledged, and after a repeated start the chip is busy."""
        self._carry_out()
        return bool(self._answer) if read else True

    def on_write(self, byte: int) -> bool:
        """Acknowledge commands that are allowed, and arguments with sound check bytes; forget all others."""
        self._written.append(byte)
        command = self._command()
        if command and not command.acknowledged:
            self._carry_out()
        elif self._is_sound(command):
            return True
        self._written.clear()
        return False

    def on_read(self) -> int:
        """Give the answer byte by byte."""
        return self._answer.pop(0) if self._answer else IDLE_LINE

    def on_stop(self) -> None:
        """Begin to carry out the command."""
        self._carry_out()

    def _command(self) -> SimCommand | None:
        if len(self._written) < self._code_bytes:
            return None
        command = self._commands.get(int.from_bytes(self._written[: self._code_bytes], "big"))
        return command if command and self.allows(command) else None

    def _is_sound(self, command: SimCommand | None) -> bool:
        arguments = self._written[self._code_bytes :]
        if len(self._written) < self._code_bytes or (command and len(arguments) % _GROUP):
            return True
        return command is not None and all(check_byte(word) == check for word, check in _groups(arguments))

    def _carry_out(self) -> None:
        command = self._command()
        if command:
            arguments = self._written[self._code_bytes :]
            self.be_busy(command.busy_s)
            answer = command.carry_out(tuple(word for word, _ in _groups(arguments)))
            self._answer = bytearray(byte for word in answer for byte in (word >> 8, word & 0xFF, check_byte(word)))
        self._written.clear()


def _groups(data: bytes | bytearray) -> list[tuple[int, int]]:
    """Yield each word with its check byte; what is left over is not used."""
    return [(high << 8 | low, check) for high, low, check in zip(data[0::3], data[1::3], data[2::3], strict=False)]
