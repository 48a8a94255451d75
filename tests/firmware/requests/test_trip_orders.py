"""Orders for trips: typed, from the hub, from the command line; nonsense is one line that says what would be right."""

from typing import Any

import pytest

from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import (
    AcknowledgeExcursion,
    ListTrips,
    ShowTrip,
    StartTrip,
    StopTrip,
    TripOrder,
    TripQuestion,
    from_json,
    parse_at,
    parse_trip,
    to_json,
)

START = StartTrip(compartment="food", cargo="vaccine_2_8", consignment="A-17")
ACKNOWLEDGE = AcknowledgeExcursion(trip="T3", number="1", person="Ann Lee", comment="lid was stuck: mended")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", ListTrips()),
        ("list", ListTrips()),
        ("show T3", ShowTrip("T3")),
        ("start Food", StartTrip(compartment="food")),
        ("start food VACCINE_2_8 A-17", START),
        ("sto food", StopTrip(trip="food")),
        ("acknowledge T3 1 Ann Lee: lid was stuck: mended", ACKNOWLEDGE),
    ],
)
def test_lines_become_orders_and_questions(line: str, said: TripOrder | TripQuestion) -> None:
    assert parse_trip(line.split()) == said


@pytest.mark.parametrize(
    "line",
    ["begin food", "start", "stop", "show", "start a b c d", "acknowledge T3 1 Ann", "acknowledge T3 1 : x", "s x"],
)
def test_a_wrong_line_is_told_what_is_right(line: str) -> None:
    with pytest.raises(CommandError, match=r"trip|clear"):
        parse_trip(line.split())


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("start", StartTrip(compartment="food")),
        ("ON", StartTrip(compartment="food")),
        ("start vaccine_2_8 A-17", START),
        ("stop", StopTrip(trip="food")),
        ("OFF", StopTrip(trip="food")),
    ],
)
def test_the_hub_orders_by_words_or_by_a_switch(text: str, order: TripOrder) -> None:
    assert parse_at("food", text) == order


@pytest.mark.parametrize("text", ["", "go", "stop now", "start a b c"])
def test_the_hub_is_told_what_is_right(text: str) -> None:
    with pytest.raises(CommandError, match="must be start, start CARGO"):
        parse_at("food", text)


@pytest.mark.parametrize("order", [START, StopTrip(trip="T3", taken_by="Bo"), ACKNOWLEDGE])
def test_an_order_survives_json(order: TripOrder) -> None:
    assert from_json(to_json(order)) == order


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"order": "sell"},
        {"order": "start"},
        {"order": "start", "compartment": 3},
        {"order": "start", "compartment": "food", "more": "x"},
        {"order": "stop", "trip": "x" * 201},
    ],
)
def test_json_of_anybody_is_refused_in_one_line(value: Any) -> None:
    with pytest.raises(CommandError, match="trip order: must"):
        from_json(value)
