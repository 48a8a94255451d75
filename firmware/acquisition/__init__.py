"""Measurements of drivers into the process image, and what sensors need done beside their reads."""
