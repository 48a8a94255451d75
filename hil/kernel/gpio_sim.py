"""Simulated pins of the kernel itself (gpio-sim): gpiozero drives them through lgpio, as on a Raspberry Pi.

Only the kernel that tools/build_kernel.sh makes has them. Levels are sampled, because the kernel tells of no change: a
duty is known to some percent, and a second late.
"""

import asyncio
import os
import subprocess
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path

from hil.kernel.machine import OWN
from hil.kernel.rig_errors import RigError
from hil.rig.simulated_hardware import Pins

LINES, LABEL = 54, "pinctrl-bcm2711"
"""As the chip of a Raspberry Pi 4 that has the header."""

SAMPLE_EVERY_S = 0.0137
"""No whole part of the usual 10 ms of a pulse, so that each part of it is seen."""

SAMPLES = 64

_CONFIG = Path("/sys/kernel/config")
_BANK = _CONFIG / "gpio-sim" / "rig" / "bank0"
_REVISION = "Revision\t: c03114\n"  # a Raspberry Pi 4, for gpiozero
_HIGH = b"1"


def is_there() -> bool:
    """Return whether this kernel has simulated GPIO lines."""
    return Path("/sys/bus/platform/drivers/gpio-sim").is_dir()


class GpioSim:
    """Simulated GPIO lines whose levels go to `pins`; `listens` is set when clients may come."""

    def __init__(self, pins: Pins, numbers: Iterable[int]) -> None:
        self.listens = asyncio.Event()
        self._out = pins
        self._seen = {number: deque[bool](maxlen=SAMPLES) for number in numbers}

    @property
    def environment(self) -> Mapping[str, str]:
        """Of a client."""
        return {"GPIOZERO_PIN_FACTORY": "lgpio", "PYTHONPATH": str(OWN / "python")}

    async def run(self) -> None:
        """Sample for ever; raises RigError."""
        await asyncio.to_thread(_make_them)
        values = {number: os.open(self._file(number), os.O_RDONLY) for number in self._seen}
        self.listens.set()
        try:
            while True:
                for number, value in values.items():
                    self.take(number, is_high=os.pread(value, 1, 0) == _HIGH)
                await asyncio.sleep(SAMPLE_EVERY_S)
        finally:
            for value in values.values():
                os.close(value)

    def take(self, number: int, *, is_high: bool) -> None:
        """Take one sample. A line that has not moved for all of them is where it is; else the mean counts."""
        seen = self._seen[number]
        seen.append(is_high)
        self._out.set(number, sum(seen) / len(seen))

    def _file(self, number: int) -> Path:
        device = (_BANK.parent / "dev_name").read_text(encoding="ascii").strip()
        chip = (_BANK / "chip_name").read_text(encoding="ascii").strip()
        return Path("/sys/devices/platform", device, chip, f"sim_gpio{number}", "value")


def _make_them() -> None:
    """Make a chip with LINES lines at /dev/gpiochip0, on what gpiozero takes for a Raspberry Pi."""
    revision = Path("/run/cpuinfo")
    revision.write_text(_REVISION, encoding="ascii")
    try:
        subprocess.run(["mount", "-t", "configfs", "none", str(_CONFIG)], check=True)  # noqa: S603, S607
        subprocess.run(["mount", "--bind", str(revision), "/proc/cpuinfo"], check=True)  # noqa: S603, S607
        _BANK.mkdir(parents=True)
        (_BANK / "num_lines").write_text(f"{LINES}\n", encoding="ascii")
        (_BANK / "label").write_text(f"{LABEL}\n", encoding="ascii")
        (_BANK.parent / "live").write_text("1\n", encoding="ascii")
    except (OSError, subprocess.CalledProcessError) as error:
        raise RigError(f"simulated pins cannot be made: {error}") from error
