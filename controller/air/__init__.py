"""The air law: recirculation against carbon dioxide and particles. `regulate` is the whole interface."""

from controller.air.law import AirMemory, Inputs, neutral, regulate

__all__ = ["AirMemory", "Inputs", "neutral", "regulate"]
