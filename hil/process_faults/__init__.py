"""Fault campaigns: the real daemon in the simulated car, one fault at a time, and what must hold meanwhile."""
