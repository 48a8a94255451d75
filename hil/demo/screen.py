"""What the demo shows: pure rendering of one look at everything, as a screen or as one line of a log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from controller import Commands
from hil.demo.report import Report, WishReport

_NOTES_SHOWN = 3
_RECENT_SHOWN = 4
_PAYLOAD_SHOWN = 60
_ABSENT = "-"


@dataclass(frozen=True, slots=True)
class HubLook:
    """What the hub has heard. `root` is the car's branch there, `values` are the payloads of points by point name."""

    address: str
    root: str = ""
    messages: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    recent: tuple[tuple[str, str], ...] = ()
    availability: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at everything. `truth` gives the true value of a point; `speed` None is as fast as possible."""

    now_s: float
    speed: float | None
    truth: Callable[[str], float]
    orders: Commands
    compressor_starts: int
    min_off_violations: int
    report: Report
    hub: HubLook
    daemon: str
    notes: tuple[str, ...] = ()


def clock(now_s: float) -> str:
    """Simulated time as h:mm:ss."""
    hours, seconds = divmod(round(now_s), 3_600)
    return f"{hours}:{seconds // 60:02d}:{seconds % 60:02d}"


def log_line(look: Look) -> str:
    """Everything that matters in one line."""
    boxes = [f"{wish.name} {_degrees(look, wish)}" for wish in look.report.compartments]
    cabin = [f"cabin {_degrees(look, look.report.cabin)}"] if look.report.cabin else []
    compressor = f"compressor {_on(look.orders.compressor_on)}, {look.compressor_starts} starts"
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
    """Everything, in 24 rows; for a terminal of 100 columns or more."""
    pace = "as fast as possible" if look.speed is None else f"{look.speed:g} x real time"
    title = f"Homeward, simulated car   {clock(look.now_s)}   {pace}"
    everything = Group(_appliances(look), "", _surroundings(look), _troubles(look), "", _hub(look), "", _daemon(look))
    return Panel(everything, title=title, title_align="left")


def _degrees(look: Look, wish: WishReport) -> str:
    point = "cabin.air_c" if wish.name == "cabin" else f"fridge.{wish.name}.air_c"
    return f"{look.truth(point):.1f} -> {wish.set_point_c:g} °C"


def _lines(text: str) -> Text:
    """Lines that are cut where the terminal ends: the screen keeps its height."""
    return Text(text, no_wrap=True, overflow="ellipsis")


def _on(on: bool) -> str:
    return "on" if on else "off"


def _appliances(look: Look) -> Table:
    """One row an appliance: what it is asked for, what the hub believes, what is true, what is done."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("", "set-point", "mode", "air at hub", "true air", "contents", "outputs"):
        table.add_column(heading, justify="left" if heading in {"", "mode", "outputs"} else "right")
    for wish, fan_pct in zip(look.report.compartments, look.orders.compartment_fan_pct, strict=False):
        contents_c = look.truth(f"fridge.{wish.name}.contents_c")
        _row(table, look, wish, f"fridge.{wish.name}.air_c", f"{contents_c:.1f} °C", f"fan {fan_pct:.0f} %")
    if look.report.cabin:
        orders = look.orders
        outputs = f"heat {orders.heater_pct:.0f} %, cool {orders.cooler_pct:.0f} %, blow {orders.blower_pct:.0f} %"
        _row(table, look, look.report.cabin, "cabin.air_c", "", outputs)
    return table


def _row(table: Table, look: Look, wish: WishReport, point: str, contents: str, outputs: str) -> None:
    at_hub = look.hub.values.get(point, "")
    table.add_row(
        Text(wish.name, "bold"),
        f"{wish.set_point_c:.1f} °C",
        wish.mode,
        f"{at_hub} °C" if at_hub else _ABSENT,
        f"{look.truth(point):.1f} °C",
        contents,
        outputs,
    )


def _surroundings(look: Look) -> Text:
    truth = look.truth
    text = _lines("fridge   compressor ")
    text.append(_on(look.orders.compressor_on), "bold cyan" if look.orders.compressor_on else "bold")
    text.append(f", {look.compressor_starts} starts, {look.min_off_violations} of them too early, ")
    return text.append(
        f"plate {truth('fridge.plate_c'):.1f} °C\n"
        f"cabin    {truth('cabin.humidity_pct'):.0f} % humidity, CO2 {truth('cabin.co2_ppm'):.0f} ppm\n"
        f"car      {truth('vehicle.speed_kph'):.0f} km/h, {truth('vehicle.engine_rpm'):.0f} rpm, "
        f"outside {truth('vehicle.outside_c'):.1f} °C, driver's door "
        f"{'open' if truth('vehicle.driver_door_open') else 'closed'}\n"
        f"supply   {truth('supply.voltage_v'):.2f} V, {truth('supply.current_a'):.1f} A"
    )


def _troubles(look: Look) -> Text:
    """Alarms and faults, each with its line."""
    report = look.report
    text = _lines("alarms   ")
    text.append(_listed(report.alarms) or "none", "bold red" if report.alarms else "green")
    text.append("\nfaults   ")
    return text.append(_listed(report.faults) or "none", "yellow" if report.faults else "green")


def _listed(lines: Mapping[str, str]) -> str:
    return "\n         ".join(lines.values())


def _hub(look: Look) -> Text:
    hub = look.hub
    text = _lines(f"hub      {hub.address}, {hub.messages} messages, {hub.root or 'this car'} is ")
    text.append(hub.availability or "not known there yet", "green" if hub.availability == "online" else "bold red")
    text.append(f"\n         {hub.trouble}" if hub.trouble else "", "yellow")
    for topic, payload in hub.recent[-_RECENT_SHOWN:]:
        shown = payload if len(payload) <= _PAYLOAD_SHOWN else payload[: _PAYLOAD_SHOWN - 1] + "…"
        branch = topic.removeprefix(hub.root) if hub.root else topic
        text.append(f"\n         {branch}  ", "dim").append(shown)
    return text


def _daemon(look: Look) -> Text:
    text = _lines("daemon   ").append(look.daemon, "bold")
    for note in look.notes[-_NOTES_SHOWN:]:
        text.append(f"\n         {note}", "dim")
    return text
