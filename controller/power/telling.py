"""Events of the power law: ranks shed and restored, with the evidence, for people."""

from controller.interface.events import Event, LoadRestored, LoadShed
from controller.power.load_shedding import RANKS, Share, Supply
from controller.power.supply_estimator import Estimates


def changes(
    before: tuple[Share, ...], after: tuple[Share, ...], was_over: bool, seen: Estimates, supply: Supply
) -> tuple[Event, ...]:
    """The events of one look."""
    events: list[Event] = []
    for rank, old, new in zip(RANKS, before, after, strict=True):
        if old.allowed != new.allowed:
            happened = LoadRestored if new.allowed else LoadShed
            events.append(happened(seen.at_s, rank, evidence(seen, supply)))
    if was_over != seen.over:
        happened = LoadShed if seen.over else LoadRestored
        events.append(happened(seen.at_s, "all", f"over-voltage, {evidence(seen, supply)}"))
    return tuple(events)


def evidence(seen: Estimates, supply: Supply) -> str:
    """Measured and estimated; voltages as of a 12 V battery."""
    found = ["car in use" if supply.awake else "car asleep"]
    found.append("no voltage" if supply.rest_v is None else f"at rest {supply.rest_v:.2f} V")
    if seen.last is not None:
        found.append(f"terminals {seen.last.voltage_v:.2f} V at {seen.last.current_a:.1f} A")
        found.append(f"line {1_000.0 * seen.line.ohm:.0f} mohm")
    if supply.charge_pct is not None:
        found.append(f"charge {supply.charge_pct:.0f} %")
    return ", ".join(found)
