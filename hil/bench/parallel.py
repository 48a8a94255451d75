"""Work of a benchmark on all cores."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Case = TypeVar("Case")
Found = TypeVar("Found")


def in_parallel(work: Callable[[Case], Found], cases: Sequence[Case]) -> list[Found]:
    """Return what `work` finds in each of `cases`, in their order."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        return list(workers.map(work, cases))
