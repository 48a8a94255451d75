"""The yardstick is longer on a processor that others want as well."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.yardstick import Yardstick

OTHERS = 3
BUSY = "print(flush=True)\nwhile True: pass"


@contextmanager
def one_processor_for_all() -> Iterator[None]:
    """This process and all that it starts share one processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def busy() -> Iterator[None]:
    """Somebody else who wants the processor."""
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) as process:  # noqa: S603  # our own words
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def test_work_takes_longer_where_others_work_too() -> None:
    with one_processor_for_all(), ExitStack() as stack:
        for _ in range(OTHERS):
            stack.enter_context(busy())
        with Yardstick() as yardstick:
            pass
    assert yardstick.slowed > 0.5 * (1 + OTHERS)


def test_a_quiet_machine_is_the_measure() -> None:
    assert Yardstick().slowed == 1.0
