"""The makers' drivers block: where they sleep, virtual time passes at once."""

import asyncio
import time

import pytest

from hil.rig.virtual_time import JumpingLoop
from tests.judges import blinka

blinka.stand_in()


def _pass_time(duration_s: float) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    loop.pass_time(duration_s)


@pytest.fixture(autouse=True)
def sleeping_takes_virtual_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", _pass_time)
    monkeypatch.setattr("adafruit_bme280.basic.sleep", _pass_time)
