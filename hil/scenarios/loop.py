"""One law on one random box in one scenario: its figures, its course, and a picture of that."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hil.plants import CoolingBox, Diary, Fridge, FridgeOutputs, FridgeSurroundings, random_fridge
from hil.scenarios.bounds import BOUNDS, soonest_min
from hil.scenarios.box import HOUR_S, BoxScenario
from hil.scenarios.laws import LAWS, Law
from hil.scenarios.run_figures import Figures, Tally

TICK_S = 5.0
"""All laws are asked this often: twice within the lag of the fastest probe (engineering choice, for speed)."""

MINUTE_S = 60.0

_MAKERS: Mapping[str, Callable[[BoxScenario, float], Law]] = {**LAWS, **BOUNDS}


def run_box(law: str, scenario: BoxScenario, seed: int, *, shift_k: float = 0.0) -> Figures:
    """Return the figures of `law` on the box of `seed`, all its set-points shifted by `shift_k`."""
    tally = Tally(scenario=scenario)
    for now_s, fridge, set_point_c, _ in _days(law, scenario, seed, shift_k):
        if now_s >= scenario.settled_h * HOUR_S:
            if not tally.ticks:
                tally.soonest_min = soonest_min(fridge, _around(scenario), scenario, TICK_S)
            tally.look(fridge, now_s, set_point_c)
    return tally.figures(fridge, scenario.ends_h)


def _around(scenario: BoxScenario) -> FridgeSurroundings:
    return FridgeSurroundings(air_c=scenario.ambient_c, moisture_g_m3=scenario.moisture_g_m3)


def trace(law: str, scenario: BoxScenario, seed: int) -> Iterator[tuple[float, float, float, bool]]:
    """Yield hour, air, contents and whether the compressor is requested on, once per minute."""
    for now_s, fridge, _, on in _days(law, scenario, seed, 0.0):
        if now_s % MINUTE_S < TICK_S:
            box = fridge.compartments[-1]
            yield now_s / HOUR_S, box.air_c, box.contents_c, on


def _days(
    law: str, scenario: BoxScenario, seed: int, shift_k: float
) -> Iterator[tuple[float, CoolingBox, float, bool]]:
    """Yield for each tick: the time, the box after it, the set-point, and whether the compressor is requested on."""
    start_c = scenario.set_point_c if scenario.start_c is None else scenario.start_c
    box = random_fridge(seed, start_c=start_c, contents_kg=scenario.contents_kg, compartments=scenario.compartments)
    fridge = Fridge(box, off_for_s=HOUR_S, seed=seed)
    held = _MAKERS[law](scenario, scenario.set_point_c + shift_k)
    around = _around(scenario)
    outputs, diary = FridgeOutputs(), Diary(scenario.happenings, fridge)
    later = [(hour * HOUR_S, set_point_c) for hour, set_point_c in scenario.set_points_c]
    set_point_c = scenario.set_point_c
    for tick in range(round(scenario.ends_h * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        if later and now_s >= later[0][0]:
            set_point_c = later.pop(0)[1]
            held.ask(set_point_c + shift_k)
        diary.advance(now_s)
        held.drive(fridge, outputs, now_s=now_s)
        fridge.advance(outputs, around, TICK_S)
        yield now_s, fridge, set_point_c, outputs.compressor_on


def plot_box(law: str, scenario: BoxScenario, file: Path, *, seed: int = 0) -> None:
    """Draw air, contents and compressor of the box of `seed` into `file`."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # half a second to load, for those who draw

    hours, airs_c, contents_c, on = zip(*trace(law, scenario, seed), strict=True)
    figure = Figure(figsize=(9.0, 4.0), layout="constrained")
    axes = figure.subplots()
    axes.plot(hours, airs_c, label="air", linewidth=0.8)
    axes.plot(hours, contents_c, label="contents")
    axes.fill_between(
        hours, 0, on, step="post", alpha=0.15, transform=axes.get_xaxis_transform(), label="compressor on"
    )
    axes.set(title=f"{law}: {scenario.title}", xlabel="h", ylabel="°C")
    axes.legend(loc="upper right")
    figure.savefig(file)
