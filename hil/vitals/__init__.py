"""Simulated people: what a sensor of light sees of a heart, a breath, a cold or moving finger."""
