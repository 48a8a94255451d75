"""What holding a compartment takes, learned while it was seen: its share of the compressor, for when it is not."""

from controller.record import record

UNLEARNED = 0.1
"""Duty for a compartment about which nothing was learned yet: two of them make the 0.1 to 0.2 compressor duty that a
40 L box needs at 20 to 32 °C (computed for a BD35F at 2000 rpm, 0.55 W/K)."""

LEAST_BLIND, MOST_BLIND = 0.02, 0.4
"""Limits of the duty without a sensor. Engineering choice: what a box needs from a mild to a very hot day."""

LEARNING_S = 14_400.0
"""Time constant of the learned duty. Engineering choice: several compressor cycles, well below a day."""

FIRST_LESSON_S = 600.0
"""Weight of UNLEARNED, as if it had been seen for this long."""


@record
class Lesson:
    """The mean duty for a compartment near its aim, and for how long it was seen so."""

    duty: float = UNLEARNED
    seen_s: float = FIRST_LESSON_S

    @property
    def blind_duty(self) -> float:
        """What to give without a sensor."""
        return min(max(self.duty, LEAST_BLIND), MOST_BLIND)


NO_LESSON = Lesson()


def learn(lesson: Lesson, given: float, seen_s: float) -> Lesson:
    """A plain mean at first, a slow average later."""
    total_s = min(lesson.seen_s + seen_s, LEARNING_S)
    return Lesson(lesson.duty + (given - lesson.duty) * seen_s / total_s, total_s)
