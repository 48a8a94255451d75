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
    if any(abs(rows[i][j]) > 0.0 and deviations[i] * deviations[j] == 0.0 for i in size for j in range(i)):
        return False
    correlations = [[rows[i][j] / ((deviations[i] * deviations[j]) or 1.0) for j in size] for i in size]
    within = all(abs(value) <= 1.0 + ROUNDING for row in correlations for value in row)
    return within and _is_positive(correlations)  # what is beyond overflows in a square


def _is_positive(correlations: list[list[float]]) -> bool:
    """Return True where the matrix has a Cholesky root, but for rounding: only one without negative variances has."""
    root: list[list[float]] = []
    for i, row in enumerate(correlations):
        line: list[float] = []
        for j in range(i):
            line.append((row[j] - sum([one * other for one, other in zip(line, root[j], strict=False)])) / root[j][j])
        left = 1.0 + ROUNDING - sum([value**2 for value in line])
        if left <= 0.0:
            return False
        root.append([*line, sqrt(left)])
    return True
