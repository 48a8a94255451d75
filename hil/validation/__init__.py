"""The plants against what was measured on real cars and fridges: one row for each published figure."""

from hil.validation.all_rows import rows
from hil.validation.row import Row

__all__ = ["Row", "rows"]
