"""Lists of EV diagnostics in the format of the community's ev-obd-pids collection, as vehicle profiles.

Only what is a point of ours is taken. The lists are written for dongles with an ELM327; where answers come from is read
from the dongle's commands before each request:

    ATCRA id        the dongle receives that id only
    ATSH id         the request goes out by that id; the answer comes by id + 8, as in ISO 15765-4
    ATCEA byte      extended addressing: requests begin with this byte, answers with the low byte of the request's id
    ATCP byte       the upper byte of ids of 29 bits of which ATSH gives only the other three; 18 unless given
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

POINTS: Mapping[str, str] = {
    "soc": "vehicle.soc_pct",
    "voltage": "vehicle.pack_v",
    "current": "vehicle.pack_a",
    "ext_temp": "vehicle.outside_c",
    "speed": "vehicle.speed_kph",
}
"""Their names, ours."""

_RAW_COMMAND_DIGITS = 16
"""A request in this many digits is a whole CAN frame: the number of its bytes, the bytes, and padding."""

_SET_BY: Mapping[str, str] = {"CRA": "receives", "SH": "header", "CEA": "target", "CP": "priority"}

_MIN_29_BIT_HEADER, _MAX_SHORT_HEADER = 0x800, 0xFF_FFFF
"""A header of three bytes lacks the upper one of an id of 29 bits."""


@dataclass(frozen=True, slots=True)
class _Dongle:
    """The set-up of the dongle when a request goes out."""

    receives: int | None = None
    header: int | None = None
    priority: int = 0x18
    target: int | None = None

    @property
    def request_id(self) -> int | None:
        """The id by which a request goes out."""
        if self.header is None or not _MIN_29_BIT_HEADER <= self.header <= _MAX_SHORT_HEADER:
            return self.header
        return self.priority << 24 | self.header

    def after(self, command: str) -> "_Dongle":
        """Return the set-up after `command`, one of the dongle's own commands."""
        match = re.fullmatch(r"AT(CRA|SH|CEA|CP)([0-9A-F]{1,8})", command.upper().replace(" ", ""))
        if match is None:
            return self
        number = int(match[2], 16)
        return replace(self, **{_SET_BY[match[1]]: number})


def profile(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the list by the keys of a vehicle profile; unchecked."""
    lists = {key.lower(): value for key, value in document.items()}
    dongles = _dongles(lists)
    known = ((POINTS[key], pid) for key, pid in lists.items() if key in POINTS and isinstance(pid, dict))
    return {"name": name, "queries": [_query(point, pid, dongles) for point, pid in known]}


def _dongles(lists: Mapping[str, Any]) -> dict[str, _Dongle]:
    """Return the set-up of the dongle for each request."""
    dongle, dongles = _Dongle(), {}
    for command in (*_commands(lists.get("init_commands")), *_commands(lists.get("data_commands"))):
        dongle = dongle.after(command)
        dongles[command] = dongle
    return dongles


def _commands(section: object) -> Iterator[str]:
    commands = section.get("command") if isinstance(section, dict) else None
    if isinstance(commands, list):
        yield from (command for command in commands if isinstance(command, str))


def _query(point: str, pid: Mapping[str, Any], dongles: Mapping[str, _Dongle]) -> dict[str, Any]:
    command = str(pid.get("command", ""))
    dongle = dongles.get(command, _Dongle())
    answer_id = _answer_id(str(pid.get("ecu", "")), dongle)
    query = {
        "point": point,
        "request": _request(command.upper()),
        "formula": pid.get("equation"),
        "low": _number(pid.get("minValue")),
        "high": _number(pid.get("maxValue")),
        "answer_id": answer_id,
        "request_id": None if _names_another_unit(answer_id, dongle) else dongle.request_id,
    }
    if dongle.target is not None and dongle.header is not None:
        query |= {"address": dongle.header & 0xFF, "target": dongle.target}
    return query


def _request(command: str) -> str:
    if len(command) == _RAW_COMMAND_DIGITS and command[0] == "0" and command[1] in "01234567":
        return command[2 : 2 + 2 * int(command[1])]
    return command


def _answer_id(ecu: str, dongle: _Dongle) -> int | None:
    """Return the id that answers; None where the list does not tell."""
    if dongle.receives is not None:
        return dongle.receives
    if match := re.fullmatch(r"DA([0-9A-F]{2})F1", ecu.upper()):
        return 0x18DA_F100 | int(match[1], 16)
    if re.fullmatch(r"7E[89A-F]", ecu.upper()):  # the list names the answer's id itself
        return int(ecu, 16)
    if re.fullmatch(r"[0-7][0-9A-F]{2}", ecu.upper()):
        return int(ecu, 16) + 8
    return dongle.header + 8 if dongle.header is not None else None


def _names_another_unit(answer_id: int | None, dongle: _Dongle) -> bool:
    """Return True where the value names another control unit than the dongle's set-up: then that one is meant."""
    if answer_id is None or dongle.receives is not None or dongle.header is None:
        return False
    return max(answer_id, dongle.header) < _MIN_29_BIT_HEADER and dongle.header + 8 != answer_id


def _number(text: object) -> object:
    """Convert a text to the number that it holds; the check of the profile refuses anything else."""
    return float(text) if isinstance(text, str) and re.fullmatch(r"-?\d+(\.\d+)?", text) else text
