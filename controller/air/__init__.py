"""The air law: recirculation and purifier against carbon dioxide and particles."""

from controller.air.law import AirMemory, AirOutput, Inputs, initial, neutral, regulate

__all__ = ["AirMemory", "AirOutput", "Inputs", "initial", "neutral", "regulate"]
