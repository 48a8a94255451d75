"""Planted values of personal points are found nowhere outside memory, unless their owner has permitted that way out."""

import pytest

from firmware.__main__ import main
from firmware.config import PrivacyConfig
from firmware.points.privacy import Permission
from hil.rig.virtual_time import run
from tests.firmware.service.tainted_car import MARKERS, WAYS_OUT, Car, drive, found_in, permitted, traces


def driven(factory: pytest.TempPathFactory, privacy: PrivacyConfig) -> Car:
    car = Car(factory.mktemp("state"), factory.mktemp("papers"))
    run(drive(car, privacy), speed=None)
    return car


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Car:
    return driven(tmp_path_factory, PrivacyConfig())


@pytest.fixture(scope="module")
def open_to_all(tmp_path_factory: pytest.TempPathFactory) -> Car:
    return driven(tmp_path_factory, permitted(MARKERS))


@pytest.mark.parametrize("way", WAYS_OUT)
def test_nothing_personal_leaves_unasked(private: Car, way: str) -> None:
    content = WAYS_OUT[way][0](private)
    assert content
    assert found_in(content) == set()


@pytest.mark.parametrize("way", WAYS_OUT)
def test_what_is_permitted_leaves_and_nothing_else(open_to_all: Car, way: str) -> None:
    read, permission = WAYS_OUT[way]
    found = found_in(read(open_to_all))
    assert bool(found) == (permission is not None)
    if permission is Permission.RECORD:
        assert found == set(MARKERS)


def test_a_value_is_known_in_each_form() -> None:
    for point, value in MARKERS.items():
        for trace in traces(value):
            assert found_in(b"before " + trace + b" after") == {point}


def test_the_running_service_erases_every_byte(open_to_all: Car) -> None:
    """The record may be written on: what comes later is what its owner permits later."""
    assert set(open_to_all.erased) == set(MARKERS)
    assert found_in(open_to_all.after_erasure) == set()
    assert main(["record", "verify", str(open_to_all.state / "record.db")]) == 0


def test_the_broker_holds_nothing_afterwards(open_to_all: Car) -> None:
    emptied = open_to_all.emptied
    assert emptied is not None
    assert (emptied.left, emptied.unknown) == ((), "")
    assert len(emptied.topics) >= len(MARKERS)
    assert found_in(b"\n".join(open_to_all.kept)) != set()
    assert found_in(b"\n".join(open_to_all.kept_after_erasure)) == set()


def test_where_nothing_was_permitted_there_is_nothing_to_erase(private: Car) -> None:
    assert private.erased == {}
    assert private.emptied is not None
    assert private.emptied.topics == ()
