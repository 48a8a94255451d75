"""The power law: a ranked budget of energy for the other laws."""

from controller.power.law import Inputs, PowerMemory, initial, regulate, restricted, stands
from controller.power.load_shedding import Rank

__all__ = ["Inputs", "PowerMemory", "Rank", "initial", "regulate", "restricted", "stands"]
