import asyncio

import pytest
from drivers.errors import BadFrame, ChecksumFailed, DriverError, NoDataYet, Offline
from drivers.i2c.i2c_bus import I2cBus
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run

from homeward_aht20.aht20 import Aht20
from homeward_aht20.aht20_codec import decode
from homeward_aht20.simulated import SimAht20


def test_an_answer_is_humidity_and_temperature() -> None:
    sample = decode(bytes.fromhex("18 80 00 06 00 00 23"))
    assert (sample.humidity_pct, sample.temperature_c) == (50.0, 25.0)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("18 80 00 06 00 00 00", ChecksumFailed),
        ("98 80 00 06 00 00 cf", NoDataYet),
        ("18 80 00", BadFrame),
    ],
)
def test_what_is_damaged_unfinished_or_short_is_no_measurement(reply: str, error: type[DriverError]) -> None:
    with pytest.raises(error):
        decode(bytes.fromhex(reply))


def test_it_measures_what_is_there_and_comes_back_after_a_brown_out() -> None:
    async def scenario() -> None:
        chip = SimAht20(asyncio.get_running_loop().time, lambda: 45.0, lambda: -12.5)
        sensor = Aht20(I2cBus("main", lambda: SimI2cBus({0x38: chip})), 0x38, offset_c=0.5)
        for _ in range(2):
            await sensor.start()
            sample = await sensor.read()
            assert sample.humidity_pct == pytest.approx(45.0, abs=1e-3)
            assert sample.temperature_c == pytest.approx(-12.0, abs=1e-3)
            chip.power_cycle()
        chip.faults.unplugged = True
        with pytest.raises(Offline):
            await sensor.read()

    run(scenario(), speed=None)
