"""What is done beside something else ends with it, and what either raises comes out as it is."""

import asyncio

import pytest

from hil.rig.background import background
from hil.rig.virtual_time import run


class Work:
    """Goes on for ever, or fails after a while."""

    def __init__(self, fails_after_s: float = 1e9) -> None:
        self.fails_after_s = fails_after_s
        self.has_ended = False

    async def run(self) -> None:
        try:
            await asyncio.sleep(self.fails_after_s)
            raise LookupError("of the work")
        finally:
            self.has_ended = True


def test_work_goes_on_until_the_rest_is_done() -> None:
    work = Work()

    async def main() -> bool:
        async with background(work.run()):
            await asyncio.sleep(60.0)
            return work.has_ended

    assert not run(main(), speed=None)
    assert work.has_ended


def test_an_error_of_what_is_done_comes_out_and_ends_the_work() -> None:
    work = Work()

    async def main() -> None:
        async with background(work.run()):
            await asyncio.sleep(0.0)
            raise ValueError("of the rest")

    with pytest.raises(ValueError, match="of the rest"):
        run(main(), speed=None)
    assert work.has_ended


def test_an_error_of_the_work_comes_out_and_ends_what_is_done() -> None:
    other = Work()

    async def main() -> None:
        async with background(Work(fails_after_s=5.0).run(), other.run()):
            await asyncio.sleep(1e9)

    with pytest.raises(LookupError, match="of the work"):
        run(main(), speed=None)
    assert other.has_ended
