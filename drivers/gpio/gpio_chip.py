"""The chip that has the pins of the header, known by its label: its number differs from kernel to kernel.

A Raspberry Pi 5 has had the header at gpiochip4, at gpiochip0 and at gpiochip10 to 15. lgpio drives it, unless
GPIOZERO_PIN_FACTORY names another way that gpiozero knows.
"""

import io
import os
from contextlib import redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import gpiozero

from drivers.errors import NotFitted
from drivers.gpio.gpio_errors import one_line

LABELS = ("pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835")
"""Of the header: Raspberry Pi 5; 4; all before. So the kernel's drivers name them, and `gpiodetect` shows them."""

CHIPS = 64
"""Numbers that are tried. Engineering choice: several times what any board has."""

_OURS = "lgpio"

_NO_CHIP = "there is no /dev/gpiochip*: is this a Raspberry Pi?"


def open_pins() -> Any:
    """Return a gpiozero pin factory for its caller alone, with nothing open; raises NotFitted."""
    name = os.environ.get("GPIOZERO_PIN_FACTORY", _OURS)
    try:
        return _header() if name == _OURS else _named()
    except NotFitted:
        raise
    except Exception as error:  # each library has errors of its own
        raise NotFitted(one_line(error)) from error


def give_back(factory: Any) -> None:
    """Free all that `factory` holds, also what could not be closed pin by pin; never fails."""
    factory.pins.clear()
    with suppress(Exception):
        factory.close()


def _named() -> Any:
    """Make the factory that GPIOZERO_PIN_FACTORY names, without the banner that pigpio prints."""
    with redirect_stdout(io.StringIO()):
        gpiozero.Device.ensure_pin_factory()
    factory, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, None
    return factory


def _header() -> Any:
    """Return the header's chip by lgpio."""
    try:
        lgpio, factories = import_module(_OURS), import_module("gpiozero.pins.lgpio")  # on a Raspberry Pi only
    except ImportError as error:
        if not any(Path("/dev").glob("gpiochip*")):
            raise NotFitted(_NO_CHIP) from error
        raise NotFitted(f"{one_line(error)}: the pins of a Raspberry Pi need lgpio") from error
    # An lgpio too old to tell labels leaves the choice to gpiozero, which knows the older numbers.
    factory = factories.LGPIOFactory(chip=_number(lgpio) if hasattr(lgpio, "gpio_get_chip_info") else None)
    # gpiozero keeps one table of pins for all local factories, where those of a dead handle would be found again.
    factory.pins = {}
    return factory


def _number(lgpio: Any) -> int:
    """Return the number of the chip that has the header; raises NotFitted, telling what there is instead."""
    seen = []
    for number in range(CHIPS):
        label = _label(lgpio, number)
        if label in LABELS:
            return number
        if label is not None:
            seen.append(f"gpiochip{number} is {label}")
    if seen:
        raise NotFitted(f"no chip has the header of a Raspberry Pi ({', '.join(LABELS)}): {', '.join(seen)}")
    if any(Path("/dev").glob("gpiochip*")):
        raise NotFitted("/dev/gpiochip* may not be opened: the user must be in the group gpio")
    raise NotFitted(_NO_CHIP)


def _label(lgpio: Any, number: int) -> str | None:
    """Return the label of the chip; None where it cannot be opened."""
    try:
        handle = lgpio.gpiochip_open(number)
    except lgpio.error:
        return None
    try:
        _status, _lines, _name, label = lgpio.gpio_get_chip_info(handle)
    finally:
        lgpio.gpiochip_close(handle)
    return label.decode(errors="replace") if isinstance(label, bytes) else str(label)
