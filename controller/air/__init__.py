"""The air law: recirculation against carbon dioxide and particles. `regulate` is the whole interface."""

from controller.air.law import AirMemory, Inputs, regulate

__all__ = ["AirMemory", "Inputs", "regulate"]
