"""The laws of the outputs beside the appliances, and the whole step with them."""

from dataclasses import replace
from math import inf

import pytest

from controller import (
    Alarm,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    Fitted,
    FridgeInputs,
    FridgeSettings,
    Mode,
    OutputTimes,
    Profile,
    Reading,
    Settings,
    Snapshot,
    Target,
    Targets,
    all_off,
    initial,
    present,
    step,
)
from controller.auxiliary import law
from controller.auxiliary.auxiliary_memory import AuxiliaryMemory
from controller.auxiliary.law import FROST_K, RELIEF_K, SOUNDS_S, Inputs
from controller.interface.energy_budget import Budget
from controller.interface.readings import NOT_FITTED

NAMES = ("condenser_fan", "defrost_heater", "warmer.food", "warmer.medicine", "lamp", "buzzer", "charger")
SETTINGS = Settings(fitted=Fitted(outputs=dict.fromkeys(NAMES, OutputTimes())))
TARGETS = Targets(compartments=(Target(4.0, Mode.COOL), Target(5.0, Mode.COOL)), cabin=Target(21.0, Mode.OFF))
WARM = Alarm("fridge.food.too_warm", 0.0, "")
DANGER = Alarm("cabin.unsafe", 0.0, "")
OFF, RUNNING = all_off(2), replace(all_off(2), compressor_on=True)


def fridge(food_c: float | None = 5.0, medicine_c: float = 5.0) -> FridgeInputs:
    def box(air_c: float | None) -> CompartmentInputs:
        air: Reading = NOT_FITTED if air_c is None else present(air_c, 0.0)
        return CompartmentInputs(air_c=air)

    return FridgeInputs((box(food_c), box(medicine_c)))


def asked(
    inputs: Inputs, applied: Commands = OFF, memory: AuxiliaryMemory | None = None, *, now_s: float = 0.0
) -> dict[str, float]:
    output = law.regulate(memory or law.initial(), inputs, SETTINGS, applied, now_s=now_s).output
    return dict(zip(NAMES, output, strict=True))


def quiet(**changed: object) -> Inputs:
    return replace(Inputs(fridge=fridge(), targets=TARGETS, budget=Budget(awake=False)), **changed)  # type: ignore[arg-type]


def test_nothing_is_asked_for_without_a_reason() -> None:
    assert set(asked(quiet()).values()) == {0.0}


def test_the_condenser_is_blown_at_while_the_compressor_runs() -> None:
    assert asked(quiet(), RUNNING)["condenser_fan"] == 100.0


def test_the_plate_is_heated_only_while_it_is_thawed_and_nothing_cools() -> None:
    assert asked(quiet(thaws=True))["defrost_heater"] == 100.0
    assert asked(quiet(thaws=True), RUNNING)["defrost_heater"] == 0.0


def test_a_compartment_is_kept_from_frost_with_hysteresis() -> None:
    low_c = SETTINGS.fridge.compartments[1].low_c
    between_c = low_c + (FROST_K + RELIEF_K) / 2.0
    assert asked(quiet(fridge=fridge(medicine_c=low_c + FROST_K - 0.1)))["warmer.medicine"] == 100.0
    assert asked(quiet(fridge=fridge(medicine_c=between_c)))["warmer.medicine"] == 0.0
    heated = replace(OFF, auxiliary_pct=(0.0, 0.0, 0.0, 100.0, 0.0, 0.0, 0.0))
    assert asked(quiet(fridge=fridge(medicine_c=between_c)), heated)["warmer.medicine"] == 100.0
    assert asked(quiet(fridge=fridge(medicine_c=low_c + RELIEF_K)), heated)["warmer.medicine"] == 0.0


@pytest.mark.parametrize(
    "inputs",
    [
        quiet(fridge=fridge(food_c=None)),
        quiet(fridge=fridge(food_c=-5.0), budget=Budget(cooled=(False, True), awake=False)),
        quiet(
            fridge=fridge(food_c=-5.0),
            targets=replace(TARGETS, compartments=(Target(4.0, Mode.OFF), Target(5.0, Mode.COOL))),
        ),
    ],
    ids=["nothing is read", "no energy", "switched off"],
)
def test_a_compartment_is_not_warmed(inputs: Inputs) -> None:
    assert asked(inputs)["warmer.food"] == 0.0


def test_the_lamp_shines_while_there_is_an_alarm() -> None:
    assert asked(quiet(alarms=(WARM,)))["lamp"] == 100.0


def test_the_buzzer_sounds_a_while_for_each_new_alarm() -> None:
    inputs = quiet(alarms=(WARM,))
    heard = law.regulate(law.initial(), inputs, SETTINGS, OFF, now_s=10.0).memory
    assert asked(inputs, memory=heard, now_s=10.0 + SOUNDS_S - 1.0)["buzzer"] == 100.0
    assert asked(inputs, memory=heard, now_s=10.0 + SOUNDS_S)["buzzer"] == 0.0
    another = quiet(alarms=(WARM, Alarm("fridge.no_start", 0.0, "")))
    assert asked(another, memory=heard, now_s=10.0 + SOUNDS_S)["buzzer"] == 100.0


def test_the_buzzer_sounds_for_a_danger_until_it_is_over_and_for_nothing_else_while_it_is_to_be_quiet() -> None:
    silent = replace(TARGETS, quiet=True)
    assert asked(quiet(alarms=(WARM,), targets=silent))["buzzer"] == 0.0
    known = AuxiliaryMemory(0.0, (DANGER.name,), -inf)
    assert asked(quiet(alarms=(DANGER,), targets=silent), memory=known, now_s=9_999.0)["buzzer"] == 100.0


def test_a_clock_that_was_set_back_does_not_let_it_sound_for_long() -> None:
    memory = AuxiliaryMemory(5_000.0, (WARM.name,), 5_060.0)
    after = law.regulate(memory, quiet(alarms=(WARM,)), SETTINGS, OFF, now_s=0.0).memory
    assert after.sounds_until_s == SOUNDS_S


def test_a_battery_charges_another_while_the_car_is_in_use() -> None:
    assert asked(quiet(budget=Budget(awake=True)))["charger"] == 100.0


def test_a_warmer_of_a_compartment_that_is_not_there_is_off() -> None:
    settings = Settings(fitted=Fitted(outputs={"warmer.wine": OutputTimes()}))
    inputs = quiet(fridge=fridge(food_c=-9.0))
    assert law.regulate(law.initial(), inputs, settings, OFF, now_s=0.0).output == (0.0,)


def test_while_these_laws_fail_only_the_condenser_is_blown_at() -> None:
    stopped = law.stopped(AuxiliaryMemory(9.0), quiet(alarms=(WARM,)), SETTINGS, RUNNING, now_s=3.0)
    assert dict(zip(NAMES, stopped.output, strict=True)) == {**dict.fromkeys(NAMES, 0.0), "condenser_fan": 100.0}
    assert stopped.memory.at_s == 3.0


def test_in_the_whole_step_frost_is_kept_off_and_the_condenser_is_blown_at_after_the_compressor() -> None:
    boxes = (CompartmentSettings(name="food", profile=Profile.FOOD),)
    outputs = {
        "compressor": OutputTimes(),
        "fan.food": OutputTimes(),
        "condenser_fan": OutputTimes(run_on_s=60.0),
        "warmer.food": OutputTimes(min_on_s=60.0),
    }
    settings = Settings(fridge=FridgeSettings(boxes), fitted=Fitted(outputs=outputs))
    memory, seen = initial(settings, now_s=0.0, compressor_off_since_s=-9_999.0), list[Commands]()
    for tick in range(2_400):
        now_s = tick * 0.5
        air_c = 12.0 if now_s < 600.0 else -4.0
        snapshot = Snapshot(fridge=FridgeInputs((CompartmentInputs(air_c=present(air_c, now_s)),)))
        taken = step(memory, snapshot, settings, now_s=now_s)
        memory = taken.memory
        seen.append(taken.commands)
    warm, cold = seen[:1_200], seen[1_210:]
    assert any(one.compressor_on for one in warm)
    assert all(one.auxiliary_pct[0] == 100.0 for one in warm[10:] if one.compressor_on)
    assert all(one.auxiliary_pct[1] == 0.0 for one in warm)
    stops = [at for at in range(1, len(seen)) if seen[at - 1].compressor_on and not seen[at].compressor_on]
    assert stops
    assert seen[stops[-1] + 100].auxiliary_pct[0] == 100.0
    assert seen[stops[-1] + 140].auxiliary_pct[0] == 0.0
    assert cold[-1].auxiliary_pct[1] == 100.0
