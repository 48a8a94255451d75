"""The output of the demo: a live screen on a terminal, else a line of a log every five simulated minutes.

Each is drawn from one look at everything.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from controller.interface.commands import Commands
from hil.demo.acts import KEYS
from hil.demo.look import Look
from hil.demo.story import clock, shedding
from hil.rig.run_report import TargetReport

LINE_EVERY_S = 300.0

LOOK_EVERY_S = 0.25
"""Of real time (engineering choice: a calm screen)."""

ROWS = 24
"""Of the smallest terminal; the panel's border takes two of them."""

_COLUMNS = {"°C": 8, "wanted": 6, "at hub": 6, "true": 5, "contents": 8, "what it does": 0}
"""And how wide each is at least."""

_ABSENT = "-"
_NO_VALUE = {"", "None"}
"""What the hub hears of a value that is absent, if it hears anything."""


def log_line(look: Look) -> str:
    """Put everything that matters into one line."""
    boxes = [f"{target.name} {_degrees(look, target)}" for target in look.report.compartments]
    cabin = [f"cabin {_degrees(look, look.report.cabin)}"] if look.report.cabin else []
    compressor = f"compressor {_on(look.applied.compressor_on)}, {look.compressor_starts} starts"
    return "  ".join(
        [
            clock(look.now_s),
            *boxes,
            *cabin,
            compressor,
            f"supply {look.truth('supply.voltage_v'):.1f} V",
            f"hub {look.hub.messages} messages",
            f"{len(look.report.alarms)} alarms, {len(look.report.faults)} faults",
        ]
    )


def screen(look: Look) -> RenderableType:
    """Draw everything, in 24 rows of 80 columns."""
    state: list[Table | Text] = [
        _appliances(look),
        Text(),
        *_surroundings(look),
        *_errors(look),
        Text(),
        *_around(look),
        Text(),
    ]
    used = sum(part.row_count + 1 if isinstance(part, Table) else 1 for part in state)
    story = [_line(f" {line}", "dim") for line in look.story[-(ROWS - 2 - used - 1) :]]
    free = [Text()] * (ROWS - 2 - used - 1 - len(story))
    title = f"Homeward, simulated car   {clock(look.now_s)}   {_pace(look)}"
    return Panel(Group(*state, *story, *free, _line(KEYS, "bold")), title=title, title_align="left", height=ROWS)


def _pace(look: Look) -> str:
    if look.speed is None:
        return "as fast as possible"
    if look.recent_speed is None or look.recent_speed > _KEEPS_UP * look.speed:
        return f"{look.speed:g} x real time"
    return f"{look.recent_speed:.0f} x real time, {look.speed:g} is too fast here"


_KEEPS_UP = 0.9


def _degrees(look: Look, target: TargetReport) -> str:
    point = "cabin.air_c" if target.name == "cabin" else f"fridge.{target.name}.air_c"
    return f"{look.truth(point):.1f} -> {target.set_point_c:g} °C"


def _line(text: str, style: str = "") -> Text:
    """Return a line that is cut where the terminal ends: the screen keeps its height."""
    return Text(text, style, no_wrap=True, overflow="ellipsis")


def _on(on: bool) -> str:
    return "on" if on else "off"


def _appliances(look: Look) -> Table:
    """Tabulate the appliances: target, the value at the hub, the true value, activity."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading, width in _COLUMNS.items():
        is_left = heading in {"°C", "what it does"}
        table.add_column(
            heading, justify="left" if is_left else "right", min_width=width, no_wrap=True, overflow="ellipsis"
        )
    for target, fan_pct in zip(look.report.compartments, look.applied.compartment_fan_pct, strict=False):
        contents_c = look.truth(f"fridge.{target.name}.contents_c")
        lid = ", lid open" if look.truth(f"fridge.{target.name}.lid_open") else ""
        _row(table, look, target, f"fridge.{target.name}.air_c", f"{contents_c:.1f}", f"fan {fan_pct:.0f} %{lid}")
    if look.report.cabin:
        _row(table, look, look.report.cabin, "cabin.air_c", "", _cabin_outputs(look.applied))
    return table


def _cabin_outputs(applied: Commands) -> str:
    duties = {"heat": applied.heater_pct, "cool": applied.cooler_pct, "blow": applied.blower_pct}
    return ", ".join(f"{name} {duty:.0f} %" for name, duty in duties.items() if duty > 0.0)


def _row(table: Table, look: Look, target: TargetReport, point: str, contents: str, outputs: str) -> None:
    activity = target.activity or target.mode if look.daemon.startswith("runs") else "nobody regulates"
    doing = ": ".join(part for part in (activity, outputs) if part)
    at_hub = look.hub.values.get(point, "")
    table.add_row(
        Text(target.name, "bold"),
        f"{target.set_point_c:.1f}",
        _ABSENT if at_hub in _NO_VALUE else at_hub,
        f"{look.truth(point):.1f}",
        contents,
        doing,
    )


def _surroundings(look: Look) -> list[Text]:
    truth, applied, starts = look.truth, look.applied, look.compressor_starts
    early = f" ({look.min_off_violations} TOO EARLY)" if look.min_off_violations else ""
    return [
        _line("fridge   compressor ")
        .append(_on(applied.compressor_on), "bold cyan" if applied.compressor_on else "bold")
        .append(f", {starts} start{'' if starts == 1 else 's'}{early}, plate {truth('fridge.plate_c'):.1f} °C"),
        _line(f"air      {truth('cabin.humidity_pct'):.0f} % humidity, CO2 {truth('cabin.co2_ppm'):.0f} ppm"),
        _line(
            f"car      {_car(look)}, outside {truth('vehicle.outside_c'):.1f} °C, driver's door "
            f"{'open' if truth('vehicle.driver_door_open') else 'shut'}"
        ),
        _line(f"supply   {truth('supply.voltage_v'):.2f} V, {truth('supply.current_a'):.1f} A; ").append(
            shedding(look.report.carries), "yellow" if shedding(look.report.carries).startswith("load") else ""
        ),
    ]


def _car(look: Look) -> str:
    speed_kph, rpm = look.truth("vehicle.speed_kph"), look.truth("vehicle.engine_rpm")
    if rpm <= 0.0:
        return "parked, engine off"
    return f"drives, {speed_kph:.0f} km/h, {rpm:.0f} rpm" if speed_kph > 0.0 else f"stands, engine at {rpm:.0f} rpm"


def _errors(look: Look) -> list[Text]:
    """Return alarms and faults, a line each: the first of them, and how many more."""
    report = look.report
    return [
        _line("alarms   ").append(_listed(report.alarms), "bold red" if report.alarms else "green"),
        _line("faults   ").append(_listed(report.faults), "yellow" if report.faults else "green"),
    ]


def _listed(lines: Mapping[str, str]) -> str:
    texts = list(lines.values())
    more = f"{len(texts)}: " if len(texts) > 1 else ""
    return f"{more}{texts[0]}" if texts else "none"


def _around(look: Look) -> list[Text]:
    """Return the hub, the technician's line, the daemon."""
    hub = look.hub
    online = hub.availability or "not known there yet"
    at_hub = _line(f"hub      {hub.address}, {hub.messages} messages, the car is ")
    at_hub.append(online, "green" if online == "online" else "bold red")
    if hub.error:
        at_hub = _line(f"hub      {hub.error}", "yellow")
    return [
        at_hub,
        _line(f"console  screen {look.console}, then type: help"),
        _line("daemon   ").append(look.daemon, "bold"),
    ]


async def live(look: Callable[[], Look], speed: float, console: Console | None = None) -> None:
    """Redraw the terminal, or `console`, for ever; what was there before comes back at the end."""
    with Live(screen(look()), console=console, auto_refresh=False, screen=True) as display:
        while True:
            await asyncio.sleep(LOOK_EVERY_S * speed)
            display.update(screen(look()), refresh=True)


async def lines(look: Callable[[], Look], speed: float | None, out: TextIO) -> None:
    """Print a line now and then, and at once when something happens to the daemon; for ever."""
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
