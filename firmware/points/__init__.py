"""The table of points: everything that the hub, the console and the record show, one row for each value."""

from firmware.points.quantities import Climate, Point
from firmware.points.table import climates, table

__all__ = ["Climate", "Point", "climates", "table"]
