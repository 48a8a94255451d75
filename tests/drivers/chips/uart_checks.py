"""A bench for each device that talks on a serial port, and streams of bytes to try its driver with."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from drivers.chips.gnss import Gnss
from drivers.chips.ld2410 import Ld2410
from drivers.chips.pms5003 import Pms5003
from drivers.errors import NoDataYet
from drivers.uart.frames_codec import FrameCutter
from hil.uart.gnss import Place, SimGnss
from hil.uart.ld2410 import Echo, SimLd2410
from hil.uart.line import SimSerialPort
from hil.uart.pms5003 import Dust, SimPms5003
from hil.uart.simulated_device import SimUartDevice

UTC_S = 1_795_300_000.0
"""22 November 2026."""


class PmsBench:
    """A PMS5003 on the running loop."""

    def __init__(self, rest_s: float = 0.0) -> None:
        self.dust = Dust()
        self.device = SimPms5003(asyncio.get_running_loop().time, lambda: self.dust)
        self.port = SimSerialPort(self.device)
        self.sensor = Pms5003(self.port, rest_s=rest_s)


class RadarBench:
    """An LD2410 on the running loop, and somebody who sits before it."""

    def __init__(self) -> None:
        self.echo = Echo(still_cm=120, still_pct=45)
        self.device = SimLd2410(lambda: self.echo)
        self.port = SimSerialPort(self.device)
        self.sensor = Ld2410(self.port)


class GnssBench:
    """A satellite receiver on the running loop."""

    def __init__(self, baud: int = 9_600) -> None:
        self.place = Place()
        now_s = asyncio.get_running_loop().time
        self.device = SimGnss(lambda: UTC_S + now_s(), lambda: self.place, baud)
        self.port = SimSerialPort(self.device)
        self.sensor = Gnss(self.port, baud=float(baud))


AnyBench = PmsBench | RadarBench | GnssBench


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of device; by when its first sample has come, and without which it is lost."""

    name: str
    bench: Callable[[], AnyBench]
    first_sample_s: float
    stale_s: float
    other_baud: int


KINDS = (
    Kind("PMS5003", PmsBench, 32.5, 6.9, 19_200),
    Kind("LD2410", RadarBench, 0.25, 1.0, 115_200),
    Kind("GNSS receiver", GnssBench, 1.5, 5.0, 38_400),
)


def switch_on(device: SimUartDevice) -> asyncio.Task[None]:
    """Let it report; keep what is returned, and cancel it to switch it off."""
    return asyncio.get_running_loop().create_task(device.run())


async def sample_within(sensor: Any, wait_s: float, every_s: float = 0.05) -> Any:
    """The first sample that read() gives."""
    async with asyncio.timeout(wait_s):
        while True:
            with suppress(NoDataYet):
                return await sensor.read()
            await asyncio.sleep(every_s)


def in_pieces(data: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    """`data` in pieces of these sizes, the rest in one."""
    begin = 0
    for size in sizes:
        yield data[begin : begin + size]
        begin += size
    yield data[begin:]


def frames_in(cutter: FrameCutter, data: bytes, sizes: Iterable[int] = ()) -> list[bytes]:
    """All frames that are found in `data`, arriving in pieces."""
    return [frame for piece in in_pieces(data, sizes) for frame in cutter.feed(piece)]


piece_sizes = st.lists(st.integers(0, 40), max_size=30)


def garbage(*frames: bytes) -> st.SearchStrategy[bytes]:
    """Noise, and what is left of frames when bytes get lost."""
    broken = st.sampled_from(frames).flatmap(
        lambda frame: st.tuples(st.integers(0, len(frame)), st.integers(0, len(frame))).map(
            lambda cut: frame[min(cut) : max(cut)]
        )
    )
    return st.lists(st.binary(max_size=40) | broken, max_size=8).map(b"".join)
