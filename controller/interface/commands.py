"""Commands of one step: every output, always all of them."""

from collections.abc import Mapping, Sequence

from controller.interface.immutable import immutable


@immutable(kw_only=True)
class Commands:
    """Commands to the outputs; duties in percent of full. The default is safe: everything off.

    In a thermoelectric box its module stands in the place of the compressor, its drive in that of the speed.
    """

    compressor_on: bool = False
    compartment_fan_pct: tuple[float, ...] = ()
    heater_pct: float = 0.0
    cooler_pct: float = 0.0
    blower_pct: float = 0.0
    compressor_speed_pct: float = 0.0
    """Between the lowest (0) and the highest (100) speed, where it can be set; it counts while the compressor is on."""
    hot_side_fan_pct: float = 0.0
    """The fan of a thermoelectric module's hot side."""
    windscreen_pct: float = 0.0
    """Share of the blower's air that goes to the windscreen."""
    recirculation_pct: float = 0.0
    """Share of the blower's air that is taken from the cabin; 0 is all from outside."""
    purifier_pct: float = 0.0
    auxiliary_pct: tuple[float, ...] = ()
    """Of the outputs without a field of their own, in the order of `Fitted.auxiliaries`; none is all off."""


COOLING_SPEED = "compressor_speed_pct"
"""The field of the speed of a compressor, and of the drive of a thermoelectric module, which stands in its place."""

DUTIES: Mapping[str, str] = {
    "compressor_speed": COOLING_SPEED,
    "thermoelectric": COOLING_SPEED,
    "hot_side_fan": "hot_side_fan_pct",
    "heater": "heater_pct",
    "cooler": "cooler_pct",
    "blower": "blower_pct",
    "windscreen": "windscreen_pct",
    "recirculation": "recirculation_pct",
    "purifier": "purifier_pct",
}
"""Each output that has one duty, and its field."""

FANS, AUXILIARY = "compartment_fan_pct", "auxiliary_pct"
"""The fields of several outputs."""

AUXILIARIES: Mapping[str, str] = {
    "condenser_fan": "blows at the condenser while the compressor runs, and for a time after",
    "defrost_heater": "heats the plate while it is defrosted",
    "warmer": "heats a compartment in winter, before its goods freeze",
    "lamp": "shines while there is an alarm",
    "buzzer": "sounds for a minute at each new alarm, and for a danger to people or animals until it is over",
    "charger": "a relay through which one battery charges another: closed while the car is in use",
}
"""The outputs without a field of their own, by the first word of their names, and what each does; a warmer is that of a
compartment."""


def auxiliary_names(compartments: Sequence[str]) -> tuple[str, ...]:
    """List every auxiliary output that there can be, of boxes with these compartments."""
    several = {"warmer": tuple([f"warmer.{name}" for name in compartments])}
    return tuple([name for one in AUXILIARIES for name in several.get(one, (one,))])


def is_auxiliary(output: str) -> bool:
    """Return True where `output` is one of AUXILIARIES."""
    return output.partition(".")[0] in AUXILIARIES


def all_off(compartments: int) -> Commands:
    """Return the commands that are always allowed."""
    return Commands(compartment_fan_pct=(0.0,) * compartments)
