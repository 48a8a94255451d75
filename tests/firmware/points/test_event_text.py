from dataclasses import dataclass
from typing import cast, get_args

import pytest

from controller import (
    Absence,
    AimOutOfReach,
    AlarmRaised,
    CompressorStarted,
    DefogChanged,
    Event,
    GuardLimited,
    LoadRestored,
    LoadShed,
    PreparationChanged,
    ReadingBack,
    ReadingLost,
    RequestAccepted,
    RequestRefused,
    TuningFound,
    TuningRefused,
)
from firmware.points import event_text
from firmware.points.event_text import describe


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (ReadingLost(1.0, "fridge.food.air_c", Absence.STALE), "fridge.food.air_c lost: stale"),
        (ReadingBack(1.0, "cabin.air_c"), "cabin.air_c is back"),
        (CompressorStarted(1.0), "compressor started"),
        (GuardLimited(1.0, "heater", "air is 41 °C"), "guard limits heater: air is 41 °C"),
        (
            AimOutOfReach(at_s=1.0, compartment="food", set_point_c=4.0, air_c=12.34, lift_k=18.6),
            (
                "food: 4.0 °C is out of reach in this heat: the cooler does all it can and holds 12.3 °C, 19 K below"
                " the cabin; move it to a cooler place, or ask for less"
            ),
        ),
        (LoadShed(1.0, "food", "at rest 12.19 V"), "load shed: food (at rest 12.19 V)"),
        (LoadRestored(1.0, "food", "at rest 12.70 V"), "load restored: food (at rest 12.70 V)"),
        (
            RequestAccepted(at_s=1.0, request_id="7", origin="mqtt", appliance="food", value="4.0 °C"),
            "accepted from mqtt: food 4.0 °C",
        ),
        (
            RequestRefused(at_s=1.0, request_id="7", origin="console", appliance="food", reason="99 °C is too warm"),
            "refused from console: food: 99 °C is too warm",
        ),
        (AlarmRaised(1.0, "fridge.food.too_warm", "check the lid"), "ALARM fridge.food.too_warm: check the lid"),
        (PreparationChanged(1.0, "ready", 20.8), "preparation for the departure: ready, air at 20.8 °C"),
        (DefogChanged(1.0, True, 1.5), "windscreen is defogged"),
        (DefogChanged(1.0, False, None), "windscreen is clear"),
        (
            TuningFound(at_s=1.0, gain_per_k=0.71, integral_s=155.0, derivative_s=11.0, derivative_filter_s=11.0),
            "cabin tuned: 0.71 per K, integral 155 s",
        ),
        (TuningRefused(1.0, "the air left the set-point"), "cabin not tuned: the air left the set-point"),
    ],
)
def test_each_event_has_its_line(event: Event, text: str) -> None:
    assert describe(event) == text


def test_every_kind_of_event_has_a_text_of_its_own() -> None:
    assert set(event_text._TEXTS) == set(get_args(Event))


def test_a_kind_of_event_without_a_text_is_still_shown() -> None:
    @dataclass(frozen=True)
    class DoorOpened:
        at_s: float
        door: str

    assert describe(cast("Event", DoorOpened(1.0, "left"))) == "DoorOpened: door left"


def test_a_description_is_one_line() -> None:
    assert describe(AlarmRaised(1.0, "a", "first\nsecond")) == "ALARM a: first second"
