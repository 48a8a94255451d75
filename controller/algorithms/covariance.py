"""The test whether rows of numbers can be a covariance: what comes from outside is not taken on trust."""

from collections.abc import Sequence
from math import isclose, isfinite, sqrt

ROUNDING = 1e-6
"""Of a correlation: what years of corrections leave of rounding (64 bits, thousands of updates: below 1e-9)."""


def is_covariance(rows: Sequence[Sequence[float]]) -> bool:
    """Return True where square `rows` are finite and symmetric, and give no combination a variance below 0."""
    size = range(len(rows))
    if not all(isfinite(value) for row in rows for value in row) or any(rows[i][i] < 0.0 for i in size):
        return False
    if not all(isclose(rows[i][j], rows[j][i], rel_tol=1e-6, abs_tol=1e-9) for i in size for j in range(i)):
        return False
    deviations = [sqrt(rows[i][i]) for i in size]
    if any(rows[i][j] != 0.0 and deviations[i] * deviations[j] == 0.0 for i in size for j in range(i)):
        return False
    return _is_positive(
        [[rows[i][j] / (deviations[i] * deviations[j]) if rows[i][j] != 0.0 else 0.0 for j in range(i)] for i in size]
    )


def _is_positive(correlations: list[list[float]]) -> bool:
    """Return True where what is left of the diagonal of a matrix has, but for rounding, a Cholesky root.

    Only a matrix without negative variances has one.
    """
    root: list[list[float]] = []
    for row in correlations:
        line: list[float] = []
        for column, other in enumerate(root):
            line.append((row[column] - sum([one * other[at] for at, one in enumerate(line)])) / other[column])
        left = 1.0 + ROUNDING - sum([value * value for value in line])
        if not left > 0.0:  # what overflowed is no number
            return False
        root.append([*line, sqrt(left)])
    return True
