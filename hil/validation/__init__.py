"""The plants against what was measured on real cars and fridges: one row for each published figure."""

from hil.validation.row import Row
from hil.validation.table import rows

__all__ = ["Row", "rows"]
