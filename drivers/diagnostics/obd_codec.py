"""Answers of control units: OBD-II mode 01 (SAE J1979) and UDS (ISO 14229-1) messages to values of points. Pure.

    answer            first byte           then
      positive        request's + 0x40     what was asked for, echoed (PID, DID, record), and data bytes
      negative        0x7F                 the request's service, and why not (0x78: the answer comes later)

A query is a request whose echo tells which answer is its own, so that answers can be read without having asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drivers.errors import BadFrame, DriverError, NotAvailable, OutOfRange
from drivers.vehicle.formula import BadFormula, Formula, parse

MODE_01, READ_BY_ID = 0x01, 0x22
"""Services: current data (SAE J1979); read data by identifier (ISO 14229-1)."""

POSITIVE, NEGATIVE, PENDING = 0x40, 0x7F, 0x78
"""Added to the service of a positive answer; the service of a negative one; its code for "wait" (ISO 14229-1)."""

MAX_SERVICE = 0x3E
"""The last service whose positive answer is its own number + 0x40 in this range (ISO 14229-1: tester present)."""

PIDS_A_MAP = 32
"""PIDs that one answer about supported PIDs tells of."""

_SAME = 1e-6
"""Two values are the same when they differ by less: formulas are worked out in binary fractions."""

NEGATIVE_TEXTS: Mapping[int, str] = {
    0x10: "general reject",
    0x11: "service not supported",
    0x12: "subfunction not supported",
    0x13: "wrong length or format",
    0x14: "response too long",
    0x21: "busy",
    0x22: "conditions not correct",
    0x31: "request out of range",
    0x33: "security access denied",
    PENDING: "response pending",
    0x7E: "subfunction not supported in this session",
    0x7F: "service not supported in this session",
}
"""Names of negative response codes (ISO 14229-1, annex A)."""


@dataclass(frozen=True, slots=True)
class Positive:
    """The answer to `service`; `data` begins with the echo of what was asked for."""

    service: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Negative:
    """The refusal of `service`."""

    service: int
    code: int

    @property
    def is_pending(self) -> bool:
        """True for no refusal yet: the control unit needs more time, and the real answer follows."""
        return self.code == PENDING

    @property
    def text(self) -> str:
        """The reason in words."""
        return NEGATIVE_TEXTS.get(self.code, f"code 0x{self.code:02X}")


def parse_answer(pdu: bytes) -> Positive | Negative:
    """Parse the answer of a control unit; raises BadFrame for anything else."""
    if len(pdu) == 3 and pdu[0] == NEGATIVE:  # noqa: PLR2004  # see the table above
        return Negative(pdu[1], pdu[2])
    if len(pdu) > 1 and POSITIVE < pdu[0] <= POSITIVE + MAX_SERVICE:
        return Positive(pdu[0] - POSITIVE, pdu[1:])
    raise BadFrame(f"not an answer of a control unit: {pdu[:8].hex(' ') or 'empty'}")


@dataclass(frozen=True, slots=True)
class Pid:
    """A standard PID of mode 01: `length` data bytes, and the formula that makes `unit` of them."""

    name: str
    length: int
    formula: Formula
    unit: str


def _pid(name: str, length: int, formula: str, unit: str) -> Pid:
    return Pid(name, length, parse(formula), unit)


PIDS: Mapping[int, Pid] = {
    0x04: _pid("calculated engine load", 1, "100*a/255", "%"),
    0x05: _pid("coolant temperature", 1, "a-40", "C"),
    0x0B: _pid("intake manifold pressure", 1, "a", "kPa"),
    0x0C: _pid("engine speed", 2, "(256*a+b)/4", "rpm"),
    0x0D: _pid("vehicle speed", 1, "a", "km/h"),
    0x0F: _pid("intake air temperature", 1, "a-40", "C"),
    0x11: _pid("throttle position", 1, "100*a/255", "%"),
    0x1F: _pid("run time since start", 2, "256*a+b", "s"),
    0x2F: _pid("fuel level", 1, "100*a/255", "%"),
    0x31: _pid("distance since codes cleared", 2, "256*a+b", "km"),
    0x33: _pid("barometric pressure", 1, "a", "kPa"),
    0x42: _pid("control module voltage", 2, "(256*a+b)/1000", "V"),
    0x46: _pid("ambient air temperature", 1, "a-40", "C"),
    0x51: _pid("fuel type", 1, "a", ""),
    0x5B: _pid("hybrid or EV battery pack remaining life", 1, "100*a/255", "%"),
    0x5E: _pid("engine fuel rate", 2, "(256*a+b)/20", "L/h"),
    0x62: _pid("actual engine torque", 1, "a-125", "%"),
    0xA6: _pid("odometer", 4, "((a<<24)+(b<<16)+(c<<8)+d)/10", "km"),
}
"""PIDs of SAE J1979 as python-OBD 0.7.3 gives them; it lacks 0x62 and 0xA6, which follow public tables, UNCHECKED."""


def standard_formula(request: bytes) -> Formula:
    """Return the formula of a request for a standard PID; raises BadFormula for any other request."""
    known = next((pid for number, pid in PIDS.items() if request == bytes((MODE_01, number))), None)
    if known is None:
        raise BadFormula(f"request {request.hex().upper()} has no standard formula: give one")
    return known.formula


def supported_pids(pid: int, data: bytes) -> frozenset[int]:
    """Return the PIDs that an answer to PID 00, 20, 40 ... tells as supported: 4 data bytes; raises BadFrame."""
    if pid % PIDS_A_MAP or len(data) != PIDS_A_MAP // 8:
        raise BadFrame(f"not a map of supported PIDs: PID {pid:02X} with {len(data)} data bytes")
    bits = int.from_bytes(data, "big")
    return frozenset(pid + number for number in range(1, PIDS_A_MAP + 1) if bits >> PIDS_A_MAP - number & 1)


def parts(answer: Positive) -> Iterator[Positive]:
    """Yield the parts of an answer: one to mode 01 may hold several PIDs, each with its data; others are one part."""
    data = answer.data
    while answer.service == MODE_01 and len(data) > 1 and (known := PIDS.get(data[0])):
        yield Positive(MODE_01, data[: 1 + known.length])
        data = data[1 + known.length :]
    if data:
        yield Positive(answer.service, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question to a control unit: value of `point` = `formula` of the data bytes behind the echo.

    `request` is service and what is asked for. The answer comes by the id `answer_id`, from any control unit of OBD-II
    when None; `address` is the byte before the ISO-TP frame where the car has extended addressing. `sentinels` are
    values that mean "no value"; others count within `low` to `high`. Who asks does so by `request_id`, by the one that
    belongs to `answer_id` when None, and puts the byte `target` first where the car has extended addressing.
    """

    point: str
    request: bytes
    formula: Formula
    low: float
    high: float
    answer_id: int | None = None
    address: int | None = None
    sentinels: tuple[float, ...] = ()
    request_id: int | None = None
    target: int | None = None

    @property
    def name(self) -> str:
        """The name that a person is shown."""
        return self.request.hex().upper()

    def answers(self, answer: Positive) -> bool:
        """Return whether `answer` is the answer to this query."""
        return answer.service == self.request[0] and answer.data.startswith(self.request[1:])

    def value(self, answer: Positive) -> float | DriverError:
        """Return the value in its answer, or why there is none."""
        try:
            value = self.formula.value(answer.data[len(self.request) - 1 :])
        except DriverError as error:
            return type(error)(f"{self.name}: {error}")
        if any(abs(value - sentinel) < _SAME for sentinel in self.sentinels):
            return NotAvailable(f"{self.name}: the car sends {value:g}, which means no value")
        if not self.low <= value <= self.high:
            return OutOfRange(f"{self.name}: {value:g} is not within {self.low:g} to {self.high:g}")
        return value
