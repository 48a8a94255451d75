"""The memory of the auxiliary outputs: the alarms that the buzzer has told, and until when it sounds."""

from math import inf

from controller.interface.immutable import immutable


@immutable
class AuxiliaryMemory:
    """The last look, the alarms that were active then, and the time until which the buzzer sounds for a new one."""

    at_s: float = -inf
    known: tuple[str, ...] = ()
    sounds_until_s: float = -inf
