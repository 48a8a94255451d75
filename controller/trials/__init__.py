"""Trials: does an actuator do what it is for, and does a sensor answer to it?

Verification looks on; a trial also acts: it stops what does harm, and it may ask for a short run or rest where nothing
else could tell. What it asks for stands between laws and guard: the laws see that something else was applied than they
requested, and the guard has the last word.
"""

from controller.trials.trials import alarm_names, as_read, believed, initial, overlaid, resumed, run, unchanged
from controller.trials.trials_memory import Trials

__all__ = ["Trials", "alarm_names", "as_read", "believed", "initial", "overlaid", "resumed", "run", "unchanged"]
