"""Source impedance: the voltage drop of loads in cable and battery, identified while the car sleeps.

A reading of the voltage is that of the resting battery less two drops: one for each ampere of the fridge, one for the
blower. Both are found by recursive least squares from pairs of samples between which a load was switched.
"""

from controller.interface.immutable import immutable

FORGETTING = 0.98
"""Fifty switchings are remembered. Engineering choice: a socket ages within weeks, a plug is moved within days."""

_NOISE_V2 = 0.02**2  # variance of a voltage step: quantisation and small loads of the car itself
_MAX_OHM = 1.0
_MAX_BLOWER_V = 1.0
"""Beyond these it is a broken contact, not a line."""
_DOUBT_V = 2.0  # a step that is off by more has another cause, such as the starter
_STEP_A = 0.5
_STEP_BLOWER = 0.05
_MAX = 1.0  # of the covariances, so that long silence with forgetting cannot wind them up


@immutable(kw_only=True)
class Sample:
    """One look at the supply; `blower_power` is 0 to 1 of the blower's full power, `battery_a` charges the battery."""

    at_s: float
    voltage_v: float
    current_a: float
    blower_power: float
    battery_a: float | None = None


@immutable(kw_only=True)
class Line:
    """The two drops, and how unsure they are (covariances)."""

    ohm: float = 0.08
    """5 m of 2.5 mm2 there and back, and the battery's 10 milliohms."""
    blower_v: float = 0.3
    ohm_var: float = 0.04
    cross_var: float = 0.0
    blower_var: float = 0.04


def rest_v(line: Line, sample: Sample) -> float:
    """Return the voltage without the loads."""
    return sample.voltage_v + line.ohm * sample.current_a + line.blower_v * sample.blower_power


def is_step(before: Sample, after: Sample) -> bool:
    """Return True where a load was switched between the two."""
    current_a = abs(after.current_a - before.current_a)
    return current_a >= _STEP_A or abs(after.blower_power - before.blower_power) >= _STEP_BLOWER


def update(line: Line, before: Sample, after: Sample) -> Line:
    """Learn from the step between two samples, by one step of recursive least squares."""
    current_a = after.current_a - before.current_a
    blower = after.blower_power - before.blower_power
    error_v = rest_v(line, before) - rest_v(line, after)
    if not is_step(before, after) or abs(error_v) > _DOUBT_V:
        return line
    ohm_var, cross_var, blower_var = line.ohm_var, line.cross_var, line.blower_var
    along_ohm = ohm_var * current_a + cross_var * blower
    along_blower = cross_var * current_a + blower_var * blower
    sum_v2 = FORGETTING * _NOISE_V2 + current_a * along_ohm + blower * along_blower
    return Line(
        ohm=min(max(line.ohm + along_ohm / sum_v2 * error_v, 0.0), _MAX_OHM),
        blower_v=min(max(line.blower_v + along_blower / sum_v2 * error_v, 0.0), _MAX_BLOWER_V),
        ohm_var=min((ohm_var - along_ohm * along_ohm / sum_v2) / FORGETTING, _MAX),
        cross_var=(cross_var - along_ohm * along_blower / sum_v2) / FORGETTING,
        blower_var=min((blower_var - along_blower * along_blower / sum_v2) / FORGETTING, _MAX),
    )
