from dataclasses import dataclass
from typing import cast, get_args

import pytest

from controller import (
    Absence,
    AlarmRaised,
    CompressorStarted,
    Event,
    GuardLimited,
    ReadingBack,
    ReadingLost,
    RequestAccepted,
    RequestRefused,
)
from firmware import event_text
from firmware.event_text import describe


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (ReadingLost(1.0, "fridge.food.air_c", Absence.STALE), "fridge.food.air_c lost: stale"),
        (ReadingBack(1.0, "cabin.air_c"), "cabin.air_c is back"),
        (CompressorStarted(1.0), "compressor started"),
        (GuardLimited(1.0, "heater", "air is 41 °C"), "guard limits heater: air is 41 °C"),
        (RequestAccepted(1.0, "7", "mqtt", "food", "4.0 °C"), "accepted from mqtt: food 4.0 °C"),
        (
            RequestRefused(1.0, "7", "console", "food", "99 °C is too warm"),
            "refused from console: food: 99 °C is too warm",
        ),
        (AlarmRaised(1.0, "fridge.food.too_warm", "check the lid"), "ALARM fridge.food.too_warm: check the lid"),
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
