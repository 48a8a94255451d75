"""The power law: a ranked budget of energy for the other laws."""

from controller.power.law import Inputs, initial, regulate, restricted, stands
from controller.power.power_memory import PowerMemory, Rank

__all__ = ["Inputs", "PowerMemory", "Rank", "initial", "regulate", "restricted", "stands"]
