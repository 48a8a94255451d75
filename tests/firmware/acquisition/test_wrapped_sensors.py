"""What is said of a sensor that fails tells nothing of a person."""

import asyncio
from dataclasses import dataclass

import pytest

from controller import Settings, present
from drivers.errors import BadFrame, DriverError, Offline, OutOfRange
from drivers.ports import Identified, Paced, SelfMonitored
from firmware.acquisition.wrapped_sensors import Discreet, without_values
from firmware.control.process_image import Board

POINT = "vehicle.latitude_deg"


@dataclass(frozen=True)
class Sample:
    latitude_deg: float | DriverError
    hdop: float | DriverError


class Talkative:
    """A sensor that quotes what it got, as drivers do."""

    serial = "4711"
    period_s = 0.2
    complaints = ("the antenna at 48.13743 is short",)

    def __init__(self, *, starts: DriverError | None = None, reads: Sample | DriverError | None = None) -> None:
        self._starts, self._reads = starts, reads or Sample(48.13743, 1.0)

    async def start(self) -> None:
        if self._starts is not None:
            raise self._starts

    async def read(self) -> Sample:
        if isinstance(self._reads, DriverError):
            raise self._reads
        return self._reads


def read(sensor: Talkative) -> Sample:
    sample: Sample = asyncio.run(Discreet(sensor).read())
    return sample


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("GNSS: '4807.038' 'N' is no angle", "GNSS: ... ... is no angle"),
        (r"b'$GPGGA,4807.03\r' is no NMEA sentence", "... is no NMEA sentence"),
        ("GNSS: latitude 95.5 is outside -90 to 90", "GNSS: latitude ... is outside ... to ..."),
        ("MAX30102: LD2410 tells 0xf4f3 and 72,5", "MAX30102: LD2410 tells ... and ..."),
    ],
)
def test_quotations_and_numbers_are_dots_and_names_stay(said: str, told: str) -> None:
    assert without_values(said) == told


def test_errors_say_what_is_wrong_and_no_value() -> None:
    with pytest.raises(BadFrame, match=r"^\.\.\. cannot be read$") as read_badly:
        read(Talkative(reads=BadFrame("'48.13743' cannot be read")))
    assert read_badly.value.__suppress_context__
    with pytest.raises(OutOfRange, match=r"^\.\.\. is too far$"):
        asyncio.run(Discreet(Talkative(starts=OutOfRange("48.13743 is too far"))).start())
    assert str(read(Talkative(reads=Sample(1.0, OutOfRange("99.9 is too far")))).hdop) == "... is too far"


def test_what_a_bus_says_is_told_as_it_is() -> None:
    with pytest.raises(Offline, match="0x57 does not answer"):
        read(Talkative(reads=Offline("0x57 does not answer")))


def test_values_pass_and_so_does_what_the_driver_is() -> None:
    discreet = Discreet(Talkative())
    assert read(Talkative()) == Sample(48.13743, 1.0)
    assert isinstance(discreet, Identified)
    assert isinstance(discreet, Paced)
    assert isinstance(discreet, SelfMonitored)
    assert (discreet.serial, discreet.period_s) == ("4711", 0.2)
    assert discreet.complaints == ("the antenna at ... is short",)


def test_a_value_that_a_point_cannot_have_is_not_quoted() -> None:
    sources = frozenset({POINT, "cabin.air_c"})
    board = Board(Settings(), sources, discreet=frozenset({POINT}))
    assert board.put(POINT, present(481.3743, 0.0)) == f"{POINT}: a value that it cannot have"
    assert "481.374" in str(board.put("cabin.air_c", present(481.3743, 0.0)))
