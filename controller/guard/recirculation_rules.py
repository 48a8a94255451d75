"""The guard's rule for recirculation: nobody is shut in with their own breath where nothing measures it."""

from controller.guard.guard_memory import Reasons
from controller.interface.readings import Reading

MAX_S = 900.0
"""Four adults in 3 m3 raise carbon dioxide by 400 ppm per minute: a quarter of an hour makes 6 000 ppm, short of harm
(SenseAir measured 6 000 ppm after 22 min; 40 000 ppm is dangerous at once, NIOSH)."""

MAX_PCT = 70.0
"""The cap of recirculation after that: 30 % of any blower that is felt is fresh air for two. Engineering choice."""


def recirculation(
    since_s: float | None, requested_pct: float, co2_ppm: Reading, why: Reasons, *, now_s: float
) -> tuple[float, float | None]:
    """Cap recirculation while CO2 is unmeasured; return it in percent, and since when it is more than MAX_PCT then."""
    if requested_pct <= MAX_PCT or co2_ppm.value is not None:
        return requested_pct, None
    since_s = now_s if since_s is None else since_s
    if now_s - since_s < MAX_S:
        return requested_pct, since_s
    why["recirculation"] = f"carbon dioxide unknown ({co2_ppm.absence}) for {MAX_S / 60.0:g} min"
    return MAX_PCT, since_s
