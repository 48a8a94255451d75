"""A simulated DS18B20 thermometer, as the kernel shows it in a folder (Maxim data sheet DS18B20)."""

from pathlib import Path

_DIVISOR = 0b1_0011_0001  # x^8 + x^5 + x^4 + 1


class SimDs18b20:
    """Makes and keeps the folder /28-.../ in `devices`; the files change when they are told to, not by themselves."""

    def __init__(self, devices: Path, serial: str = "0316a2797d5c") -> None:
        self.folder = devices / f"28-{serial}"
        self.folder.mkdir(parents=True)
        (self.folder / "name").write_text(f"28-{serial}\n")
        self.power_cycle()

    def measure(self, temperature_c: float) -> None:
        """Show `temperature_c` with 12 bits; the last byte but two counts what is left over of a step."""
        sixteenths = round(temperature_c * 16)
        self.show(sixteenths, 0x10 - (sixteenths & 0x0F))

    def power_cycle(self) -> None:
        """Show what the chip holds before its first conversion."""
        self.show(85 * 16, 0x0C)

    def show(self, sixteenths: int, left_over: int = 0x0C) -> None:
        """Show a scratchpad with these values."""
        low, high = sixteenths & 0xFF, sixteenths >> 8 & 0xFF
        body = bytes([low, high, 0x4B, 0x46, 0x7F, 0xFF, left_over, 0x10])
        self.show_bytes(body + bytes([_remainder(body)]))

    def show_bytes(self, scratchpad: bytes, verdict: str = "YES") -> None:
        """Show any nine bytes as w1_therm does."""
        shown = scratchpad.hex(" ")
        thousandths = int.from_bytes(scratchpad[:2], "little", signed=True) * 1000 // 16
        lines = f"{shown} : crc={scratchpad[-1]:02x} {verdict}\n{shown} t={thousandths}\n"
        (self.folder / "w1_slave").write_text(lines)

    def unplug(self) -> None:
        """Pull it; the kernel removes the folder when it notices."""
        for file in self.folder.iterdir():
            file.unlink()
        self.folder.rmdir()


def _remainder(data: bytes) -> int:
    """Divide as polynomials; 1-Wire sends the lowest bit first, and so it is here on both sides."""
    dividend = int("".join(f"{byte:08b}"[::-1] for byte in data), 2) << 8
    for bit in range(8 * len(data) + 7, 7, -1):
        if dividend >> bit & 1:
            dividend ^= _DIVISOR << (bit - 8)
    return int(f"{dividend:08b}"[::-1], 2)
