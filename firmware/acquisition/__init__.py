"""Measurements of drivers into the process image, and the maintenance of sensors beside their reads."""
