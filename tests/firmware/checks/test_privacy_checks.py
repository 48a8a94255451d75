"""A permission that has no effect is told: its owner believes otherwise."""

from pathlib import Path

import pytest

from firmware.checks.configuration import load_checked
from firmware.errors import ConfigError

CAR = """
[[sensors]]
name = "radar"
chip = "ld2410"
port = "/dev/ttyS0"
gives = { presence = "cabin.presence" }
"""


def told(folder: Path, privacy: str) -> list[str]:
    file = folder / "car.toml"
    file.write_text(f"[privacy]\n{privacy}\n{CAR}", encoding="utf-8")
    try:
        load_checked(file)
    except ConfigError as error:
        return str(error).splitlines()
    return []


@pytest.mark.parametrize("name", ["radar", "cabin.presence"])
def test_points_and_sensors_can_be_permitted(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, f'show = ["{name}"]\npublish = ["radar"]\nretain = ["{name}"]\nrecord = ["{name}"]') == []


def test_a_slip_is_told_with_its_line_and_what_was_meant(tmp_path: Path) -> None:
    (line,) = told(tmp_path, 'record = ["radar", "cabin.presense"]')
    assert 'car.toml:2: privacy.record[1] = "cabin.presense": is not known here' in line
    assert "cabin.presence" in line.partition("did you mean")[2]


def test_what_tells_of_no_person_needs_no_permission(tmp_path: Path) -> None:
    (line,) = told(tmp_path, 'publish = ["vehicle.speed_kph"]')
    assert "privacy.publish[0]" in line
    assert "known: cabin.presence, radar" in line


def test_what_is_not_published_cannot_be_retained(tmp_path: Path) -> None:
    (line,) = told(tmp_path, 'retain = ["radar"]')
    assert "privacy.retain[0]" in line
    assert "add it to publish" in line
