"""Algorithms of the field that several laws use: PID, sigma-delta modulation, recursive least squares."""
