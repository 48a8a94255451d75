from dataclasses import replace
from math import inf, nan

import pytest

from controller import (
    CABIN,
    CAR,
    AutotuneRequest,
    CompartmentSettings,
    DepartureRequest,
    FridgeSettings,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    QuietRequest,
    Request,
    RequestAccepted,
    RequestRefused,
    SetPointRequest,
    Settings,
    Target,
    Targets,
)
from controller.interface.outcome import Outcome
from controller.targets import GRACE_S, LATEST_DEPARTURE_S, adopted, apply, configured, fulfilled

SETTINGS = Settings()
TARGETS = configured(SETTINGS)


def asked(*requests: Request) -> Outcome[Targets, None]:
    return apply(TARGETS, requests, SETTINGS, now_s=9.0)


def refusal(request: Request) -> str:
    applied = asked(request)
    assert applied.memory == TARGETS
    (event,) = applied.events
    assert isinstance(event, RequestRefused)
    return event.reason


def test_at_first_everything_is_as_configured() -> None:
    assert (
        Targets(compartments=(Target(4.0, Mode.COOL), Target(5.0, Mode.COOL)), cabin=Target(21.0, Mode.AUTO)) == TARGETS
    )


def test_without_a_request_the_targets_stay_the_same_object() -> None:
    applied = asked()
    assert applied.memory is TARGETS
    assert applied.events == ()


def test_a_set_point_is_taken_over_and_answered() -> None:
    applied = asked(SetPointRequest("7", "mqtt", "medicine", 6.5))
    assert applied.memory.compartments == (TARGETS.compartments[0], Target(6.5, Mode.COOL))
    assert applied.events == (
        RequestAccepted(at_s=9.0, request_id="7", origin="mqtt", appliance="medicine", value="6.5 °C"),
    )


def test_a_mode_is_taken_over_and_answered() -> None:
    applied = asked(ModeRequest("8", "console", CABIN, Mode.FAN_ONLY))
    assert applied.memory.cabin == Target(21.0, Mode.FAN_ONLY)
    assert applied.events == (
        RequestAccepted(at_s=9.0, request_id="8", origin="console", appliance=CABIN, value="fan_only"),
    )


def test_requests_are_taken_in_order_and_each_is_answered() -> None:
    applied = asked(
        SetPointRequest("1", "mqtt", CABIN, 25.0),
        SetPointRequest("2", "mqtt", CABIN, 99.0),
        SetPointRequest("3", "mqtt", CABIN, 22.0),
        ModeRequest("4", "mqtt", "food", Mode.OFF),
    )
    assert applied.memory == Targets(
        compartments=(Target(4.0, Mode.OFF), Target(5.0, Mode.COOL)), cabin=Target(22.0, Mode.AUTO)
    )
    kinds: list[type] = [RequestAccepted, RequestRefused, RequestAccepted, RequestAccepted]
    assert [type(event) for event in applied.events] == kinds


@pytest.mark.parametrize("set_point_c", [1.0, 15.0])
def test_the_ends_of_the_range_are_taken(set_point_c: float) -> None:
    assert asked(SetPointRequest("1", "mqtt", "food", set_point_c)).memory.compartments[0].set_point_c == set_point_c


@pytest.mark.parametrize("set_point_c", [40.0, 0.99, nan, inf, -inf])
def test_a_set_point_out_of_range_is_refused_with_the_range(set_point_c: float) -> None:
    reason = refusal(SetPointRequest("1", "mqtt", "food", set_point_c))
    assert reason == f"set-point {set_point_c:g} °C: food takes 1 to 15 °C"


def test_a_mode_that_a_compartment_lacks_is_refused_with_its_modes() -> None:
    assert refusal(ModeRequest("1", "mqtt", "food", Mode.HEAT)) == "mode heat: food takes off, cool"


def test_an_unknown_appliance_is_refused_with_the_known_ones() -> None:
    assert refusal(SetPointRequest("1", "mqtt", "wine", 8.0)) == "no appliance 'wine': there are food, medicine, cabin"


def test_persisted_targets_are_adopted_as_far_as_they_fit() -> None:
    assert adopted(None, SETTINGS) == TARGETS
    persisted = Targets(compartments=(Target(8.0, Mode.OFF), Target(-18.0, Mode.COOL)), cabin=Target(25.0, Mode.HEAT))
    assert adopted(persisted, SETTINGS) == Targets(
        compartments=(Target(8.0, Mode.OFF), Target(5.0, Mode.COOL)), cabin=Target(25.0, Mode.HEAT)
    )
    misfit = Targets(compartments=(Target(nan, Mode.COOL), Target(5.0, Mode.HEAT)), cabin=Target(50.0, Mode.HEAT))
    assert adopted(misfit, SETTINGS) == TARGETS


def test_targets_for_another_number_of_compartments_are_as_configured() -> None:
    one = Settings(fridge=FridgeSettings(compartments=(CompartmentSettings(name="food"),)))
    persisted = Targets(compartments=(Target(8.0, Mode.OFF), Target(8.0, Mode.OFF)), cabin=Target(25.0, Mode.HEAT))
    assert adopted(persisted, one) == Targets(compartments=(Target(4.0, Mode.COOL),), cabin=Target(25.0, Mode.HEAT))


def accepted(request: Request) -> Outcome[Targets, None]:
    applied = asked(request)
    (event,) = applied.events
    assert isinstance(event, RequestAccepted)
    return applied


def test_a_preset_is_taken_over_by_those_who_have_it() -> None:
    assert accepted(PresetRequest("1", "mqtt", CABIN, Preset.PET)).memory.cabin.preset is Preset.PET
    assert accepted(PresetRequest("2", "mqtt", "food", Preset.BOOST)).memory.compartments[0].preset is Preset.BOOST
    assert refusal(PresetRequest("3", "mqtt", "food", Preset.PET)) == "preset pet: food takes none, boost"


def test_quiet_is_for_the_whole_car() -> None:
    assert accepted(QuietRequest("1", "console", CAR, quiet=True)).memory.quiet
    assert asked(QuietRequest("1", "console", CAR, quiet=False)).events[0] == RequestAccepted(
        at_s=9.0, request_id="1", origin="console", appliance=CAR, value="not quiet"
    )
    assert refusal(QuietRequest("2", "console", "food", quiet=True)) == "quiet can only be asked of 'car'"


def test_the_cabin_alone_can_be_tuned() -> None:
    taken = accepted(AutotuneRequest("1", "console", CABIN))
    assert (taken.memory, taken.events) == (
        TARGETS,
        (RequestAccepted(at_s=9.0, request_id="1", origin="console", appliance=CABIN, value="tuning"),),
    )
    assert refusal(AutotuneRequest("2", "console", "food")) == "autotune can only be asked of 'cabin'"


def test_a_departure_is_planned_and_called_off() -> None:
    planned = accepted(DepartureRequest(request_id="1", origin="mqtt", appliance=CABIN, departs_at_s=1_809.0))
    assert planned.memory.departs_at_s == 1_809.0
    assert planned.events == (
        RequestAccepted(at_s=9.0, request_id="1", origin="mqtt", appliance=CABIN, value="departure in 30 min"),
    )
    called_off = apply(
        planned.memory,
        (DepartureRequest(request_id="2", origin="mqtt", appliance=CABIN, departs_at_s=None),),
        SETTINGS,
        now_s=10.0,
    )
    assert called_off.memory == TARGETS
    assert called_off.events == (
        RequestAccepted(at_s=10.0, request_id="2", origin="mqtt", appliance=CABIN, value="no departure"),
    )


@pytest.mark.parametrize("departs_at_s", [9.0, -1.0, nan, inf, 9.0 + LATEST_DEPARTURE_S + 1.0])
def test_a_departure_is_in_the_week_ahead(departs_at_s: float) -> None:
    reason = refusal(DepartureRequest(request_id="1", origin="mqtt", appliance=CABIN, departs_at_s=departs_at_s))
    assert reason == "the departure must be within the next seven days"


def test_only_the_cabin_departs() -> None:
    assert (
        refusal(DepartureRequest(request_id="1", origin="mqtt", appliance="food", departs_at_s=60.0))
        == "a departure can only be asked of 'cabin'"
    )


def test_a_departure_by_a_clock_that_is_not_known_waits() -> None:
    waits = accepted(
        DepartureRequest(request_id="1", origin="mqtt", appliance=CABIN, departs_at_s=None, departs_by="07:30")
    )
    assert (waits.memory.departs_at_s, waits.memory.departs_by) == (None, "07:30")
    text = "departure at 07:30 waits for the time of day"
    assert waits.events == (RequestAccepted(at_s=9.0, request_id="1", origin="mqtt", appliance=CABIN, value=text),)
    known = apply(
        waits.memory,
        (DepartureRequest(request_id="2", origin="clock", appliance=CABIN, departs_at_s=609.0, departs_by="07:30"),),
        SETTINGS,
        now_s=9.0,
    )
    assert (known.memory.departs_at_s, known.memory.departs_by) == (609.0, "07:30")
    over = apply(known.memory, (), SETTINGS, now_s=609.1 + GRACE_S)
    assert (over.memory.departs_at_s, over.memory.departs_by) == (None, "")


def test_a_departure_that_is_long_past_is_forgotten() -> None:
    planned = accepted(DepartureRequest(request_id="1", origin="mqtt", appliance=CABIN, departs_at_s=100.0)).memory
    assert apply(planned, (), SETTINGS, now_s=100.0 + GRACE_S).memory.departs_at_s == 100.0
    assert apply(planned, (), SETTINGS, now_s=100.1 + GRACE_S).memory.departs_at_s is None


def test_a_boost_that_is_over_leaves_the_target() -> None:
    boost = replace(TARGETS, compartments=tuple(replace(one, preset=Preset.BOOST) for one in TARGETS.compartments))
    assert fulfilled(boost, (False, False)) is boost
    assert [one.preset for one in fulfilled(boost, (True, False)).compartments] == [Preset.NONE, Preset.BOOST]
    assert fulfilled(boost, (True, True)) == TARGETS


def test_without_a_boost_the_targets_stay_the_same_object() -> None:
    assert fulfilled(TARGETS, (True, True)) is TARGETS
