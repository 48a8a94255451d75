"""What tells of a person leaves by no way that its owner has not permitted."""

from dataclasses import replace

import pytest

from controller import Settings
from firmware.config import PrivacyConfig, SensorConfig
from firmware.points import table
from firmware.points.privacy import OUTLETS, Outlet, Privacy, personal

FITTED = frozenset({"cabin.air_c", "cabin.presence", "vehicle.latitude_deg", "vehicle.longitude_deg", "extra.seat_bpm"})
POINTS = table(Settings(), FITTED)
RADAR = SensorConfig(name="radar", chip="ld2410", port="/dev/ttyS0", gives={"presence": "cabin.presence"})
PLACE = {"latitude_deg": "vehicle.latitude_deg", "longitude_deg": "vehicle.longitude_deg"}
GPS = SensorConfig(name="gps", chip="gnss", port="/dev/ttyS1", gives=PLACE)
PRIVATE = {"cabin.presence", "vehicle.latitude_deg", "vehicle.longitude_deg", "extra.seat_bpm"}


def leaving(outlet: Outlet, **permitted: tuple[str, ...]) -> set[str]:
    """The personal points that may leave by `outlet`."""
    points = Privacy(POINTS, PrivacyConfig(**permitted), (RADAR, GPS)).of(outlet)
    return {point.key for point in points if point.personal}


def test_health_people_and_places_are_personal() -> None:
    assert personal(POINTS) == PRIVATE


@pytest.mark.parametrize("outlet", Outlet)
def test_nothing_personal_leaves_unasked(outlet: Outlet) -> None:
    assert leaving(outlet) == set()
    everything = Privacy(POINTS, PrivacyConfig(), ()).of(outlet)
    assert {point.key for point in everything} == {point.key for point in POINTS} - PRIVATE


@pytest.mark.parametrize("outlet", Outlet)
def test_each_way_out_asks_for_its_own_permission(outlet: Outlet) -> None:
    for permission in ("show", "publish", "record"):
        is_asked = OUTLETS[outlet] == permission
        assert leaving(outlet, **{permission: ("radar",)}) == ({"cabin.presence"} if is_asked else set())


def test_what_is_proven_for_ever_holds_nothing_personal_whatever_is_permitted() -> None:
    all_of_it = tuple(PRIVATE)
    for outlet in (Outlet.EVIDENCE, Outlet.TRIPS):
        assert leaving(outlet, show=all_of_it, publish=all_of_it, retain=all_of_it, record=all_of_it) == set()


def test_a_permission_names_points_or_sensors() -> None:
    assert leaving(Outlet.RECORD, record=("gps",)) == set(PLACE.values())
    assert leaving(Outlet.RECORD, record=("vehicle.latitude_deg",)) == {"vehicle.latitude_deg"}


def test_the_broker_keeps_only_what_it_may() -> None:
    def retained(**permitted: tuple[str, ...]) -> dict[str, bool]:
        points = Privacy(POINTS, PrivacyConfig(**permitted), (RADAR, GPS)).of(Outlet.UPLINK)
        return {point.key: point.retained for point in points if point.key in {"cabin.air_c", "cabin.presence"}}

    assert retained(publish=("radar",)) == {"cabin.air_c": True, "cabin.presence": False}
    assert retained(publish=("radar",), retain=("radar",)) == {"cabin.air_c": True, "cabin.presence": True}


def test_it_is_told_what_is_withheld() -> None:
    privacy = Privacy((replace(POINTS[0], key="hub.alarm"), *POINTS), PrivacyConfig(show=("gps",)), (RADAR, GPS))
    assert set(privacy.withheld(Outlet.CONSOLE)) == {"cabin.presence", "extra.seat_bpm"}
