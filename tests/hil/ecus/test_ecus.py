"""The simulated control units are judged by others' testers: udsoncan's client over can-isotp's own stack."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import can
import isotp
import pytest
import udsoncan
from udsoncan.client import Client
from udsoncan.connections import PythonIsoTpConnection
from udsoncan.exceptions import NegativeResponseException, TimeoutException

from hil.ecus import CurrentData, DataById, EcuAddress, Network, Services, SimEcu, ecu, segments
from hil.ecus.diagnostic_services import CURRENT_DATA, DATA_BY_ID
from tests.patience import PATIENCE_S

NORMAL = EcuAddress(request_id=0x7E4, answer_id=0x7EC)
EXTENDED = EcuAddress(request_id=0x6F1, answer_id=0x607, own=0x07, tester=0xF1)
LONG_IDS = EcuAddress(request_id=0x18DA10F1, answer_id=0x18DAF110, functional_id=0x18DB33F1, is_extended=True)
RECORD, SHORT = bytes(range(200)), b"\x2a"
LONG_ID, SHORT_ID, NO_ID = 0x0101, 0xF190, 0x0102

IMPATIENT_S = 0.5
"""Real time that a tester waits whose answer never comes."""

_T = TypeVar("_T")


@pytest.fixture(autouse=True)
def _patient_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "N_BS_S", PATIENCE_S)


class Bytes(udsoncan.DidCodec):
    """Data as it is."""

    def __init__(self, length: int) -> None:
        self._length = length

    def encode(self, value: bytes) -> bytes:
        return value

    def decode(self, data: bytes) -> bytes:
        return data

    def __len__(self) -> int:
        return self._length


def unit(address: EcuAddress) -> SimEcu:
    records = {LONG_ID: lambda: RECORD, SHORT_ID: lambda: SHORT}
    pids = {0x0C: lambda: b"\x0c\x80", 0x42: lambda: b"\x37\x14", 0xA6: lambda: bytes(4)}
    return SimEcu(address, Services({DATA_BY_ID: DataById(records), CURRENT_DATA: CurrentData(pids)}))


def address_of_tester(address: EcuAddress) -> isotp.Address:
    mode = isotp.AddressingMode.Normal_29bits if address.is_extended else isotp.AddressingMode.Normal_11bits
    if address.own is not None:
        mode = isotp.AddressingMode.Extended_11bits
    return isotp.Address(
        mode,
        txid=address.request_id,
        rxid=address.answer_id,
        target_address=address.own,
        source_address=address.tester,
    )


@contextmanager
def client(address: EcuAddress, *, block_size: int, pause_ms: int, patience_s: float) -> Iterator[Client]:
    patience_ms = round(1_000.0 * patience_s)
    parameters = {
        "blocksize": block_size,
        "stmin": pause_ms,
        "tx_padding": 0,
        "rx_flowcontrol_timeout": patience_ms,
        "rx_consecutive_frame_timeout": patience_ms,
    }
    config = udsoncan.configs.default_client_config | {
        "data_identifiers": {LONG_ID: Bytes(len(RECORD)), SHORT_ID: Bytes(1), NO_ID: Bytes(1)},
        "request_timeout": patience_s,
        "p2_timeout": patience_s,
        "p2_star_timeout": patience_s,
        "use_server_timing": False,
    }
    with can.Bus("ecus", "virtual", ignore_config=True) as bus:
        stack = isotp.CanStack(bus, address=address_of_tester(address), params=parameters)
        with Client(PythonIsoTpConnection(stack), config=config) as opened:
            yield opened


def ask(
    simulated: SimEcu,
    asking: Callable[[Client], _T],
    *,
    block_size: int = 0,
    pause_ms: int = 0,
    patience_s: float = PATIENCE_S,
) -> _T:
    """Return what udsoncan, in a thread of its own and in real time, gets of the control unit."""

    def in_thread() -> _T:
        address = simulated.address
        with client(address, block_size=block_size, pause_ms=pause_ms, patience_s=patience_s) as opened:
            return asking(opened)

    async def main() -> _T:
        with can.Bus("ecus", "virtual", ignore_config=True) as bus:
            task = asyncio.create_task(Network(bus, [simulated]).run())
            try:
                return await asyncio.to_thread(in_thread)
            finally:
                task.cancel()
                await asyncio.wait([task])

    return asyncio.run(main())


def read(number: int) -> Callable[[Client], bytes]:
    def asking(opened: Client) -> bytes:
        values = opened.read_data_by_identifier([number]).service_data.values
        return bytes(values[number])

    return asking


@pytest.mark.parametrize("address", [NORMAL, EXTENDED, LONG_IDS], ids=["normal", "extended", "29 bits"])
@pytest.mark.parametrize(("block_size", "pause_ms"), [(0, 0), (4, 0), (8, 1)])
def test_short_and_long_records_are_read_whole(address: EcuAddress, block_size: int, pause_ms: int) -> None:
    def both(opened: Client) -> tuple[bytes, bytes]:
        return read(SHORT_ID)(opened), read(LONG_ID)(opened)

    assert ask(unit(address), both, block_size=block_size, pause_ms=pause_ms) == (SHORT, RECORD)


@pytest.mark.parametrize(
    ("number", "refuses", "busy_times", "code"),
    [(NO_ID, None, 0, 0x31), (LONG_ID, 0x33, 0, 0x33), (LONG_ID, None, 1, 0x21)],
    ids=["out of range", "security", "busy"],
)
def test_a_refusal_is_understood(number: int, refuses: int | None, busy_times: int, code: int) -> None:
    simulated = unit(NORMAL)
    simulated.faults.refuses, simulated.faults.busy_times = refuses, busy_times
    with pytest.raises(NegativeResponseException) as caught:
        ask(simulated, read(number))
    assert caught.value.response.code == code


def test_response_pending_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecu, "THINKING_LONGER_S", 0.1)
    simulated = unit(NORMAL)
    simulated.faults.pending_times = 1
    heard = []

    def waiting(opened: Client) -> bytes:
        opened.config["nrc78_callback"] = lambda: heard.append("pending")
        return read(LONG_ID)(opened)

    assert ask(simulated, waiting) == RECORD
    assert heard == ["pending"]


@pytest.mark.parametrize(
    ("fault", "value"), [("only_first_frames", True), ("drops", 2), ("renumbers", 2), ("is_silent", True)]
)
def test_a_faulty_answer_is_noticed(fault: str, value: int) -> None:
    simulated = unit(NORMAL)
    setattr(simulated.faults, fault, value)
    with pytest.raises(TimeoutException):
        ask(simulated, read(LONG_ID), patience_s=IMPATIENT_S)


def test_the_maps_of_supported_pids_lead_to_each_other() -> None:
    answer = CurrentData({0x0C: lambda: b"\0\0", 0x42: lambda: b"\0\0", 0xA6: lambda: bytes(4)}).answer
    maps = [answer(bytes((1, first))) for first in range(0, 0xC0, 0x20)]
    assert [each.hex() if each else None for each in maps] == [
        "410000100001",
        "412000000001",
        "414040000001",
        "416000000001",
        "418000000001",
        "41a004000000",
    ]
    assert answer(b"\x01\x05") is None
    assert answer(b"\x01\xc0") is None
    assert answer(b"\x01\x0c\x05\x42") == b"\x41\x0c\0\0\x42\0\0"


def test_nobody_refuses_what_was_asked_of_all() -> None:
    simulated = unit(EcuAddress(request_id=0x7E0, answer_id=0x7E8, functional_id=0x7DF))
    for number, answers in ((0x7DF, 0), (0x7E0, 1)):
        request = can.Message(arbitration_id=number, is_extended_id=False, data=b"\x02\x3e\x00")
        simulated.receive(request, now_s=0.0)
        assert len([*simulated.due(now_s=1.0)]) == answers
