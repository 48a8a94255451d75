"""Loads that do not do what their pins say: dead, stuck, or slow. Pins and wires are all right."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class LoadFaults:
    """Faults by the name of the output; what is in none of them follows its pins at once."""

    dead: set[str] = field(default_factory=set)
    """Never starts; once mended it does when it is switched on anew."""
    stuck: set[str] = field(default_factory=set)
    """Stays as it was when the fault began."""
    slow_s: dict[str, float] = field(default_factory=dict)
    """Follows only what its pins have said for so long."""
    _waiting: set[str] = field(default_factory=set)
    _done_pct: dict[str, float] = field(default_factory=dict)
    _said: dict[str, tuple[float, float]] = field(default_factory=dict)
    """What the pins of a slow load say, and since when."""

    def done(self, duties_pct: Mapping[str, float], *, now_s: float) -> dict[str, float]:
        """Return what the loads do while their pins say `duties_pct`."""
        self._done_pct = {name: self._one(name, duty_pct, now_s=now_s) for name, duty_pct in duties_pct.items()}
        return self._done_pct

    def _one(self, name: str, duty_pct: float, *, now_s: float) -> float:
        if name in self.dead:
            self._waiting.add(name)
        elif duty_pct == 0.0:
            self._waiting.discard(name)
        if name in self._waiting:
            return 0.0
        before_pct = self._done_pct.get(name, 0.0)
        if name in self.stuck:
            return before_pct
        if name in self.slow_s:
            said_pct, since_s = self._said.get(name, (before_pct, now_s))
            if said_pct != duty_pct:
                since_s = now_s
            self._said[name] = (duty_pct, since_s)
            return duty_pct if now_s - since_s >= self.slow_s[name] else before_pct
        return duty_pct
