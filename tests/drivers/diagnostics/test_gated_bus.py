import ast
from collections import Counter
from pathlib import Path

import can
import pytest

import drivers
import firmware
from drivers.diagnostics import transmit_gate
from drivers.diagnostics.gated_bus import GatedBus, Refused
from drivers.diagnostics.transmit_gate import Entry, Frame, Refusal
from drivers.errors import BusError, NotFitted
from tests.drivers.diagnostics.transmit_gate_checks import (
    BUSES,
    EXTENDED_IDS,
    frames,
    level_entry,
    query,
    speed_entry,
)
from tests.drivers.diagnostics.transmit_gate_checks import level as level_frame


class Sink(can.BusABC):
    """Keeps what is sent, or cannot send."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__("sink")
        self._error = error
        self.sent: list[can.Message] = []

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        assert timeout == 0.0
        if self._error is not None:
            raise self._error
        self.sent.append(msg)


def gated(name: str = "car", *entries: Entry, error: Exception | None = None) -> tuple[GatedBus, Sink]:
    sink = Sink(error)
    bus = GatedBus(name, lambda: sink, entries)
    bus.open()
    return bus, sink


def leaves(bus: GatedBus, frame: Frame, *, now_s: float) -> bool:
    try:
        bus.send(frame, now_s=now_s)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("is_listed", [False, True], ids=["nothing listed", "listed"])
def test_unarmed_nothing_leaks_on_any_id_length_and_bus(is_listed: bool) -> None:
    entries = (speed_entry(transmit_gate), level_entry(transmit_gate)) if is_listed else ()
    buses = [gated(name, *entries) for name in BUSES]
    tried = [*frames(transmit_gate, range(0x800))]
    assert len(tried) == 2 * (2_048 + len(EXTENDED_IDS)) * 9
    assert not any(leaves(bus, frame, now_s=10.0) for bus, _ in buses for frame in tried)
    for bus, sink in buses:
        assert (sink.sent, bus.sent, bus.refused.total()) == ([], 0, len(tried))
        assert bus.refused[Refusal.NOT_ARMED] == is_listed


def test_armed_only_what_is_listed_leaves_of_all_ids_and_lengths() -> None:
    bus, sink = gated("car", speed_entry(transmit_gate))
    bus.arm(now_s=10.0)
    out = [frame for frame in frames(transmit_gate, range(0x800)) if leaves(bus, frame, now_s=10.0)]
    assert out == [query(transmit_gate)]
    (message,) = sink.sent
    assert (message.arbitration_id, message.is_extended_id, bytes(message.data)) == (0x7DF, False, out[0].data)
    assert [message.is_remote_frame, message.is_error_frame, message.is_fd] == [False] * 3
    assert bus.sent == 1


def test_an_id_of_29_bits_leaves_as_one() -> None:
    bus, sink = gated("body", level_entry(transmit_gate))
    bus.arm(now_s=0.0)
    bus.send(level_frame(transmit_gate, "A553020000"), now_s=0.0)
    assert [(message.arbitration_id, message.is_extended_id) for message in sink.sent] == [(0x18DA10F1, True)]


def test_refusals_are_counted_by_their_reason_and_say_it() -> None:
    bus, _ = gated("car", speed_entry(transmit_gate))
    with pytest.raises(Refused, match="car: frame 7DF stays inside: its entry is not armed"):
        bus.send(query(transmit_gate), now_s=0.0)
    bus.arm(now_s=0.0)
    assert leaves(bus, query(transmit_gate), now_s=0.1)
    assert not leaves(bus, query(transmit_gate), now_s=0.2)
    assert not leaves(bus, query(transmit_gate, arbitration_id=0x7E0), now_s=0.2)
    bus.disarm()
    assert not leaves(bus, query(transmit_gate), now_s=1.0)
    assert bus.refused == Counter({Refusal.NOT_ARMED: 2, Refusal.TOO_SOON: 1, Refusal.NOT_LISTED: 1})


def test_a_closed_bus_sends_nothing_and_is_no_longer_armed_when_it_is_opened_again() -> None:
    bus, sink = gated("car", speed_entry(transmit_gate))
    bus.arm(now_s=0.0)
    bus.close()
    bus.open()
    assert not leaves(bus, query(transmit_gate), now_s=0.0)
    bus.close()
    bus.arm(now_s=0.0)
    with pytest.raises(NotFitted, match="CAN interface car is not open for sending"):
        bus.send(query(transmit_gate), now_s=0.0)
    assert sink.sent == []


def test_an_interface_that_does_not_send_is_one_clear_line_and_nothing_is_counted_as_sent() -> None:
    bus, _ = gated("can0", speed_entry(transmit_gate, bus="can0"), error=can.CanOperationError("buffer full"))
    bus.arm(now_s=0.0)
    with pytest.raises(BusError, match="CAN interface can0 sends nothing: buffer full; it must be up, without"):
        bus.send(query(transmit_gate, bus="can0"), now_s=0.0)
    assert bus.sent == 0


def test_an_interface_that_cannot_be_opened_is_not_fitted() -> None:
    def open_bus() -> can.BusABC:
        raise OSError(19, "No such device")

    with pytest.raises(NotFitted, match="no such CAN interface: can0"):
        GatedBus("can0", open_bus).open()


SENDING = {"send", "send_periodic", "sendto", "sendmsg", "sendall", "send_bytes"}
OTHER_LINES = {
    "drivers/uart/frame_listener.py": "a serial line",
    "drivers/chips/ld2410.py": "a serial line",
    "drivers/chips/pms5003.py": "a serial line",
    "drivers/uart/serial_line.py": "a serial line",
    "drivers/uart/byte_stream.py": "a serial line",
    "drivers/diagnostics/isotp_link.py": "the library's machine, whose frames go to the function it was given",
    "drivers/diagnostics/control_units.py": "an isotp_link",
    "drivers/diagnostics/poller.py": "the gated bus",
    "firmware/runtime/systemd.py": "the service manager",
    "firmware/uplink/mqtt_link.py": "the MQTT client",
}
"""Who calls something of that name on what is no CAN bus."""


def calls_of_send(file: Path) -> list[str]:
    return [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SENDING
    ]


def test_only_the_gated_bus_calls_the_send_of_a_can_bus() -> None:
    folders = [Path(next(iter(package.__path__))) for package in (drivers, firmware)]
    files = [(f"{folder.name}/{file.relative_to(folder)}", file) for folder in folders for file in folder.rglob("*.py")]
    sending = {name: calls for name, file in files if (calls := calls_of_send(file))}
    assert sending.pop("drivers/diagnostics/gated_bus.py") == ["self._bus.send"]
    assert sending["drivers/diagnostics/poller.py"] == ["self._bus.send"]
    assert sending.keys() <= OTHER_LINES.keys()


def test_a_bus_that_can_send_is_opened_for_the_gate_alone() -> None:
    folder = Path(next(iter(firmware.__path__)))
    naming = [file.name for file in folder.rglob("*.py") if "open_can_to_send(" in file.read_text(encoding="utf-8")]
    assert sorted(naming) == ["hardware.py", "raspberry_pi.py", "vehicle_polling.py"]
    assert (folder / "wiring" / "vehicle_polling.py").read_text(encoding="utf-8").count("open_can_to_send(") == 1
