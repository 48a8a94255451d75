"""The demo's output: a live screen on a terminal, else a line of a log every five simulated minutes."""

import asyncio
from collections.abc import Callable
from typing import TextIO

from rich.console import Console
from rich.live import Live

from hil.demo.screen import log_line, screen
from hil.rig.look import Look
from hil.rig.run_story import clock

LINE_EVERY_S = 300.0

LOOK_EVERY_S = 0.25
"""Of real time (engineering choice: a calm screen)."""


async def live(look: Callable[[], Look], speed: float, console: Console | None = None) -> None:
    """Redraw the terminal, or `console`, for ever; what was there before comes back at the end."""
    with Live(screen(look()), console=console, auto_refresh=False, screen=True) as display:
        while True:
            await asyncio.sleep(LOOK_EVERY_S * speed)
            display.update(screen(look()), refresh=True)


async def lines(look: Callable[[], Look], speed: float | None, out: TextIO) -> None:
    """A line now and then, and at once when something happens to the daemon; for ever."""
    every_s = LINE_EVERY_S if speed is None else min(LOOK_EVERY_S * speed, LINE_EVERY_S)
    due_s, status = LINE_EVERY_S, look().daemon
    while True:
        now = look()
        if now.daemon != status:
            status = now.daemon
            print(f"{clock(now.now_s)}  daemon {status}", file=out, flush=True)
        if round(now.now_s) >= due_s:
            due_s += LINE_EVERY_S
            print(log_line(now), file=out, flush=True)
        await asyncio.sleep(every_s)
