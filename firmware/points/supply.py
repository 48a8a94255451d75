"""The rows of what people ask of the whole car, and of what its supply carries."""

from controller import CAR
from controller.interface.energy_budget import Budget
from firmware.control.state_store import State
from firmware.points.builders import OWN, known, maybe
from firmware.points.quantities import RUNNING, SWITCH, VOLTAGE, Point, choice

CARRIED = ("all and store cold", "all", "all but comfort", "fridge only", "medicine only", "nothing")
"""What the supply carries, from most to least."""

_STORE, _ALL, _NO_COMFORT, _FRIDGE, _MEDICINE, _NOTHING = range(len(CARRIED))
_JUDGED_BY = ("supply.voltage_v", "vehicle.engine_rpm", "vehicle.speed_kph", "vehicle.ready", "vehicle.charging")
"""Without any of these nothing is known and nothing is limited."""

_CARRIED = choice(CARRIED, "car-battery")


def carried(budget: Budget) -> int:
    """Which of CARRIED a budget is."""
    if budget.comfort_pct > 0.0:
        return _STORE if budget.store_cold else _ALL
    if budget.safety_pct > 0.0:
        return _NO_COMFORT
    if all(budget.cooled):
        return _FRIDGE
    return _MEDICINE if any(budget.cooled) else _NOTHING


def _rest_v(state: State) -> float | None:
    estimates = state.step.memory.power.estimates
    return None if estimates is None else estimates.rest_v


CAR_POINTS: tuple[Point, ...] = (
    known(
        "car.quiet",
        "Quiet",
        SWITCH,
        f"{OWN}.IsQuiet",
        lambda s: s.step.memory.targets.quiet,
        sources=("compressor", "blower", "purifier"),
        command=(CAR, "quiet"),
    ),
    known(
        "supply.carries",
        "Supply carries",
        _CARRIED,
        f"{OWN}.Supply.Carries",
        lambda s: carried(s.step.memory.power.budget),
        sources=_JUDGED_BY,
    ),
    known(
        "supply.car_in_use",
        "Car in use",
        RUNNING,
        f"{OWN}.Supply.IsCarInUse",
        lambda s: s.step.memory.power.budget.awake,
        sources=_JUDGED_BY,
    ),
    maybe(
        "supply.rest_v", "Supply at rest", VOLTAGE, f"{OWN}.Supply.RestVoltage", _rest_v, sources=("supply.voltage_v",)
    ),
)
