"""Fixtures of this folder: a real broker, fresh for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.firmware.uplink.mosquitto import Mosquitto


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
