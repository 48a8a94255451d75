"""Pins as on a Raspberry Pi: gpiozero and lgpio on simulated lines of a kernel, where somebody has built that one."""

import subprocess
import sys

import pytest

from firmware.config import OutputConfig
from hil.kernel.gpio_sim import SAMPLES, GpioSim
from hil.kernel.machine import found
from hil.kernel.rig_errors import NoKernel
from hil.rig.simulated_hardware import Pins
from tests.patience import PATIENCE_S

BLOWER = OutputConfig(name="blower", pin=16, kind="pwm")


def test_a_duty_is_the_mean_of_what_was_sampled_last() -> None:
    pins = Pins()
    simulated = GpioSim(pins, [16])
    assert pins.duty_pct(BLOWER) == 0.0
    for index in range(2 * SAMPLES):
        simulated.take(16, is_high=index % 4 == 0)
    assert pins.duty_pct(BLOWER) == 25.0
    for _ in range(SAMPLES):
        simulated.take(16, is_high=False)
    assert pins.duty_pct(BLOWER) == 0.0


DRIVEN = """
import glob, time
from pathlib import Path
from drivers.outputs.output_bank import OutputBank, OutputSpec

def level():
    (file,) = glob.glob("/sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio17/value")
    return Path(file).read_text().strip()

now_s = [0.0]
bank = OutputBank((OutputSpec(name="compressor", pin=17, kind="relay"),), hold_s=1.0, now_s=lambda: now_s[0])
bank.start_monitor()
bank.drive("compressor", 100.0)
driven = level()
now_s[0] = 1.5
while level() != "0":
    time.sleep(0.01)
print(bank._own_factory.__class__.__name__, driven, level())
bank.close()
"""


def test_an_output_drives_a_line_of_the_kernel_and_lets_go_by_itself() -> None:
    try:
        found(own=True)
    except NoKernel as error:
        pytest.skip(str(error))
    argv = [
        sys.executable,
        "-m",
        "hil",
        "kernel",
        "--own",
        "--timeout",
        str(PATIENCE_S),
        "--",
        sys.executable,
        "-c",
        DRIVEN,
    ]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)  # noqa: S603  # our own command
    assert done.stdout.split() == ["LGPIOFactory", "1", "0"]
