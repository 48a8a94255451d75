"""The power law: a ranked budget of energy. `regulate` is the whole interface; the budget is in its memory."""

from controller.power.law import Inputs, PowerMemory, regulate, restricted, stands
from controller.power.load_shedding import Rank

__all__ = ["Inputs", "PowerMemory", "Rank", "regulate", "restricted", "stands"]
