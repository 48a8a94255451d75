"""Recordings of real boxes: read from files of many kinds into one table, and played through the real controller."""
