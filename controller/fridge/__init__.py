"""The law of the fridge: one compressor, one cold plate, a fan or damper for each compartment."""

from controller.fridge.fridge_memory import FridgeMemory, FridgeOutput
from controller.fridge.law import Asked, initial, regulate, stopped

__all__ = ["Asked", "FridgeMemory", "FridgeOutput", "initial", "regulate", "stopped"]
