"""ISO-TP (ISO 15765-2) with one control unit: the library can-isotp, on the time that is handed in.

The library reads the machine's clock for its time-outs and for the pauses between frames; here its timers run on the
time of whoever calls, as everything in this package does. It starts no thread: each call does what is due, and returns.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import isotp
from isotp.tools import Timer

from drivers.diagnostics.ids import why_no_answer_id, why_no_request_id
from drivers.diagnostics.isotp_codec import MAX_PDU_BYTES, N_CR_S, PADDING
from drivers.errors import BadFrame, DriverError
from drivers.vehicle.frame_counts import PduCounts
from drivers.vehicle.signal_decoder_codec import ALL_11_BITS

_SILENT = logging.getLogger(f"{__name__}.library")
_SILENT.disabled = True
"""The library warns of everything that it also reports; here it is counted instead."""

_LOST = (
    isotp.ConsecutiveFrameTimeoutError,
    isotp.ReceptionInterruptedWithSingleFrameError,
    isotp.ReceptionInterruptedWithFirstFrameError,
)
"""The sender has given its message up."""

_HARMLESS = (isotp.UnexpectedFlowControlError,)
"""Goes by when somebody else asks."""

Transmit = Callable[[int, bytes, float], None]
"""Puts a frame on the bus: its id (one beyond 11 bits is one of 29), its data, and the time now."""


class BadRoute(DriverError, ValueError):
    """Ids by which no control unit is asked and answers."""


@dataclass(frozen=True, slots=True)
class Route:
    """The ids of one control unit: requests go by `request_id`, answers come by `answer_id`; None is any of OBD-II.

    With extended addressing the first byte of each frame is `target` in what we send and `source` in what it sends.
    Raises BadRoute where no control unit can have such ids.
    """

    request_id: int
    answer_id: int | None
    target: int | None = None
    source: int | None = None

    def __post_init__(self) -> None:
        reason = why_no_request_id(self.request_id, self.answer_id)
        if reason is None and self.answer_id is not None:
            reason = why_no_answer_id(self.answer_id)
        if reason is not None:
            raise BadRoute(f"requests by 0x{self.request_id:X}, answers by {self._answer}: {reason}")

    @property
    def _answer(self) -> str:
        return "any" if self.answer_id is None else f"0x{self.answer_id:X}"


class _Clock:
    """The time of whoever called last."""

    now_s = 0.0

    @property
    def now_ns(self) -> int:
        """The present time, as the library counts."""
        return round(self.now_s * 1e9)


class _Timer(Timer):
    """The library's timer on another clock."""

    def __init__(self, timeout: float, clock: _Clock) -> None:
        super().__init__(timeout)
        self._clock = clock

    def start(self, timeout: float | None = None) -> None:
        """Start the timer, with a new `timeout` in seconds if one is given."""
        if timeout is not None:
            self.set_timeout(timeout)
        self.start_time = self._clock.now_ns

    def elapsed_ns(self) -> int:
        """Return the time since the start, in nanoseconds; 0 before it."""
        return 0 if self.start_time is None else self._clock.now_ns - self.start_time

    def elapsed(self) -> float:
        """Return the time since the start, in seconds."""
        return self.elapsed_ns() / 1e9


class _Logic(isotp.TransportLayerLogic):
    """The library's state machine with its three timers on another clock."""

    def __init__(self, clock: _Clock, receive: Callable[[float], isotp.CanMessage | None], link: "IsoTpLink") -> None:
        self._clock = clock
        super().__init__(receive, link.transmit, _address(link.route), link.count, link.parameters)
        self.timer_tx_stmin = _Timer(0.0, clock)

    def load_params(self) -> None:
        """Apply the parameters and put both receive timers on the other clock."""
        super().load_params()
        self.timer_rx_fc = _Timer(self.params.rx_flowcontrol_timeout / 1e3, self._clock)
        self.timer_rx_cf = _Timer(self.params.rx_consecutive_frame_timeout / 1e3, self._clock)
        self.rate_limiter.disable()  # it reads the machine's clock, and the transmit gate limits more strictly

    def _start_rx_fc_timer(self) -> None:
        self.timer_rx_fc.start()

    def _start_rx_cf_timer(self) -> None:
        self.timer_rx_cf.start()


class IsoTpLink:
    """A link to one control unit. It only listens at first: no flow control is sent until it `may_send`.

    `block_size` (0 is all) and `pause_ms` are what the control unit is told to keep to when it sends several frames.
    """

    def __init__(self, route: Route, transmit: Transmit, *, block_size: int = 0, pause_ms: int = 0) -> None:
        self.route, self._transmit = route, transmit
        self.parameters = {
            "blocksize": block_size,
            "stmin": pause_ms,
            "tx_padding": PADDING,
            "max_frame_size": MAX_PDU_BYTES,
            "rx_consecutive_frame_timeout": round(N_CR_S * 1e3),
            "listen_mode": True,
            "wait_func": lambda _pause_s: None,  # tried out by the library, and needed by none of what is used here
            "logger_name": _SILENT.name,
        }
        self.counts = PduCounts()
        self._clock, self._received, self._refusal = _Clock(), deque[isotp.CanMessage](), ""
        self._logic = _Logic(self._clock, self._next_received, self)

    @property
    def may_send(self) -> bool:
        """True if the link sends; False if it only follows the messages that somebody else asked for."""
        return not self._logic.params.listen_mode

    @may_send.setter
    def may_send(self, may_send: bool) -> None:
        self._logic.params.listen_mode = not may_send

    @property
    def is_busy(self) -> bool:
        """True while a message is under way, in either direction."""
        return bool(self._logic.is_rx_active() or self._logic.transmitting())

    def send(self, pdu: bytes, *, now_s: float) -> None:
        """Begin to send a message; what needs several frames goes on as its receiver allows, while time passes."""
        self._logic.send(pdu)
        self.process(now_s=now_s)

    def take(self, data: bytes, *, now_s: float) -> bytes | None:
        """Return the message that this frame of the control unit completes, None when there is more to come.

        Raises BadFrame; the message that was under way is given up then.
        """
        number = self.route.answer_id or 0
        message = isotp.CanMessage(number, len(data), data, extended_id=number > ALL_11_BITS)
        self._received.append(message)
        self._refusal = ""
        self.process(now_s=now_s)
        if self._refusal:
            raise BadFrame(f"ISO-TP: {self._refusal}")
        pdu = self._logic.recv()
        if pdu is None:
            return None
        self.counts.complete += 1
        return bytes(pdu)

    def process(self, *, now_s: float) -> None:
        """Do what is due: give up what waited too long, send the next frame of a message."""
        self._clock.now_s = now_s
        self._logic.process()

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""
        self.counts.timed_out += bool(self._logic.is_rx_active())
        self._logic.reset()

    def _next_received(self, _wait_s: float) -> isotp.CanMessage | None:
        return self._received.popleft() if self._received else None

    def transmit(self, message: isotp.CanMessage) -> None:
        """Transmit for the library."""
        self._transmit(message.arbitration_id, bytes(message.data), self._clock.now_s)

    def count(self, error: Exception) -> None:
        """Count an error of the library."""
        if isinstance(error, _LOST):
            self.counts.timed_out += 1
        elif not isinstance(error, _HARMLESS):
            self.counts.broken += 1
            self._refusal = str(error)


def _address(route: Route) -> isotp.Address:
    is_long = max(route.request_id, route.answer_id or 0) > ALL_11_BITS
    if route.target is None or route.source is None:
        normal = isotp.AddressingMode.Normal_29bits if is_long else isotp.AddressingMode.Normal_11bits
        return isotp.Address(normal, txid=route.request_id, rxid=route.answer_id)
    extended = isotp.AddressingMode.Extended_29bits if is_long else isotp.AddressingMode.Extended_11bits
    return isotp.Address(
        extended,
        txid=route.request_id,
        rxid=route.answer_id,
        target_address=route.target,
        source_address=route.source,
    )
