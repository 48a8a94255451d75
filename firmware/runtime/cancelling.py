"""Cancellations that must not get lost."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cancellable() -> Iterator[None]:
    """Around a library that waits with wait_for: that of Python 3.11 loses a cancellation that comes with the result.

    No TaskGroup may be left inside: that of Python 3.11 leaves a count of cancellations behind.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    yield
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
