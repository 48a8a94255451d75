"""Heaters of many kinds behind one output: our law and a thermostat hold the same cabin with each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import sqrt

from controller import Mode, Settings, Target
from controller.climate import Asked
from controller.settings import CabinSettings, Fitted, OutputTimes
from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateOutputs, random_camper, random_small_ev
from hil.scenarios.climate_trials import Trial

SET_POINT_C = 21.0
SETTLED_S = 5_400.0
HELD_S = 6.0 * 3_600.0

THERMOSTAT_K = 0.5
"""Each way: what room thermostats have."""

TICK_S = 1.0
_BLOWER_PCT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaterKind:
    """One kind: how it is declared, and the simulated cabin that it is in."""

    times: OutputTimes
    cabin: Callable[[int], CabinParameters]


def _diesel(*levels_w: float) -> Callable[[int], CabinParameters]:
    def cabin(seed: int) -> CabinParameters:
        parameters = random_camper(seed, start_c=SET_POINT_C)
        burner = parameters.climate.fuel
        fuel = replace(burner, levels_w=levels_w) if burner is not None and levels_w else burner
        return replace(parameters, climate=replace(parameters.climate, fuel=fuel))

    return cabin


def _relay(seed: int) -> CabinParameters:
    parameters = random_camper(seed, start_c=SET_POINT_C)
    electric = replace(parameters.climate, fuel=None, heater_w=2_000.0, heater_levels_pct=(100.0,))
    return replace(parameters, climate=electric)


def _small_ev(seed: int) -> CabinParameters:
    return random_small_ev(seed, start_c=SET_POINT_C)


_BURNER = OutputTimes(min_on_s=300.0, min_off_s=300.0, start_up_s=180.0, after_run_s=240.0, own_air=True)

KINDS: Mapping[str, HeaterKind] = {
    "diesel, 4 levels": HeaterKind(times=replace(_BURNER, levels_pct=(39.0, 55.0, 82.0, 100.0)), cabin=_diesel()),
    "diesel, on or off": HeaterKind(times=replace(_BURNER, levels_pct=(100.0,)), cabin=_diesel(2_000.0)),
    "relay, 2 kW": HeaterKind(times=OutputTimes(min_on_s=60.0, min_off_s=60.0, levels_pct=(100.0,)), cabin=_relay),
    "any duty, 5 kW": HeaterKind(times=OutputTimes(), cabin=_small_ev),
}
"""By name."""


@dataclass(slots=True, kw_only=True)
class Held:
    """A held cabin as it was seen; runs are counted by the commands."""

    times: OutputTimes
    starts: int = 0
    short_runs: int = 0
    airs_c: list[float] = field(default_factory=list)
    joules: float = 0.0
    _on_for_s: float = 0.0
    _ran_before: bool = False

    def look(self, cabin: Cabin, heater_pct: float, spent_j: float) -> None:
        """Take in one tick."""
        if heater_pct > 0.0:
            self.starts += not self._on_for_s and not self._ran_before
            self._on_for_s += TICK_S
        elif self._on_for_s:
            self.short_runs += not self._ran_before and self._on_for_s < self.times.min_on_s
            self._on_for_s, self._ran_before = 0.0, False
        self.airs_c.append(cabin.air_c)
        self.joules += spent_j

    @property
    def mean_c(self) -> float:
        """The mean of the air."""
        return sum(self.airs_c) / len(self.airs_c)

    @property
    def rms_k(self) -> float:
        """The air about its set-point."""
        return sqrt(sum((air_c - SET_POINT_C) ** 2 for air_c in self.airs_c) / len(self.airs_c))

    @property
    def starts_per_h(self) -> float:
        """Starts in an hour."""
        return self.starts * 3_600.0 / (len(self.airs_c) * TICK_S)


class Thermostat:
    """On below the one end of its band, off above the other, each for its minimum time."""

    def __init__(self, times: OutputTimes) -> None:
        self._times, self._on, self._since_s = times, False, -1e9

    def asked_pct(self, air_c: float, now_s: float) -> float:
        """Return the duty to ask for."""
        lasted_s = now_s - self._since_s
        if self._on and lasted_s >= self._times.min_on_s and air_c >= SET_POINT_C + THERMOSTAT_K:
            self._on, self._since_s = False, now_s
        elif not self._on and lasted_s >= self._times.rest_s and air_c <= SET_POINT_C - THERMOSTAT_K:
            self._on, self._since_s = True, now_s
        return 100.0 if self._on else 0.0


def _spent_j(cabin: Cabin, before: tuple[float, float]) -> tuple[float, tuple[float, float]]:
    """Return fuel and electricity since `before`, and what both are now."""
    fuel_j = 0.0 if cabin.climate.fuel is None else cabin.climate.fuel.fuel_j
    now = (fuel_j, cabin.climate.energy_j)
    return sum(now) - sum(before), now


def hold_by_law(kind: HeaterKind, seed: int, outside_c: float, hours_s: float = HELD_S) -> Held:
    """Let our law hold the cabin of `seed`; what is measured begins after it has settled."""
    outputs = dict.fromkeys(("cooler", "blower", "windscreen", "recirculation"), OutputTimes())
    settings = Settings(cabin=CabinSettings(comfort_k=0.0), fitted=Fitted(outputs={**outputs, "heater": kind.times}))
    trial = Trial(
        parameters=kind.cabin(seed),
        asked=Asked(target=Target(SET_POINT_C, Mode.HEAT)),
        conditions=CabinConditions(outside_c=outside_c, outside_g_m3=3.0),
        settings=settings,
        recirculation_pct=100.0,
        seed=seed,
    )
    trial.run(SETTLED_S)
    held = Held(times=kind.times, _ran_before=trial.commands.heater_pct > 0.0)
    _, spent = _spent_j(trial.cabin, (0.0, 0.0))

    def look(trial: Trial) -> None:
        nonlocal spent
        joules, spent = _spent_j(trial.cabin, spent)
        held.look(trial.cabin, trial.commands.heater_pct, joules)

    trial.run(hours_s, look)
    return held


def hold_by_thermostat(kind: HeaterKind, seed: int, outside_c: float, hours_s: float = HELD_S) -> Held:
    """Let a thermostat hold the same cabin."""
    cabin, thermostat = Cabin(kind.cabin(seed)), Thermostat(kind.times)
    conditions = CabinConditions(outside_c=outside_c, outside_g_m3=3.0)
    outputs = ClimateOutputs(recirculation_pct=100.0)
    held = Held(times=kind.times)
    spent = (0.0, 0.0)
    for tick in range(round((SETTLED_S + hours_s) / TICK_S)):
        outputs.heater_pct = thermostat.asked_pct(cabin.air_c, tick * TICK_S)
        outputs.blower_pct = 0.0 if kind.times.own_air or not outputs.heater_pct else _BLOWER_PCT
        cabin.advance(conditions, outputs, TICK_S)
        joules, spent = _spent_j(cabin, spent)
        if tick * TICK_S >= SETTLED_S:
            if not held.airs_c:
                held = Held(times=kind.times, _ran_before=outputs.heater_pct > 0.0)
            held.look(cabin, outputs.heater_pct, joules)
    return held
