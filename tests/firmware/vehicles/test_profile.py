from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from controller import Settings, present
from drivers.diagnostics.queries import entries, requests
from drivers.errors import NotFitted
from drivers.vehicle.dbc import load_database
from drivers.vehicle.e2e_codec import CHECKSUMS, ChecksumSpec, ProtectionSpec
from drivers.vehicle.signal_decoder_codec import Decoder, SignalSpec
from firmware.checks.configuration import problems
from firmware.config import CanConfig
from firmware.config.file import parse as parse_config
from firmware.control.process_image import VEHICLE_EXTRAS, Board, known_inputs
from firmware.errors import ProfileError
from firmware.vehicles.profile import VehicleProfile, load, parse, shipped
from firmware.vehicles.signals import ChecksumProfile, SignalProfile
from firmware.wiring.vehicle_decoding import decoding, queries, signals

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


def test_every_error_is_reported_at_once_with_its_key_path() -> None:
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
        ("speed_kph", "mood", "car.toml: signals[0].point = 'vehicle.mood': must be one of vehicle.cabin_c, vehicle"),
        ("vehicle.speed_kph", "cabin.air_c", "car.toml: signals[0].point = 'cabin.air_c': must be one of vehicle."),
        ("high = 200", "high = 0", "car.toml: signals[0]: low 0 must be below high 0"),
        ("high = 200", "high = nan", "car.toml: signals[0].high = nan: Input should be a finite number"),
        ("high = 200", 'high = "200"', "car.toml: signals[0].high = '200': Input should be a valid number"),
        ("high = 200", "high = 200\nscale = inf", "car.toml: signals[0].scale = inf: Input should be a finite number"),
        ("high = 200", 'high = 200\nquality = "Q"', "car.toml: signals[0]: quality and quality_ok belong together"),
        ("high = 200", "high = 200\nquality_ok = [3]", "car.toml: signals[0]: quality and quality_ok belong together"),
        ("= 0.1", "= -1", "car.toml: signals[0].cycle_time_s = -1: Input should be greater than or equal to 0"),
        ("250_000", "250_000\nfd = true", "car.toml: bus: fd needs data_bitrate"),
        ("[[signals]]", "[[wires]]", "car.toml: wires: is not a known key"),
        (GOOD[GOOD.index("[[signals]]") :], "[other]", "car.toml: other: is not a known key"),
        ("[bus]", "[bus", "car.toml: is not TOML: "),
    ],
)
def test_each_error_is_one_line_that_says_what_would_be_right(old: str, new: str, line: str) -> None:
    assert refusal(GOOD.replace(old, new))[0].startswith(line)


def test_a_point_has_one_source() -> None:
    signal = GOOD[GOOD.index("[[signals]]") :]
    assert refusal(GOOD + signal) == ["car.toml: vehicle.speed_kph: given by more than one signal"]


def test_a_profile_without_a_signal_is_refused() -> None:
    assert refusal('name = "x"\ndbc = "x.dbc"\nsignals = []') == [
        "car.toml: needs at least one [[signals]] or [[queries]]"
    ]


def test_an_unknown_name_lists_what_is_shipped() -> None:
    with pytest.raises(ProfileError) as caught:
        load("hyundai")
    assert str(caught.value) == (
        "no vehicle profile 'hyundai': did you mean \"hyundai-kona\"? "
        "name one of changan-uni-t, changan-z6, ford-gt350, hyundai-genesis,"
        " hyundai-kona, j1939, obd2 or a .toml or .json file"
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


def needs_a_map(name: str) -> bool:
    profile = load(name)
    return bool(profile.signals) and profile.shipped_dbc is None


@pytest.mark.parametrize("name", [name for name in shipped() if needs_a_map(name)])
def test_a_shipped_profile_fits_the_map_that_it_names(data_dir: Path, name: str) -> None:
    profile = load(name)
    decoder = Decoder(load_database(data_dir / "can" / profile.dbc), *signals(profile))
    assert len(decoder.filters) == len({signal.message for signal in profile.signals})


@pytest.mark.parametrize("name", [name for name in shipped() if not needs_a_map(name)])
def test_a_shipped_profile_that_needs_no_map_is_complete(name: str) -> None:
    decoder, transports = decoding(CanConfig(name="car", vehicle=name))
    filters = [*decoder.filters, *(each for transport in transports for each in transport.filters)]
    assert filters
    assert transports


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_profile_is_sound(name: str) -> None:
    profile = load(name)
    assert isinstance(profile, VehicleProfile)
    assert {"vehicle.speed_kph", "vehicle.soc_pct"} & set(profile.points)


PROTECTED = (
    GOOD
    + """
[[messages]]
message = "DRIVE"
counter = "COUNTER"
checksum = { signal = "CHECK", algorithm = "xor8", over = ["SPEED"], data_ids = [1, 2] }
"""
)


def test_the_protection_of_a_message_reaches_the_driver() -> None:
    (specs, (protection,)) = signals(parse(PROTECTED, source="car.toml"))
    assert specs[0].message == protection.message == "DRIVE"
    assert protection == ProtectionSpec(
        message="DRIVE", counter="COUNTER", checksum=ChecksumSpec("CHECK", "xor8", over=("SPEED",), data_ids=(1, 2))
    )


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('message = "DRIVE"\ncounter', 'message = "AIR"\ncounter', "car.toml: messages: of AIR no signal is wanted"),
        ('"xor8"', '"crc"', "car.toml: messages[0].checksum.algorithm = 'crc': Input should be 'xor8', 'sum8'"),
        (
            "[1, 2]",
            "[256]",
            "car.toml: messages[0].checksum.data_ids[0] = 256: Input should be less than or equal to 255",
        ),
        ("[[messages]]", '[[messages]]\nmessage = "DRIVE"\n[[messages]]', "car.toml: messages[0]: needs a counter or"),
        (
            "[[messages]]",
            '[[messages]]\nmessage = "DRIVE"\ncounter = "C"\n[[messages]]',
            "car.toml: messages: each may",
        ),
    ],
)
def test_a_protection_that_cannot_be_is_one_line(old: str, new: str, line: str) -> None:
    assert refusal(PROTECTED.replace(old, new))[0].startswith(line)


def test_a_profile_may_name_exactly_the_checksums_that_the_driver_has() -> None:
    assert set(get_args(ChecksumProfile.model_fields["algorithm"].annotation)) == set(CHECKSUMS)


@pytest.mark.parametrize("name", ["hyundai-genesis", "ford-gt350"])
def test_what_was_verified_on_a_recording_is_protected(name: str) -> None:
    assert [message.checksum is not None for message in load(name).messages] == [True]


QUERIES = """
name = "Car"

[[queries]]
point = "vehicle.soc_pct"
request = "220101"
answer_id = 0x7EC
formula = "e/2"
low = 0
high = 100
"""


def test_a_profile_of_queries_needs_no_map() -> None:
    profile = parse(QUERIES, source="car.toml")
    (query,) = queries("car.toml", profile)
    assert (profile.dbc, profile.shipped_dbc, profile.points) == ("", None, ("vehicle.soc_pct",))
    assert (query.point, query.request, query.answer_id, query.formula.text) == (
        "vehicle.soc_pct",
        bytes.fromhex("220101"),
        0x7EC,
        "e/2",
    )


def test_a_standard_pid_needs_no_formula() -> None:
    text = QUERIES.replace('"220101"', '"015B"').replace('formula = "e/2"', "")
    (query,) = queries("car.toml", parse(text, source="car.toml"))
    assert query.formula.value(b"\xff") == 100.0


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("220101", "2201G1", "car.toml: queries[0].request = '2201G1': String should match pattern"),
        ("220101", "22010", "car.toml: queries[0].request = '22010': String should match pattern"),
        ("220101", "22", "car.toml: queries[0].request = '22': String should match pattern"),
        ("0x7EC", "0x20000000", "car.toml: queries[0].answer_id = 536870912: Input should be less than or equal to "),
        ("answer_id = 0x7EC", "address = 0xF1", "car.toml: queries[0]: address needs answer_id"),
        ("high = 100", "high = 100\ntarget = 7", "car.toml: queries[0]: target needs address and request_id"),
        ("high = 100", "high = 0", "car.toml: queries[0]: low 0 must be below high 0"),
        ("high = 100", 'high = 100\nmood = "good"', "car.toml: queries[0].mood: is not a known key"),
    ],
)
def test_each_error_in_a_query_is_one_line(old: str, new: str, line: str) -> None:
    assert refusal(QUERIES.replace(old, new))[0].startswith(line)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"e/2"', '"e/"', "car.toml: queries[0].formula: 'e/': a number, a byte (a, b ... zzz) or a parenthesis is"),
        ('formula = "e/2"', "", "car.toml: queries[0].formula: request 220101 has no standard formula: give one"),
    ],
)
def test_a_bad_formula_names_its_key(old: str, new: str, line: str) -> None:
    with pytest.raises(ProfileError) as caught:
        list(queries("car.toml", parse(QUERIES.replace(old, new), source="car.toml")))
    assert str(caught.value).startswith(line)


def test_signals_need_the_name_of_their_map() -> None:
    assert refusal(GOOD.replace('dbc = "car.dbc"', "")) == [
        "car.toml: [[signals]] need dbc, the file name of their map"
    ]


def test_signals_without_their_map_are_told_to_the_user() -> None:
    with pytest.raises(NotFitted, match=r"^ford-gt350 needs the car's signal database, ford_lincoln_base_pt\.dbc: "):
        decoding(CanConfig(name="car", vehicle="ford-gt350"))


def test_what_a_car_tells_beyond_the_controllers_needs_reaches_the_board_and_no_snapshot() -> None:
    board = Board(Settings(), VEHICLE_EXTRAS)
    board.put("vehicle.fuel_pct", present(50.0, 1.0))
    assert board.readings["vehicle.fuel_pct"].value == 50.0
    assert not VEHICLE_EXTRAS & known_inputs(Settings())


def test_a_car_without_a_map_is_a_good_configuration_and_its_errors_name_their_key(tmp_path: Path) -> None:
    bus = '[[can]]\nname = "car"\nvehicle = "{}"\n'
    assert problems(parse_config(bus.format("obd2"), source="car.toml")) == []
    (line,) = problems(parse_config(bus.format("ford-gt350"), source="car.toml"))
    assert line.startswith("can[0].dbc: ford-gt350 needs the car's signal database")
    (tmp_path / "bad.toml").write_text(QUERIES.replace("e/2", "e/"))
    (line,) = problems(parse_config(bus.format("bad.toml"), source="car.toml", folder=tmp_path))
    assert line.startswith(f"can[0].vehicle: {tmp_path / 'bad.toml'}: queries[0].formula: ")


QUERY = """
[[queries]]
point = "{}"
request = "220101"
formula = "a"
low = 0
high = 100
answer_id = {}
"""


def test_ids_that_cannot_be_are_reported_by_check_one_line_each(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    made = [("soc_pct", "0x7E8\nrequest_id = 0x0C9"), ("pack_v", "0x18DAF1F1"), ("pack_a", "0x7EC")]
    file.write_text('name = "Car"\n' + "".join(QUERY.format(f"vehicle.{point}", ids) for point, ids in made))
    (first, second) = problems(parse_config(f'[[can]]\nname = "car"\nvehicle = "{file}"\n', source="x"))
    assert first.startswith(f"can[0].vehicle: {file}: queries[0].request_id = 0xC9: is no id of diagnostics")
    assert second.startswith(f"can[0].vehicle: {file}: queries[1].answer_id = 0x18DAF1F1: is an id by which testers")


@pytest.mark.parametrize("name", shipped())
def test_what_is_asked_by_shipped_profiles_may_leave(name: str) -> None:
    asked = requests(queries(name, load(name)))
    assert len(entries("can0", asked, every_s=1.0)) >= len(asked)
