import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.runtime import event_loop

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("error", [SystemExit(0), KeyboardInterrupt()], ids=repr)
def test_what_calls_for_the_end_of_the_program_in_a_callback_or_a_task_ends_nothing_but_itself(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def exits() -> None:
        raise error

    async def child() -> None:
        raise error

    async def service() -> None:
        asyncio.get_running_loop().call_soon(exits)
        await asyncio.sleep(0.01)
        task = asyncio.create_task(child())
        await asyncio.wait([task])
        assert task.exception() is error
        done.append("regulated")

    event_loop.run(service())
    assert done == ["regulated"]
    lines = [record.message for record in caplog.records]
    assert len(lines) == 2
    assert all(type(error).__name__ in line and "test_event_loop.py:" in line for line in lines)


@pytest.mark.parametrize("error", [ValueError("no"), asyncio.CancelledError()], ids=repr)
def test_what_ends_the_service_is_raised(error: BaseException) -> None:
    async def service() -> None:
        raise error

    with pytest.raises(type(error)):
        event_loop.run(service())


STUBBORN = """
import asyncio, signal, threading, time
from firmware.runtime import event_loop
event_loop.LEAVE_WITHIN_S = 0.1

async def deaf():
    while True:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            pass

async def service():
    asyncio.create_task(deaf())
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    print("ready", flush=True)
    await asyncio.sleep(600)

event_loop.run(service())
"""


def test_what_does_not_stop_keeps_no_stopped_service_alive() -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], cwd=ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603  # our own words
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait() == 0
