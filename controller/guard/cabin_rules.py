"""The guard's rules for heater, cooler and blower of the cabin.

- Heater and cooler never run together: both requested, neither runs. After one the other waits for the changeover time.
- The heater runs only with a believed cabin air reading below the highest.
- Heater and cooler run only in moving air, unless they move it themselves; it moves until they have run down.
"""

from controller.guard.guard_memory import Reasons
from controller.interface.commands import Commands
from controller.interface.readings import Reading
from controller.settings.cabin import CabinSettings
from controller.settings.fitted import OutputTimes

TOGETHER = "heater and cooler requested together"


def heater(
    requested: Commands, cooled_until_s: float, air_c: Reading, settings: CabinSettings, why: Reasons, *, now_s: float
) -> float:
    """Return the heater's duty in percent, 0 with the reason where it is forbidden."""
    if requested.heater_pct <= 0.0:
        return 0.0
    if requested.cooler_pct > 0.0:
        why["heater"] = TOGETHER
    elif now_s - cooled_until_s < settings.changeover_s:
        why["heater"] = f"changeover time {settings.changeover_s:g} s after the cooler"
    elif air_c.value is None:
        why["heater"] = f"no cabin air temperature ({air_c.absence})"
    elif air_c.value >= settings.highest_air_c:
        why["heater"] = f"cabin air at {air_c.value:.1f} °C: heating only below {settings.highest_air_c:g} °C"
    else:
        return requested.heater_pct
    return 0.0


def cooler(requested: Commands, heated_until_s: float, settings: CabinSettings, why: Reasons, *, now_s: float) -> float:
    """Return the cooler's duty in percent, 0 with the reason where it is forbidden."""
    if requested.cooler_pct <= 0.0:
        return 0.0
    if requested.heater_pct > 0.0:
        why["cooler"] = TOGETHER
    elif now_s - heated_until_s < settings.changeover_s:
        why["cooler"] = f"changeover time {settings.changeover_s:g} s after the heater"
    else:
        return requested.cooler_pct
    return 0.0


def runs_down(worked_until_s: float, times: OutputTimes, *, now_s: float) -> bool:
    """Tell if a unit that worked until then still runs down by itself, as a fuel heater does after its flame."""
    return now_s - min(worked_until_s, now_s) < times.after_run_s


def blower(blower_pct: float, needs_air: bool, settings: CabinSettings, why: Reasons) -> float:
    """Raise the blower to its floor while heater or cooler needs its air."""
    if needs_air and blower_pct < settings.blower_floor_pct:
        why["blower"] = f"minimum air flow {settings.blower_floor_pct:g} % for heater or cooler"
        return settings.blower_floor_pct
    return blower_pct
