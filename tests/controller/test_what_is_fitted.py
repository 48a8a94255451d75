"""What is not fitted is never driven, judged nor offered: by laws, verification, alarms, modes."""

import pytest

from controller import (
    CABIN,
    AutotuneRequest,
    CabinInputs,
    Commands,
    CompartmentInputs,
    DepartureRequest,
    Fitted,
    FridgeInputs,
    Mode,
    ModeRequest,
    OutputTimes,
    Preset,
    PresetRequest,
    Request,
    RequestRefused,
    Settings,
    Snapshot,
    Step,
    VehicleInputs,
    alarm_names,
    initial,
    offered_alarms,
    present,
    step,
)
from controller.errors import SettingsError
from controller.interface.commands import auxiliary_names

_OUTPUTS = ("compressor", "fan.food", "fan.medicine")
_INPUTS = frozenset({"cabin.air_c", "fridge.food.air_c", "fridge.medicine.air_c"})


def _settings(*cabin: str, inputs: frozenset[str] = _INPUTS) -> Settings:
    return Settings(fitted=Fitted(outputs=dict.fromkeys((*_OUTPUTS, *cabin), OutputTimes()), inputs=inputs))


@pytest.mark.parametrize(
    ("output", "missing"), [("compressor", True), ("compressor_speed", False), ("thermoelectric", False)]
)
def test_a_module_has_the_speed_of_a_compressor(output: str, missing: bool) -> None:
    assert ("compressor_speed_pct" in Fitted(outputs={output: OutputTimes()}).missing) is missing


def test_levels_rise_and_a_speed_is_a_share_above_the_least() -> None:
    with pytest.raises(SettingsError, match=r"levels_pct = \[50.0, 20.0\]: must rise"):
        OutputTimes(levels_pct=(50.0, 20.0))
    assert OutputTimes(least_pct=40.0).share_pct(50.0) == 70.0


def test_a_warmer_is_that_of_a_compartment() -> None:
    assert [name for name in auxiliary_names(("food", "drinks")) if name.startswith("warmer")] == [
        "warmer.food",
        "warmer.drinks",
    ]


def _snapshot(air_c: float, now_s: float, *requests: Request) -> Snapshot:
    box = CompartmentInputs(air_c=present(4.0, now_s))
    return Snapshot(
        fridge=FridgeInputs((box, box)),
        cabin=CabinInputs(air_c=present(air_c, now_s)),
        vehicle=VehicleInputs(engine_rpm=present(900.0, now_s)),
        requests=requests,
    )


def _run(settings: Settings, air_c: float, minutes: float, *requests: Request) -> list[Step]:
    """Play so long with a cabin at `air_c` that nothing moves; the requests come in the first step."""
    memory, steps = initial(settings, now_s=0.0), []
    for second in range(int(minutes * 60.0)):
        now_s = float(second)
        taken = step(memory, _snapshot(air_c, now_s, *(requests if second == 0 else ())), settings, now_s=now_s)
        memory = taken.memory
        steps.append(taken)
    return steps


@pytest.mark.parametrize("air_c", [-5.0, 45.0])
def test_a_cabin_with_a_sensor_and_no_climate_outputs_is_not_judged(air_c: float) -> None:
    last = _run(_settings(), air_c, 15.0)[-1]
    assert last.memory.targets.cabin.mode is Mode.OFF
    assert [alarm.name for alarm in last.alarms if "heating" in alarm.name or "cooling" in alarm.name] == []


@pytest.mark.parametrize("wanted", [Mode.AUTO, Mode.HEAT])
def test_a_car_that_can_only_heat_is_not_asked_to_cool(wanted: Mode) -> None:
    asked = ModeRequest("1", "test", CABIN, wanted)
    steps = _run(_settings("heater", "blower"), 40.0, 15.0, asked)
    assert steps[-1].memory.targets.cabin.mode is wanted
    assert {taken.commands.cooler_pct for taken in steps} == {0.0}
    assert not any(alarm.name == "cabin.not_cooling" for alarm in steps[-1].alarms)


def test_a_car_that_can_only_heat_heats_after_the_sun() -> None:
    """An integral that wound up on a cooler that is not there would keep the heater off for minutes."""
    settings = _settings("heater", "blower")
    memory, commands = initial(settings, now_s=0.0), Commands()
    for second in range(1_800):
        air_c = 40.0 if second < 1_740 else 10.0
        taken = step(memory, _snapshot(air_c, float(second)), settings, now_s=float(second))
        memory, commands = taken.memory, taken.commands
    assert commands.heater_pct > 50.0


def test_outputs_that_are_not_fitted_are_never_applied() -> None:
    applied = _run(_settings("heater"), 5.0, 2.0)[-1].commands
    assert applied.heater_pct > 0.0
    assert (applied.blower_pct, applied.recirculation_pct, applied.compressor_speed_pct) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("outputs", "modes", "presets"),
    [
        ((), (Mode.OFF,), (Preset.NONE,)),
        (("blower",), (Mode.OFF, Mode.FAN_ONLY), (Preset.NONE, Preset.DEFOG)),
        (("heater",), (Mode.OFF, Mode.AUTO, Mode.HEAT), (Preset.NONE, Preset.PET, Preset.REST)),
        (
            ("cooler", "blower"),
            (Mode.OFF, Mode.AUTO, Mode.COOL, Mode.FAN_ONLY),
            (Preset.NONE, Preset.DEFOG, Preset.PET, Preset.REST),
        ),
    ],
)
def test_modes_and_presets_are_those_that_can_be_had(
    outputs: tuple[str, ...], modes: tuple[Mode, ...], presets: tuple[Preset, ...]
) -> None:
    fitted = _settings(*outputs).fitted
    assert (fitted.cabin_modes, fitted.cabin_presets) == (modes, presets)


def test_without_a_sensor_of_its_air_the_cabin_cannot_be_led_to_a_set_point() -> None:
    fitted = _settings("heater", "cooler", "blower", inputs=frozenset()).fitted
    assert fitted.cabin_modes == (Mode.OFF, Mode.FAN_ONLY)


@pytest.mark.parametrize(
    "request_",
    [
        ModeRequest("1", "test", CABIN, Mode.COOL),
        PresetRequest("1", "test", CABIN, Preset.PET),
        DepartureRequest(request_id="1", origin="test", appliance=CABIN, departs_at_s=600.0, departs_by="7:00"),
        AutotuneRequest("1", "test", CABIN),
    ],
)
def test_what_nothing_can_do_is_refused_with_the_reason(request_: Request) -> None:
    events = _run(_settings("blower"), 20.0, 0.1, request_)[0].events
    reasons = [event.reason for event in events if isinstance(event, RequestRefused)]
    assert len(reasons) == 1
    assert "cabin" in reasons[0]


def test_a_departure_can_always_be_called_off() -> None:
    asked = DepartureRequest(request_id="1", origin="test", appliance=CABIN, departs_at_s=None)
    assert not any(isinstance(event, RequestRefused) for event in _run(_settings(), 20.0, 0.1, asked)[0].events)


def test_only_alarms_of_what_is_fitted_are_offered() -> None:
    offered = set(offered_alarms(_settings("heater", "blower", inputs=_INPUTS - {"fridge.medicine.air_c"})))
    assert {"cabin.not_heating", "cabin.too_hot", "fridge.no_start", "fridge.food.too_warm"} <= offered
    assert not offered & {"cabin.not_cooling", "supply.voltage_stuck", "fridge.plate_loose", "fridge.medicine.too_warm"}
    assert "cabin.unsafe" not in offered_alarms(_settings())


def test_where_nobody_has_told_everything_counts_as_fitted() -> None:
    assert offered_alarms(Settings()) == alarm_names(Settings())
    assert Settings().fitted.missing == ()
