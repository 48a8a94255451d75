from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.checks.advice import remarks
from firmware.config.file import parse
from firmware.errors import ConfigError

OUTPUT = '[[outputs]]\nname = "blower"\npin = 12\nkind = "pwm"\n'
CAR = OUTPUT + '[[can]]\nname = "car"\nvehicle = "{}"\n'


def remarks_of(vehicle: str, polling: str = "") -> list[str]:
    return [*remarks(parse(CAR.format(vehicle) + polling, source="car.toml"))]


def test_a_car_whose_diagnostics_are_not_armed_is_said_to_be_listened_to_only() -> None:
    (line,) = remarks_of("obd2")
    assert line.startswith(
        "can[0] car: listens only: nothing is ever sent, and the 7 diagnostic values of obd2 come only"
    )


def test_a_car_without_diagnostics_needs_no_word() -> None:
    assert remarks_of("j1939") == []


def test_what_is_armed_says_what_it_asks() -> None:
    (line,) = remarks_of("hyundai-kona", "polling = { armed = true, every_s = 2, lowest_supply_v = 12.5 }\n")
    assert line.startswith(
        "can[0] car: asks 2 requests in turn, one every 2 s, while the car is awake by itself and its"
    )
    assert "12.5 V" in line


def test_what_is_armed_in_vain_is_said() -> None:
    (line,) = remarks_of("j1939", "polling = { armed = true }\n")
    assert line == "can[0] car: is armed for polling, but j1939 has nothing that may be asked: nothing is ever sent"


def test_an_installation_without_outputs_is_said_to_regulate_nothing() -> None:
    car = CAR.removeprefix(OUTPUT).format("j1939")
    assert [*remarks(parse(car, source="car.toml"))] == [
        "no outputs: everything is measured and recorded, nothing is regulated"
    ]


def test_a_password_that_is_not_written_yet_is_asked_for(tmp_path: Path) -> None:
    mqtt = '[mqtt]\nhost = "hub"\npassword_file = "password"\n'
    (line,) = remarks(parse(OUTPUT + mqtt, source="car.toml", folder=tmp_path))
    assert line.startswith(f"mqtt.password_file: there is no {tmp_path / 'password'} yet: write ")
    (tmp_path / "password").write_text("secret")
    assert [*remarks(parse(OUTPUT + mqtt, source="car.toml", folder=tmp_path))] == []
    (tmp_path / "password").unlink()
    (tmp_path / "no-folder").write_text("")
    hidden = mqtt.replace('"password"', '"no-folder/password"')
    assert [*remarks(parse(OUTPUT + hidden, source="car.toml", folder=tmp_path))] == []


def test_the_check_command_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "car.toml"
    file.write_text(CAR.format("obd2"))
    assert main(["check", str(file)]) == 0
    assert "can[0] car: listens only" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("polling", "line"),
    [
        ("polling = { armed = 1 }", 'can[0].polling.armed = 1 (CAN "car"): '),
        ("polling = { every_s = 0.1 }", 'can[0].polling.every_s = 0.1 (CAN "car"): '),
        ("polling = { lowest_supply_v = 5 }", 'can[0].polling.lowest_supply_v = 5 (CAN "car"): '),
        ("polling = { wake = true }", 'can[0].polling.wake (CAN "car"): is not a known key'),
        (
            'interface = "slcan"\npolling = { armed = true }',
            'can[0] (CAN "car"): polling needs one of socketcan',
        ),
    ],
)
def test_bad_polling_is_one_line_with_its_key(polling: str, line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(CAR.format("obd2") + polling, source="car.toml")
    (told,) = str(caught.value).splitlines()
    assert told.partition(" ")[2].startswith(line)


def test_an_adapter_that_only_listens_may_be_an_slcan_one() -> None:
    assert parse(CAR.format("obd2") + 'interface = "slcan"', source="car.toml").can[0].interface == "slcan"


HEATED = OUTPUT + '[[outputs]]\nname = "heater"\npin = 16\nkind = "relay"\n'


def test_a_heater_in_a_cabin_that_nobody_measures_is_said_to_stand_still() -> None:
    assert [*remarks(parse(HEATED, source="car.toml"))] == [
        "outputs heater: the cabin is never heated or cooled: no sensor gives cabin.air_c"
    ]


def test_a_relay_has_no_use_for_a_frequency() -> None:
    text = OUTPUT.replace('"pwm"', '"relay"') + "frequency_hz = 25\n"
    assert [*remarks(parse(text, source="car.toml"))] == [
        "outputs[0].frequency_hz (blower): a relay does not pulse: it means nothing"
    ]


def wired(name: str, kind: str, more: str) -> list[str]:
    text = f'[[outputs]]\nname = "{name}"\nkind = "{kind}"\n{more}\n'
    return [line for line in remarks(parse(text, source="car.toml")) if "outputs[0]." in line]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("pin = 12", ""),
        ("pin = 5\nactive_high = false", ""),
        (
            "pin = 5",
            "(lamp): an undriven GPIO 5 is pulled up, which is on: take one of 9 to 27, or a resistor that pulls",
        ),
        (
            "pin = 12\nactive_high = false",
            "(lamp): an undriven GPIO 12 is pulled down, which is on: take one of 0 to 8, or a resistor",
        ),
    ],
)
def test_a_polarity_by_which_an_undriven_pin_is_on_is_said(more: str, told: str) -> None:
    lines = wired("lamp", "relay", more)
    assert told in "".join(lines)
    assert len(lines) == bool(told)


def test_a_compressor_on_pulses_without_a_map_is_said_to_have_one_speed() -> None:
    (line,) = wired("compressor", "pwm", "pin = 12")
    assert line.startswith("outputs[0].map (compressor): without it the pulses are all or nothing")
    assert (
        wired("compressor", "pwm", "pin = 12\nmap = [{ at = 2000, duty_pct = 80 }, { at = 3500, duty_pct = 30 }]") == []
    )
