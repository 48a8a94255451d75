import asyncio
import io
from collections.abc import Callable, Coroutine
from dataclasses import replace

from rich.console import Console

from controller import Commands
from hil.demo import screen
from hil.demo.look import HubLook, Look
from hil.rig.run_report import Report
from hil.rig.virtual_time import run


class Car:
    """A look that has the time of the loop, and a daemon that dies after ten minutes."""

    look = Look(
        now_s=0.0,
        speed=60.0,
        truth=lambda _point: 1.0,
        applied=Commands(),
        compressor_starts=0,
        min_off_violations=0,
        report=Report(),
        hub=HubLook(address="127.0.0.1:1883"),
        daemon="runs",
    )

    def __call__(self) -> Look:
        now_s = asyncio.get_running_loop().time()
        return replace(self.look, now_s=now_s, daemon="runs" if now_s < 600.0 else "died")


def shown_for(duration_s: float, showing: Callable[[], Coroutine[None, None, None]]) -> None:
    async def main() -> None:
        task = asyncio.create_task(showing())
        await asyncio.sleep(duration_s)
        task.cancel()
        await asyncio.wait([task])

    run(main(), speed=None)


def test_a_log_has_a_line_every_five_minutes_and_one_when_something_happens() -> None:
    out = io.StringIO()
    shown_for(1_000.0, lambda: screen.lines(Car(), 60.0, out))
    assert [line.split("  ")[:2] for line in out.getvalue().splitlines()] == [
        ["0:05:00", "compressor off, 0 starts"],
        ["0:10:00", "daemon died"],
        ["0:10:00", "compressor off, 0 starts"],
        ["0:15:00", "compressor off, 0 starts"],
    ]


def test_a_screen_is_drawn_again_and_again() -> None:
    out = io.StringIO()
    shown_for(120.0, lambda: screen.live(Car(), 60.0, Console(file=out, force_terminal=True, width=110, height=30)))
    for time in ("0:00:00", "0:00:45", "0:01:45"):
        assert time in out.getvalue()
