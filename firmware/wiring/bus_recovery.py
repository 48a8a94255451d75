"""What can free an I2C bus that hangs, as far as it is wired, the mildest first."""

from functools import partial
from typing import Any

import gpiozero

from drivers.gpio.gpio_chip import open_pins
from drivers.i2c.i2c_recovery import NineClocks, mux_reset, rail_switch
from drivers.i2c.pinctrl import PinctrlLines, run_pinctrl
from drivers.ports import RecoveryAction
from firmware.config import I2cConfig
from firmware.wiring.hardware import Hardware


def recovery_actions(bus: I2cConfig, hardware: Hardware) -> tuple[RecoveryAction, ...]:
    """The recovery actions that `bus` is wired for; none is opened yet."""
    wired: list[RecoveryAction] = []
    if bus.scl_pin is not None and bus.sda_pin is not None:
        wired.append(NineClocks(PinctrlLines(bus.scl_pin, bus.sda_pin, run_pinctrl)))
    if bus.reset_pin is not None:
        wired.append(mux_reset(partial(_active_low, bus.reset_pin, hardware)))
    if bus.rail_pin is not None:
        wired.append(rail_switch(partial(_active_low, bus.rail_pin, hardware)))
    return tuple(wired)


def _active_low(pin: int, hardware: Hardware) -> Any:
    """An output that is high at first."""
    factory = hardware.pin_factory()
    return gpiozero.DigitalOutputDevice(pin, active_high=False, pin_factory=open_pins() if factory is None else factory)
