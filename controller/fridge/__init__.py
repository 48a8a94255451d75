"""The law of the fridge: one compressor, one cold plate, a fan or damper for each compartment."""

from controller.fridge.law import Asked, initial, regulate, stopped
from controller.fridge.memory import Estimate, FridgeMemory

__all__ = ["Asked", "Estimate", "FridgeMemory", "initial", "regulate", "stopped"]
