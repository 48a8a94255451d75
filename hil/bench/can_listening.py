"""The cost of listening to a CAN bus, side by side with python-can's Notifier and cantools on the same traffic."""

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from hil.bench.can_listeners import Listener, Received, ours, plain
from hil.bench.can_load import Load, ProcessSender, Sender, ThreadSender
from hil.bench.result import Figures

FULL_BUS_HZ = 4_400.0
"""Frames a second of 8 bytes on a full bus of 500 kbit/s, with the bits that are stuffed on average."""

PACED_S, FLAT_OUT_FRAMES, ROUNDS = 2.0, 20_000, 3

_GROUP = "239.74.163.2"
"""python-can's group for IPv4."""


@dataclass(frozen=True, slots=True)
class _Transport:
    bus: Mapping[str, Any]
    sender: Callable[[dict[str, Any], Load], Sender]


def bench_can(*, rounds: int = ROUNDS, paced_s: float = PACED_S, flat_out_frames: int = FLAT_OUT_FRAMES) -> Figures:
    """Measure the CPU microseconds of a listener per frame that is received, filtered and, one in five, decoded.

    Both listen through the filters that their side has. Each transport is measured at the rate of a full bus of 500
    kbit/s, and flat out (`..._flat_...`); the two listeners take turns, and figures are medians. Without a transport,
    `ours_us`, `plain_us` and `ratio` are those of the paced transport with the worst ratio; `lost` are frames of paced
    transports that the driver lost, `lost_untold` those of all transports that it lost without counting them.
    """
    loads = {"": Load(round(FULL_BUS_HZ * paced_s), FULL_BUS_HZ), "flat_": Load(flat_out_frames, None)}
    figures = dict[str, float | str]()
    for name, transport in _transports():
        for kind, load in loads.items():
            turns = [(_received(ours, transport, load), _received(plain, transport, load)) for _ in range(rounds)]
            figures |= {f"{name}_{kind}{key}": value for key, value in _compare(turns, load).items()}
    worst = max(
        (key for key in figures if key.endswith("_ratio") and "_flat_" not in key), key=lambda key: figures[key]
    )
    summary = {key: figures[worst.replace("ratio", key)] for key in ("ours_us", "plain_us", "ratio")}
    names = [name for name, _ in _transports()]
    lost = sum(float(figures[f"{name}_lost"]) for name in names)
    unreported = sum(float(figures[f"{name}_{kind}lost_untold"]) for name in names for kind in loads)
    return summary | {"lost": lost, "lost_untold": unreported} | figures


def _transports() -> Iterator[tuple[str, _Transport]]:
    """List those of this machine. The virtual bus lives within a process, the others are fed by another one."""
    yield "virtual", _Transport({"interface": "virtual", "channel": "bench"}, ThreadSender)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("", 0))
        port = free.getsockname()[1]
    multicast = {"interface": "udp_multicast", "channel": _GROUP, "port": port, "hop_limit": 0}
    yield "udp_multicast", _Transport(multicast, ProcessSender)
    for _, name in socket.if_nameindex():
        if name.startswith("vcan"):
            yield "socketcan", _Transport({"interface": "socketcan", "channel": name}, ProcessSender)
            return


def _received(listener: Listener, transport: _Transport, load: Load) -> Received:
    bus = {**transport.bus, "ignore_config": True}
    return listener(bus, transport.sender(bus, load))


def _compare(turns: list[tuple[Received, Received]], load: Load) -> dict[str, float]:
    mine, theirs = ([turn[listener] for turn in turns] for listener in (0, 1))
    ours_us, plain_us = (
        median(1e6 * received.cpu_s / max(received.on_bus, 1.0) for received in each) for each in (mine, theirs)
    )
    return {
        "ours_us": round(ours_us, 2),
        "plain_us": round(plain_us, 2),
        "ratio": round(ours_us / plain_us, 3),
        "ours_hz": round(median(received.on_bus / received.took_s for received in mine)),
        "plain_hz": round(median(received.on_bus / received.took_s for received in theirs)),
        "lost": sum(_lost(received, load) for received in mine),
        "lost_untold": sum(_lost(received, load) - received.reported_lost for received in mine),
        "plain_lost": sum(_lost(received, load) for received in theirs),
    }


def _lost(received: Received, load: Load) -> int:
    """Count the frames that should have reached the listener and did not."""
    return round(load.frames * received.share) - received.frames
