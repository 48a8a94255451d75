"""The figures that a benchmark gives."""

from collections.abc import Mapping
from typing import Any

Figures = Mapping[str, Any]
"""Each figure by its name, which tells its unit; or rows of them."""
