import pytest

from drivers.errors import BadFrame, ChecksumFailed
from drivers.i2c.smbus_codec import pec, received_word


def test_the_check_value_of_the_polynomial() -> None:
    """CRC-8/SMBUS in the catalogue of parametrised CRC algorithms."""
    assert pec(b"123456789") == 0xF4


# eldruin/mlx9061x-rs tests/mlx90614.rs, and the data sheet's way to write an emissivity of 0.95.
@pytest.mark.parametrize(
    ("transaction", "code"), [("B4 24 00 00", 0x28), ("B4 24 32 F3", 0x2C), ("B4 06 B5 E1 39", 0xE9)]
)
def test_the_code_is_over_the_addresses_too(transaction: str, code: int) -> None:
    assert pec(bytes.fromhex(transaction)) == code


# eldruin/mlx9061x-rs tests/mlx90614.rs.
@pytest.mark.parametrize(
    ("command", "reply", "word"),
    [
        (0x06, "E1 39 E9", 0x39E1),
        (0x06, "61 3A 56", 0x3A61),
        (0x06, "6B 3A D4", 0x3A6B),
        (0x06, "26 3A 66", 0x3A26),
        (0x07, "26 3A 70", 0x3A26),
        (0x07, "D2 3A 30", 0x3AD2),
        (0x3C, "34 12 F6", 0x1234),
        (0x3D, "78 56 9C", 0x5678),
        (0x3E, "BC 9A 75", 0x9ABC),
        (0x3F, "F0 DE 1F", 0xDEF0),
    ],
)
def test_a_word_comes_low_byte_first(command: int, reply: str, word: int) -> None:
    assert received_word(0x5A, command, bytes.fromhex(reply)) == word


@pytest.mark.parametrize("bit", range(24))
def test_each_single_wrong_bit_is_found(bit: int) -> None:
    damaged = int.from_bytes(bytes.fromhex("E1 39 E9"), "big") ^ 1 << bit
    with pytest.raises(ChecksumFailed, match="PEC of command 0x06 is 0x"):
        received_word(0x5A, 0x06, damaged.to_bytes(3, "big"))


def test_the_answer_of_another_address_or_command_is_found() -> None:
    for address, command in [(0x5B, 0x06), (0x5A, 0x07)]:
        with pytest.raises(ChecksumFailed, match="expected 0x"):
            received_word(address, command, bytes.fromhex("E1 39 E9"))


def test_a_word_without_its_code_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="3 bytes, not 2"):
        received_word(0x5A, 0x06, b"\xe1\x39")
