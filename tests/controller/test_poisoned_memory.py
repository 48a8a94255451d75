"""Whatever a memory holds, a step does not raise, and what can be cold is cold again soon."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import (
    CabinInputs,
    CompartmentInputs,
    FridgeInputs,
    Memory,
    Reading,
    Settings,
    Snapshot,
    Step,
    SupplyInputs,
    VehicleInputs,
    initial,
    present,
    step,
)
from controller.containment import Part, alarm_name
from controller.settings.fridge import CompressorSettings

SETTINGS = Settings()
POISONS: tuple[Any, ...] = (None, nan, inf, "x", (), 1e300)

Path = tuple[str | int, ...]


def snapshot(now_s: float) -> Snapshot:
    """A warm fridge in a cold, stuffy cabin, so that everything is wanted."""

    def read(value: float) -> Reading:
        return present(value, now_s)

    box = CompartmentInputs(read(15.0), read(15.0))
    return Snapshot(
        fridge=FridgeInputs((box, box), read(-5.0)),
        cabin=CabinInputs(air_c=read(8.0), humidity_pct=read(50.0), co2_ppm=read(2_500.0)),
        vehicle=VehicleInputs(speed_kph=read(50.0), outside_c=read(5.0)),
        supply=SupplyInputs(read(13.8), read(5.0)),
    )


def course(memory: Memory, now_s: float, *, ticks: int, every_s: float) -> Iterator[Step]:
    """Some ticks."""
    for _ in range(ticks):
        taken = step(memory, snapshot(now_s), SETTINGS, now_s=now_s)
        memory, now_s = taken.memory, now_s + every_s
        yield taken


def played(memory: Memory, now_s: float, *, ticks: int, every_s: float) -> Step:
    """Return the last of some ticks."""
    return list(course(memory, now_s, ticks=ticks, every_s=every_s))[-1]


def is_well_later(memory: Memory, now_s: float) -> bool:
    """Whether the fridge cools within ten minutes, and no part fails at their end."""
    ticks = list(course(memory, now_s, ticks=30, every_s=20.0))
    failing = [alarm for alarm in ticks[-1].alarms if alarm.name.startswith("control.")]
    return not failing and any(taken.commands.compressor_on for taken in ticks)


HEALTHY = played(initial(SETTINGS, now_s=0.0, compressor_off_since_s=-1e4), 0.0, ticks=100, every_s=2.0).memory
NOW_S = 200.0


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in `value`."""
    yield path
    inner: Any = ()
    if is_dataclass(value):
        inner = [(field.name, getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, tuple):
        inner = enumerate(value[:3])
    for name, one in inner:
        yield from paths(one, (*path, name))


def poisoned(value: Any, path: Path, poison: Any) -> Any:
    """`value` with `poison` at `path`."""
    if not path:
        return poison
    first, *rest = path
    if isinstance(first, str):
        return replace(value, **{first: poisoned(getattr(value, first), tuple(rest), poison)})
    return (*value[:first], poisoned(value[first], tuple(rest), poison), *value[first + 1 :])


PLACES = [path for path in paths(HEALTHY) if path]
MEMBERS = [path for path in PLACES if len(path) == 1]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(POISONS))
@pytest.mark.untraced
def test_a_memory_poisoned_anywhere_makes_no_step_raise(path: Path, poison: Any) -> None:
    played(poisoned(HEALTHY, path, poison), NOW_S, ticks=12, every_s=2.0)


@pytest.mark.parametrize("path", MEMBERS, ids=str)
def test_a_part_whose_whole_memory_is_gone_is_at_work_again_soon(path: Path) -> None:
    soon = played(poisoned(HEALTHY, path, None), NOW_S, ticks=12, every_s=2.0)
    assert is_well_later(soon.memory, NOW_S + 24.0)


OF_THE_GUARD = [path for path in PLACES if path[0] in {"guard", "requested", "applied"} and len(path) > 1]


@pytest.mark.parametrize("poison", [None, nan, ()], ids=str)
@pytest.mark.untraced
def test_what_the_guard_remembers_and_what_was_applied_recovers(poison: Any) -> None:
    for path in OF_THE_GUARD:
        soon = played(poisoned(HEALTHY, path, poison), NOW_S, ticks=12, every_s=2.0)
        assert is_well_later(soon.memory, NOW_S + 24.0), path


def test_a_memory_of_which_nothing_can_be_made_begins_anew_with_everything_off() -> None:
    taken = step(None, snapshot(NOW_S), SETTINGS, now_s=NOW_S)  # type: ignore[arg-type]  # no memory on purpose
    assert not taken.commands.compressor_on
    assert [alarm.name for alarm in taken.alarms] == [alarm_name(Part.STEP)]
    rest_s = CompressorSettings().min_off_s
    assert not played(taken.memory, NOW_S + 1.0, ticks=2, every_s=rest_s - 2.0).commands.compressor_on
    assert played(taken.memory, NOW_S + 1.0, ticks=3, every_s=rest_s).commands.compressor_on


@pytest.mark.parametrize("now_s", [nan, inf, -inf])
def test_a_time_that_is_none_counts_as_the_last_one(now_s: float) -> None:
    taken = step(HEALTHY, snapshot(NOW_S), SETTINGS, now_s=now_s)
    assert taken.now_s == HEALTHY.requested.at_s
    assert step(initial(SETTINGS, now_s=0.0), snapshot(0.0), SETTINGS, now_s=now_s).now_s == 0.0


def test_an_estimate_that_is_no_number_ends_with_the_memory_that_makes_it() -> None:
    box = HEALTHY.fridge.cells[0].box
    assert box is not None
    belief = replace(box.belief, mean=tuple([nan for _ in box.belief.mean]))
    cell = replace(HEALTHY.fridge.cells[0], box=replace(box, belief=belief))
    cells = (cell, *HEALTHY.fridge.cells[1:])
    memory = replace(HEALTHY, fridge=replace(HEALTHY.fridge, cells=cells))
    later = played(memory, NOW_S, ticks=150, every_s=4.0)
    assert later.commands.compressor_on
    assert later.status.fridge.compartments[0].contents_c is not None


def test_a_clock_that_jumps_by_years_and_back_lets_the_fridge_cool_after_a_rest() -> None:
    year_s = 3.2e7
    ahead = step(HEALTHY, snapshot(NOW_S + year_s), SETTINGS, now_s=NOW_S + year_s)
    back = played(ahead.memory, NOW_S, ticks=60, every_s=10.0)
    assert back.commands.compressor_on
