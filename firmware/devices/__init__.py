"""Devices and buses as they do: their health, its table of conditions, and the monitor of each bus."""
