"""The measurements of a test of the service, and what must hold of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

USER = "homeward"
TAKEN = "taken"
_REFUSED = "exec-condition"
SAFE_WITHIN_S = 3.0
READY_AIM_S = 3.0
"""An aim, not a condition: on a shared machine it says little."""

_CLOSE_ENOUGH = 2.0
"""Between a point at the hub and the truth, in its unit: sensors lag, and the hub is told from time to time."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value at the home hub, None where it is none, and the truth."""

    told: float | None
    true: float

    @property
    def is_right(self) -> bool:
        """True where the hub can trust it."""
        return self.told is not None and abs(self.told - self.true) <= _CLOSE_ENOUGH


@dataclass(slots=True, kw_only=True)
class Start:
    """The first start, with the boot. All times count from the start of its program; None is never."""

    user: str = ""
    ready_after_s: float | None = None
    """Until its first completed cycle, by which it tells systemd that it is ready."""
    drives_after_s: float | None = None
    """Until the first output is on."""
    tells_after_s: float | None = None
    """Until the home hub has all points below."""
    outputs_pct: Mapping[str, float] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)

    @property
    def failures(self) -> list[str]:
        """All that does not hold."""
        points = self.points.items()
        wrong = [f"{name}: hub {each.told}, truth {each.true}" for name, each in points if not each.is_right]
        if self.user != USER:
            wrong.append(f"runs as {self.user or 'nobody'}, must be {USER}")
        if self.ready_after_s is None:
            wrong.append("never ready")
        if self.drives_after_s is None:
            wrong.append("drives no output")
        if self.tells_after_s is None:
            wrong.append("the hub lacks points")
        return wrong


@dataclass(slots=True, kw_only=True)
class Trial:
    """A trial of the service's process: the deed and its effects. None is never."""

    done: str
    must_be: str
    """What systemd must have seen."""
    seen: str = ""
    ended_after_s: float | None = None
    """Its end, after it was done."""
    off_after_s: float | None = None
    """Every output off, after its end."""
    ready_after_s: float | None = None
    """Ready again, after its end."""
    drives_after_s: float | None = None
    """An output is on again, after its end."""

    @property
    def failures(self) -> list[str]:
        """All that does not hold."""
        return self.failures_if(safe_within_s=SAFE_WITHIN_S)

    def failures_if(self, *, safe_within_s: float) -> list[str]:
        """Say what does not hold, of a machine on which every output must be off within `safe_within_s`."""
        wrong = []
        if self.ended_after_s is None:
            wrong.append("the process did not end")
        if self.seen != self.must_be:
            wrong.append(f"systemd saw {self.seen or 'nothing'}, must be {self.must_be}")
        if self.off_after_s is None or self.off_after_s > safe_within_s:
            wrong.append(f"outputs off after {self.off_after_s} s, must be within {safe_within_s:g} s")
        if self.ready_after_s is None:
            wrong.append("not ready again")
        if self.drives_after_s is None:
            wrong.append("drives no output again")
        return wrong


@dataclass(slots=True, kw_only=True)
class EarlyEnds:
    """As many ends, each soon after a start, as the service has tries. Times count from the last of them."""

    ends: int = 0
    told_after_s: float | None = None
    """Until the home hub has the fault."""
    told: str = ""
    status: str = ""
    """What `systemctl status` says."""
    outputs_pct: Mapping[str, float] = field(default_factory=dict)
    left_after_s: float | None = None
    """Until an output is on again, after `systemctl restart`."""

    @property
    def failures(self) -> list[str]:
        """All that does not hold."""
        wrong = []
        if self.told_after_s is None:
            wrong.append(f"after {self.ends} early ends the hub is told of no safe mode")
        if not self.status.startswith("safe mode"):
            wrong.append(f"Status: {self.status or 'nothing'}, must be safe mode")
        if any(self.outputs_pct.values()):
            wrong.append(f"outputs are on in safe mode: {dict(self.outputs_pct)}")
        if self.left_after_s is None:
            wrong.append("a restart by a person does not leave safe mode")
        return wrong


@dataclass(slots=True)
class Logins:
    """Fate of a login that was started on a serial port: TAKEN, or systemd's words."""

    on_its_port: str
    on_another: str

    @property
    def failures(self) -> list[str]:
        """All that does not hold."""
        wrong = []
        if _REFUSED not in self.on_its_port:
            wrong.append(f"a login takes the technician's port ({self.on_its_port})")
        if self.on_another != TAKEN:
            wrong.append(f"no login on a port that nobody else has ({self.on_another})")
        return wrong
