"""What pins raise when they cannot be opened or driven."""

import sys

import gpiozero


def pin_errors() -> tuple[type[Exception], ...]:
    """All kinds; lgpio and pigpio, where gpiozero has loaded them, raise errors that gpiozero does not wrap."""
    own = (getattr(sys.modules.get(name), "error", None) for name in ("lgpio", "pigpio"))
    return (gpiozero.GPIOZeroError, ImportError, OSError, RuntimeError, *(error for error in own if error is not None))


def one_line(error: Exception) -> str:
    """Its text without line ends, or its name where it has none."""
    return " ".join(str(error).split()) or type(error).__name__
