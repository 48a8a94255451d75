"""Hardware of the simulated car with one real thing in it: its CAN bus is opened as on a Raspberry Pi."""

from collections.abc import Sequence

import can

from drivers.ports import FrameSource
from firmware.wiring.raspberry_pi import RealHardware
from hil.rig.simulated_hardware import SimulatedHardware


class KernelCanHardware(SimulatedHardware):
    """Implements firmware.wiring.hardware.Hardware. `sources` are the buses that were opened so far."""

    sources: tuple[can.BusABC | FrameSource, ...] = ()

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC | FrameSource:
        """Open as production does: SocketCAN, or UDP."""
        source = RealHardware().open_can(interface, channel, bitrate=bitrate, fd=fd, filters=filters)
        self.sources += (source,)
        return source
