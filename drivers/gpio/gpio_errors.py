"""Errors that pins raise when they cannot be opened or driven."""

import sys

import gpiozero


def pin_errors() -> tuple[type[Exception], ...]:
    """Return all kinds of errors of pins; those of lgpio and pigpio, where loaded, are not wrapped by gpiozero."""
    own = (getattr(sys.modules.get(name), "error", None) for name in ("lgpio", "pigpio"))
    return (gpiozero.GPIOZeroError, ImportError, OSError, RuntimeError, *(error for error in own if error is not None))


def one_line(error: BaseException) -> str:
    """Return its text without line ends; with its name where it has none, or where it is of an unforeseen kind."""
    text, name = " ".join(str(error).split()), type(error).__name__
    if not text:
        return name
    return text if isinstance(error, pin_errors()) else f"{name}: {text}"
