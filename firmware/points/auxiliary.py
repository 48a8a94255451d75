"""The rows of the outputs beside the appliances, by the first word of the output's name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from controller import Settings
from firmware.control.state_store import State
from firmware.points.builders import OWN, known
from firmware.points.quantities import RUNNING, Point


@dataclass(frozen=True, slots=True)
class _Shown:
    """The point of an output: its key, in which NAME stands for a compartment, and its name for people."""

    key: str
    name: str
    vss: str


_POINTS: Mapping[str, _Shown] = {
    "condenser_fan": _Shown("fridge.condenser_fan_on", "Condenser fan on", "Fridge.IsCondenserFanOn"),
    "defrost_heater": _Shown("fridge.defrost_heater_on", "Defrost heater", "Fridge.IsDefrostHeaterOn"),
    "warmer": _Shown("fridge.NAME.warmer_on", "NAME warmer", "Fridge.NAME.IsWarmerOn"),
    "lamp": _Shown("hub.lamp_on", "Alarm lamp", "Alarm.IsLampOn"),
    "buzzer": _Shown("hub.buzzer_on", "Buzzer", "Alarm.IsBuzzerOn"),
    "charger": _Shown("supply.charger_on", "Charger relay", "Supply.IsChargerOn"),
}


def auxiliary(settings: Settings) -> Iterator[Point]:
    """Make the point of each of these outputs that is fitted."""
    for number, output in enumerate(settings.fitted.auxiliaries):
        first, _, name = output.partition(".")
        shown, label = _POINTS[first], name.replace("_", " ").capitalize()
        yield known(
            shown.key.replace("NAME", name),
            shown.name.replace("NAME", label),
            RUNNING,
            f"{OWN}.{shown.vss.replace('NAME', name.title())}",
            _is_on(number),
            sources=(output,),
        )


def _is_on(number: int) -> Callable[[State], float]:
    def read(state: State) -> float:
        duties = state.step.commands.auxiliary_pct
        return bool(duties) and duties[number] > 0.0

    return read
