from math import isfinite

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from controller import (
    CABIN,
    AutotuneRequest,
    DepartureRequest,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    QuietRequest,
    SetPointRequest,
)
from firmware.requests import (
    SET_USAGE,
    CommandError,
    Devices,
    Events,
    Help,
    ListRecalibrations,
    Recalibrate,
    Restart,
    Set,
    Status,
    parse_command,
    parse_set,
)
from firmware.runtime.clock import Now
from firmware.runtime.local_time import time_of_day

NOW = Now(1_000.0, 1_800_000_000.0)


def set_point_c(text: str) -> float:
    request = parse_set("food", "set_point", text, request_id="1", origin="test", now=NOW)
    assert isinstance(request, SetPointRequest)
    return request.set_point_c


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("help", Help()),
        ("  STATUS ", Status()),
        ("st", Status()),
        ("dev", Devices()),
        ("h set", Help()),
        ("ev", Events(20)),
        ("events 5", Events(5)),
        ("recalibrate", ListRecalibrations()),
        ("rec cabin CO2 430", Recalibrate("cabin CO2", 430.0)),
        ("rec cabin Stop", Recalibrate("cabin", None)),
        ("set food set_point 4.5", Set("food", "set_point", "4.5")),
        ("set Food m cool", Set("food", "mode", "cool")),
        ("set food p boost", Set("food", "preset", "boost")),
        ("set car quiet on", Set("car", "quiet", "on")),
        ("tune Heater", Set("cabin", "tune", "Heater")),
        ("set cabin d 7:30", Set("cabin", "departure", "7:30")),
        ("res", Restart()),
        ("", None),
        ("   ", None),
    ],
)
def test_commands_are_known_by_their_beginning(line: str, command: object) -> None:
    assert parse_command(line) == command


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("xyz", "unknown command 'xyz': try help"),
        ("quit", "unknown command 'quit': try help"),
        ("restart now", "'now' is too much: the command is restart"),
        ("s", "command 's' is not clear: status or set or shelve"),
        ("x" * 99, f"unknown command '{'x' * 30}...': try help"),
        ("\x1b[31m", "unknown command '\\x1b[31m': try help"),
        ("tune", "tune takes one word: tune heater"),
        ("tune all heaters", "tune takes one word: tune heater"),
        ("status now", "'now' is too much: the command is status"),
        ("events many", "events 'many': must be a count from 1 to 200"),
        ("events 0", "events '0': must be a count from 1 to 200"),
        ("events -1", "events '-1': must be a count from 1 to 200"),
        ("events 201", "events '201': must be a count from 1 to 200"),
        ("events " + "9" * 5_000, f"events '{'9' * 30}...': must be a count from 1 to 200"),
        ("events ²", "events '²': must be a count from 1 to 200"),
        ("events 1 2", "'2' is too much: the command is events COUNT"),
        ("recalibrate 430", "recalibrate takes a sensor and more: recalibrate SENSOR PPM, or recalibrate SENSOR stop"),
        ("rec cabin nan", "recalibrate 'nan': must be a number of ppm, such as 430, or stop"),
        ("set", f"set takes three words: {SET_USAGE}"),
        ("set food 4", f"set takes three words: {SET_USAGE}"),
        (
            "set food colour red",
            f"unknown field 'colour': {SET_USAGE}",
        ),
    ],
)
def test_a_wrong_command_gets_one_clear_line(line: str, message: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_command(line)
    assert str(caught.value) == message


def test_a_set_point_becomes_a_request() -> None:
    request = parse_set("food", "set_point", "4.5", request_id="7", origin="mqtt", now=NOW)
    assert request == SetPointRequest("7", "mqtt", "food", 4.5)


def test_a_mode_becomes_a_request() -> None:
    request = parse_set("cabin", "mode", "Fan_Only ", request_id="7", origin="mqtt", now=NOW)
    assert request == ModeRequest("7", "mqtt", "cabin", Mode.FAN_ONLY)


@pytest.mark.parametrize(("text", "value"), [("4", 4.0), ("-18", -18.0), ("+4.", 4.0), (".5", 0.5), (" 21.50 ", 21.5)])
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    assert set_point_c(text) == value


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "-Infinity", "1_0", "4,5", "0x10", "1e3", "٤", "9" * 400, "4 °C", "--4"]
)
def test_what_is_no_plain_finite_number_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match=r"^food set_point '.*': must be a number of degrees Celsius, such as 4.5$"):
        set_point_c(text)


@pytest.mark.parametrize(
    ("appliance", "field", "text", "message"),
    [
        ("food", "mode", "freeze", "food mode 'freeze': must be one of off, cool"),
        ("cabin", "mode", "", "cabin mode '': must be one of off, auto, heat, cool, fan_only"),
        ("food", "colour", "red", "food 'colour': must be one of set_point, mode, preset, quiet, departure, tune"),
        ("food", "preset", "party", "food preset 'party': must be one of none, boost"),
        ("cabin", "preset", "", "cabin preset '': must be one of none, defog, pet, rest"),
        ("car", "quiet", "1", "car quiet '1': must be on or off"),
        ("cabin", "tune", "fridge", "cabin tune 'fridge': must be one of heater"),
        ("cabin", "departure", "25:00", "cabin departure '25:00': must be a time of day such as 7:30, or off"),
        ("cabin", "departure", "7", "cabin departure '7': must be a time of day such as 7:30, or off"),
        ("cabin", "departure", "\u0667:30", "cabin departure '\u0667:30': must be a time of day such as 7:30, or off"),
    ],
)
def test_a_wrong_value_gets_one_clear_line(appliance: str, field: str, text: str, message: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_set(appliance, field, text, request_id="1", origin="test", now=NOW)
    assert str(caught.value) == message


@given(st.text())
@example("0\x1f")
def test_any_text_is_a_finite_number_or_refused_in_one_line(text: str) -> None:
    try:
        assert isfinite(set_point_c(text))
    except CommandError as error:
        assert str(error).isprintable()  # noqa: PT017 - either outcome is right, each has its own check


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(["set", "food", "mode", "events", "9", "st", "help", "-1"])).map(" ".join)
    )
)
def test_any_line_is_a_command_or_refused_in_one_line(line: str) -> None:
    try:
        parse_command(line)
    except CommandError as error:
        assert str(error).isprintable()  # noqa: PT017 - most lines are refused, and how is what matters


def test_a_preset_becomes_a_request() -> None:
    request = parse_set("food", "preset", " Boost ", request_id="1", origin="test", now=NOW)
    assert request == PresetRequest("1", "test", "food", Preset.BOOST)


@pytest.mark.parametrize(("text", "quiet"), [("on", True), ("OFF", False)])
def test_quiet_is_switched_on_and_off(text: str, quiet: bool) -> None:
    assert parse_set("car", "quiet", text, request_id="1", origin="test", now=NOW) == QuietRequest(
        "1", "test", "car", quiet
    )


def test_tuning_is_asked_of_the_cabin() -> None:
    assert Set("cabin", "tune", "Heater").request("1", "test", NOW) == AutotuneRequest("1", "test", CABIN)


def departs_at_s(text: str) -> float | None:
    request = parse_set("cabin", "departure", text, request_id="1", origin="test", now=NOW)
    assert isinstance(request, DepartureRequest)
    assert request.appliance == CABIN
    return request.departs_at_s


def test_a_departure_is_the_next_time_of_this_name_on_the_monotonic_clock() -> None:
    in_an_hour, a_minute_ago = (time_of_day(NOW.wall_s + seconds) for seconds in (3_600.0, -60.0))
    assert departs_at_s(in_an_hour) == NOW.monotonic_s + 3_600.0
    assert departs_at_s(f" {a_minute_ago} ") == NOW.monotonic_s + 86_400.0 - 60.0


@pytest.mark.parametrize("text", ["", " ", "off", "OFF"])
def test_nothing_or_off_calls_a_departure_off(text: str) -> None:
    assert departs_at_s(text) is None
