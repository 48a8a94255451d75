import os
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    """Local time of this process is that of `zone`, as the variable TZ names it."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()
