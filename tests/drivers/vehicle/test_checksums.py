from pathlib import Path

import can
import pytest
from crccheck.crc import Crc8Autosar, Crc8SaeJ1850, Crc16Ibm3740  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st

from drivers.vehicle.e2e_codec import CHECKSUMS

CHECK = b"123456789"
"""What catalogues of CRCs state the check value of."""


@pytest.mark.parametrize(("name", "check"), [("crc8-j1850", 0x4B), ("crc8-autosar", 0xDF), ("crc16-ccitt", 0x29B1)])
def test_a_crc_has_the_check_value_of_the_catalogue(name: str, check: int) -> None:
    assert CHECKSUMS[name].compute(CHECK, 0) == check


@given(st.binary(max_size=64))
def test_the_crcs_are_those_of_another_implementation(data: bytes) -> None:
    others = {"crc8-j1850": Crc8SaeJ1850, "crc8-autosar": Crc8Autosar, "crc16-ccitt": Crc16Ibm3740}
    for name, other in others.items():
        assert CHECKSUMS[name].compute(data, 0) == other.calc(data)


@pytest.mark.parametrize(
    ("name", "data", "frame_id", "checksum"),
    [
        ("xor8", "0f f0 55", 0x123, 0xAA),
        ("sum8", "ff 02 03", 0x123, 0x04),
        ("sum8-inverted", "ff 02 03", 0x123, 0xFB),
        ("sum4-nibbles-negated", "12 34 00", 0x123, 6),  # 1 + 2 + 3 + 4 = 10
        ("honda", "00 10 00 00 00", 0x0E4, 5),  # 8 - (E + 4) - 1 = -11
        ("honda", "00 00 00", 0x1234_5678, 7),  # 8 + 3 - 36 = -25
        ("toyota", "80 00 00 00 00", 0x2E4, 0x6B),  # 5 + 2 + E4 + 80 = 16B
    ],
)
def test_a_sum_is_what_its_rule_gives_by_hand(name: str, data: str, frame_id: int, checksum: int) -> None:
    assert CHECKSUMS[name].compute(bytes.fromhex(data), frame_id) == checksum


@pytest.mark.parametrize("checksum", CHECKSUMS)
@given(data=st.binary(max_size=64), frame_id=st.integers(0, 0x1FFF_FFFF))
def test_a_checksum_fits_its_bits(checksum: str, data: bytes, frame_id: int) -> None:
    assert 0 <= CHECKSUMS[checksum].compute(data, frame_id) < 1 << CHECKSUMS[checksum].bits


@pytest.mark.parametrize("arbitration_id", [0x370, 0x382, 0x59B], ids=["TCU3", "EMS9", "TCU4"])
def test_the_nibble_sum_holds_in_every_recorded_frame(data_dir: Path, arbitration_id: int) -> None:
    frames = [
        bytes(frame.data)
        for frame in can.CanutilsLogReader(data_dir / "can" / "hyundai-genesis_candump.log")
        if frame.arbitration_id == arbitration_id
    ]
    assert len(frames) >= 198
    for data in frames:  # the checksum is the upper half of the last byte
        cleared = data[:7] + bytes([data[7] & 0x0F])
        assert CHECKSUMS["sum4-nibbles-negated"].compute(cleared, arbitration_id) == data[7] >> 4
