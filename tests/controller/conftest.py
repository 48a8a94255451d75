"""For the tests of the core: those that play hours take no part in the measure of coverage."""

import sys
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Lift the tracer of the coverage, which makes Python five times as slow, for a test that is marked `untraced`.

    All lines and branches of the core are held by the short tests alone.
    """
    tracer = sys.gettrace()
    if item.get_closest_marker("untraced") is not None:
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
