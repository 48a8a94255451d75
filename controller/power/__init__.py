"""The power law: a ranked budget of energy for the other laws."""

from controller.power.law import Inputs, PowerMemory, regulate, restricted, stands
from controller.power.load_shedding import Rank

__all__ = ["Inputs", "PowerMemory", "Rank", "regulate", "restricted", "stands"]
