"""Faults of the technician's line."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from hil.process_faults.stage import Stage

_BYTES = 2_000
_SEED = 11


@asynccontextmanager
async def garbage(stage: Stage) -> AsyncIterator[None]:
    """Two thousand random bytes, as from a line at the wrong baud."""
    line = os.open(stage.cable.person_port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        os.write(line, Random(_SEED).randbytes(_BYTES))
        yield
    finally:
        os.close(line)
