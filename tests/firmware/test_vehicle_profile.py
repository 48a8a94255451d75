from dataclasses import fields
from pathlib import Path

import pytest

from drivers.dbc import load_database
from drivers.vehicle_codec import Decoder, SignalSpec
from firmware.errors import ProfileError
from firmware.vehicle_profile import SignalProfile, VehicleProfile, load, parse, shipped

GOOD = """
name = "Car"
dbc = "car.dbc"

[bus]
bitrate = 250_000

[[signals]]
point = "vehicle.speed_kph"
message = "DRIVE"
signal = "SPEED"
sentinels = [0xFF]
low = 0
high = 200
cycle_time_s = 0.1
"""


def refusal(text: str) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        parse(text, source="car.toml")
    return str(caught.value).splitlines()


def test_a_good_profile_is_what_the_file_says() -> None:
    profile = parse(GOOD, source="car.toml")
    assert (profile.name, profile.dbc, profile.bus.bitrate, profile.bus.fd) == ("Car", "car.dbc", 250_000, False)
    assert profile.signals == (
        SignalProfile(
            point="vehicle.speed_kph",
            message="DRIVE",
            signal="SPEED",
            sentinels=(255,),
            low=0.0,
            high=200.0,
            cycle_time_s=0.1,
        ),
    )


def test_a_signal_has_exactly_the_fields_that_the_driver_wants() -> None:
    (signal,) = parse(GOOD, source="car.toml").signals
    assert SignalSpec(**signal.model_dump()).sentinels == (255,)
    assert set(signal.model_dump()) == {field.name for field in fields(SignalSpec)}


def test_every_error_is_told_at_once_with_its_key_path() -> None:
    text = GOOD.replace('name = "Car"', 'colour = "red"').replace("250_000", "1").replace("[0xFF]", "[1.5]")
    assert refusal(text) == [
        "car.toml: name: Field required",
        "car.toml: bus.bitrate = 1: Input should be greater than or equal to 10000",
        "car.toml: signals[0].sentinels[0] = 1.5: Input should be a valid integer",
        "car.toml: colour: is not a known key",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("speed_kph", "mood", "car.toml: signals[0].point = 'vehicle.mood': must be one of vehicle.driver_door_open"),
        ("vehicle.speed_kph", "cabin.air_c", "car.toml: signals[0].point = 'cabin.air_c': must be one of vehicle."),
        ("high = 200", "high = 0", "car.toml: signals[0]: low 0 must be below high 0"),
        ("high = 200", "high = nan", "car.toml: signals[0].high = nan: Input should be a finite number"),
        ("high = 200", 'high = "200"', "car.toml: signals[0].high = '200': Input should be a valid number"),
        ("high = 200", "high = 200\nscale = inf", "car.toml: signals[0].scale = inf: Input should be a finite number"),
        ("high = 200", 'high = 200\nquality = "Q"', "car.toml: signals[0]: quality and quality_ok belong together"),
        ("high = 200", "high = 200\nquality_ok = [3]", "car.toml: signals[0]: quality and quality_ok belong together"),
        ("= 0.1", "= 0", "car.toml: signals[0].cycle_time_s = 0: Input should be greater than 0"),
        ("250_000", "250_000\nfd = true", "car.toml: bus: fd needs data_bitrate"),
        ("[[signals]]", "[[wires]]", "car.toml: signals: Field required"),
        (GOOD[GOOD.index("[[signals]]") :], "[other]", "car.toml: signals: Field required"),
        ("[bus]", "[bus", "car.toml: is not TOML: "),
    ],
)
def test_each_error_is_one_line_that_says_what_would_be_right(old: str, new: str, line: str) -> None:
    assert refusal(GOOD.replace(old, new))[0].startswith(line)


def test_a_point_has_one_source() -> None:
    signal = GOOD[GOOD.index("[[signals]]") :]
    assert refusal(GOOD + signal) == ["car.toml: vehicle.speed_kph: given by more than one signal"]


def test_a_profile_without_a_signal_is_refused() -> None:
    assert refusal('name = "x"\ndbc = "x.dbc"\nsignals = []') == ["car.toml: needs at least one [[signals]]"]


def test_an_unknown_name_lists_what_is_shipped() -> None:
    with pytest.raises(ProfileError) as caught:
        load("hyundai")
    assert str(caught.value) == (
        "no vehicle profile 'hyundai': name one of changan-uni-t, changan-z6, ford-gt350, hyundai-genesis"
        " or a .toml file"
    )


def test_a_profile_of_ones_own_is_named_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_text(GOOD)
    assert load(str(file)).name == "Car"


@pytest.mark.parametrize("name", ["nothing.toml", "."])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProfileError, match=r"^\S+: cannot be read: .*; shipped profiles are changan-uni-t, [^\n]*$"):
        load(str(tmp_path / name))


def test_a_file_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_bytes(b"name = \xff")
    with pytest.raises(ProfileError, match=r"car\.toml: is not UTF-8 text \(byte 7\)"):
        load(str(file))


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_profile_fits_the_map_that_it_names(data_dir: Path, name: str) -> None:
    profile = load(name)
    specs = tuple(SignalSpec(**signal.model_dump()) for signal in profile.signals)
    decoder = Decoder(load_database(data_dir / "can" / profile.dbc), specs)
    assert len(decoder.filters) == len({spec.message for spec in specs})


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_profile_is_sound(name: str) -> None:
    profile = load(name)
    assert isinstance(profile, VehicleProfile)
    assert "vehicle.speed_kph" in {signal.point for signal in profile.signals}
