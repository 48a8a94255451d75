"""Speak to a simulated chip as an adapter does, byte by byte, at times that the test sets."""

from hil.chips import SimChip


class Time:
    """The time that the chip is told; a test moves it on."""

    def __init__(self, now_s: float = 0.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


def send(chip: SimChip, message: str) -> bool:
    """One transaction that writes hex digits; whether all of it was acknowledged."""
    done = chip.start(read=False) and all(chip.write(byte) for byte in bytes.fromhex(message))
    chip.stop()
    return done


def receive(chip: SimChip, count: int) -> str | None:
    """One transaction that reads, as hex digits; None where the chip does not acknowledge."""
    answer = bytes(chip.read() for _ in range(count)).hex(" ") if chip.start(read=True) else None
    chip.stop()
    return answer and answer.upper()


def ask(chip: SimChip, time: Time, message: str, wait_s: float, count: int) -> str | None:
    """Send, wait, receive."""
    assert send(chip, message)
    time.now_s += wait_s
    return receive(chip, count)


def get_bytes(chip: SimChip, register: int, count: int) -> bytes:
    """Read from `register` on, after a repeated start."""
    assert chip.start(read=False)
    assert chip.write(register)
    assert chip.start(read=True)
    answer = bytes(chip.read() for _ in range(count))
    chip.stop()
    return answer


def put(chip: SimChip, register: int, word: int) -> None:
    """Write a register of 16 bits."""
    assert send(chip, f"{register:02X} {word:04X}")


def get(chip: SimChip, register: int, size: int = 2) -> int:
    """Read a register of 16 bits, or of more."""
    return int.from_bytes(get_bytes(chip, register, size), "big")
