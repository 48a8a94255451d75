import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.calibration_codec import HEADER_BYTES, Slot, bytes_in_use, pack_slot, payload_bytes, unpack_slot
from drivers.errors import BadFrame, ChecksumFailed, NoDataYet, NotIdentified, OutOfRange

SLOT_BYTES = 2_048


def test_a_slot_to_the_byte() -> None:
    """The check is the one that gzip -c puts behind the same bytes (there in the reverse order)."""
    data = pack_slot(Slot(7, b"+0.12"), SLOT_BYTES)
    assert data.hex(" ") == "48 57 43 41 01 00 00 00 07 00 05 2b 30 2e 31 32 42 43 5c 65"
    assert unpack_slot(data, SLOT_BYTES) == Slot(7, b"+0.12")


@given(sequence=st.integers(0, (1 << 32) - 1), payload=st.binary(max_size=payload_bytes(SLOT_BYTES)))
def test_a_slot_comes_back_as_it_was(sequence: int, payload: bytes) -> None:
    slot = Slot(sequence, payload)
    data = pack_slot(slot, SLOT_BYTES)
    assert bytes_in_use(data[:HEADER_BYTES], SLOT_BYTES) == len(data) <= SLOT_BYTES
    assert unpack_slot(data, SLOT_BYTES) == slot


@given(bit=st.integers(0, 8 * 20 - 1))
def test_each_single_wrong_bit_is_found(bit: int) -> None:
    data = bytearray(pack_slot(Slot(7, b"+0.12"), SLOT_BYTES))
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises((ChecksumFailed, NotIdentified, BadFrame)):
        unpack_slot(bytes(data), SLOT_BYTES)


def test_a_blank_slot_and_a_strange_one_are_told_apart() -> None:
    with pytest.raises(NoDataYet, match="blank"):
        bytes_in_use(b"\xff" * HEADER_BYTES, SLOT_BYTES)
    for header in (bytes(HEADER_BYTES), b"hello world"):
        with pytest.raises(NotIdentified, match=r"no calibration: .* expected 48574341 version 1"):
            bytes_in_use(header, SLOT_BYTES)


def test_the_slot_of_a_later_version_is_not_read() -> None:
    with pytest.raises(NotIdentified, match="48574341 version 2, expected"):
        bytes_in_use(bytes.fromhex("48574341 02 00000001 0000"), SLOT_BYTES)


def test_a_payload_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OutOfRange, match="50 bytes is too long: at most 49 fit"):
        pack_slot(Slot(1, bytes(50)), 64)
    with pytest.raises(BadFrame, match="2034 bytes cannot be in a slot of 2048"):
        bytes_in_use(bytes.fromhex("48574341 01 00000001") + (2_034).to_bytes(2, "big"), SLOT_BYTES)


def test_a_calibration_fits_the_smallest_type() -> None:
    assert len(json.dumps({"offset_c": -0.123, "mounted_roll_deg": 1.5})) <= payload_bytes(64)
