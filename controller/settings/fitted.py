"""The outputs and inputs that are fitted: what is not is never driven, judged nor offered.

The daemon makes it of the sensors, cars and outputs of a configuration. Where nobody has told, everything counts as
fitted: so do laws on simulated cars.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from controller.errors import SettingsError
from controller.interface.commands import AUXILIARY, COOLING_SPEED, DUTIES, FANS, Commands, is_auxiliary
from controller.interface.requests import CABIN_MODES, CABIN_PRESETS, Mode, Preset
from controller.settings.validation import Range, check

HEATER, COOLER, BLOWER = "heater", "cooler", "blower"

CABIN_AIR = "cabin.air_c"
"""The input without which the cabin is neither heated nor cooled."""

MAX_PCT = 100.0
_UP_TO_AN_HOUR: Range = (0.0, 3_600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTimes:
    """The times that an output, or the unit behind it, must be given; 0 is none."""

    min_on_s: float = 0.0
    """Once on it stays so for as long at least, unless it must stop for safety."""
    min_off_s: float = 0.0
    """Once off it stays so for as long at least, in any case, also after a restart of the computer."""
    start_up_s: float = 0.0
    """It takes so long from being switched on to its effect: of a fuel heater its glow plug and first flame."""
    after_run_s: float = 0.0
    """It goes on by itself for so long after it was switched off, and needs its air until then."""
    run_on_s: float = 0.0
    """It is driven for so long after nobody asks for it any more, as a fan that carries off what is still hot."""
    levels_pct: tuple[float, ...] = ()
    """The duties that it can have beside 0, the least first; none written is any duty, (100,) is on or off."""
    least_pct: float = 0.0
    """The least duty at which it works: of a compressor its lowest speed, a share of its highest."""
    rounds_up: bool = False
    """A fan: a duty between two levels is the higher one, since a floor of 20 % must not be none."""
    own_air: bool = False
    """It moves its air itself, and needs no other fan."""

    def __post_init__(self) -> None:
        check(
            self,
            min_on_s=_UP_TO_AN_HOUR,
            min_off_s=_UP_TO_AN_HOUR,
            start_up_s=_UP_TO_AN_HOUR,
            after_run_s=_UP_TO_AN_HOUR,
            run_on_s=_UP_TO_AN_HOUR,
            least_pct=(0.0, MAX_PCT),
        )
        if list(self.levels_pct) != sorted({level for level in self.levels_pct if 0.0 < level <= MAX_PCT}):
            raise SettingsError(f"levels_pct = {list(self.levels_pct)}: must rise, each above 0 and up to 100")

    @property
    def rest_s(self) -> float:
        """The time from switching off to the earliest start: no unit starts while it runs down."""
        return max(self.min_off_s, self.after_run_s)

    def share_pct(self, speed_pct: float) -> float:
        """Return the share of full for a speed between the lowest (0) and the highest (100) that it can have."""
        return self.least_pct + (MAX_PCT - self.least_pct) * speed_pct / MAX_PCT

    @property
    def rules(self) -> bool:
        """True where any of it says what may be asked of the output, and when."""
        return any((self.min_on_s, self.rest_s, self.run_on_s, self.levels_pct, self.least_pct))


NO_TIMES = OutputTimes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Outputs and inputs that are fitted: each output with its times, and each input, by name; None is everything."""

    outputs: Mapping[str, OutputTimes] | None = field(default=None, hash=False)  # a mapping has none
    inputs: frozenset[str] | None = None
    missing: tuple[str, ...] = field(init=False, compare=False)
    """The fields of `Commands` whose outputs are not fitted."""
    auxiliaries: tuple[str, ...] = field(init=False, compare=False)
    """The outputs that have no field of their own, in the order of `Commands.auxiliary_pct`."""

    def __post_init__(self) -> None:
        there = {duty for output, duty in DUTIES.items() if self.has(output)}
        missing = tuple([duty for duty in dict.fromkeys(DUTIES.values()) if duty not in there])
        object.__setattr__(self, "missing", missing)
        object.__setattr__(self, "auxiliaries", tuple([name for name in self.outputs or () if is_auxiliary(name)]))

    def has(self, output: str) -> bool:
        """Return True where an output is fitted."""
        return self.outputs is None or output in self.outputs

    def times(self, output: str) -> OutputTimes:
        """Return the times of an output; one that nobody has described has none."""
        return NO_TIMES if self.outputs is None else self.outputs.get(output, NO_TIMES)

    def reads(self, point: str) -> bool:
        """Return True where an input has a source."""
        return self.inputs is None or point in self.inputs

    @property
    def heats(self) -> bool:
        """True where the cabin can be heated."""
        return self.has(HEATER) and self.reads(CABIN_AIR)

    @property
    def cools(self) -> bool:
        """True where the cabin can be cooled."""
        return self.has(COOLER) and self.reads(CABIN_AIR)

    @property
    def conditions(self) -> bool:
        """True where the cabin's air can be led to a set-point, from one side at least."""
        return self.heats or self.cools

    @property
    def cabin_modes(self) -> tuple[Mode, ...]:
        """The modes that the cabin can be asked for."""
        possible = {
            Mode.AUTO: self.conditions,
            Mode.HEAT: self.heats,
            Mode.COOL: self.cools,
            Mode.FAN_ONLY: self.has(BLOWER),
        }
        return tuple([mode for mode in CABIN_MODES if possible.get(mode, True)])

    @property
    def cabin_presets(self) -> tuple[Preset, ...]:
        """The presets that the cabin can be asked for."""
        possible = {Preset.DEFOG: self.has(BLOWER), Preset.PET: self.conditions, Preset.REST: self.conditions}
        return tuple([preset for preset in CABIN_PRESETS if possible.get(preset, True)])


EVERYTHING = Fitted()


@dataclass(frozen=True, slots=True)
class TimedOutput:
    """An output whose times the guard holds, and where its duty stands in `Commands`."""

    name: str
    times: OutputTimes
    field: str
    number: int | None = None
    """Its place in a field that has several."""

    def read(self, commands: Commands) -> float:
        """Return its duty; none where a field of several has none."""
        duties = getattr(commands, self.field)
        if self.number is None:
            return float(duties)
        return float(duties[self.number]) if duties else 0.0


def timed_outputs(fitted: Fitted, compartments: Sequence[str]) -> tuple[TimedOutput, ...]:
    """List the outputs whose times the guard holds; those of what makes the cold stand with the fridge."""
    places: dict[str, tuple[str, int | None]] = {
        name: (field, None) for name, field in DUTIES.items() if field != COOLING_SPEED
    }
    places |= {f"fan.{name}": (FANS, number) for number, name in enumerate(compartments)}
    places |= {name: (AUXILIARY, number) for number, name in enumerate(fitted.auxiliaries)}
    outputs = fitted.outputs or {}
    return tuple(
        [TimedOutput(name, times, *places[name]) for name, times in outputs.items() if times.rules and name in places]
    )
