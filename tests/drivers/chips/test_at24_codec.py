import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.at24_codec import GEOMETRIES, Geometry, geometry, page_writes, position
from drivers.errors import OutOfRange

SHAPES = st.sampled_from(list(GEOMETRIES.values()))


# Data sheets 24AA01/02, 24AA32A, AT24C512C: bytes, page, address bytes.
@pytest.mark.parametrize(
    ("kbit", "size", "page", "address_bytes"), [(2, 256, 8, 1), (32, 4_096, 32, 2), (512, 65_536, 128, 2)]
)
def test_types(kbit: int, size: int, page: int, address_bytes: int) -> None:
    assert geometry(kbit) == Geometry(size, page, address_bytes)


@pytest.mark.parametrize("kbit", [0, 4, 16, 33])
def test_a_type_with_several_addresses_or_none_is_refused(kbit: int) -> None:
    with pytest.raises(OutOfRange, match=f"24C{kbit:02d} is not known: only 24C01, 24C02, 24C32"):
        geometry(kbit)


def test_an_address_is_as_long_as_the_type_wants_it() -> None:
    assert position(0x12, GEOMETRIES[2]) == b"\x12"
    assert position(0x1234, GEOMETRIES[256]) == b"\x12\x34"


def test_a_write_over_a_page_boundary_is_two() -> None:
    pieces = list(page_writes(0x1E, b"abcd", GEOMETRIES[32]))
    assert pieces == [b"\x00\x1eab", b"\x00\x20cd"]


@given(shape=SHAPES, data=st.binary(max_size=300), offset=st.integers(0, 100))
def test_no_piece_crosses_a_page_and_all_of_them_are_the_whole(shape: Geometry, data: bytes, offset: int) -> None:
    written, at = b"", offset
    for piece in page_writes(offset, data, shape):
        body = piece[shape.address_bytes :]
        assert piece.startswith(position(at, shape))
        assert at // shape.page == (at + len(body) - 1) // shape.page
        written, at = written + body, at + len(body)
    assert written == data
