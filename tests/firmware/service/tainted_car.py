"""A service whose personal points have values that occur nowhere else, and every way by which values leave it.

A new way out joins by one row of `WAYS_OUT`; a new personal point that something measures joins by itself.
"""

import asyncio
import json
import logging
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiomqtt

from controller import Settings, present
from firmware.__main__ import main
from firmware.config import Config, PrivacyConfig, SensorConfig
from firmware.control.plausible_ranges import range_of
from firmware.control.process_image import SHOWN_ONLY, known_inputs
from firmware.points import table
from firmware.points.privacy import Permission, personal
from firmware.points.table import is_personal
from firmware.record.erasure import ORDER
from firmware.requests.order_spool import FOLDER
from firmware.requests.trip_orders import StartTrip, StopTrip, to_json
from firmware.runtime.clock import Clock
from firmware.runtime.tasks import Rows
from firmware.service.daemon import Daemon
from firmware.uplink.retained import Emptied, empty
from firmware.wiring.hardware import Hardware
from hil.plants import demo_car
from hil.rig.demo_config import demo_config
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.null_modem import NullModem
from hil.rig.place import Broker, Place
from hil.rig.rig import Rig

BEGIN_WALL_S = 1_790_000_000.0
LOADED_S, TRIP_S, AFTER_S = 20.0, 70.0, 2.0
FITTED = frozenset({*known_inputs(Settings()), *SHOWN_ONLY, "extra.driver_bpm"})
MEASURED = sorted(personal(point for point in table(Settings(), FITTED) if point.measured))
"""Every personal point that something can measure."""


def _marker(point: str, number: int) -> float:
    """A value that the point can have, with digits of its own."""
    limits = range_of(point)
    least, most = max(limits.min_value, -1e4), min(limits.max_value, 1e4)
    return least + (most - least) * (0.6137 + 0.0117 * number) + (most - least) * 1.3e-5 * (number + 1)


MARKERS: Mapping[str, float] = {point: _marker(point, number) for number, point in enumerate(MEASURED)}

OF = "of "
"""The names of the sensors of people begin so."""

_DIGITS = 5
"""So many digits are never there by chance."""


def traces(value: float) -> Iterator[bytes]:
    """Each form in which a value may stand somewhere: as text, as SQLite and others store it, in thousandths."""
    texts = {repr(value), *(f"{value:.{places}f}" for places in range(8)), f"{value:g}", str(round(value * 1_000.0))}
    yield from (text.encode() for text in texts if sum(map(str.isdigit, text)) >= _DIGITS)
    yield from (struct.pack(order, value) for order in (">d", "<d"))


def found_in(content: bytes) -> set[str]:
    """The points of which a value stands in `content`."""
    return {point for point, value in MARKERS.items() if any(trace in content for trace in traces(value))}


@dataclass
class Car:
    """One run; what left it on each way."""

    state: Path
    papers: Path
    heard: list[bytes] = field(default_factory=list)
    """All that was published, with its topics."""
    kept: list[bytes] = field(default_factory=list)
    """What the broker still had for a client that came late."""
    stored: bytes = b""
    """The raw bytes of the state directory while the service runs."""
    erased: dict[str, int] = field(default_factory=dict)
    """Rows by point that the running service erased, when it was told to."""
    after_erasure: bytes = b""
    """The raw bytes of the state directory right behind that."""
    emptied: Emptied | None = None
    kept_after_erasure: list[bytes] = field(default_factory=list)
    typed: list[bytes] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)

    def paper(self, *arguments: str) -> bytes:
        """The file that a command of the record writes."""
        config, file = self.papers / "car.toml", self.papers / "paper"
        config.write_text(f'[record]\nfile = "{self.state / "record.db"}"\n', encoding="utf-8")
        assert main(["record", *arguments, str(file), "--config", str(config)]) == 0
        return file.read_bytes()


def files_below(folder: Path) -> bytes:
    """The raw bytes of all files."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


WAYS_OUT: Mapping[str, tuple[Callable[[Car], bytes], Permission | None]] = {
    "state directory": (lambda car: car.stored, Permission.RECORD),
    "messages": (lambda car: b"\n".join(car.heard), Permission.PUBLISH),
    "retained": (lambda car: b"\n".join(car.kept), Permission.RETAIN),
    "console": (lambda car: b"\n".join(car.typed), Permission.SHOW),
    "log": (lambda car: "\n".join(car.logged).encode(), None),
    "status line": (lambda car: "\n".join(car.status).encode(), None),
    "export of minutes": (lambda car: car.paper("export", "--format", "jsonl", "--out"), None),
    "export of events": (lambda car: car.paper("export", "--table", "events", "--out"), None),
    "proof": (lambda car: car.paper("prove", "--out"), None),
    "report": (lambda car: car.paper("report", "T1", "--html"), None),
    "report for programs": (lambda car: car.paper("report", "T1", "--json"), None),
}
"""Each way out: its bytes, and the permission by which personal values may be there."""


class Tainted(Daemon):
    """The real service; in place of the sensors of people, something puts the markers on the board."""

    def __init__(self, config: Config, hardware: Hardware, clock: Clock) -> None:
        super().__init__(config, hardware, clock)
        self._put()

    def _sensing(self, *wired: Any) -> Rows:
        yield from ((name, work) for name, work in super()._sensing(*wired) if not name.startswith(f"sensor {OF}"))
        yield "markers", self._mark

    async def _mark(self) -> None:
        while True:
            self._put()
            await asyncio.sleep(0.5)

    def _put(self) -> None:
        for point, value in MARKERS.items():
            assert self.board.put(point, present(value, asyncio.get_running_loop().time())) is None


def config_of(state: Path, broker: int, console: str, privacy: PrivacyConfig) -> Config:
    """The demo's configuration with a sensor for each personal point."""
    config = demo_config(Place(Broker("127.0.0.1", broker, embedded=True), console, state, None))
    sensors = tuple(
        SensorConfig(name=f"{OF}{point}", chip="ld2410", port=f"/dev/ttyX{number}", gives={"presence": point})
        for number, point in enumerate(MEASURED)
    )
    return config.model_copy(update={"sensors": (*config.sensors, *sensors), "can": (), "privacy": privacy})


def _without_people(config: Config) -> Config:
    return config.model_copy(update={"sensors": tuple(each for each in config.sensors if not each.name.startswith(OF))})


async def drive(car: Car, privacy: PrivacyConfig) -> None:
    """Let the service run for some minutes with a trip, a hub that listens and a technician who asks."""
    loop = asyncio.get_running_loop()
    log = logging.getLogger()
    log.addHandler(handler := _Listed(car.logged))
    level = log.level
    log.setLevel(logging.INFO)
    async with EmbeddedBroker() as broker:
        with NullModem() as cable, suppress(asyncio.CancelledError):
            config = config_of(car.state, broker.port, cable.daemon_port, privacy)
            rig = Rig(demo_car(seed=1), _without_people(config), loop.time, seed=1)
            clock = Clock(monotonic_s=loop.time, wall_s=lambda: BEGIN_WALL_S + loop.time(), boot_id="boot")
            daemon = Tainted(config, rig.hardware(), clock)
            async with aiomqtt.Client("127.0.0.1", broker.port) as hub:
                await hub.subscribe("#")
                tasks = [asyncio.create_task(each) for each in (_hear(hub, car.heard), rig.run(), daemon.run())]
                try:
                    await _visit(car, daemon, cable)
                    car.kept.extend(await kept_at(broker.port))
                    car.stored = files_below(car.state)
                    await erase(car)
                finally:
                    for task in reversed(tasks):
                        task.cancel()
                        await asyncio.gather(task, return_exceptions=True)
            assert config.mqtt is not None
            assert daemon.identity is not None
            car.emptied = await empty(config.mqtt, daemon.identity.device_id, is_personal)
            car.kept_after_erasure.extend(await kept_at(broker.port))
    log.removeHandler(handler)
    log.setLevel(level)


async def _visit(car: Car, daemon: Tainted, cable: NullModem) -> None:
    await asyncio.sleep(LOADED_S)
    await order(car.state, to_json(StartTrip(compartment="food")))
    await asyncio.sleep(TRIP_S)
    await order(car.state, to_json(StopTrip(trip="T1")))
    car.typed.extend([await typed(cable, line) for line in ("status", "devices", "events 100")])
    car.status.append(daemon._status())  # what systemd shows
    await asyncio.sleep(AFTER_S)


async def erase(car: Car) -> None:
    """Have the running service erase what tells of people."""
    car.erased = json.loads(await order(car.state, {"order": ORDER}))["rows"]
    car.after_erasure = files_below(car.state)


async def order(state: Path, wanted: Mapping[str, Any]) -> str:
    """Give an order as the command line does; return the answer."""
    name = state / FOLDER / str(wanted["order"])
    name.with_suffix(".order").write_text(json.dumps(wanted), encoding="utf-8")
    await asyncio.sleep(3.0)
    return str(json.loads(name.with_suffix(".answer").read_text(encoding="utf-8"))["text"])


async def typed(cable: NullModem, line: str) -> bytes:
    """What the terminal shows within two seconds after a line was typed."""
    terminal = os.open(cable.person_port, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        shown = b""
        os.write(terminal, f"{line}\r".encode())
        for _ in range(20):
            await asyncio.sleep(0.1)
            with suppress(BlockingIOError):
                shown += os.read(terminal, 65_536)
        return shown
    finally:
        os.close(terminal)


async def _hear(hub: aiomqtt.Client, heard: list[bytes], *, only_retained: bool = False) -> None:
    async for message in hub.messages:
        if message.retain or not only_retained:
            payload = message.payload if isinstance(message.payload, bytes) else b""
            heard.append(message.topic.value.encode() + b" " + payload)


async def kept_at(port: int) -> list[bytes]:
    """All that the broker has for a client that comes now."""
    kept: list[bytes] = []
    async with aiomqtt.Client("127.0.0.1", port) as late:
        await late.subscribe("#")
        listening = asyncio.create_task(_hear(late, kept, only_retained=True))
        await asyncio.sleep(2.0)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    return kept


class _Listed(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


def permitted(names: Iterable[str]) -> PrivacyConfig:
    """Everything permitted for these points."""
    all_of_them = tuple(names)
    return PrivacyConfig(show=all_of_them, publish=all_of_them, retain=all_of_them, record=all_of_them)
