"""Answers of control units before they are cut into frames: current data (SAE J1979), data by id (ISO 14229-1)."""

from collections.abc import Callable, Mapping
from typing import Protocol

CURRENT_DATA, DATA_BY_ID = 0x01, 0x22
_ANSWERED, _REFUSED = 0x40, 0x7F
SERVICE_NOT_SUPPORTED, WRONG_LENGTH, OUT_OF_RANGE = 0x11, 0x13, 0x31

Bytes = Callable[[], bytes]
"""The data bytes as they are now."""


class Service(Protocol):
    """One service of a control unit."""

    def answer(self, request: bytes) -> bytes | None:
        """Return the whole answer, None where a control unit says nothing."""


def refusal(service: int, code: int) -> bytes:
    """Return a negative answer."""
    return bytes((_REFUSED, service, code))


class CurrentData:
    """Mode 01: data by PID, and the maps that tell which there are. What is not there is not answered."""

    def __init__(self, pids: Mapping[int, Bytes]) -> None:
        self._pids = dict(pids)

    def answer(self, request: bytes) -> bytes | None:
        """Answer as in Service; several PIDs may be asked for at once."""
        parts = [bytes((pid,)) + data for pid in request[1:] if (data := self._data(pid)) is not None]
        return bytes((CURRENT_DATA + _ANSWERED,)) + b"".join(parts) if parts else None

    def _data(self, pid: int) -> bytes | None:
        if pid % 32:
            known = self._pids.get(pid)
            return known() if known else None
        return self._map(pid) if pid == 0 or any(each > pid for each in self._pids) else None

    def _map(self, first: int) -> bytes:
        """Return a bit for each of the next 32 PIDs, the highest for the first; the last one tells of more maps."""
        supported = [pid in self._pids for pid in range(first + 1, first + 32)]
        supported.append(any(pid > first + 32 for pid in self._pids))
        return bytes(
            sum(is_there << 7 - bit for bit, is_there in enumerate(supported[start : start + 8]))
            for start in range(0, 32, 8)
        )


class DataById:
    """UDS 22: one record by its identifier; what is not there is refused as out of range."""

    def __init__(self, records: Mapping[int, Bytes]) -> None:
        self._records = dict(records)

    def answer(self, request: bytes) -> bytes | None:
        """Answer as in Service."""
        if len(request) != 3:  # noqa: PLR2004  # the service and one identifier
            return refusal(DATA_BY_ID, WRONG_LENGTH)
        record = self._records.get(int.from_bytes(request[1:], "big"))
        if record is None:
            return refusal(DATA_BY_ID, OUT_OF_RANGE)
        return bytes((DATA_BY_ID + _ANSWERED,)) + request[1:] + record()


class Services:
    """All services of one control unit, by number."""

    def __init__(self, services: Mapping[int, Service]) -> None:
        self._services = dict(services)

    def answer(self, request: bytes) -> bytes | None:
        """Answer as in Service."""
        service = self._services.get(request[0])
        return service.answer(request) if service else refusal(request[0], SERVICE_NOT_SUPPORTED)
