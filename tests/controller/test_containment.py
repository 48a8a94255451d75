"""Whatever raises inside the core: its appliance is off, the rest goes on, it is told, and it begins anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import (
    CABIN,
    Activity,
    Alarm,
    AlarmCleared,
    AlarmRaised,
    CabinInputs,
    Commands,
    CompartmentInputs,
    CompressorStopped,
    Event,
    FridgeInputs,
    Memory,
    Mode,
    ModeRequest,
    Preset,
    Reading,
    Request,
    RequestRefused,
    Settings,
    Snapshot,
    Step,
    SupplyInputs,
    Target,
    VehicleInputs,
    admission,
    air,
    alarm_names,
    alarms,
    all_off,
    climate,
    initial,
    present,
    regulation,
    step,
    targets,
    trials,
    verify,
)
from controller.air import law as air_law
from controller.alarms import evaluation
from controller.auxiliary import law as auxiliary_law
from controller.climate import autotune, set_point
from controller.climate import law as climate_law
from controller.containment import CLEAR_AFTER_S, MEANWHILE, Failure, Part, alarm_name
from controller.fridge import compartment, fan_outputs
from controller.fridge import law as fridge_law
from controller.guard import guard
from controller.interface.outcome import Outcome
from controller.power import law as power_law
from controller.power import supply_estimator
from controller.step import FRESH_EACH, MEMBERS, recovered
from controller.verify import history, verification

SETTINGS = Settings()
NAMES = set(alarm_names(SETTINGS))
ENTRANCES = {
    Part.READINGS: (admission, "judge"),
    Part.REQUESTS: (targets, "apply"),
    Part.VERIFICATION: (verification, "verify"),
    Part.TRIALS: (trials, "run"),
    Part.POWER: (power_law, "regulate"),
    Part.FRIDGE: (fridge_law, "regulate"),
    Part.CLIMATE: (climate_law, "regulate"),
    Part.AIR: (air_law, "regulate"),
    Part.AUXILIARY: (auxiliary_law, "regulate"),
    Part.GUARD: (guard, "allow"),
    Part.ALARMS: (alarms, "update"),
    Part.STEP: (regulation, "regulate"),
}
OF_ONE_LAW = (Part.FRIDGE, Part.CLIMATE, Part.AIR)
OFF = all_off(2)
INSIDE = [
    (compartment, "update_aim", Part.FRIDGE),
    (fan_outputs, "speed", Part.FRIDGE),
    (set_point, "update", Part.CLIMATE),
    (air_law, "best", Part.AIR),
    (supply_estimator, "update", Part.POWER),
    (guard, "in_range", Part.GUARD),
    (history, "update_box", Part.VERIFICATION),
    (evaluation, "arm", Part.ALARMS),
]
"""Deep inside each part."""


def bad(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("float division by zero")


@dataclass
class Car:
    """A warm fridge in a cold, stuffy cabin, so that everything is wanted; a tick each half a second."""

    monkeypatch: pytest.MonkeyPatch
    now_s: float = 1_000.0
    events: list[Event] = field(default_factory=list)
    cabin_c: float = 8.0

    def __post_init__(self) -> None:
        self.memory = initial(SETTINGS, now_s=self.now_s, compressor_off_since_s=0.0)
        self.run(6)

    def snapshot(self, *requests: Request) -> Snapshot:
        def read(value: float) -> Reading:
            return present(value, self.now_s)

        box = CompartmentInputs(read(15.0), read(15.0))
        cabin = CabinInputs(
            air_c=read(self.cabin_c), humidity_pct=read(50.0), co2_ppm=read(2_500.0), pm25_ugm3=read(80.0)
        )
        vehicle = VehicleInputs(speed_kph=read(50.0), outside_c=read(5.0))
        supply = SupplyInputs(read(13.8), read(5.0))
        return Snapshot(
            fridge=FridgeInputs((box, box), read(-5.0)), cabin=cabin, supply=supply, vehicle=vehicle, requests=requests
        )

    def tick(self, *requests: Request) -> Step:
        taken = step(self.memory, self.snapshot(*requests), SETTINGS, now_s=self.now_s)
        self.memory = taken.memory
        self.events += taken.events
        self.now_s += 0.5
        return taken

    def run(self, ticks: int) -> Step:
        return [self.tick() for _ in range(ticks)][-1]

    def breaks(self, part: Part, function: Any = bad) -> None:
        module, name = ENTRANCES[part]
        self.monkeypatch.setattr(module, name, function)

    def mends(self) -> None:
        self.monkeypatch.undo()


@pytest.fixture(name="car")
def fixture_car(monkeypatch: pytest.MonkeyPatch) -> Car:
    return Car(monkeypatch)


def told(taken: Step) -> list[str]:
    return [alarm.name for alarm in taken.alarms if alarm.name.startswith("control.")]


def test_before_anything_fails_everything_is_on(car: Car) -> None:
    taken = car.run(4)
    assert taken.commands.compressor_on
    assert min(*taken.commands.compartment_fan_pct, taken.commands.heater_pct, taken.commands.purifier_pct) > 0.0
    assert taken.alarms == ()


@pytest.mark.parametrize("part", Part)
def test_each_part_that_raises_is_reported_with_its_place_and_over_once_it_works(car: Car, part: Part) -> None:
    assert alarm_name(part) in NAMES
    car.breaks(part)
    taken = car.run(5)
    assert told(taken) == [alarm_name(part)]
    (raised,) = [event for event in car.events if isinstance(event, AlarmRaised)]
    assert raised.text.startswith(
        f"control: an error in the part {part.value!r} (ZeroDivisionError at test_containment.py:"
    )
    assert MEANWHILE[part] in raised.text
    car.mends()
    car.run(round(2 * CLEAR_AFTER_S) - 5)
    assert told(car.tick()) == [alarm_name(part)]
    assert told(car.run(6)) == []
    assert [type(event) for event in car.events if getattr(event, "alarm", "") == alarm_name(part)] == [
        AlarmRaised,
        AlarmCleared,
    ]
    assert car.memory.failures == ()


def without(part: Part, commands: Commands) -> Commands:
    """What must be off of `commands` while a part fails, switched off."""
    match part:
        case Part.FRIDGE:
            off = replace(commands, compressor_on=False, compartment_fan_pct=(0.0, 0.0), compressor_speed_pct=0.0)
        case Part.CLIMATE:
            off = replace(commands, heater_pct=0.0, cooler_pct=0.0, windscreen_pct=0.0)
        case Part.AIR:
            off = replace(commands, purifier_pct=0.0, recirculation_pct=0.0)
        case Part.POWER:
            off = replace(commands, heater_pct=0.0, cooler_pct=0.0, purifier_pct=0.0, compressor_speed_pct=0.0)
        case Part.GUARD | Part.STEP:
            off = OFF
        case _:
            off = commands
    return off


@pytest.mark.parametrize("part", Part)
def test_the_appliance_of_a_law_that_raises_is_off_at_its_first_error_and_stays_so(car: Car, part: Part) -> None:
    car.breaks(part)
    failing = [taken for taken in (car.tick() for _ in range(40)) if told(taken)]
    assert len(failing) >= 36
    for taken in failing:
        assert taken.commands == without(part, taken.commands)


@pytest.mark.parametrize("part", OF_ONE_LAW)
def test_the_other_laws_go_on(car: Car, part: Part) -> None:
    car.breaks(part)
    commands = car.run(20).commands
    assert commands.compressor_on is (part is not Part.FRIDGE)
    assert (commands.heater_pct > 0.0) is (part is not Part.CLIMATE)
    assert (commands.purifier_pct > 0.0) is (part is not Part.AIR)
    assert commands.blower_pct >= SETTINGS.cabin.blower_floor_pct


def test_the_compressor_of_a_law_that_raises_stops_within_its_minimum_on_time(car: Car) -> None:
    car.breaks(Part.FRIDGE)
    car.run(5)
    assert [event for event in car.events if isinstance(event, CompressorStopped)]
    car.mends()
    back = [taken.commands.compressor_on for taken in (car.tick() for _ in range(400))]
    assert True in back
    assert back.index(True) > 300  # not before its minimum off time


def test_a_failing_budget_leaves_cold_and_safety_as_they_were(car: Car) -> None:
    requested = car.memory.requested
    cut = replace(requested.budget, cooled=(False, True), safety_pct=0.0)
    car.memory = replace(car.memory, requested=replace(requested, budget=cut))
    car.breaks(Part.POWER)
    car.run(4)
    for _ in range(3 * FRESH_EACH):
        budget = car.tick().memory.requested.budget
        assert (budget.cooled, budget.safety_pct, budget.comfort_pct) == ((False, True), 0.0, 0.0)
        assert (budget.max_speed_pct, budget.store_cold, budget.awake) == (0.0, False, False)


def test_while_the_climate_fails_what_was_hot_still_gets_air_and_a_tuning_is_over(car: Car) -> None:
    off = ModeRequest("1", "test", CABIN, Mode.OFF)
    car.breaks(Part.CLIMATE)
    assert car.tick(off).commands.blower_pct >= SETTINGS.cabin.blower_floor_pct
    car.monkeypatch.setattr(air_law, "regulate", lambda memory, *_, **__: Outcome(memory, air.AirOutput()))
    assert car.run(5).commands.blower_pct == 0.0
    assert car.tick().status.cabin.activity is Activity.FAILED


def test_an_animal_gets_moving_air_while_the_climate_fails() -> None:
    asked = climate.Asked(target=Target(21.0, Mode.OFF, Preset.PET))
    stopped = climate.stopped(climate.ClimateMemory(), Snapshot(), asked, SETTINGS.cabin, OFF, now_s=0.0)
    assert stopped.output.air.blower_pct == SETTINGS.cabin.blower_floor_pct
    idle = climate.Asked(target=Target(21.0, Mode.FAN_ONLY))
    still = climate.stopped(stopped.memory, Snapshot(), idle, SETTINGS.cabin, OFF, now_s=0.0)
    assert still.output.air.blower_pct > 40.0


def test_a_tuning_ends_with_a_law_that_raises(car: Car) -> None:
    swinging = autotune.initial(now_s=car.now_s)
    memory = replace(car.memory.climate, tune=swinging)
    asked = climate.Asked(target=Target(21.0, Mode.AUTO))
    after = climate.stopped(memory, Snapshot(), asked, SETTINGS.cabin, OFF, now_s=car.now_s)
    assert after.memory.tune is not None
    assert not after.memory.tune.active
    assert len(after.events) == 1
    again = climate.stopped(after.memory, Snapshot(), asked, SETTINGS.cabin, OFF, now_s=car.now_s)
    assert again.events == ()


def test_requests_that_cannot_be_judged_are_refused_one_by_one(car: Car) -> None:
    car.breaks(Part.REQUESTS)
    asked = [ModeRequest(name, "test", CABIN, Mode.OFF) for name in "12"]
    taken = car.tick(*asked)
    assert [event.request_id for event in taken.events if isinstance(event, RequestRefused)] == ["1", "2"]
    assert taken.memory.targets.cabin.mode is Mode.AUTO


def test_readings_that_cannot_be_judged_are_absent_with_that_reason(car: Car) -> None:
    car.breaks(Part.READINGS)
    taken = car.tick(ModeRequest("1", "test", CABIN, Mode.OFF))
    assert str(taken.inputs.cabin.air_c.absence) == "could not be judged"
    assert len(taken.inputs.fridge.compartments) == 2
    assert taken.commands.heater_pct == 0.0
    assert taken.memory.targets.cabin.mode is Mode.OFF


def test_what_was_doubted_stays_so_while_verification_fails(car: Car) -> None:
    doubt = verify.Doubt(CABIN, "air_c", car.now_s)
    car.memory = replace(car.memory, verify=replace(car.memory.verify, doubts=(doubt,)))
    car.breaks(Part.VERIFICATION)
    taken = car.tick()
    assert taken.inputs.cabin.air_c.value is None
    assert taken.commands.heater_pct == 0.0


def test_a_guard_that_raises_leaves_heater_and_cooler_their_changeover(car: Car) -> None:
    car.breaks(Part.GUARD)
    failed_at_s = car.now_s
    car.run(10)
    car.mends()
    car.cabin_c = 35.0
    cooled_at_s = next(car.now_s for taken in (car.tick() for _ in range(600)) if taken.commands.cooler_pct > 0.0)
    assert cooled_at_s - failed_at_s >= SETTINGS.cabin.changeover_s


@pytest.mark.parametrize("part", [part for part in Part if part is not Part.REQUESTS])
def test_a_part_begins_anew_after_some_errors_and_keeps_every_prohibition(car: Car, part: Part) -> None:
    guarded = replace(car.memory.guard, frozen=(True, False), heated_until_s=-1e9)
    budget = replace(car.memory.requested.budget, cooled=(True, False))
    requested = replace(car.memory.requested, budget=budget, at_s=900.0)
    memory = replace(car.memory, guard=guarded, requested=requested)
    alarm = Alarm(alarm_name(part), 900.0, "")
    for count, last_s, anew in (
        (FRESH_EACH, 1_100.0, True),
        (FRESH_EACH + 1, 1_100.0, False),
        (FRESH_EACH, 1e3, False),
    ):
        after = recovered(memory, (Failure(part, count, last_s, alarm),), SETTINGS, now_s=1_100.0)
        changed = {one for one in vars(Memory)["__slots__"] if getattr(after, one) != getattr(memory, one)}
        if not anew:
            assert changed == set()
        elif part is Part.STEP:
            assert changed >= {"fridge", "climate", "guard", "requested"}
        else:
            assert changed == {MEMBERS[part]}
        assert after.targets == memory.targets
        assert after.guard.frozen == (True, False)
        assert after.requested.budget == budget
        if anew and part in (Part.GUARD, Part.STEP):
            assert (after.guard.heated_until_s, after.guard.compressor_since_s) == (1_100.0, 1_100.0)


def test_requests_that_fail_for_long_change_no_memory(car: Car) -> None:
    failure = Failure(Part.REQUESTS, FRESH_EACH, 1_100.0, Alarm("", 0.0, ""))
    assert recovered(car.memory, (failure,), SETTINGS, now_s=1_100.0) == car.memory


def test_a_fridge_whose_memory_makes_it_raise_cools_again_without_a_restart(car: Car) -> None:
    cell = replace(car.memory.fridge.cells[0], pull_k_h="fast")  # type: ignore[arg-type]  # no number on purpose
    cells = (cell, car.memory.fridge.cells[1])
    car.memory = replace(car.memory, fridge=replace(car.memory.fridge, cells=cells))
    failing = [taken.commands.compressor_on for taken in (car.tick() for _ in range(20)) if told(taken)]
    assert car.memory.failures[0].count == FRESH_EACH
    assert True not in failing
    assert car.run(400).commands.compressor_on
    assert told(car.tick()) == []


def test_what_was_learned_outlives_the_first_new_beginning_and_not_the_second(car: Car) -> None:
    plate = replace(car.memory.fridge.plate.belief, mean=(200.0, 3.0, 4.0, 5.0))
    car.memory = replace(
        car.memory, fridge=replace(car.memory.fridge, plate=replace(car.memory.fridge.plate, belief=plate))
    )
    car.breaks(Part.FRIDGE)
    while not car.memory.failures or car.memory.failures[0].count < FRESH_EACH:
        car.tick()
    assert car.memory.fridge.plate.belief.mean[0] == 200.0
    assert car.memory.fridge.cells[0].box is None
    while car.memory.failures[0].count < 2 * FRESH_EACH:
        car.tick()
    assert car.memory.fridge.plate.belief.mean[0] == 110.0


def test_an_error_without_a_trace_still_has_a_name(car: Car) -> None:
    class Nameless(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def nameless(*_: Any, **__: Any) -> Any:
        raise Nameless

    car.breaks(Part.FRIDGE, nameless)
    assert "(Nameless at test_containment.py:" in car.run(5).alarms[0].text


def test_a_clock_that_is_turned_back_upsets_nothing(car: Car) -> None:
    car.breaks(Part.FRIDGE)
    car.run(5)
    car.mends()
    car.now_s -= 60.0
    assert told(car.tick()) == []
    assert True in [taken.commands.compressor_on for taken in (car.tick() for _ in range(600))]


ERRORS = [
    ValueError,
    ZeroDivisionError,
    OverflowError,
    KeyError,
    RecursionError,
    MemoryError,
    AssertionError,
    StopIteration,
]


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.untraced
def test_any_error_anywhere_at_any_moment_leaves_its_appliance_off(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        car = Car(monkeypatch)
        module, name, part = data.draw(st.sampled_from([*INSIDE, *((*ENTRANCES[part], part) for part in Part)]))
        good, error = getattr(module, name), data.draw(st.sampled_from(ERRORS))
        failing = iter(data.draw(st.lists(st.booleans(), min_size=5, max_size=30)))

        def sometimes(*args: Any, **kwargs: Any) -> Any:
            if next(failing, False):
                raise error
            return good(*args, **kwargs)

        monkeypatch.setattr(module, name, sometimes)
        for _ in range(60):
            count = sum(failure.count for failure in car.memory.failures)
            taken = car.tick()
            assert set(told(taken)) <= {alarm_name(part)}
            if sum(failure.count for failure in car.memory.failures) > count:
                assert taken.commands == without(part, taken.commands)


HOSTILE = st.floats() | st.sampled_from([0.0, -1.0, 1e6, 999_999.0, -999_999.0, 1e160, 1e308, -273.15, 1e-300, 5.0])
STEPS_S = st.sampled_from([0.5, 0.5, 2.0, 10.0, 60.0, 3_600.0, 1e7, 1e12, -0.5, -3_600.0, -1e9, 0.0])
POINTS = len(SETTINGS.max_ages_s)


def hostile_snapshot(values: Iterator[float], now_s: float) -> Snapshot:
    def read(inputs: type[Any]) -> dict[str, Any]:
        return {each.name: Reading(next(values), now_s) for each in fields(inputs) if each.name != "compartments"}

    boxes = tuple([CompartmentInputs(**read(CompartmentInputs)) for _ in range(2)])
    return Snapshot(
        fridge=FridgeInputs(boxes, **read(FridgeInputs)),
        cabin=CabinInputs(**read(CabinInputs)),
        supply=SupplyInputs(**read(SupplyInputs)),
        vehicle=VehicleInputs(**read(VehicleInputs)),
    )


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(STEPS_S, st.lists(HOSTILE, min_size=POINTS, max_size=POINTS)), min_size=1, max_size=12),
    st.integers(1, 20),
)
@pytest.mark.untraced
def test_no_reading_and_no_clock_makes_a_step_raise_or_request_an_invalid_duty(
    ticks: list[tuple[float, list[float]]], repeated: int
) -> None:
    now_s = 1e6
    memory: Memory = initial(SETTINGS, now_s=now_s, compressor_off_since_s=0.0)
    for passed_s, values in ticks:
        for _ in range(repeated):
            now_s += passed_s
            taken = step(memory, hostile_snapshot(iter(values), now_s), SETTINGS, now_s=now_s)
            memory = taken.memory
            commands = taken.commands
            duties = (*commands.compartment_fan_pct, commands.heater_pct, commands.cooler_pct, commands.blower_pct)
            assert all(0.0 <= duty <= 100.0 for duty in duties)
            assert not (commands.heater_pct > 0.0 and commands.cooler_pct > 0.0)
            assert {alarm.name for alarm in taken.alarms} <= NAMES
