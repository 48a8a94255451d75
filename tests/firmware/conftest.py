"""Fixtures of this folder: patience, and a real broker, fresh for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.record import recorder
from firmware.wiring import plugin_probe, plugin_sensor
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True)
def only_a_hang_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of real time, which a busy machine may need longer than; tests that are about one set it themselves."""
    monkeypatch.setattr(recorder, "OPENS_WITHIN_S", PATIENCE_S)
    monkeypatch.setattr(plugin_probe, "WITHIN_S", PATIENCE_S)
    monkeypatch.setattr(plugin_sensor, "MAKE_WITHIN_S", PATIENCE_S)


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A running broker that takes everybody."""
    broker = Mosquitto(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def stopped_mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that the test starts itself."""
    broker = Mosquitto(tmp_path)
    yield broker
    broker.stop()


@pytest.fixture
def guarded_mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A running broker that takes only the user `car` with the password `right`."""
    broker = Mosquitto(tmp_path, user=("car", "right"))
    broker.start()
    yield broker
    broker.stop()
