"""What a run under load came to: figures, and which aims it missed; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from hil.bench.load_looks import Look
from hil.bench.load_sender import Sent
from hil.bench.result import Figures

LATE_P99_MS = 50.0
"""A tenth of a tick: what holds the outputs, expires or integrates notices nothing of it (engineering choice)."""

RATE_KEPT = 0.98
"""Of the rate that was asked for; a sender that gives less has not made the load."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when, on the clock of the looks."""

    from_s: float
    to_s: float

    def late_ms(self, looks: Iterable[Look]) -> list[float]:
        """How late each cycle's orders were."""
        cycles = (each for look in looks for each in look.cycles)
        return sorted(1e3 * each.late_s for each in cycles if self.from_s <= each.at_s <= self.to_s)

    def taken(self, looks: Sequence[Look]) -> tuple[int, int]:
        """How many frames the daemon has received, and how many it has told as lost, since the window began."""
        before, last = next(look for look in reversed(looks) if look.at_s <= self.from_s), looks[-1]
        return last.received - before.received, last.lost - before.lost

    def cpu_pct(self, looks: Sequence[Look]) -> float:
        """What part of one processor the daemon took."""
        inside = [look for look in looks if self.from_s <= look.at_s <= self.to_s]
        if len(inside) < 2:  # noqa: PLR2004  # a difference needs two
            return 0.0
        return 100.0 * (inside[-1].cpu_s - inside[0].cpu_s) / (inside[-1].at_s - inside[0].at_s)


def figures(looks: Sequence[Look], quiet: Window, load: Window, sent: Sent, rate_hz: float) -> Figures:
    """All of one run; `looks` must begin before the load."""
    before, last = next(look for look in reversed(looks) if look.at_s <= load.from_s), looks[-1]
    received, reported = load.taken(looks)
    late_ms, quiet_ms = load.late_ms(looks), quiet.late_ms(looks)
    found = {
        "rate_hz": rate_hz,
        "sent_hz": round(sent.frames / (sent.ended_s - sent.began_s), 1),
        "sender_late_worst_ms": round(1e3 * sent.worst_late_s, 2),
        "sent": sent.frames,
        "received": received,
        "reported_lost": reported,
        "unreported_lost": sent.frames - received - reported,
        "cycles": len(late_ms),
        "cycle_overruns": last.overruns - before.overruns,
        "late_p50_ms": _percentile(late_ms, 50),
        "late_p99_ms": _percentile(late_ms, 99),
        "late_worst_ms": _percentile(late_ms, 100),
        "quiet_late_p50_ms": _percentile(quiet_ms, 50),
        "quiet_late_worst_ms": _percentile(quiet_ms, 100),
        "cpu_pct": round(load.cpu_pct(looks), 1),
        "quiet_cpu_pct": round(quiet.cpu_pct(looks), 1),
        "faults": list(last.faults),
    }
    return found | {"missed": list(missed(found))}


def missed(found: Figures) -> Iterator[str]:
    """The aims that are not met, a line for each."""
    if found["sent_hz"] < RATE_KEPT * found["rate_hz"]:
        yield f"the sender gave {found['sent_hz']:g} frames/s of {found['rate_hz']:g}"
    if found["unreported_lost"] > 0:
        yield f"{found['unreported_lost']} frames were lost without being counted"
    if found["unreported_lost"] < 0:
        yield f"{-found['unreported_lost']} frames were not of the load: who else sends?"
    if not found["late_p99_ms"] < LATE_P99_MS:
        yield f"1 % of the cycles were {found['late_p99_ms']:g} ms late or more, must be below {LATE_P99_MS:g}"
    yield from found["faults"]


def _percentile(ordered: Sequence[float], share_pct: int) -> float:
    """The nearest rank, 0 where there is nothing."""
    return round(ordered[max(0, ceil(len(ordered) * share_pct / 100) - 1)], 2) if ordered else 0.0
