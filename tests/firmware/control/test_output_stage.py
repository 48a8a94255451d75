from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations

import pytest

from controller import BoxKind, Commands, Fitted, FridgeSettings, OutputTimes, Settings, ThermoelectricSettings
from drivers.errors import BusError, NotFitted
from firmware.config.output_air import NEEDS_AIR, in_order, moves_air, never_without
from firmware.control.output_stage import COLD_OUTPUTS, REOPEN_EVERY_S, Acting, duties, output_names
from firmware.runtime.faults import Faults

EVERYTHING = output_names(Settings())
SETTINGS = Settings(fitted=Fitted(outputs=dict.fromkeys(EVERYTHING, OutputTimes())))
MODULE = Settings(fridge=FridgeSettings(kind=BoxKind.THERMOELECTRIC))
SWITCHED = Settings(
    fridge=FridgeSettings(kind=BoxKind.THERMOELECTRIC, thermoelectric=ThermoelectricSettings(proportional=False))
)


class Pins:
    """Remembers what each output was told, and when it was `told` so; those in `broken` fail."""

    def __init__(self, broken: Mapping[str, Exception] | None = None) -> None:
        self.broken = {} if broken is None else broken
        self.told: list[tuple[str, float]] = []
        self.driven: dict[str, float] = {}
        self.error = ""
        self.closed = False

    def drive(self, name: str, duty_pct: float) -> None:
        if name in self.broken:
            raise self.broken[name]
        self.told.append((name, duty_pct))
        self.driven[name] = duty_pct

    def trip(self, why: str) -> None:
        self.error = why
        self.driven = dict.fromkeys(self.driven, 0.0)

    def close(self) -> None:
        self.driven = dict.fromkeys(self.driven, 0.0)
        self.closed = True


def test_every_command_reaches_its_output() -> None:
    commands = Commands(
        compressor_on=True,
        compartment_fan_pct=(10.0, 20.0),
        heater_pct=30.0,
        cooler_pct=40.0,
        blower_pct=50.0,
        compressor_speed_pct=60.0,
        windscreen_pct=70.0,
        recirculation_pct=80.0,
        purifier_pct=90.0,
        auxiliary_pct=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0),
    )
    assert duties(commands, SETTINGS) == {
        "compressor": 100.0,
        "compressor_speed": 60.0,
        "heater": 30.0,
        "cooler": 40.0,
        "blower": 50.0,
        "windscreen": 70.0,
        "recirculation": 80.0,
        "purifier": 90.0,
        "fan.food": 10.0,
        "fan.medicine": 20.0,
        "condenser_fan": 1.0,
        "defrost_heater": 2.0,
        "warmer.food": 3.0,
        "warmer.medicine": 4.0,
        "lamp": 5.0,
        "buzzer": 6.0,
        "charger": 7.0,
    }


@pytest.mark.parametrize(("speed_pct", "share_pct"), [(0.0, 60.0), (50.0, 80.0), (100.0, 100.0)])
@pytest.mark.parametrize("output", ["compressor", "compressor_speed"])
def test_a_compressor_with_a_map_is_told_the_share_of_its_highest_speed(
    output: str, speed_pct: float, share_pct: float
) -> None:
    settings = Settings(fitted=Fitted(outputs={output: OutputTimes(least_pct=60.0)}))
    commands = Commands(compressor_on=True, compartment_fan_pct=(0.0, 0.0), compressor_speed_pct=speed_pct)
    assert duties(commands, settings)[output] == pytest.approx(share_pct)
    assert duties(Commands(compartment_fan_pct=(0.0, 0.0)), settings)[output] == 0.0


def test_only_what_is_fitted_is_driven_and_closing_releases_it() -> None:
    pins = Pins()
    acting = Acting(lambda: pins, ["compressor", "heater"], SETTINGS, Faults())
    acting.apply(Commands(compressor_on=True, compartment_fan_pct=(10.0, 20.0), heater_pct=30.0), now_s=0.0)
    assert pins.driven == {"compressor": 100.0, "heater": 30.0}
    acting.close()
    acting.close()
    assert pins.closed
    assert set(pins.driven.values()) == {0.0}


def test_pins_that_cannot_be_opened_are_one_fault_and_are_tried_again() -> None:
    pins, faults, tries = Pins(), Faults(), []

    def open_pins() -> Pins:
        tries.append(1)
        if len(tries) == 1:
            raise NotFitted("no gpiochip: is this a Raspberry Pi?")
        return pins

    acting = Acting(open_pins, EVERYTHING, SETTINGS, faults)
    safe = Commands(compartment_fan_pct=(0.0, 0.0))
    acting.apply(safe, now_s=0.0)
    assert faults.current == {"outputs": "outputs: no gpiochip: is this a Raspberry Pi?"}
    acting.apply(safe, now_s=REOPEN_EVERY_S - 0.5)
    assert len(tries) == 1
    assert faults.current == {"outputs": "outputs: no gpiochip: is this a Raspberry Pi?"}
    acting.apply(safe, now_s=REOPEN_EVERY_S)
    assert faults.current == {}
    assert set(pins.driven) == set(EVERYTHING)


def test_an_order_that_does_not_fit_the_installation_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        duties(Commands(compartment_fan_pct=(1.0,)), SETTINGS)


WARM = Commands(compressor_on=True, compartment_fan_pct=(50.0, 50.0), heater_pct=80.0, blower_pct=60.0)
COLD = Commands(compressor_on=True, compartment_fan_pct=(50.0, 50.0), cooler_pct=80.0, blower_pct=60.0)
OFF = Commands(compartment_fan_pct=(0.0, 0.0))


def on_needing_air(levels: Mapping[str, float]) -> list[str]:
    """What is on although nothing moves its air, of heater and cooler."""
    on = {name for name, duty_pct in levels.items() if duty_pct > 0.0}
    return [name for name in on if never_without(name) not in {None, *on}]


@pytest.mark.parametrize("changes", [*permutations((OFF, WARM, COLD), 2)])
def test_no_heater_or_cooler_is_ever_on_before_or_after_its_air(changes: tuple[Commands, Commands]) -> None:
    pins = Pins()
    acting = Acting(lambda: pins, EVERYTHING, SETTINGS, Faults())
    for commands in changes:
        acting.apply(commands, now_s=0.0)
    levels = dict.fromkeys(EVERYTHING, 0.0)
    for name, duty_pct in pins.told:
        levels[name] = duty_pct
        assert not on_needing_air(levels)


def test_the_fans_of_the_compartments_start_before_the_compressor_and_stop_after_it() -> None:
    fans = ("fan.food", "fan.medicine")
    assert [name for name, _ in in_order({"compressor": 100.0, "heater": 0.0, **dict.fromkeys(fans, 50.0)})] == [
        "heater",
        *fans,
        "compressor",
    ]
    assert [name for name, _ in in_order(dict.fromkeys((*fans, "compressor"), 0.0))] == ["compressor", *fans]
    assert [name for name, _ in in_order({"heater": 0.5, "blower": 0.5})] == ["blower", "heater"]


def test_the_table_of_air_names_outputs_that_there_are() -> None:
    names = {*EVERYTHING, *output_names(MODULE)}
    assert {*NEEDS_AIR} <= names
    fans = {"fan.food", "fan.medicine", "hot_side_fan"}
    assert {name for name in names if moves_air(name)} == {"blower", "purifier", "condenser_fan", *fans}
    others = dict.fromkeys(names - {"heater", "cooler"})
    assert {name: never_without(name) for name in names} == {"heater": "blower", "cooler": "blower", **others}


def test_a_module_is_driven_by_degrees_or_switched_and_has_no_compressor_beside_it() -> None:
    commands = Commands(
        compressor_on=True, compressor_speed_pct=30.0, hot_side_fan_pct=100.0, compartment_fan_pct=(1, 2)
    )
    assert duties(commands, MODULE)["thermoelectric"] == 40.0 + 0.3 * 60.0
    assert duties(replace(commands, compressor_on=False), MODULE)["thermoelectric"] == 0.0
    assert duties(commands, SWITCHED)["thermoelectric"] == 100.0
    assert duties(commands, SWITCHED)["hot_side_fan"] == 100.0
    for settings in (MODULE, SWITCHED):
        assert not {"compressor", "compressor_speed"} & {*output_names(settings)}
    assert not {"thermoelectric", "hot_side_fan"} & {*EVERYTHING}
    assert {*COLD_OUTPUTS} == {"compressor", "compressor_speed", "thermoelectric", "hot_side_fan"}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BusError("output blower: EIO"), "outputs: output blower: EIO"),
        (ValueError("unforeseen"), "outputs: ValueError: unforeseen"),
        (RuntimeError(), "outputs: RuntimeError"),
    ],
)
@pytest.mark.parametrize("broken", ["blower", "heater", "compressor", "fan.food"])
def test_any_failure_releases_everything_at_once(broken: str, error: Exception, told: str) -> None:
    pins, faults = Pins(), Faults()
    acting = Acting(lambda: pins, EVERYTHING, SETTINGS, faults)
    acting.apply(WARM, now_s=0.0)
    pins.broken = {broken: error}
    acting.apply(WARM, now_s=0.5)
    assert not acting.drives
    assert set(pins.driven.values()) == {0.0}
    assert faults.current["outputs"].startswith(told)
    assert faults.current["outputs"] == f"outputs: {pins.error}"


def test_what_was_requested_is_applied_until_the_outputs_release_themselves() -> None:
    pins = Pins()
    acting = Acting(lambda: pins, EVERYTHING, SETTINGS, Faults(), hold_s=3.0)
    assert acting.still_drives(now_s=1e9)  # nothing was requested: nothing is held
    acting.apply(WARM, now_s=100.0)
    assert (acting.still_drives(now_s=102.9), acting.still_drives(now_s=103.0)) == (True, False)
    pins.broken = {"blower": BusError("EIO")}
    acting.apply(WARM, now_s=104.0)
    assert not acting.still_drives(now_s=104.0)


def test_after_a_failure_pins_are_opened_anew_and_all_are_off_once_before_they_are_driven() -> None:
    first, second, faults = Pins(), Pins(), Faults()
    each = iter((first, second))
    acting = Acting(lambda: next(each), EVERYTHING, SETTINGS, faults)
    acting.apply(WARM, now_s=0.0)
    first.broken = {"blower": BusError("output blower: EIO")}
    for now_s in (0.5, 1.0, 0.5 + REOPEN_EVERY_S - 0.5):
        acting.apply(WARM, now_s=now_s)
        assert set(first.driven.values()) == {0.0}
        assert second.told == []
    acting.apply(WARM, now_s=0.5 + REOPEN_EVERY_S)
    assert first.closed
    assert sorted(second.told) == sorted((name, 0.0) for name in EVERYTHING)
    assert (acting.drives, faults.current) == (True, {})
    acting.apply(WARM, now_s=1.0 + REOPEN_EVERY_S)
    assert second.driven["heater"] == 80.0


def test_a_pass_that_fails_while_all_is_off_does_not_end_the_wait() -> None:
    tries, faults = list[Pins](), Faults()

    def open_pins() -> Pins:
        tries.append(Pins({"blower": BusError("output blower: EIO")}))
        return tries[-1]

    acting = Acting(open_pins, EVERYTHING, SETTINGS, faults)
    for tick in range(121):
        acting.apply(WARM, now_s=0.5 * tick)
        assert not acting.drives
        assert faults.current == {"outputs": "outputs: output blower: EIO"}
    assert len(tries) == 7
    assert not any(pins.driven.get("heater") for pins in tries)


def test_what_cannot_be_released_is_reported_while_it_lasts() -> None:
    pins, faults = Pins(), Faults()
    acting = Acting(lambda: pins, EVERYTHING, SETTINGS, faults)
    acting.apply(OFF, now_s=0.0)
    pins.broken = {"blower": BusError("EIO")}
    acting.apply(OFF, now_s=0.5)
    pins.error = "EIO; output heater (GPIO 18): cannot be released"
    acting.apply(OFF, now_s=1.0)
    assert faults.current == {"outputs": "outputs: EIO; output heater (GPIO 18): cannot be released"}


@pytest.mark.parametrize("error", [BusError("stuck"), ValueError("unforeseen")])
def test_an_end_that_fails_is_a_fault_and_no_exception(error: Exception) -> None:
    class Stuck(Pins):
        def close(self) -> None:
            raise error

    faults = Faults()
    acting = Acting(Stuck, EVERYTHING, SETTINGS, faults)
    acting.apply(OFF, now_s=0.0)
    acting.close()
    assert str(error) in faults.current["outputs"]
    acting.close()


def test_pins_that_cannot_be_given_back_are_opened_anew_nevertheless() -> None:
    class Stuck(Pins):
        def close(self) -> None:
            raise ValueError("stuck")

    each = iter((Stuck({"blower": BusError("EIO")}), Pins()))
    faults = Faults()
    acting = Acting(lambda: next(each), EVERYTHING, SETTINGS, faults)
    acting.apply(WARM, now_s=0.0)
    acting.apply(WARM, now_s=REOPEN_EVERY_S)
    assert (acting.drives, faults.current) == (True, {})


def test_without_outputs_there_is_nothing_to_open() -> None:
    def open_pins() -> Pins:
        raise NotFitted("nobody may ask")

    faults = Faults()
    acting = Acting(open_pins, (), SETTINGS, faults)
    acting.apply(WARM, now_s=0.0)
    assert (acting.drives, faults.current) == (True, {})
