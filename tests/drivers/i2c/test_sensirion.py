import asyncio

import pytest

from drivers.errors import BusError, NotIdentified, Offline
from drivers.i2c.sensirion import Sensirion
from drivers.i2c.sensirion_codec import Command
from hil.rig.virtual_time import run

ASK = Command(b"\x36\x82", 0.010, reply_words=1)
ORDER = Command(b"\x36\x15", 0.800, repeatable=False)
TAKE = Command(b"\xec\x05", 0.001, reply_words=1, repeatable=False)
ANSWER = bytes.fromhex("BEEF92")


class Wire:
    """Writes down each transfer with its time; acknowledges all but the first `nacks` of each kind."""

    def __init__(self, write_nacks: int = 0, read_nacks: int = 0, answer: bytes = ANSWER) -> None:
        self.transfers: list[tuple[bytes | int, float]] = []
        self._write_nacks, self._read_nacks, self._answer = write_nacks, read_nacks, answer

    async def transfer(self, _address: int, *operations: bytes | int) -> bytes:
        (operation,) = operations
        self.transfers.append((operation, asyncio.get_running_loop().time()))
        await asyncio.sleep(0.001)
        reading = isinstance(operation, int)
        seen = sum(isinstance(each, int) is reading for each, _ in self.transfers)
        if seen <= (self._read_nacks if reading else self._write_nacks):
            raise Offline("no acknowledge")
        return self._answer if reading else b""

    @property
    def operations(self) -> list[bytes | int]:
        return [operation for operation, _ in self.transfers]


def test_command_and_answer_are_two_transfers_with_the_chips_time_between() -> None:
    wire = Wire()
    assert run(Sensirion(wire, 0x62).execute(ASK), speed=None) == ANSWER
    (first, written_s), (second, read_s) = wire.transfers
    assert (first, second) == (b"\x36\x82", 3)
    assert read_s - written_s == pytest.approx(0.001 + 1.05 * 0.010)


def test_arguments_follow_with_their_check_bytes() -> None:
    wire = Wire()
    assert run(Sensirion(wire, 0x62).execute(ORDER, 0x03DB), speed=None) == b""
    assert wire.operations == [bytes.fromhex("3615 03DB 42")]


def test_a_question_is_repeated_and_an_answer_awaited_a_little() -> None:
    wire = Wire(write_nacks=1, read_nacks=2)
    assert run(Sensirion(wire, 0x62).execute(ASK), speed=None) == ANSWER
    assert wire.operations == [b"\x36\x82", b"\x36\x82", 3, 3, 3]


@pytest.mark.parametrize(("command", "wire"), [(ORDER, Wire(write_nacks=1)), (TAKE, Wire(read_nacks=1))])
def test_what_does_harm_or_loses_data_is_tried_once(command: Command, wire: Wire) -> None:
    with pytest.raises(Offline):
        run(Sensirion(wire, 0x62).execute(command), speed=None)
    assert len(wire.transfers) == 1 + command.reply_words


def test_commands_of_several_tasks_do_not_mix() -> None:
    wire = Wire()

    async def scenario() -> None:
        chip = Sensirion(wire, 0x62)
        await asyncio.gather(chip.execute(ASK), chip.execute(TAKE))

    run(scenario(), speed=None)
    assert wire.operations == [b"\x36\x82", 3, b"\xec\x05", 3]


def test_a_serial_number_identifies() -> None:
    assert run(Sensirion(Wire(), 0x62).identify("SCD4x", ASK), speed=None) == "beef"


def test_an_answer_without_sound_check_bytes_is_another_chips() -> None:
    with pytest.raises(NotIdentified, match=r"SCD4x at 0x62: .* came with check byte 00, expected 92"):
        run(Sensirion(Wire(answer=bytes.fromhex("BEEF00")), 0x62).identify("SCD4x", ASK), speed=None)


def test_a_failing_bus_is_no_proof_against_the_chip() -> None:
    class Broken(Wire):
        async def transfer(self, address: int, *operations: bytes | int) -> bytes:
            raise BusError(f"0x{address:02x} {operations}")

    with pytest.raises(BusError):
        run(Sensirion(Broken(), 0x62).identify("SCD4x", ASK), speed=None)
