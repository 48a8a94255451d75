import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hil.rig.virtual_time import run

A_DAY_S = 86_400.0


def test_a_day_of_sleeping_takes_no_time() -> None:
    async def main() -> float:
        for _ in range(24):
            await asyncio.sleep(A_DAY_S / 24)
        return asyncio.get_running_loop().time()

    assert run(main(), speed=None) == pytest.approx(A_DAY_S)


def test_timers_of_many_tasks_fire_in_order() -> None:
    async def main() -> list[float]:
        fired = []

        async def one(delay_s: float) -> None:
            await asyncio.sleep(delay_s)
            fired.append(delay_s)

        await asyncio.gather(*(one(delay_s) for delay_s in (3.0, 1.0, 2.0)))
        return fired

    assert run(main(), speed=None) == [1.0, 2.0, 3.0]


def test_time_stands_still_while_a_worker_has_a_job() -> None:
    async def main() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        release = threading.Event()
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.5)
                ticks += 1

        ticking = asyncio.create_task(tick())
        with ThreadPoolExecutor(max_workers=1) as worker:
            threading.Timer(0.05, release.set).start()
            await loop.run_in_executor(worker, release.wait)
        ticking.cancel()
        return loop.time(), ticks

    assert run(main(), speed=None) == (0.0, 0)


def test_an_answer_over_a_socket_arrives_before_its_time_out() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    async def main() -> float:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for _ in range(200):
            writer.write(b"ping\n")
            async with asyncio.timeout(1.0):
                assert await reader.readline() == b"ping\n"
            await asyncio.sleep(0.5)
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return asyncio.get_running_loop().time()

    assert run(main(), speed=None) == pytest.approx(100.0, abs=1.0)


def test_a_finite_speed_agrees_with_the_epoch_that_it_is_given() -> None:
    epoch_s = time.monotonic() - 10.0

    async def main() -> float:
        await asyncio.sleep(1.0)
        return asyncio.get_running_loop().time()

    before_s = (time.monotonic() - epoch_s) * 60.0
    now_s = run(main(), speed=60.0, epoch_s=epoch_s)
    assert before_s + 1.0 <= now_s <= (time.monotonic() - epoch_s) * 60.0


def test_the_end_waits_for_a_slow_worker_of_the_library() -> None:
    done = []

    def work() -> None:
        time.sleep(0.05)
        done.append(1)

    async def main() -> None:
        asyncio.get_running_loop().run_in_executor(None, work)

    run(main(), speed=None)
    assert done == [1]


def test_an_error_of_the_main_task_comes_out() -> None:
    async def main() -> None:
        await asyncio.sleep(5.0)
        raise LookupError

    with pytest.raises(LookupError):
        run(main(), speed=None)
