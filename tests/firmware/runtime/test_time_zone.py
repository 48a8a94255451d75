from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.requests import CommandError, parse_set
from firmware.runtime.clock import Now
from firmware.runtime.time_zone import advice, has_zone, zone_in_force


def computer(root: Path, link: str = "", *, copied: bool = False, name: str = "") -> Path:
    """A root folder with what a computer says of its zone."""
    (root / "etc").mkdir()
    if copied:
        (root / "etc" / "localtime").write_bytes(b"TZif")
    elif link:
        (root / "etc" / "localtime").symlink_to(link)
    if name:
        (root / "etc" / "timezone").write_text(f"{name}\n")
    return root


@pytest.mark.parametrize(
    ("link", "name", "is_told"),
    [
        ("/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin", True),
        ("../usr/share/zoneinfo/America/Argentina/Ushuaia", "America/Argentina/Ushuaia", True),
        ("/usr/share/zoneinfo/Africa/Accra", "Africa/Accra", True),
        ("/usr/share/zoneinfo/Etc/UTC", "Etc/UTC", False),
        ("/usr/share/zoneinfo/UTC", "UTC", False),
        ("", "", False),
    ],
)
def test_a_computer_with_the_zone_of_an_image_has_been_told_none(
    tmp_path: Path, link: str, name: str, is_told: bool
) -> None:
    root = computer(tmp_path, link)
    assert (zone_in_force(root, {}), has_zone(root, {})) == (name, is_told)


def test_a_zone_that_is_a_copy_is_known_by_its_written_name(tmp_path: Path) -> None:
    root = computer(tmp_path, copied=True, name="Europe/Paris")
    assert (zone_in_force(root, {}), has_zone(root, {})) == ("Europe/Paris", True)
    (root / "etc" / "timezone").unlink()
    assert (zone_in_force(root, {}), has_zone(root, {})) == ("", False)


def test_whoever_names_a_zone_for_the_service_means_it(tmp_path: Path) -> None:
    root = computer(tmp_path, "/usr/share/zoneinfo/Etc/UTC")
    assert (zone_in_force(root, {"TZ": "UTC"}), has_zone(root, {"TZ": "UTC"})) == ("UTC", True)
    assert not has_zone(root, {"TZ": ""})


def test_the_advice_says_which_zone_holds_and_how_to_set_one() -> None:
    assert advice("Europe/Berlin", is_told=True) == "time zone: Europe/Berlin: a departure at 7:30 is at 7:30 there"
    for zone in ("Etc/UTC", ""):
        line = advice(zone, is_told=False)
        assert line.startswith(
            f"time zone: {zone or 'none'}, as where nobody has set one: a departure by the clock is refused"
        )
        assert "timedatectl set-timezone Europe/Berlin" in line


CLIMATE = '[[outputs]]\nname = "blower"\npin = 4\nkind = "pwm"\n[[outputs]]\nname = "heater"\npin = 5\nkind = "pwm"\n'


@pytest.mark.parametrize(
    ("config", "says"), [(CLIMATE, True), (CLIMATE.split('[[outputs]]\nname = "heater"', maxsplit=1)[0], False)]
)
def test_check_speaks_of_the_zone_where_a_cabin_can_be_prepared(
    config: str, says: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    file = tmp_path / "car.toml"
    file.write_text(config)
    assert main(["check", str(file)]) == 0
    assert ("time zone: Europe/Berlin: a departure at 7:30 is at 7:30 there\n" in capsys.readouterr().out) is says


def test_a_departure_is_refused_where_the_zone_is_not_set() -> None:
    now = Now(100.0, 1.8e9, has_zone=False)
    with pytest.raises(CommandError, match="cabin departure '7:30': the time zone of this computer is not set: `"):
        parse_set("cabin", "departure", "7:30", request_id="1", origin="test", now=now)
    called_off = parse_set("cabin", "departure", "off", request_id="1", origin="test", now=now)
    assert getattr(called_off, "departs_at_s", 0.0) is None
