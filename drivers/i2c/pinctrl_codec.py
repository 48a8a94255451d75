"""Output of the tool pinctrl for a pin. Source: raspberrypi/utils, pinctrl.c, do_gpio_get."""

import re
from dataclasses import dataclass

from drivers.errors import BadFrame

_STATE = re.compile(r"^\s*(?P<pin>\d+): *(?P<function>[a-z]\w)\b[^|]*\| (?P<level>hi|lo|--) //", re.ASCII)


@dataclass(frozen=True, slots=True)
class PinState:
    """One pin: what it does now ("a0" to "a8", "ip", "op", "no"), as `pinctrl set` takes it, and its level."""

    pin: int
    function: str
    is_high: bool


def pin_states(text: str) -> dict[int, PinState]:
    """Return the pins in what `pinctrl get` prints, by BCM number; raises BadFrame for a line that is no pin's."""
    states = (_pin_state(line) for line in text.splitlines() if line.strip())
    return {state.pin: state for state in states}


def _pin_state(line: str) -> PinState:
    found = _STATE.match(line)
    if found is None or found["level"] == "--":
        raise BadFrame(f"pinctrl: {line.strip()[:60]!r} tells no level of a pin")
    return PinState(int(found["pin"]), found["function"], found["level"] == "hi")
