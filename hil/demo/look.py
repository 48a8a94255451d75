"""One look at the simulated car with its daemon, for the screen and the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from controller.interface.commands import Commands
from hil.rig.run_report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLook:
    """The hub's knowledge. `root` is the car's branch there, `values` are the payloads of points by point name."""

    address: str
    root: str = ""
    messages: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    recent: tuple[tuple[str, str], ...] = ()
    availability: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at everything. `truth` gives the true value of a point; `speed` None is as fast as possible.

    `recent_speed` is the speed of the last seconds, `story` the lines of what happened, `console` the technician's
    port.
    """

    now_s: float
    speed: float | None
    truth: Callable[[str], float]
    applied: Commands
    compressor_starts: int
    min_off_violations: int
    report: Report
    hub: HubLook
    daemon: str
    notes: tuple[str, ...] = ()
    recent_speed: float | None = None
    story: tuple[str, ...] = ()
    console: str = ""
