"""The fallback duty of a compartment without a sensor: the compressor's share that held it while it had one."""

from collections.abc import Iterable

from controller.interface.immutable import immutable

UNLEARNED = 0.1
"""Duty for a compartment about which nothing was learned yet: two of them make the 0.1 to 0.2 compressor duty that a
40 L box needs at 20 to 32 °C (computed for a BD35F at 2000 rpm, 0.55 W/K)."""

MIN_BLIND, MAX_BLIND = 0.02, 0.4
"""Limits of the duty without a sensor. Engineering choice: what a box needs from a mild to a very hot day."""

MIN_LIFT_K = 2.0
"""What was learned with less says nothing about warmer weather. Engineering choice."""

MIN_CAPACITY = 0.5
"""The rule for the capacity holds for the weather that people drive in. Engineering choice."""

LEARNING_S = 14_400.0
"""Time constant of the learned duty. Engineering choice: several compressor cycles, well below a day."""

INITIAL_WEIGHT_S = 600.0
"""Weight of UNLEARNED, as if it had been seen for this long."""


UNLEARNED_LIFT_K = 20.0
"""What is around the box above what is in it, for UNLEARNED: the middle of those 20 to 32 °C, above 5 °C."""

MORE_PER_K = 0.012
"""In cooler surroundings the same compressor moves so much more: 81, 74 and 64 W at 25, 32 and 43 °C (BD35F, 2000 rpm,
plate at -10 °C, computed)."""


@immutable
class LearnedDuty:
    """The mean duty for a compartment near its aim, for how long it was seen so, and in which surroundings.

    `lift_k` is how much warmer they were than the compartment, by the sensor that will tell of others, believed or not:
    one that is stuck then changes nothing. None: not known.
    """

    duty: float = UNLEARNED
    seen_s: float = INITIAL_WEIGHT_S
    lift_k: float | None = UNLEARNED_LIFT_K

    @property
    def blind_duty(self) -> float:
        """The duty without a sensor, in the surroundings in which it was learned."""
        return min(max(self.duty, MIN_BLIND), MAX_BLIND)

    def duty_at(self, lift_k: float | None) -> float:
        """Return the same where the surroundings are `lift_k` warmer than the compartment is to be; None: not known."""
        if lift_k is None or self.lift_k is None:
            return self.blind_duty
        learned_k = max(self.lift_k, MIN_LIFT_K)
        capacity = max(1.0 + MORE_PER_K * (learned_k - lift_k), MIN_CAPACITY)
        return min(self.duty * max(lift_k, 0.0) / learned_k / capacity, MAX_BLIND)

    def min_duty(self, aim_c: float, ambients_c: Iterable[float | None]) -> float:
        """Return the same for the least of several ambient temperatures: one that is doubted can only make it less."""
        return min([self.duty_at(None if one_c is None else one_c - aim_c) for one_c in ambients_c])


INITIAL_DUTY = LearnedDuty()


def update(learned: LearnedDuty, applied: float, seen_s: float, lift_k: float | None) -> LearnedDuty:
    """Return a plain mean at first, a slow average later."""
    total_s = min(learned.seen_s + seen_s, LEARNING_S)
    share = seen_s / total_s
    if lift_k is not None and learned.lift_k is not None:
        lift_k = learned.lift_k + (lift_k - learned.lift_k) * share
    return LearnedDuty(learned.duty + (applied - learned.duty) * share, total_s, lift_k)
