"""A poller on a virtual bus with simulated control units, moved on by hand: no loop, no threads, no real time."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

import can

from drivers.can.python_can_source import PythonCanSource
from drivers.can.socketcan_codec import EXTENDED, ID_BITS, RawFrame
from drivers.diagnostics.bus_activity import Activity, MonitoredSource
from drivers.diagnostics.gated_bus import GatedBus
from drivers.diagnostics.obd_codec import Query, standard_formula
from drivers.diagnostics.poller import DiagnosticPoller, Supply
from drivers.diagnostics.queries import entries, requests
from drivers.diagnostics.response_codec import Diagnostics
from drivers.diagnostics.wake_guard import Limits
from drivers.errors import DriverError
from drivers.vehicle.formula import Formula, parse
from hil.ecus import Network, SimEcu
from hil.ecus.network import TICK_S

TICKS_A_LOOK = 10
"""Each tenth of a second, as the driver does."""

_CHANNELS = count()


def query(point: str, request: str, formula: str | None = None, answer_id: int | None = None, **more: Any) -> Query:
    """A query whose range is wide."""
    pdu = bytes.fromhex(request)
    made: Formula = parse(formula) if formula else standard_formula(pdu)
    return Query(point=point, request=pdu, formula=made, low=-1e6, high=1e6, answer_id=answer_id, **more)


class PollerBench:
    """`sent` is all that left the poller, with its time; `values` is the newest value of each point."""

    def __init__(self, ecus: Sequence[SimEcu], queries: Iterable[Query], *, every_s: float = 1.0) -> None:
        channel, queries = f"poller-{next(_CHANNELS)}", tuple(queries)
        asked = requests(queries)
        self.now_s, self.supply = 0.0, Supply(runs=True)
        self.limits, self.is_broken = Limits(), False
        self._buses = [can.Bus(channel, "virtual", ignore_config=True) for _ in range(3)]
        self.network = Network(self._buses[0], ecus)
        self.activity = Activity(limits=self.limits)
        self._source = MonitoredSource(PythonCanSource(self._buses[1]), self.activity, lambda: self.now_s)
        self.sent: list[tuple[float, can.Message]] = []
        self.gate = GatedBus(channel, self._way_out, entries(channel, asked, every_s=every_s))
        self.gate.open()
        self.poller = DiagnosticPoller(
            asked, self.gate, self.activity, lambda: self.supply, every_s=every_s, limits=self.limits
        )
        self._diagnostics = Diagnostics(queries, self.poller.sessions, self.poller.receive)
        self.values = dict[str, float | DriverError]()
        self._ticks = 0

    def run(self, for_s: float, each_tick: Callable[[float], None] = lambda _now_s: None) -> None:
        """Let time pass; `each_tick` is told the time before anything else happens."""
        for _ in range(round(for_s / TICK_S)):
            each_tick(self.now_s)
            self.network.tick(now_s=self.now_s)
            if self._ticks % TICKS_A_LOOK == 0:
                self._look()
            self._ticks += 1
            self.now_s = self._ticks * TICK_S

    def asked(self) -> list[str]:
        """What left, without padding."""
        return [bytes(frame.data).hex().rstrip("a") for _, frame in self.sent]

    def close(self) -> None:
        """Leave the bus."""
        for bus in self._buses:
            bus.shutdown()

    def _way_out(self) -> can.BusABC:
        """The bus, with a look at everything that leaves by it."""
        bus = self._buses[2]
        send = bus.send

        def watched(frame: can.Message, timeout: float | None = None) -> None:
            if self.is_broken:
                raise can.CanOperationError("buffer full")
            self.sent.append((self.now_s, frame))
            send(frame, timeout)

        bus.send = watched  # type: ignore[assignment,method-assign]
        return bus

    def _look(self) -> None:
        frames: list[RawFrame] = []
        self._source.read(frames, 10_000)
        for number, data in frames:
            told = self._diagnostics.decode(number & ID_BITS, bool(number & EXTENDED), bytes(data), now_s=self.now_s)
            self.values |= dict(told.values) if told else {}
        self.poller.tick(now_s=self.now_s)
        while self._buses[2].recv(0):
            pass  # what nobody reads must not pile up
