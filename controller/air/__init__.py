"""The air law: recirculation and purifier against carbon dioxide and particles."""

from controller.air.air_memory import AirMemory, AirOutput
from controller.air.law import Inputs, initial, neutral, regulate

__all__ = ["AirMemory", "AirOutput", "Inputs", "initial", "neutral", "regulate"]
