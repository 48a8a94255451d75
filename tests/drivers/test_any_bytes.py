import pytest
from hypothesis import given

from drivers import crc_codec
from drivers.chips import at24_codec, ds18b20_codec, gnss_codec, ld2410_codec
from drivers.diagnostics import isotp_codec, obd_codec
from drivers.i2c import sensirion_codec, smbus_codec
from tests.drivers import any_bytes_of_buses, any_bytes_of_chips
from tests.drivers.any_bytes import Target, name_of, readers

TARGETS = (*any_bytes_of_chips.TARGETS, *any_bytes_of_buses.TARGETS)

WRITERS = (
    at24_codec.page_writes,
    crc_codec.remainder8,
    ds18b20_codec.crc8,
    isotp_codec.frames,
    ld2410_codec.command,
    gnss_codec.checksum,
    obd_codec.standard_formula,
    sensirion_codec.crc8,
    smbus_codec.pec,
)
"""What takes bytes of ours, not of somebody else: to send them, or to sum them up."""


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_any_bytes_give_something_sensible_or_one_of_the_packages_errors(target: Target) -> None:
    @given(target.arguments)
    def attack(arguments: tuple[object, ...]) -> None:
        target.attack(arguments)

    attack()


def test_every_codec_is_tried_on_any_bytes() -> None:
    tried = {name_of(each) for target in TARGETS for each in target.covers}
    missing = readers() - tried - {name_of(each) for each in WRITERS}
    assert not missing, f"add to tests/drivers/any_bytes_of_chips.py or any_bytes_of_buses.py: {sorted(missing)}"
