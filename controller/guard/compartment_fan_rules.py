"""The guard's rule for the fans of the compartments: no cold air is moved into a frozen one."""

from controller.guard.duty_range import Reasons
from controller.settings import CompartmentSettings


def fans(
    fans_pct: tuple[float, ...], frozen: tuple[bool, ...], compartments: tuple[CompartmentSettings, ...], why: Reasons
) -> tuple[float, ...]:
    """Stop the fan of each frozen compartment."""
    if True not in frozen:
        return fans_pct
    return tuple(
        [
            _stopped(fan_pct, settings, why) if is_frozen else fan_pct
            for fan_pct, is_frozen, settings in zip(fans_pct, frozen, compartments, strict=True)
        ]
    )


def _stopped(fan_pct: float, settings: CompartmentSettings, why: Reasons) -> float:
    if fan_pct > 0.0:
        why[f"fan.{settings.name}"] = f"air or contents at the freeze guard of {settings.freeze_guard_c:g} °C"
    return 0.0
