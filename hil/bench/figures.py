"""What a benchmark gives."""

from collections.abc import Mapping

Figures = Mapping[str, float | str]
"""Each figure by its name, which tells its unit."""
