"""Random steps of the whole controller with readings that are absent, extreme, frozen or jump, and any request.

Each step is held against the rules of the guard, told here once more by what goes in and comes out alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf, nan
from random import Random

from controller import (
    CABIN,
    CABIN_MODES,
    CABIN_PRESETS,
    CAR,
    COMPARTMENT_MODES,
    COMPARTMENT_PRESETS,
    NOT_FITTED,
    Absence,
    AutotuneRequest,
    CompartmentSettings,
    DepartureRequest,
    FridgeSettings,
    Memory,
    ModeRequest,
    PresetRequest,
    Profile,
    QuietRequest,
    Reading,
    Request,
    SetPointRequest,
    Settings,
    Step,
    absent,
    initial,
    present,
    step,
)
from controller.admission.freshness import SLOW_INPUTS
from controller.interface.snapshot import snapshot_of
from controller.settings import MAX_COMPARTMENTS, AirFlow, BoxKind, ThermoelectricSettings
from hil.box_trials.guard_rules import Rules

USUAL = {"_c": (-5.0, 35.0), "_pct": (0.0, 100.0), "_open": (0.0, 1.0), "_v": (9.0, 15.0), "_a": (-1.0, 10.0)}
"""Values of a point whose name ends so; of any other 0 to 1 000."""

EXTREME = (1e160, -1e160, 1.7e308, 1e6, -1e6, 511.5, 87.0, -273.15, -30.0, -3.0, 80.0, 0.0, 5e-324, inf, -inf, nan)
"""Overflows, sentinels of sensors, and what a damaged wire reads."""

PAUSES_S = (0.0, 0.1, 2.0, 30.0, 61.0, 600.0, 3_600.0, 345_600.0, 3.2e7, 1e12, -0.5, -3_600.0, -1e9)
"""Beside the usual ones: time that stands still, jumps, is silent for days, or is turned back."""

TICKS_S = (0.5, 5.0, 20.0, 90.0)
"""One history has one of these, so that some go on for days."""

HALF = 0.5

_ODD_PAUSE, _REQUEST, _UNDRIVEN, _CHANGE = 0.01, 0.02, 0.005, 0.02
"""The chance of each in one step; of a change for each reading."""


@dataclass(slots=True, kw_only=True)
class _Source:
    """One sensor: what it does now, and where it stands."""

    usual: tuple[float, float]
    stands_s: tuple[float, ...]
    """What it may say of how long its reading stands."""
    random: Random
    manner: int = 0
    value: float = 0.0
    last: Reading = NOT_FITTED

    def read(self, now_s: float) -> Reading:
        """Return its reading, in the manner that it has at present."""
        random = self.random
        if random.random() < _CHANGE:
            self.manner, self.value = random.randrange(8), random.uniform(*self.usual)
        manners: Sequence[Callable[[float], Reading]] = (
            self._wander,
            self._wander,
            self._stand,
            self._absent,
            self._extreme,
            self._jump,
            self._silent,
            self._fall,
        )
        self.last = manners[self.manner](now_s)
        return self.last

    def _wander(self, now_s: float) -> Reading:
        self.value += self.random.gauss(0.0, 0.005) * (self.usual[1] - self.usual[0])
        return present(self.value, now_s)

    def _stand(self, now_s: float) -> Reading:
        return present(self.value, now_s)

    def _absent(self, now_s: float) -> Reading:
        return absent(self.random.choice(list(Absence)), now_s)

    def _extreme(self, now_s: float) -> Reading:
        return present(self.random.choice(EXTREME), now_s, self.random.choice(self.stands_s))

    def _jump(self, now_s: float) -> Reading:
        low, high = self.usual
        return present(self.random.uniform(low - (high - low), high + (high - low)), now_s)

    def _silent(self, _now_s: float) -> Reading:
        return self.last

    def _fall(self, now_s: float) -> Reading:
        self.value -= 0.002 * (self.usual[1] - self.usual[0])
        return present(self.value, now_s)


@dataclass(slots=True)
class Result:
    """The outcome of some steps; `first` tells the first of each kind of trouble."""

    steps: int = 0
    exceptions: int = 0
    breaks: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, place: str) -> None:
        """Count a broken rule."""
        self.breaks[what] = self.breaks.get(what, 0) + 1
        self.first.setdefault(what, place)

    def raised(self, error: str, place: str) -> None:
        """Count an error, raised out of a step or contained in it."""
        self.exceptions += 1
        self.first.setdefault(error, place)


def random_settings(random: Random) -> Settings:
    """Draw a box of any kind with compartments of any profile."""
    kind = random.choice(list(BoxKind))
    profiles = [random.choice(list(Profile)) for _ in range(random.randint(1, MAX_COMPARTMENTS))]
    if kind is BoxKind.SPILL_OVER:
        others = [each for each in profiles[1:] if each is not Profile.FREEZER] or [Profile.FOOD]
        profiles = [Profile.FREEZER, *others]
    boxes = tuple(
        CompartmentSettings(name=f"box{number}", profile=each, air_flow=random.choice(list(AirFlow)))
        for number, each in enumerate(profiles)
    )
    if kind is not BoxKind.THERMOELECTRIC:
        return Settings(fridge=FridgeSettings(kind=kind, compartments=boxes))
    module = ThermoelectricSettings(proportional=random.random() < HALF)
    return Settings(fridge=FridgeSettings(kind=kind, compartments=boxes, thermoelectric=module))


def play_odd(seed: int, *, steps: int) -> Result:
    """Take `steps` random steps from the beginning, and judge each."""
    random, result, now_s = Random(seed), Result(), 0.0
    settings, tick_s = random_settings(random), random.choice(TICKS_S)
    sources = [_source(point, random) for point in settings.max_ages_s]
    memory, rules = initial(settings, now_s=now_s), Rules(settings)
    for number in range(steps):
        now_s += random.choice(PAUSES_S) if random.random() < _ODD_PAUSE else tick_s
        requests = (_request(random, settings, now_s),) if random.random() < _REQUEST else ()
        readings = [source.read(now_s) for source in sources]
        driven = random.random() >= _UNDRIVEN
        seen = snapshot_of(readings, requests, outputs_driven=driven)
        place = f"seed {seed}, step {number}"
        try:
            taken = step(memory, seen, settings, now_s=now_s)
        except Exception as error:  # noqa: BLE001  to be counted is what this is for
            result.raised(f"{type(error).__name__}: {error}", place)
            memory, rules = initial(settings, now_s=now_s), Rules(settings, now_s=now_s)
            continue
        for failure in _failed(memory, taken, now_s=now_s):
            result.raised(failure, place)
        for broken in rules.judge(seen, taken):
            result.add(broken, place)
        memory = taken.memory
    result.steps = steps
    return result


def _source(point: str, random: Random) -> _Source:
    usual = next((span for ending, span in USUAL.items() if point.endswith(ending)), (0.0, 1_000.0))
    return _Source(usual=usual, stands_s=(0.0, 60.0, 1e9) if point in SLOW_INPUTS else (0.0,), random=random)


def _failed(before: Memory, taken: Step, *, now_s: float) -> Iterator[str]:
    """Yield the text of each part that raised in this step."""
    counts = {each.part: each.count for each in before.failures}
    for each in taken.memory.failures:
        if each.last_s == now_s and each.count != counts.get(each.part, 0):
            yield each.alarm.text


def _request(random: Random, settings: Settings, now_s: float) -> Request:
    """Draw a request, sensible or not."""
    boxes = [each.name for each in settings.fridge.compartments]
    appliance = random.choice([*boxes, *boxes, CABIN, CABIN, CAR, "nothing"])
    modes, presets = (CABIN_MODES, CABIN_PRESETS) if appliance == CABIN else (COMPARTMENT_MODES, COMPARTMENT_PRESETS)
    drawn: Sequence[Request] = (
        SetPointRequest("1", "odd", appliance, random.choice([random.uniform(-25.0, 30.0), random.choice(EXTREME)])),
        ModeRequest("1", "odd", appliance, random.choice(modes)),
        PresetRequest("1", "odd", appliance, random.choice(presets)),
        QuietRequest("1", "odd", appliance, quiet=random.random() < HALF),
        DepartureRequest(
            request_id="1",
            origin="odd",
            appliance=appliance,
            departs_at_s=random.choice([None, now_s + random.uniform(0.0, 7_200.0), random.choice(EXTREME)]),
        ),
        AutotuneRequest("1", "odd", appliance),
    )
    return random.choice(drawn)
