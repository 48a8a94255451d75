"""All that listens to one bus and may ask there, fed with frames by hand: every kind of link, armed or not."""

import can

from drivers.can.socketcan_codec import RawFrame
from drivers.diagnostics.bus_activity import Activity
from drivers.diagnostics.gated_bus import GatedBus
from drivers.diagnostics.poller import DiagnosticPoller, Supply
from drivers.diagnostics.queries import entries, requests
from drivers.diagnostics.response_codec import Diagnostics
from drivers.diagnostics.wake_guard import Limits
from drivers.vehicle.dbc import parse_database
from drivers.vehicle.frame_intake import FrameIntake
from drivers.vehicle.j1939_groups_codec import Groups
from drivers.vehicle.signal_decoder_codec import Decoder
from tests.drivers.diagnostics.poller_bench import query
from tests.drivers.signal_specs import spec

TRUCK = """VERSION ""
BU_: X
BO_ 2364540158 EEC1: 8 X
 SG_ EngineSpeed : 24|16@1+ (0.125,0) [0|8031.875] "rpm" X
BO_ 2565865982 LONG: 20 X
 SG_ Beyond : 152|32@1+ (1,0) [0|1] "" X
 SG_ Half : 0|16@1+ (1,0) [0|1] "" X
BO_ 272 DRIVE: 8 X
 SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" X
SIG_VALTYPE_ 2565865982 Half : 1;
BA_DEF_ BO_ "VFrameFormat" ENUM "StandardCAN","ExtendedCAN","reserved","J1939PG";
BA_DEF_DEF_ "VFrameFormat" "J1939PG";
"""
"""Groups of SAE J1939, one of them with a signal that its message has no room for, and an ordinary message."""

LONG_ID = 2565865982 & 0x1FFF_FFFF

SPECS = (
    spec("vehicle.engine_rpm", "EEC1", "EngineSpeed", high=8_000.0, cycle_time_s=None),
    spec("vehicle.fuel_pct", "DRIVE", "SPEED", high=300.0),
)

QUERIES = (
    query("vehicle.speed_kph", "010D"),
    query("vehicle.odometer_km", "22F190", "a"),
    query("vehicle.soc_pct", "220101", "a/b", 0x7EC),
    query("vehicle.pack_v", "22DDBC", "a<<b", 0x607, request_id=0x6F1, address=0xF1, target=0x07),
    query("vehicle.pack_a", "222003", "Int16(a,b)", 0x17FE007B, request_id=0x17FC007B),
    query("vehicle.outside_c", "2101", "Signed(c)", 0x18DAF1DA),
)
"""Asked of all and of one, by ids of 11 and of 29 bits, with an address byte, answered in one frame or more."""


class Sink(can.BusABC):
    """Keeps what leaves."""

    def __init__(self) -> None:
        super().__init__("sink")
        self._is_shutdown = True  # there is nothing to give back
        self.sent: list[can.Message] = []

    def send(self, msg: can.Message, timeout: float | None = None) -> None:  # noqa: ARG002  # as BusABC has it
        self.sent.append(msg)


class ListeningBus:
    """`is_awake` is whether others send, so that the poller may ask."""

    def __init__(self, *, survey: bool = False) -> None:
        asked, self.sink = requests(QUERIES), Sink()
        gate = GatedBus("car", lambda: self.sink, entries("car", asked, every_s=1.0))
        gate.open()
        self.activity = Activity()
        self.poller = DiagnosticPoller(
            asked, gate, self.activity, lambda: Supply(runs=True), every_s=0.1, limits=Limits()
        )
        decoder = Decoder(parse_database(TRUCK, source="truck.dbc"), SPECS)
        diagnostics = Diagnostics(QUERIES, self.poller.sessions, self.poller.receive)
        self.intake = FrameIntake(decoder, (Groups(decoder), diagnostics), survey=survey)
        self.now_s, self.is_awake = 0.0, True

    def take(self, *frames: RawFrame) -> None:
        """Receive these frames now."""
        list(self.intake.take(frames, now_s=self.now_s))

    def wait(self, for_s: float) -> None:
        """Let time pass, and do what is due then."""
        self.now_s += for_s
        if self.is_awake:
            self.activity.received(since_s=self.now_s, now_s=self.now_s)
        self.poller.tick(now_s=self.now_s)
        list(self.intake.silent(now_s=self.now_s))

    def arm(self) -> None:
        """Wait until control units are asked."""
        for _ in range(50):
            self.wait(0.1)
        assert self.poller.guard.may_poll
        assert self.sink.sent
